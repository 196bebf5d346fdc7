// Markdown to HTML, block by block. What comes out is hostile still: it is the text of whoever wrote the document.

import MarkdownIt from 'markdown-it'

export interface Block {
  html: string
  /** The line of the text it begins at, from 0. */
  line: number
}

const FRONT_MATTER = /^---[ \t]*\n(?:[\s\S]*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|$)/

/** Marks the words that an item of a list begins with. */
const BEGINS_ITEM = { beginsItem: true }

export class Renderer {
  private readonly markdown = new MarkdownIt({ html: true, linkify: true })

  constructor() {
    const { renderer } = this.markdown
    // "[ ]" and "[x]" at the beginning of a list's item.
    const { escapeHtml } = this.markdown.utils
    const text = renderer.rules['text'] ?? ((tokens, index) => escapeHtml(tokens[index]!.content))
    renderer.rules['text'] = (tokens, index, options, env, self) => {
      const token = tokens[index]!
      const box = token.meta === BEGINS_ITEM ? /^\[([ xX])\] /.exec(token.content) : null
      if (box === null) return text(tokens, index, options, env, self)
      const drawn = box[1] === ' ' ? '☐' : '☑'
      return `<span class="task">${drawn}</span> ${escapeHtml(token.content.slice(box[0].length))}`
    }
    this.markdown.core.ruler.push('items', (state) => {
      state.tokens.forEach((token, index) => {
        const first = token.children?.[0]
        if (first && state.tokens[index - 2]?.type === 'list_item_open') first.meta = BEGINS_ITEM
      })
    })
  }

  /** The blocks of a text, in their order. */
  blocks(text: string): Block[] {
    const front = FRONT_MATTER.exec(text)?.[0] ?? ''
    const skipped = front === '' ? 0 : front.split('\n').length - (front.endsWith('\n') ? 1 : 0)
    const env: Record<string, unknown> = {}
    const tokens = this.markdown.parse(text.slice(front.length), env)
    const blocks: Block[] = []
    if (front !== '') {
      blocks.push({ html: `<pre class="front">${this.markdown.utils.escapeHtml(front.trimEnd())}</pre>`, line: 0 })
    }
    let begin = 0
    let depth = 0
    tokens.forEach((token, index) => {
      depth += token.nesting
      if (depth !== 0) return
      const part = tokens.slice(begin, index + 1)
      blocks.push({
        html: this.markdown.renderer.render(part, this.markdown.options, env),
        line: (part[0]!.map?.[0] ?? 0) + skipped,
      })
      begin = index + 1
    })
    return blocks
  }
}

/** How many blocks at the beginning and at the end of two lists are the same. */
export function unchanged(before: readonly Block[], after: readonly Block[]): { head: number; tail: number } {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head]!.html === after[head]!.html) head++
  let tail = 0
  while (tail < most - head && before[before.length - 1 - tail]!.html === after[after.length - 1 - tail]!.html) tail++
  return { head, tail }
}
