// Markdown as the editor knows it: highlighting, and lists and quotes that go on with the next line. CodeMirror's own package
// for it brings HTML, CSS and JavaScript along, twice the weight of everything else.

import { defineLanguageFacet, Language, LanguageSupport } from '@codemirror/language'
import type { EditorState, StateCommand, TransactionSpec } from '@codemirror/state'
import { GFM, parser } from '@lezer/markdown'

const data = defineLanguageFacet({ commentTokens: { block: { open: '<!--', close: '-->' } } })

export const markdown = (): LanguageSupport =>
  new LanguageSupport(new Language(data, parser.configure(GFM), [], 'markdown'))

/** What a line of a list or quote begins with. */
const BEGIN = /^(\s*(?:>\s?)*\s*)(?:([-*+])|(\d{1,9})([.)]))?( +)?(\[[ xX]\] +)?/

/**
 * What the next line begins with when Enter is pressed in this one: null for nothing special, '' when the mark of an item
 * without words is to go.
 */
export function continued(line: string): string | null {
  const [all, quote = '', bullet, number, closing, space, box] = BEGIN.exec(line) ?? ['']
  const isItem = (bullet !== undefined || number !== undefined) && space !== undefined
  if (!isItem && !quote.includes('>')) return null
  if (!isItem) return line.slice(quote.length).trim() === '' ? '' : quote
  if (line.slice(all.length).trim() === '') return ''
  const mark = number === undefined ? bullet! : `${Number(number) + 1}${closing}`
  return `${quote}${mark}${space}${box === undefined ? '' : '[ ] '}`
}

/** Enter in a list or quote; elsewhere it is left to others. */
export const goOn: StateCommand = ({ state, dispatch }) => {
  const change = atCursor(state)
  if (change === null) return false
  dispatch(state.update(change, { scrollIntoView: true, userEvent: 'input' }))
  return true
}

function atCursor(state: EditorState): TransactionSpec | null {
  const { main, ranges } = state.selection
  if (ranges.length > 1 || !main.empty || state.readOnly) return null
  const line = state.doc.lineAt(main.head)
  const begin = continued(line.text)
  if (begin === null) return null
  // Within the mark itself a new line is just a new line.
  if (main.head - line.from < (BEGIN.exec(line.text)?.[0].length ?? 0) && begin !== '') return null
  if (begin === '') return { changes: { from: line.from, to: line.to, insert: '' } }
  const insert = `\n${begin}`
  return { changes: { from: main.head, insert }, selection: { anchor: main.head + insert.length } }
}
