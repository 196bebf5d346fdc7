// The tree of documents as it is seen and used. Only the rows in view are elements, so that ten thousand documents are as
// quick as ten.

import type { Listed } from './api.ts'
import { h, icon, ICONS } from './dom.ts'
import type { Row, Tree } from './tree.ts'

export interface TreeEvents {
  open(document: Listed): void
  rename(document: Listed): void
  remove(document: Listed): void
  /** The reader wants back to the filter. */
  leave(): void
}

const SPARE_ROWS = 8

export class TreeView {
  readonly element: HTMLElement
  private readonly spacer: HTMLElement
  private readonly note: HTMLElement
  private readonly tree: Tree
  private readonly events: TreeEvents
  private readonly drawn = new Map<string, { element: HTMLElement; sign: string }>()
  private rows: Row[] = []
  private filter = ''
  private active = ''
  private current = ''
  private unsent = new Set<string>()
  private scheduled = false
  private rowHeight = 32

  constructor(tree: Tree, events: TreeEvents) {
    this.tree = tree
    this.events = events
    this.spacer = h('div', { class: 'rows', role: 'presentation' })
    this.note = h('p', { class: 'tree-note', hidden: true })
    this.element = h(
      'div',
      {
        class: 'tree',
        role: 'tree',
        tabindex: 0,
        'aria-label': 'Documents',
        keydown: (event: KeyboardEvent) => this.key(event),
        click: (event: MouseEvent) => this.click(event),
        dblclick: (event: MouseEvent) => this.doubleClick(event),
        focus: () => this.focused(),
      },
      this.spacer,
    )
    this.element.addEventListener('scroll', () => this.draw(), { passive: true })
    new ResizeObserver(() => this.draw()).observe(this.element)
  }

  /** What stands below the tree when it has no rows. */
  get noteElement(): HTMLElement {
    return this.note
  }

  /** The documents are others; drawn once for all changes of a moment. */
  refresh(): void {
    if (this.scheduled) return
    this.scheduled = true
    requestAnimationFrame(() => {
      this.scheduled = false
      this.rebuild()
    })
  }

  setFilter(filter: string): void {
    this.filter = filter
    this.element.scrollTop = 0
    this.rebuild()
  }

  /** The document that is open. */
  setCurrent(document: Listed | null): void {
    this.current = document?.id ?? ''
    if (document !== null) {
      this.tree.reveal(document)
      this.active = document.id
    }
    this.rebuild()
    if (document !== null) this.scrollTo(this.indexOf(document.id))
  }

  /** The documents with edits that the relay has not acknowledged. */
  setUnsent(ids: Set<string>): void {
    this.unsent = ids
    this.draw()
  }

  firstDocument(): Listed | null {
    return this.rows.find((row) => row.document !== null)?.document ?? null
  }

  get visibleRows(): number {
    return this.rows.length
  }

  focus(): void {
    this.element.focus()
  }

  private rebuild(): void {
    this.rows = this.tree.rows(this.filter)
    if (this.indexOf(this.active) < 0) this.active = this.rows[0]?.key ?? ''
    this.draw()
    this.note.textContent = this.filter === '' ? '' : 'No document has these words in its name.'
    this.note.hidden = this.rows.length > 0 || this.filter === ''
  }

  private indexOf(key: string): number {
    return this.rows.findIndex((row) => row.key === key)
  }

  private draw(): void {
    // Nothing to place: asking for sizes now would lay out the whole page before its first text.
    if (this.rows.length === 0 && this.drawn.size === 0) return
    const style = getComputedStyle(this.element)
    this.rowHeight = Number.parseFloat(style.getPropertyValue('--row')) || 32
    this.spacer.style.height = `${this.rows.length * this.rowHeight}px`
    const height = this.element.clientHeight || 600
    const from = Math.max(0, Math.floor(this.element.scrollTop / this.rowHeight) - SPARE_ROWS)
    const to = Math.min(this.rows.length, Math.ceil((this.element.scrollTop + height) / this.rowHeight) + SPARE_ROWS)
    const wanted = new Set<string>()
    for (let index = from; index < to; index++) {
      const row = this.rows[index]!
      wanted.add(row.key)
      this.place(row, index)
    }
    for (const [key, { element }] of this.drawn) {
      if (!wanted.has(key)) {
        element.remove()
        this.drawn.delete(key)
      }
    }
    const active = this.drawn.get(this.active)
    if (active) this.element.setAttribute('aria-activedescendant', active.element.id)
    else this.element.removeAttribute('aria-activedescendant')
  }

  private place(row: Row, index: number): void {
    const sign = [
      row.label,
      row.level,
      row.open,
      row.siblings,
      row.position,
      row.key === this.active,
      row.key === this.current,
      this.unsent.has(row.key),
    ].join('\0')
    let drawn = this.drawn.get(row.key)
    if (drawn === undefined || drawn.sign !== sign) {
      // The element stays the same one: a click that has begun on it must end on it.
      const element = drawn?.element ?? h('div')
      this.fill(element, row)
      if (drawn === undefined) this.spacer.append(element)
      drawn = { element, sign }
      this.drawn.set(row.key, drawn)
    }
    drawn.element.style.transform = `translateY(${index * this.rowHeight}px)`
  }

  private fill(element: HTMLElement, row: Row): void {
    const attributes: Record<string, string | number> = {
      id: `row-${encodeURIComponent(row.key)}`,
      class: `row ${row.kind}${row.key === this.active ? ' active' : ''}`,
      role: 'treeitem',
      'aria-level': row.level + 1,
      'aria-setsize': row.siblings,
      'aria-posinset': row.position,
      'aria-selected': String(row.key === this.current),
      title: row.document === null ? row.label : `${row.document.project}/${row.document.path}`,
    }
    if (row.kind !== 'document') attributes['aria-expanded'] = String(row.open)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
    element.dataset['key'] = row.key
    element.style.setProperty('--level', String(row.level))
    const unsent = h(
      'span',
      { class: 'row-unsent' },
      h('span', { class: 'hidden' }, ' has edits that are not saved yet'),
    )
    element.replaceChildren(
      h('span', { class: 'row-mark' }, row.kind === 'document' ? null : icon(ICONS.chevron)),
      h('span', { class: 'row-label' }, row.label),
      ...(this.unsent.has(row.key) ? [unsent] : []),
    )
  }

  private rowAt(event: Event): Row | null {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('.row') : null
    const key = element?.dataset['key']
    return key === undefined ? null : (this.rows.find((row) => row.key === key) ?? null)
  }

  private click(event: MouseEvent): void {
    const row = this.rowAt(event)
    if (row === null) return
    this.active = row.key
    this.choose(row)
  }

  private doubleClick(event: MouseEvent): void {
    const document = this.rowAt(event)?.document
    if (document) this.events.rename(document)
  }

  private choose(row: Row): void {
    if (row.document !== null) {
      this.events.open(row.document)
      this.draw()
    } else this.setOpen(row, !row.open)
  }

  private setOpen(row: Row, open: boolean): void {
    if (this.filter !== '') return this.draw()
    this.tree.setOpen(row.key, open)
    this.rebuild()
  }

  private focused(): void {
    // Who presses a button of the mouse has chosen a row already, and nothing may move under the pointer.
    if (!this.element.matches(':focus-visible')) return
    const index = this.indexOf(this.active)
    if (index >= 0) this.scrollTo(index)
  }

  private scrollTo(index: number): void {
    if (index < 0) return
    const top = index * this.rowHeight
    const height = this.element.clientHeight
    if (top < this.element.scrollTop) this.element.scrollTop = top
    else if (top + this.rowHeight > this.element.scrollTop + height) {
      this.element.scrollTop = top + this.rowHeight - height
    }
    this.draw()
  }

  private go(index: number): void {
    const row = this.rows[Math.min(this.rows.length - 1, Math.max(0, index))]
    if (row === undefined) return
    this.active = row.key
    this.scrollTo(this.indexOf(row.key))
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const index = this.indexOf(this.active)
    const row = this.rows[index]
    if (row === undefined) return
    switch (event.key) {
      case 'ArrowDown':
        this.go(index + 1)
        break
      case 'ArrowUp':
        if (index === 0) this.events.leave()
        else this.go(index - 1)
        break
      case 'Home':
        this.go(0)
        break
      case 'End':
        this.go(this.rows.length - 1)
        break
      case 'PageDown':
        this.go(index + Math.floor(this.element.clientHeight / this.rowHeight))
        break
      case 'PageUp':
        this.go(index - Math.floor(this.element.clientHeight / this.rowHeight))
        break
      case 'ArrowRight':
        if (row.document === null && !row.open) this.setOpen(row, true)
        else if (row.document === null) this.go(index + 1)
        break
      case 'ArrowLeft':
        if (row.document === null && row.open && this.filter === '') this.setOpen(row, false)
        else this.go(this.parentOf(index))
        break
      case 'Enter':
      case ' ':
        this.choose(row)
        break
      case 'F2':
        if (row.document !== null) this.events.rename(row.document)
        break
      case 'Delete':
        if (row.document !== null) this.events.remove(row.document)
        break
      case 'Escape':
        this.events.leave()
        break
      default:
        return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  private parentOf(index: number): number {
    const level = this.rows[index]?.level ?? 0
    for (let i = index - 1; i >= 0; i--) if (this.rows[i]!.level < level) return i
    return index
  }
}
