// The two lists that open in a window of their own: what is in the trash, and what was typed and never acknowledged.

import type { Trashed } from './api.ts'
import { openDialog, type Dialog } from './dialogs.ts'
import { h } from './dom.ts'
import type { Draft } from './drafts.ts'
import type { Name } from './names.ts'

const moment = (time: number): string =>
  new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const entry = (name: Name, time: number, ...actions: HTMLElement[]): HTMLElement =>
  h(
    'li',
    {},
    h('div', {}, h('strong', {}, name.path), ` in ${name.project}`, h('span', { class: 'when' }, ` ${moment(time)}`)),
    h('div', { class: 'actions' }, ...actions),
  )

const button = (label: string, click: () => void, extra: Record<string, string> = {}): HTMLElement =>
  h('button', { type: 'button', click, ...extra }, label)

/** Shows the trash; {@code restore} tells whether it worked, and shows why not in the dialog. */
export function showTrash(trash: Trashed[], restore: (one: Trashed, dialog: Dialog) => Promise<boolean>): void {
  const rows = trash.map((one) => {
    const act = (): void => void restore(one, dialog).then((done) => done && row.remove())
    const row = entry(one, Date.parse(one.trashedAt), button('Restore', act, { 'aria-label': `Restore ${one.path}` }))
    return row
  })
  const dialog = openDialog(
    'Trash',
    trash.length === 0
      ? [h('p', {}, 'The trash is empty.')]
      : [h('p', {}, 'Documents here take no edits until they are restored.'), h('ul', { class: 'list' }, ...rows)],
  )
}

export interface KeptActions {
  /** Opens the document, which sends them; null where there is none any more. */
  open: (draft: Draft) => (() => void) | null
  saveAs(draft: Draft, done: () => void): void
  copy(draft: Draft): void
  discard(draft: Draft): void
}

/** Shows edits that the relay never acknowledged. */
export function showKept(kept: Draft[], actions: KeptActions): void {
  const rows = kept.map((draft) => {
    const open = actions.open(draft)
    const send = (): void => {
      dialog.close()
      open?.()
    }
    const discard = (): void => {
      row.remove()
      actions.discard(draft)
    }
    const row = entry(
      draft,
      draft.savedAt,
      ...(open === null ? [] : [button('Open and send', send, { class: 'primary' })]),
      button('Keep as a new document', () => actions.saveAs(draft, () => row.remove())),
      button('Copy the text', () => actions.copy(draft)),
      button('Discard', discard),
    )
    return row
  })
  const dialog = openDialog('Edits kept in this browser', [
    h('p', {}, 'The relay did not confirm these before the page was closed. Open a document to send what it lacks.'),
    h('ul', { class: 'list' }, ...rows),
  ])
}
