// The user's documents, as the relay lists them and its events change them.

import type { Listed } from './api.ts'
import type { Name } from './names.ts'

/** One event of the relay's feed. */
export interface FeedEvent {
  event: string
  id?: string
  project?: string
  path?: string
}

export type Change =
  { kind: 'all' } | { kind: 'added' | 'removed'; document: Listed } | { kind: 'moved'; document: Listed; from: Listed }

export class Library {
  private readonly byId = new Map<string, Listed>()
  private readonly byName = new Map<string, Listed>()
  private readonly listeners = new Set<(change: Change) => void>()
  /** Whether it was ever read. */
  known = false

  watch(listener: (change: Change) => void): void {
    this.listeners.add(listener)
  }

  private tell(change: Change): void {
    for (const listener of this.listeners) listener(change)
  }

  get size(): number {
    return this.byId.size
  }

  all(): Iterable<Listed> {
    return this.byId.values()
  }

  find(name: Name): Listed | null {
    return this.byName.get(keyOf(name)) ?? null
  }

  get(id: string): Listed | null {
    return this.byId.get(id) ?? null
  }

  projects(): string[] {
    return [...new Set([...this.byId.values()].map((document) => document.project))].sort()
  }

  /** Everything there is now. What is as it was is not told again: a list that says nothing new changes nothing. */
  replace(documents: readonly Listed[]): void {
    const first = !this.known
    this.known = true
    if (first || this.byId.size === 0) {
      this.byId.clear()
      this.byName.clear()
      for (const document of documents) this.put(document)
      this.tell({ kind: 'all' })
      return
    }
    const ids = new Set(documents.map((document) => document.id))
    for (const old of [...this.byId.values()]) if (!ids.has(old.id)) this.remove(old.id)
    for (const document of documents) this.upsert(document)
  }

  private put(document: Listed): void {
    this.byId.set(document.id, document)
    this.byName.set(keyOf(document), document)
  }

  private drop(document: Listed): void {
    this.byId.delete(document.id)
    if (this.byName.get(keyOf(document))?.id === document.id) this.byName.delete(keyOf(document))
  }

  /** A document is there, under this name. */
  upsert(document: Listed): void {
    const old = this.byId.get(document.id)
    if (old === undefined) {
      this.put(document)
      this.tell({ kind: 'added', document })
    } else if (keyOf(old) !== keyOf(document)) {
      this.drop(old)
      this.put(document)
      this.tell({ kind: 'moved', document, from: old })
    }
  }

  /** A document is not there any more. */
  remove(id: string): void {
    const document = this.byId.get(id)
    if (document === undefined) return
    this.drop(document)
    this.tell({ kind: 'removed', document })
  }

  /** Takes in an event; false when only a new list can tell what happened. */
  take(event: FeedEvent): boolean {
    const { id, project, path } = event
    if (id === undefined || project === undefined || path === undefined) return event.event !== 'resync'
    switch (event.event) {
      case 'created':
      case 'restored':
      case 'moved':
      case 'changed':
        this.upsert({ id, project, path })
        return true
      case 'trashed':
        this.remove(id)
        return true
      default:
        return true
    }
  }
}

export const keyOf = (name: Name): string => `${name.project}/${name.path}`
