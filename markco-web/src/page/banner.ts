// What is said above a document whose connection ended for good, and what can be done about it.

import { h } from './dom.ts'
import type { Ending } from './status.ts'

export interface BannerActions {
  restore(): void
  openOther(): void
  signIn(): void
  tryAgain(): void
  keepMine(): void
  copyMine(): void
}

type Action = keyof BannerActions

const LABELS: Record<Action, string> = {
  restore: 'Restore it',
  openOther: 'Open the other one',
  signIn: 'Sign in',
  tryAgain: 'Try again',
  keepMine: 'Keep my text as a new document',
  copyMine: 'Copy my text',
}

const MINE: Action[] = ['keepMine', 'copyMine']

const WORDS: Record<Ending, [string, Action[]]> = {
  trashed: ['This document was moved to the trash. It takes no more edits.', ['restore', ...MINE]],
  replaced: [
    'While you were away, another document was created under this name. The two are not mixed: what you see is yours.',
    ['openOther', ...MINE],
  ],
  'signed-out': ['You are signed out. Your edits are kept in this browser until you sign in.', ['signIn']],
  forbidden: ['The relay does not let you open this document.', MINE],
  'too-large': ['The document is larger than the relay takes. Your last edits are not saved.', MINE],
  refused: ['The relay refused what this page sent. Your last edits are not saved.', ['tryAgain', ...MINE]],
  uneditable: ['This document contains things other than text. It can only be read here.', []],
  missing: ['This document is gone.', MINE],
}

/** The contents of the banner; without {@code loaded} there is no text of one's own to be kept. */
export function bannerOf(ending: Ending, loaded: boolean, actions: BannerActions): HTMLElement[] {
  const [words, possible] = WORDS[ending]
  const offered = possible.filter((action) => loaded || !MINE.includes(action))
  return [
    h('p', {}, words),
    h(
      'div',
      { class: 'actions' },
      ...offered.map((action) => h('button', { type: 'button', click: () => actions[action]() }, LABELS[action])),
    ),
  ]
}
