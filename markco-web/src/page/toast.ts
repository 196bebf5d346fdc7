// A sentence at the bottom of the window that goes by itself, perhaps with one thing to do about it.

import { h, icon, ICONS } from './dom.ts'

const SHOWN_MS = 8_000

export class Toast {
  readonly element = h('div', { class: 'toast', role: 'status' })
  private timer: ReturnType<typeof setTimeout> | null = null

  say(words: string, action?: { label: string; run: () => void }): void {
    if (this.timer !== null) clearTimeout(this.timer)
    const act = (): void => {
      this.hush()
      action?.run()
    }
    this.element.replaceChildren(
      h('p', {}, words),
      ...(action ? [h('button', { type: 'button', click: act }, action.label)] : []),
      h(
        'button',
        { type: 'button', class: 'plain', 'aria-label': 'Dismiss', click: () => this.hush() },
        icon(ICONS.close),
      ),
    )
    this.element.dataset['shown'] = 'yes'
    this.timer = setTimeout(() => this.hush(), SHOWN_MS)
  }

  private hush(): void {
    delete this.element.dataset['shown']
    this.element.replaceChildren()
  }
}
