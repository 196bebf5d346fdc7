// Which rows the tree of documents shows. Without a DOM.

import type { Listed } from './api.ts'
import { leaf } from './names.ts'

export interface Row {
  /** What the row is known by, as long as it is there. */
  key: string
  kind: 'project' | 'folder' | 'document'
  label: string
  level: number
  /** Of a folder or project. */
  open: boolean
  document: Listed | null
  /** How many siblings there are, and which of them this is, from 1: for those who hear the tree. */
  siblings: number
  position: number
}

interface Folder {
  key: string
  label: string
  folders: Map<string, Folder>
  documents: Map<string, Listed>
  /** The children in the order they are shown; null when that has to be found out anew. */
  order: (Folder | Listed)[] | null
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
const isFolder = (one: Folder | Listed): one is Folder => 'folders' in one
const labelOf = (one: Folder | Listed): string => (isFolder(one) ? one.label : leaf(one.path))

/** A word as it is looked for: without case and accents. */
export const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

const FEW = 150

export class Tree {
  private readonly root: Folder = { key: '', label: '', folders: new Map(), documents: new Map(), order: null }
  /** What a person opened or closed. */
  private readonly chosen = new Map<string, boolean>()
  private readonly needles = new Map<string, string>()
  private count = 0

  private pathTo(document: Listed): string[] {
    return [document.project, ...document.path.split('/').slice(0, -1)]
  }

  add(document: Listed): void {
    let folder = this.root
    for (const label of this.pathTo(document)) {
      let next = folder.folders.get(label)
      if (next === undefined) {
        next = { key: `${folder.key}/${label}`, label, folders: new Map(), documents: new Map(), order: null }
        folder.folders.set(label, next)
        folder.order = null
      }
      folder = next
    }
    if (!folder.documents.has(document.id)) this.count++
    folder.documents.set(document.id, document)
    folder.order = null
    this.needles.set(document.id, folded(`${document.project}/${document.path}`))
  }

  /** Removes a document, and the folders that are empty without it. */
  remove(document: Listed): void {
    const way = [this.root]
    for (const label of this.pathTo(document)) {
      const next = way[way.length - 1]!.folders.get(label)
      if (next === undefined) return
      way.push(next)
    }
    const last = way[way.length - 1]!
    if (last.documents.delete(document.id)) this.count--
    this.needles.delete(document.id)
    last.order = null
    for (let i = way.length - 1; i > 0; i--) {
      const folder = way[i]!
      if (folder.documents.size > 0 || folder.folders.size > 0) break
      way[i - 1]!.folders.delete(folder.label)
      way[i - 1]!.order = null
    }
  }

  clear(): void {
    this.root.folders.clear()
    this.root.order = null
    this.needles.clear()
    this.count = 0
  }

  setOpen(key: string, open: boolean): void {
    this.chosen.set(key, open)
  }

  /** Opens everything above a document. */
  reveal(document: Listed): void {
    let key = ''
    for (const label of this.pathTo(document)) {
      key = `${key}/${label}`
      this.chosen.set(key, true)
    }
  }

  private isOpen(folder: Folder, level: number): boolean {
    return this.chosen.get(folder.key) ?? (this.count <= FEW || (level === 0 && this.root.folders.size === 1))
  }

  private order(folder: Folder): (Folder | Listed)[] {
    folder.order ??= [...folder.folders.values(), ...folder.documents.values()].sort(
      (a, b) => collator.compare(labelOf(a), labelOf(b)) || (labelOf(a) < labelOf(b) ? -1 : 1),
    )
    return folder.order
  }

  /** All rows to show; with a filter those of the documents that have each of its words in their names. */
  rows(filter: string): Row[] {
    const words = folded(filter).split(/\s+/).filter(Boolean)
    const rows: Row[] = []
    if (words.length === 0) {
      this.collect(this.root, 0, rows, null)
    } else {
      const matching = new Set<string>()
      for (const [id, needle] of this.needles) if (words.every((word) => needle.includes(word))) matching.add(id)
      if (matching.size > 0) this.collect(this.root, 0, rows, matching)
    }
    return rows
  }

  private collect(folder: Folder, level: number, rows: Row[], matching: Set<string> | null): boolean {
    const children = this.order(folder)
    const mine: Row[] = []
    for (const child of children) {
      if (isFolder(child)) {
        const open = matching !== null || this.isOpen(child, level)
        const row: Row = {
          key: child.key,
          kind: level === 0 ? 'project' : 'folder',
          label: child.label,
          level,
          open,
          document: null,
          siblings: 0,
          position: 0,
        }
        const before = rows.length
        rows.push(row)
        const some = open ? this.collect(child, level + 1, rows, matching) : true
        if (matching !== null && !some) rows.length = before
        else mine.push(row)
      } else if (matching === null || matching.has(child.id)) {
        const row: Row = {
          key: child.id,
          kind: 'document',
          label: leaf(child.path),
          level,
          open: false,
          document: child,
          siblings: 0,
          position: 0,
        }
        rows.push(row)
        mine.push(row)
      }
    }
    mine.forEach((row, index) => {
      row.siblings = mine.length
      row.position = index + 1
    })
    return mine.length > 0
  }
}
