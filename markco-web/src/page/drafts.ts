// Edits that the relay has not acknowledged, kept in the browser's own database until it has: a page that is reloaded, or a
// browser that crashed, brings them again. Nothing else is kept, so that no old copy of a document ever comes back to life.

import type { Name } from './names.ts'

export interface Draft extends Name {
  /** The document and the replica that was edited: two tabs do not overwrite each other's. */
  key: string
  user: string
  /** The document's identity; empty when it was not known. */
  id: string
  /** The whole state of the replica. */
  state: Uint8Array
  /** Its text, for when the state cannot be merged any more. */
  text: string
  savedAt: number
  /** Another one for each save: a newer draft is never removed for an older one. */
  version: string
}

const STORE = 'drafts'

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'))
  })

export class Drafts {
  private readonly database: Promise<IDBDatabase>

  constructor() {
    const request = indexedDB.open('markco', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
    this.database = done(request)
    // Whoever uses it is told; without this, a browser that keeps nothing would report it twice.
    this.database.catch(() => {})
  }

  private async store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    return (await this.database).transaction(STORE, mode).objectStore(STORE)
  }

  async put(draft: Draft): Promise<void> {
    await done((await this.store('readwrite')).put(draft))
  }

  /** All of a user's, the newest first. */
  async of(user: string): Promise<Draft[]> {
    const all = (await done((await this.store('readonly')).getAll())) as Draft[]
    return all.filter((draft) => draft.user === user).sort((a, b) => b.savedAt - a.savedAt)
  }

  /** Removes a draft, unless it was written anew since. */
  async remove(key: string, version: string): Promise<void> {
    const store = await this.store('readwrite')
    const found = (await done(store.get(key))) as Draft | undefined
    if (found?.version === version) await done(store.delete(key))
  }
}

/** Whether a draft is of this document: by identity where that is known, else by name. */
export const isOf = (draft: Draft, name: Name, id: string | null): boolean =>
  draft.id !== '' && id !== null && id !== ''
    ? draft.id === id
    : draft.project === name.project && draft.path === name.path
