// Questions in a window of their own. The browser keeps the focus inside, closes on Escape and gives the focus back.

import { h, icon, ICONS } from './dom.ts'

export interface Dialog {
  element: HTMLDialogElement
  close(): void
}

/** Opens a dialog with a heading and some contents; {@code closed} is called once, however it ends. */
export function openDialog(title: string, contents: Node[], closed: () => void = () => {}): Dialog {
  const heading = h('h2', { id: 'dialog-title', tabindex: -1 }, title)
  const element = h(
    'dialog',
    { 'aria-labelledby': 'dialog-title' },
    h(
      'div',
      { class: 'dialog-head' },
      heading,
      h(
        'button',
        { type: 'button', class: 'plain', 'aria-label': 'Close', click: () => element.close() },
        icon(ICONS.close),
      ),
    ),
    ...contents,
  )
  element.addEventListener('close', () => {
    element.remove()
    closed()
  })
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close() // the backdrop
  })
  document.body.append(element)
  element.showModal()
  return { element, close: () => element.close() }
}

export interface Field {
  name: string
  label: string
  value: string
  type?: 'text' | 'password'
  suggestions?: string[]
  hint?: string
}

/**
 * Asks for words. {@code submit} gets them by their fields' names and returns why they will not do, or null when it is
 * done; then the dialog closes.
 */
export function ask(
  title: string,
  intro: string,
  fields: Field[],
  action: string,
  submit: (values: Record<string, string>) => Promise<string | null>,
  closed: () => void = () => {},
): void {
  const problem = h('p', { class: 'problem', role: 'alert' })
  const inputs = fields.map((field) => {
    const input = h('input', {
      id: `field-${field.name}`,
      name: field.name,
      type: field.type ?? 'text',
      value: field.value,
      autocomplete: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
      list: field.suggestions ? `list-${field.name}` : null,
      'aria-describedby': field.hint ? `hint-${field.name}` : null,
    })
    return { field, input }
  })
  const button = h('button', { type: 'submit', class: 'primary' }, action)
  let busy = false
  const form = h(
    'form',
    {
      submit: (event: SubmitEvent) => {
        event.preventDefault()
        if (busy) return
        busy = true
        button.disabled = true
        problem.textContent = ''
        const values = Object.fromEntries(inputs.map(({ field, input }) => [field.name, input.value]))
        void submit(values)
          .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
          .then((why) => {
            busy = false
            button.disabled = false
            if (why === null) dialog.close()
            else problem.textContent = why
          })
      },
    },
    intro !== '' && h('p', {}, intro),
    ...inputs.flatMap(({ field, input }) => [
      h('label', { for: input.id }, field.label),
      input,
      ...(field.suggestions
        ? [h('datalist', { id: `list-${field.name}` }, ...field.suggestions.map((value) => h('option', { value })))]
        : []),
      ...(field.hint ? [h('p', { class: 'hint', id: `hint-${field.name}` }, field.hint)] : []),
    ]),
    problem,
    h('div', { class: 'actions' }, h('button', { type: 'button', click: () => dialog.close() }, 'Cancel'), button),
  )
  const dialog = openDialog(title, [form], closed)
  const last = inputs[inputs.length - 1]
  last?.input.focus()
  last?.input.select()
}

const KEYS: [string, string][] = [
  ['Ctrl K', 'Find a document by its name'],
  ['Ctrl Alt N', 'New document'],
  ['Ctrl Alt P', 'Show or hide the preview'],
  ['F2', 'Rename the document'],
  ['Delete', 'In the list: move the document to the trash'],
  ['↑ ↓ ← →', 'In the list: move, open and close folders'],
  ['Ctrl F', 'Find and replace in the text'],
  ['Ctrl Z, Ctrl Y', 'Undo and redo your own edits'],
  ['Tab, Shift Tab', 'In the text: indent; press Escape first to leave the text instead'],
  ['Ctrl /', 'This list'],
]

export function showKeys(): void {
  const isMac = /mac|iphone|ipad/i.test(navigator.platform)
  const shown = (keys: string): string => (isMac ? keys.replaceAll('Ctrl', '⌘').replaceAll('Alt', '⌥') : keys)
  openDialog('Keyboard', [
    h('dl', { class: 'keys' }, ...KEYS.flatMap(([keys, what]) => [h('dt', {}, shown(keys)), h('dd', {}, what)])),
  ])
}
