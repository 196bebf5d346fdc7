// The preview: a document's Markdown as HTML that can do nothing. Only what changed is made anew.

import DOMPurify from 'dompurify'
import { Renderer, unchanged, type Block } from './markdown.ts'
import { linked, type Name } from './names.ts'
import { hashOf } from './route.ts'

const TAGS = (
  'a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 ' +
  'h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'
).split(' ')
const ATTRIBUTES = ['href', 'title', 'alt', 'src', 'colspan', 'rowspan', 'start', 'class', 'open', 'lang', 'dir']
/** Classes that the rendering itself makes; others could dress a document up as the page. */
const OWN_CLASSES = /^(?:task|front|language-[\w+#.-]{1,40})$/
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,/i
const WEB = /^(?:https?|mailto):/i

const FAST_MS = 60
const SLOW_FACTOR = 4
const LONGEST_MS = 1_500

/** What a heading is linked by: its words, in lower case, with hyphens. */
const slug = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s+/g, '-')

export class Preview {
  private readonly renderer = new Renderer()
  private readonly purify = DOMPurify
  private readonly parent: HTMLElement
  private readonly scroller: HTMLElement
  private readonly read: () => string
  private readonly name: () => Name
  private blocks: Block[] = []
  private elements: HTMLElement[] = []
  private timer: ReturnType<typeof setTimeout> | null = null
  private cost = 0
  private shown = false
  private stale = true

  /** A preview of what {@code read} gives, in {@code parent}, which {@code scroller} scrolls. */
  constructor(parent: HTMLElement, scroller: HTMLElement, read: () => string, name: () => Name) {
    this.parent = parent
    this.scroller = scroller
    this.read = read
    this.name = name
    this.parent.addEventListener('click', (event) => this.follow(event))
  }

  /** The text is another one. Costs nothing while the preview is not to be seen. */
  changed(): void {
    this.stale = true
    if (this.shown)
      this.timer ??= setTimeout(() => this.render(), Math.min(FAST_MS + SLOW_FACTOR * this.cost, LONGEST_MS))
  }

  show(shown: boolean): void {
    this.shown = shown
    if (shown && this.stale) this.render()
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.shown = false
  }

  private render(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    const started = performance.now()
    const blocks = this.renderer.blocks(this.read())
    const { head, tail } = unchanged(this.blocks, blocks)
    const made = blocks.slice(head, blocks.length - tail).map((block) => this.element(block))
    const gone = this.elements.splice(head, this.elements.length - head - tail, ...made)
    const next = this.elements[head + made.length] ?? null
    for (const element of gone) element.remove()
    const fresh = document.createDocumentFragment()
    fresh.append(...made)
    this.parent.insertBefore(fresh, next)
    this.blocks = blocks
    this.stale = false
    this.cost = performance.now() - started
    this.parent.dataset['empty'] = String(blocks.length === 0)
  }

  private element(block: Block): HTMLElement {
    const element = document.createElement('div')
    element.className = 'block'
    const clean = this.purify.sanitize(block.html, {
      ALLOWED_TAGS: TAGS,
      ALLOWED_ATTR: ATTRIBUTES,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    })
    for (const one of clean.querySelectorAll('[class]')) {
      const classes = [...one.classList].filter((name) => OWN_CLASSES.test(name))
      if (classes.length > 0) one.className = classes.join(' ')
      else one.removeAttribute('class')
    }
    for (const link of clean.querySelectorAll('a')) this.tame(link)
    for (const image of clean.querySelectorAll('img'))
      if (!PICTURE.test(image.getAttribute('src') ?? '')) this.absent(image)
    for (const box of clean.querySelectorAll('pre, table')) box.setAttribute('tabindex', '0')
    element.append(clean)
    return element
  }

  private tame(link: HTMLAnchorElement): void {
    const href = link.getAttribute('href') ?? ''
    const here = linked(this.name(), href)
    if (here !== null) {
      link.href = hashOf(here)
    } else if (WEB.test(href)) {
      link.target = '_blank'
      link.rel = 'noopener noreferrer nofollow'
    } else if (!href.startsWith('#')) {
      link.removeAttribute('href')
    }
  }

  /** An image that would be fetched from elsewhere tells its reader's address to whoever wrote it down. */
  private absent(image: HTMLImageElement): void {
    const source = image.getAttribute('src') ?? ''
    const note = document.createElement('span')
    note.className = 'absent'
    note.textContent = `Image: ${image.getAttribute('alt') || source || 'without a name'}`
    note.title = `Images are not loaded here: ${source}`
    if (WEB.test(source) && image.closest('a') === null) {
      const link = document.createElement('a')
      link.href = source
      link.target = '_blank'
      link.rel = 'noopener noreferrer nofollow'
      link.textContent = ' (open)'
      note.append(link)
    }
    image.replaceWith(note)
  }

  /** Links to a heading of this document do not change the address, which names the document. */
  private follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const href = link?.getAttribute('href') ?? ''
    if (!href.startsWith('#') || href.startsWith('#/')) return
    event.preventDefault()
    let wanted = href.slice(1)
    try {
      wanted = decodeURIComponent(wanted)
    } catch {
      // It is looked for as it stands.
    }
    for (const heading of this.parent.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
      if (slug(heading.textContent ?? '') === wanted) return heading.scrollIntoView({ block: 'start' })
    }
  }

  /** Brings the block of a line of the text to the top. */
  reveal(line: number): void {
    if (!this.shown || this.elements.length === 0) return
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.blocks[middle]!.line <= line - 1) low = middle
      else high = middle - 1
    }
    const element = this.elements[low]!
    const next = this.elements[low + 1]
    const from = this.blocks[low]!.line
    const to = this.blocks[low + 1]?.line ?? from + 1
    const part = Math.min(1, Math.max(0, (line - 1 - from) / Math.max(1, to - from)))
    const top = element.offsetTop
    const bottom = next?.offsetTop ?? top + element.offsetHeight
    this.scroller.scrollTop = line === 1 ? 0 : top + part * (bottom - top) - this.scroller.offsetTop
  }
}
