// Names of documents as the relay takes them: a project, and a path in it without ".md".

export interface Name {
  project: string
  path: string
}

const MOST_BYTES = 1024

/** Why a name cannot be one; null when it can. */
export function problemOf(name: Name): string | null {
  if (name.project === '') return 'Give the project a name.'
  if (name.project.includes('/')) return 'A project is one name, without a slash.'
  if (name.path === '') return 'Give the document a name.'
  const segments = [name.project, ...name.path.split('/')]
  for (const segment of segments) {
    if (segment === '') return 'There is a slash too many.'
    if (segment === '.' || segment === '..') return `A part of a name cannot be “${segment}”.`
    if (/[\u0000-\u001f\u007f-\u009f]/.test(segment)) return 'A name has no control characters in it.'
    if (segment.includes('\\')) return 'A name has no backslash in it.'
  }
  if (/\.(md|qmd)\.(md|qmd)$/i.test(name.path)) return 'One ending is enough.'
  const bytes = new TextEncoder().encode(`${name.project}/${name.path}`).length
  return bytes > MOST_BYTES ? 'The name is too long.' : null
}

/** What somebody typed, as the relay would call it: without spaces around it, slashes at its ends, and ".md". */
export function canonical(project: string, path: string): Name {
  const trimmed = path
    .trim()
    .replace(/^\/+|\/+$/g, '')
    .normalize('NFC')
  return { project: project.trim().normalize('NFC'), path: trimmed.replace(/\.md$/, '') }
}

/** A path of an address. */
export function encoded(...parts: string[]): string {
  return parts.map((part) => part.split('/').map(encodeURIComponent).join('/')).join('/')
}

/** The words a new document begins with. */
export function firstWords(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1).replace(/\.qmd$/, '')
  const words = file.replace(/^\d+[-_. ]+/, '').replace(/[-_]+/g, ' ')
  const title = words === '' ? file : words
  return `# ${title.charAt(0).toLocaleUpperCase()}${title.slice(1)}\n\n`
}

/** The last part of a path. */
export const leaf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** The document that a link in another one means; null when it leads elsewhere. */
export function linked(from: Name, href: string): Name | null {
  if (href === '' || /^[a-z][a-z0-9+.-]*:/i.test(href) || href.startsWith('//') || href.startsWith('#')) return null
  let target: string
  try {
    target = decodeURIComponent(href.replace(/[?#].*$/, ''))
  } catch {
    return null
  }
  const parts = target.startsWith('/') ? [] : from.path.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return null
    } else if (part !== '' && part !== '.') parts.push(part)
  }
  const name = canonical(from.project, parts.join('/'))
  return problemOf(name) === null ? name : null
}
