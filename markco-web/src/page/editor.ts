// The editor: CodeMirror on a Yjs text.

import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, dropCursor, EditorView, highlightSpecialChars, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { cursors } from './cursors.ts'
import { goOn, markdown } from './language.ts'

const words = HighlightStyle.define([
  { tag: tags.heading1, class: 'md-h1' },
  { tag: tags.heading2, class: 'md-h2' },
  { tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6], class: 'md-h3' },
  { tag: tags.strong, class: 'md-strong' },
  { tag: tags.emphasis, class: 'md-em' },
  { tag: tags.strikethrough, class: 'md-del' },
  { tag: [tags.monospace, tags.labelName], class: 'md-code' },
  { tag: [tags.link, tags.url], class: 'md-link' },
  { tag: tags.quote, class: 'md-quote' },
  { tag: [tags.processingInstruction, tags.contentSeparator], class: 'md-mark' },
  { tag: [tags.comment, tags.meta], class: 'md-mark' },
  { tag: [tags.keyword, tags.tagName], class: 'md-keyword' },
  { tag: [tags.string, tags.attributeValue], class: 'md-string' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--editor-size)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.65', overflow: 'auto' },
  '.cm-content': { padding: 'var(--pad-y) var(--pad-x) 40vh', maxWidth: '48rem', caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftWidth: '2px', borderLeftColor: 'var(--accent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.cm-panels': { background: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-textfield': { background: 'var(--paper)', color: 'var(--ink)', border: '1px solid var(--edge)' },
  '.cm-button': { background: 'var(--paper)', color: 'var(--ink)', border: '1px solid var(--edge)' },
  '.cm-searchMatch': { backgroundColor: 'var(--found)', color: 'var(--found-ink)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--same)' },
})

export interface Editor {
  view: EditorView
  setEditable(editable: boolean): void
  destroy(): void
}

export interface EditorEvents {
  /** The top line that is to be seen, from 1. */
  scrolled(line: number): void
}

/** Puts an editor for a text into an element. */
export function openEditor(
  parent: HTMLElement,
  text: Y.Text,
  awareness: Awareness,
  label: string,
  editable: boolean,
  nonce: string,
  events: EditorEvents,
): Editor {
  const undo = new Y.UndoManager(text)
  const rights = new Compartment()
  const may = (yes: boolean) => [EditorState.readOnly.of(!yes), EditorView.editable.of(yes)]
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        EditorView.cspNonce.of(nonce),
        // Only "\n" ends a line: Yjs counts a "\r" as a character of its own, and so must the editor.
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, '\n')),
        // Without its cursors, which come with inline styles.
        yCollab(text, null, { undoManager: undo }),
        cursors(text, awareness),
        highlightSpecialChars(),
        drawSelection(),
        dropCursor(),
        EditorState.allowMultipleSelections.of(true),
        highlightSelectionMatches(),
        EditorView.lineWrapping,
        markdown(),
        syntaxHighlighting(words),
        look,
        keymap.of([
          { key: 'Enter', run: goOn },
          ...yUndoManagerKeymap,
          ...searchKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true', autocapitalize: 'sentences' }),
        rights.of(may(editable)),
      ],
    }),
  })
  const onScroll = (): void => {
    const block = view.lineBlockAtHeight(view.scrollDOM.scrollTop)
    events.scrolled(view.state.doc.lineAt(block.from).number)
  }
  view.scrollDOM.addEventListener('scroll', onScroll, { passive: true })
  return {
    view,
    setEditable(yes) {
      if (view.state.readOnly === yes) view.dispatch({ effects: rights.reconfigure(may(yes)) })
    },
    destroy() {
      view.destroy()
      undo.destroy()
    },
  }
}
