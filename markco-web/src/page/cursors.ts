// The cursors and selections of others in the editor. Colours are classes and names are text, since anybody may send
// anything, and the page allows no inline styles.

import { Annotation, RangeSet, type Range } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { others, type Person } from './people.ts'

const moved = Annotation.define<boolean>()
/** More than these are not drawn: a client may claim any number of others. */
const MOST = 64

class Caret extends WidgetType {
  private readonly person: Person

  constructor(person: Person) {
    super()
    this.person = person
  }

  override eq(other: Caret): boolean {
    return (
      other.person.client === this.person.client &&
      other.person.name === this.person.name &&
      other.person.color === this.person.color
    )
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = `caret who-${this.person.color}`
    caret.setAttribute('aria-hidden', 'true')
    const label = document.createElement('span')
    label.className = 'caret-name'
    label.textContent = this.person.name
    caret.append(label)
    return caret
  }

  override ignoreEvent(): boolean {
    return true
  }
}

const position = (value: unknown, text: Y.Text): number | null => {
  try {
    const relative = Y.createRelativePositionFromJSON(value)
    const absolute = Y.createAbsolutePositionFromRelativePosition(relative, text.doc!)
    return absolute !== null && absolute.type === text ? absolute.index : null
  } catch {
    return null // what somebody sent as a position is none
  }
}

/** Shows others, and tells them where this editor's own selection is. */
export function cursors(text: Y.Text, awareness: Awareness) {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet = RangeSet.empty
      private readonly listener: (changes: Record<'added' | 'updated' | 'removed', number[]>) => void

      constructor(view: EditorView) {
        this.listener = ({ added, updated, removed }) => {
          if ([...added, ...updated, ...removed].some((client) => client !== awareness.clientID)) {
            view.dispatch({ annotations: moved.of(true) })
          }
        }
        awareness.on('change', this.listener)
        this.draw(view)
      }

      destroy(): void {
        awareness.off('change', this.listener)
      }

      update(update: ViewUpdate): void {
        if (update.selectionSet || update.docChanged || update.focusChanged) this.tell(update.view)
        if (update.transactions.some((one) => one.annotation(moved))) this.draw(update.view)
        else if (update.docChanged) this.decorations = this.decorations.map(update.changes)
      }

      private tell(view: EditorView): void {
        const state = awareness.getLocalState()
        if (state === null || !view.hasFocus) return
        const { anchor, head } = view.state.selection.main
        const cursor = {
          anchor: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, anchor)) as unknown,
          head: Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, head)) as unknown,
        }
        if (JSON.stringify(state['cursor']) !== JSON.stringify(cursor)) awareness.setLocalStateField('cursor', cursor)
      }

      private draw(view: EditorView): void {
        const ranges: Range<Decoration>[] = []
        const end = view.state.doc.length
        const states = awareness.getStates() as Map<number, Record<string, unknown>>
        for (const person of others(states, awareness.clientID).slice(0, MOST)) {
          const cursor = states.get(person.client)?.['cursor']
          if (typeof cursor !== 'object' || cursor === null) continue
          const anchor = position((cursor as Record<string, unknown>)['anchor'], text)
          const head = position((cursor as Record<string, unknown>)['head'], text)
          if (anchor === null || head === null || anchor > end || head > end) continue
          if (anchor !== head) {
            const mark = Decoration.mark({ class: `selected who-${person.color}` })
            ranges.push(mark.range(Math.min(anchor, head), Math.max(anchor, head)))
          }
          ranges.push(Decoration.widget({ widget: new Caret(person), side: head > anchor ? -1 : 1 }).range(head))
        }
        this.decorations = Decoration.set(ranges, true)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  )
}
