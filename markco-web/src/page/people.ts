// Who is in a document: what this browser says of itself, and what it believes of others.

const NAME = 'markco.name'
const MOST_CHARACTERS = 40

/** Colours that are told apart, and read on white and on near black; the same for all browsers. */
export const COLORS = ['#b3402a', '#8a5a00', '#3f7d20', '#0b7a75', '#1b6ca8', '#5b5bd6', '#9a3fb0', '#b02a6b'] as const

export interface Person {
  client: number
  name: string
  /** Which of the colours is theirs. */
  color: number
}

/** The colour that a browser shows itself in, from the number that Yjs gave it. */
export const colorOf = (client: number): number => client % COLORS.length

/** A name as it may be shown: anybody may send anything. */
export function shownName(name: unknown): string {
  if (typeof name !== 'string') return 'Somebody'
  const clean = [...name.replace(/[\p{C}\s]+/gu, ' ').trim()].slice(0, MOST_CHARACTERS).join('')
  return clean === '' ? 'Somebody' : clean
}

/** The others in a document, by what their browsers say of them. */
export function others(states: ReadonlyMap<number, Record<string, unknown>>, self: number): Person[] {
  const people: Person[] = []
  for (const [client, state] of states) {
    if (client === self || typeof state !== 'object' || state === null) continue
    const user = state['user']
    if (typeof user !== 'object' || user === null) continue
    const { name, color } = user as Record<string, unknown>
    const known = typeof color === 'string' ? COLORS.indexOf(color as (typeof COLORS)[number]) : -1
    people.push({ client, name: shownName(name), color: known >= 0 ? known : colorOf(client) })
  }
  return people.sort((a, b) => a.client - b.client)
}

/** What this browser calls its user. */
export function ownName(): string {
  const stored = remembered(NAME)
  return stored === null ? 'Guest' : shownName(stored)
}

export function setOwnName(name: string): void {
  remember(NAME, name)
}

/** What the browser remembers between visits; null when it does not, or may not. */
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null // a browser that keeps nothing is no reason not to edit
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // As above: it is asked again next time.
  }
}
