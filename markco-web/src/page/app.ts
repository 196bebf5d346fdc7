// The page put together: who is here, which documents there are, which one is open, and what of it is saved.

import { Api, Refusal, type Listed, type Session, type Trashed } from './api.ts'
import { bannerOf, type BannerActions } from './banner.ts'
import { ask, showKeys } from './dialogs.ts'
import { OpenDocument } from './document.ts'
import { h, icon, ICONS } from './dom.ts'
import { Drafts, isOf, type Draft } from './drafts.ts'
import type { Editor } from './editor.ts'
import { Feed } from './feed.ts'
import { keyOf, Library, type Change } from './library.ts'
import { showKept, showTrash } from './lists.ts'
import { canonical, firstWords, leaf, problemOf, type Name } from './names.ts'
import { COLORS, colorOf, others, ownName, remember, remembered, setOwnName } from './people.ts'
import type { Preview } from './preview.ts'
import { hashOf, nameOf, withoutToken } from './route.ts'
import type { Status } from './status.ts'
import { Toast } from './toast.ts'
import { Tree } from './tree.ts'
import { TreeView } from './treeview.ts'

/** "Saving…" stays for a moment, so that it can be read; "Saved" never comes early. */
const CALM_MS = 350
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 5_000
const FEED_PATIENCE_MS = 1_500
/** How long the list waits for the text of a document that was asked for. */
const TEXT_PATIENCE_MS = 500
const THEME = 'markco.theme'
const PREVIEW = 'markco.preview'
type EditorModule = typeof import('./editor.ts')
let editorModule: Promise<EditorModule> | null = null

/** Loads the editor: best while the relay is asked for a document, since both take their time. */
function loadEditor(): Promise<EditorModule> {
  editorModule ??= import('./editor.ts')
  editorModule.catch(() => {}) // told where it is needed
  return editorModule
}

const WIDE = '(min-width: 64rem)'

type Theme = 'auto' | 'light' | 'dark'
const THEMES: Theme[] = ['auto', 'light', 'dark']

export class App {
  private readonly api = new Api(location.href)
  private readonly drafts = new Drafts()
  private readonly library = new Library()
  private readonly tree = new Tree()
  private readonly nonce: string
  private session: Session | null = null
  private user = 'local'
  private feed: Feed | null = null
  private document: OpenDocument | null = null
  /** Documents that were left while something of them was not acknowledged. */
  private readonly lingering = new Set<OpenDocument>()
  private editor: Editor | null = null
  private preview: Preview | null = null
  private previewOn = remembered(PREVIEW) !== 'off'
  private shownStatus: Status | null = null
  private statusTimer: ReturnType<typeof setTimeout> | null = null
  private statusScheduled = false
  private signingIn = false
  private textIsHere: () => void = () => {}
  private listing = false
  private listAgain = false

  private readonly view: TreeView
  private readonly filter: HTMLInputElement
  private readonly status = h(
    'span',
    { class: 'status', 'data-tone': 'busy' },
    h('span', { class: 'status-label' }, ''),
  )
  private readonly title = h('h1', { class: 'title' }, 'markco')
  private readonly people = h('ul', { class: 'people', 'aria-label': 'Also here' })
  private readonly banner = h('div', { class: 'banner', hidden: true })
  private readonly editorHost = h('div', { class: 'editor' })
  private readonly previewHost = h('article', { class: 'preview-text', 'aria-label': 'Preview' })
  private readonly previewPane = h(
    'section',
    { class: 'preview', 'aria-label': 'Preview', tabindex: 0 },
    this.previewHost,
  )
  private readonly panes = h('div', { class: 'panes', hidden: true }, this.editorHost, this.previewPane)
  private readonly empty = h('div', { class: 'empty' })
  private readonly main = h('main', { id: 'main', tabindex: -1 }, this.banner, this.panes, this.empty)
  private readonly announcer = h('p', { class: 'hidden', role: 'status' })
  private readonly toast = new Toast()
  private readonly unsentNote = h('div', { class: 'unsent', hidden: true })
  private readonly listNote = h('p', { class: 'tree-note', role: 'status' }, 'Reading the list…')
  private readonly previewButton: HTMLButtonElement
  private readonly menuButton: HTMLButtonElement
  private readonly documentButtons: HTMLElement
  private readonly footer = h('div', { class: 'nav-foot' })
  private readonly nav: HTMLElement

  constructor(root: HTMLElement, nonce: string) {
    this.nonce = nonce
    this.view = new TreeView(this.tree, {
      open: (document) => this.visit(document),
      rename: (document) => this.askRename(document),
      remove: (document) => void this.remove(document),
      leave: () => this.filter.focus(),
    })
    this.filter = h('input', {
      type: 'search',
      class: 'filter',
      placeholder: 'Find a document',
      'aria-label': 'Find a document by its name',
      autocomplete: 'off',
      spellcheck: 'false',
      input: () => this.view.setFilter(this.filter.value),
      keydown: (event: KeyboardEvent) => this.filterKey(event),
    })
    const button = (name: string, drawing: string, click: () => void): HTMLButtonElement =>
      h('button', { type: 'button', class: 'plain', 'aria-label': name, title: name, click }, icon(drawing))
    this.menuButton = button('Documents', ICONS.menu, () => this.setNav(document.body.dataset['nav'] !== 'open'))
    this.menuButton.classList.add('menu')
    this.menuButton.setAttribute('aria-expanded', 'false')
    this.menuButton.setAttribute('aria-controls', 'nav')
    this.previewButton = button('Preview', ICONS.preview, () => this.setPreview(!this.previewShown))
    this.documentButtons = h(
      'div',
      { class: 'tools', hidden: true },
      this.previewButton,
      button('Rename', ICONS.rename, () => this.document && this.askRename(this.listed(this.document))),
      button('Move to trash', ICONS.trash, () => this.document && void this.remove(this.listed(this.document))),
    )
    this.nav = h(
      'nav',
      { id: 'nav', 'aria-label': 'Documents' },
      h(
        'div',
        { class: 'nav-head' },
        this.filter,
        h(
          'button',
          { type: 'button', class: 'new', title: 'New document', click: () => this.askNew('') },
          icon(ICONS.plus),
          h('span', {}, 'New'),
        ),
      ),
      this.unsentNote,
      this.view.element,
      this.view.noteElement,
      this.listNote,
      this.footer,
    )
    root.append(
      h('a', { class: 'skip', href: '#main', click: (event: Event) => this.skip(event) }, 'Skip to the document'),
      h(
        'header',
        {},
        this.menuButton,
        h('a', { class: 'brand', href: '#', 'aria-label': 'markco, all documents' }, h('span', {}, 'markco')),
        this.title,
        this.people,
        this.status,
        this.documentButtons,
      ),
      this.nav,
      h('div', { class: 'shade', click: () => this.setNav(false) }),
      this.main,
      this.announcer,
      this.toast.element,
    )
    this.setTheme(THEMES.find((theme) => theme === remembered(THEME)) ?? 'auto')
    this.showPanes()
    this.library.watch((change) => this.listed_(change))
    this.drawFooter()
    this.setNav(false)
  }

  /** Starts; never fails: what is refused is shown. */
  async start(): Promise<void> {
    window.addEventListener('hashchange', () => this.route())
    window.addEventListener('keydown', (event) => this.key(event))
    window.addEventListener('online', () => this.hurry())
    window.addEventListener('beforeunload', (event) => {
      if (this.documents().some((one) => one.pending)) event.preventDefault()
    })
    window.addEventListener('pagehide', () => this.documents().forEach((one) => one.keepNow()))
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.documents().forEach((one) => one.keepNow())
      else this.hurry()
    })
    matchMedia(WIDE).addEventListener('change', () => this.showPanes())
    const { token, address } = withoutToken(new URL(location.href))
    if (address.href !== location.href) history.replaceState(null, '', address)
    if (token !== null) {
      try {
        // What the relay said before, and the browser asked ahead, is not so any more.
        return await this.begin(await this.api.signIn(token))
      } catch (error) {
        if (error instanceof Refusal && error.status !== 409) return this.showSignIn(error)
      }
    }
    await this.begin()
  }

  private documents(): OpenDocument[] {
    return [...(this.document === null ? [] : [this.document]), ...this.lingering]
  }

  /** Finds out who is here, and goes on from there; tries again while the relay does not answer. */
  private async begin(known: Session | null = null): Promise<void> {
    let pause = FIRST_RETRY_MS
    for (;;) {
      try {
        this.session = known ?? (await this.api.session())
        break
      } catch (error) {
        const refusal = error instanceof Refusal ? error : new Refusal(0, String(error), '')
        if (refusal.status === 401) return this.showSignIn(refusal)
        if (refusal.status !== 0 && refusal.status < 500 && refusal.status !== 429) {
          return this.showEmpty('This page is not for you', refusal.message, refusal.hint)
        }
        this.setStatus({ tone: 'bad', label: 'Offline', detail: refusal.message })
        this.listNote.textContent = 'The relay does not answer. It is tried again.'
        await new Promise((then) => setTimeout(then, pause))
        pause = Math.min(pause * 2, LONGEST_RETRY_MS)
      }
    }
    const { userId, local } = this.session
    this.user = local ? 'local' : (userId ?? new URL(location.href).searchParams.get('user') ?? 'local')
    this.drawFooter()
    this.route()
    this.openFeedAfterText()
    void this.countUnsent(true)
  }

  /** The text that was asked for goes before the list, unless it takes long to come. */
  private openFeedAfterText(): void {
    const open = (): void => {
      clearTimeout(late)
      this.textIsHere = () => {}
      this.openFeed()
    }
    const late = setTimeout(open, TEXT_PATIENCE_MS)
    this.textIsHere = open
    if (this.document === null || this.editor !== null) open()
  }

  private openFeed(): void {
    this.feed?.stop()
    const late = setTimeout(() => void this.list(), FEED_PATIENCE_MS)
    this.feed = new Feed(this.api.socketBase(), this.user, {
      opened: () => {
        clearTimeout(late)
        void this.list()
      },
      event: (event) => {
        if (!this.library.take(event)) void this.list()
      },
      lost: () => this.updateStatus(),
      denied: () => this.signedOut(),
    })
  }

  /** Reads the whole list; one at a time, and once more when something happened meanwhile. */
  private async list(): Promise<void> {
    if (this.listing) {
      this.listAgain = true
      return
    }
    this.listing = true
    let pause = FIRST_RETRY_MS
    do {
      this.listAgain = false
      try {
        const documents = await this.api.list(this.user)
        this.listNote.hidden = true
        this.library.replace(documents)
      } catch (error) {
        if (error instanceof Refusal && error.status === 401) {
          this.signedOut()
          break
        }
        this.listNote.hidden = false
        this.listNote.textContent = `The list cannot be read: ${error instanceof Error ? error.message : String(error)}.`
        if (error instanceof Refusal && error.status >= 400 && error.status < 500 && error.status !== 429) break
        this.listAgain = true
        await new Promise((then) => setTimeout(then, pause))
        pause = Math.min(pause * 2, LONGEST_RETRY_MS)
      }
    } while (this.listAgain)
    this.listing = false
  }

  /** The library has changed. */
  private listed_(change: Change): void {
    switch (change.kind) {
      case 'all':
        this.tree.clear()
        for (const document of this.library.all()) this.tree.add(document)
        break
      case 'added':
        this.tree.add(change.document)
        break
      case 'removed':
        this.tree.remove(change.document)
        break
      case 'moved':
        this.tree.remove(change.from)
        this.tree.add(change.document)
        for (const one of this.documents()) {
          if (one.id === change.document.id || (one.id === null && keyOf(one.name) === keyOf(change.from))) {
            one.rename(change.document, change.document.id)
            if (one === this.document) this.renamed(change.document)
          }
        }
        break
    }
    this.view.refresh()
    this.identify()
    if (this.document === null) this.routeAgain(change)
  }

  /** Nothing is open: what the address names may be there now, and the first screen may have to say something else. */
  private routeAgain(change: Change): void {
    const name = nameOf(location.hash)
    const isWanted = name !== null && 'document' in change && keyOf(change.document) === keyOf(name)
    if (change.kind === 'all' || isWanted || (name === null && this.library.size <= 1)) this.route()
  }

  private renamed(document: Listed): void {
    history.replaceState(null, '', hashOf(document))
    this.drawTitle()
    this.view.setCurrent(document)
    this.say(`The document is now called ${document.path}.`)
  }

  /** Tells the open document its identity, once the list has it. */
  private identify(): void {
    const open = this.document
    if (open === null || open.id !== null || !this.library.known) return
    const found = this.library.find(open.name)
    if (found !== null) {
      open.rename(found, found.id)
      this.view.setCurrent(found)
    } else if (open.loaded && open.exists) void this.findName(open)
    void this.mount()
  }

  /** An open document that the list does not have under its name may have another one by now. */
  private async findName(open: OpenDocument): Promise<void> {
    try {
      const id = await this.api.identity(this.user, open.name)
      const moved = id === null ? null : this.library.get(id)
      if (moved === null || open !== this.document || open.id !== null) return
      open.rename(moved, moved.id)
      this.renamed(moved)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error // what was refused is told by the connection itself
    }
  }

  private listed(open: OpenDocument): Listed {
    return { ...open.name, id: open.id ?? '' }
  }

  // ------------------------------------------------------------------ a document

  private visit(name: Name): void {
    this.setNav(false)
    const hash = hashOf(name)
    if (location.hash === hash) {
      this.route()
      this.editor?.view.focus()
    } else {
      this.focusOnOpen = true
      location.hash = hash
    }
  }

  private focusOnOpen = false

  /** Opens what the address names. */
  private route(): void {
    if (this.session === null) return
    const name = nameOf(location.hash)
    if (name === null) {
      this.leave()
      this.showHome()
      return
    }
    if (this.document !== null && keyOf(this.document.name) === keyOf(name)) return
    this.leave()
    this.open(name)
  }

  private open(name: Name): void {
    const found = this.library.find(name)
    if (found === null && this.library.known) {
      void this.resolve(name)
      return
    }
    const lingers = [...this.lingering].find((one) => keyOf(one.name) === keyOf(name) && one.ending === null)
    if (lingers !== undefined) {
      // What was left with unsaved edits is gone on with, not opened beside itself.
      this.lingering.delete(lingers)
      this.document = lingers
    } else {
      const open = new OpenDocument(this.api, this.drafts, this.user, name, found?.id ?? null, this.session!.readOnly, {
        status: () => {
          this.updateStatus()
          // What of the page could not be loaded is tried again with the connection.
          if (this.preview === null && this.document?.provider.synced === true) void this.mount()
        },
        loaded: () => {
          if (open !== this.document) return
          this.identify()
          void this.mount()
        },
        stranded: (drafts) => this.showStranded(drafts),
        notKept: (reason) => this.say(`This browser cannot keep unsaved edits: ${reason}. Leave this tab open.`),
      })
      this.document = open
      // The socket is on its way by now.
      void loadEditor()
    }
    this.empty.hidden = true
    this.banner.hidden = true
    this.documentButtons.hidden = false
    this.drawTitle()
    if (found !== null) this.view.setCurrent(found)
    this.updateStatus()
    if (lingers !== undefined) void this.mount()
  }

  /** Looks where a name leads that the list has not: to a document of another name now, to the trash, or nowhere. */
  private async resolve(name: Name): Promise<void> {
    try {
      const id = await this.api.identity(this.user, name)
      const moved = id === null ? null : this.library.get(id)
      if (moved !== null && keyOf(moved) !== keyOf(name)) {
        history.replaceState(null, '', hashOf(moved))
        this.route()
        return
      }
      this.showMissing(name, 'There is no document of this name.', null)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 404) this.showMissing(name, 'There is no document of this name.', null)
      else if (error.status === 410) this.showMissing(name, 'This document is in the trash.', await this.inTrash(name))
      else if (error.status === 401) this.signedOut()
      else this.showEmpty('The document cannot be opened', error.message, error.hint)
    }
  }

  private async inTrash(name: Name): Promise<Trashed | null> {
    try {
      return (await this.api.trash(this.user)).find((one) => keyOf(one) === keyOf(name)) ?? null
    } catch {
      return null // it can be restored from the trash's own list
    }
  }

  /** Puts the editor on a document that is loaded and known to exist. */
  private async mount(): Promise<void> {
    let openEditor: EditorModule['openEditor']
    try {
      openEditor = (await loadEditor()).openEditor
    } catch {
      const again = h('button', { type: 'button', class: 'primary', click: () => location.reload() }, 'Load it again')
      return this.showEmpty('The page is not whole', 'A part of it could not be loaded', '', again)
    }
    const open = this.document
    if (open === null || !open.loaded) return
    if (this.editor !== null) return void this.openPreview(open)
    if (!open.exists && this.library.find(open.name) === null) {
      // The list will tell.
      if (!this.library.known) return this.textIsHere()
      this.leave()
      void this.resolve(open.name)
      return
    }
    this.panes.hidden = false
    this.empty.hidden = true
    const self = { name: ownName(), color: COLORS[colorOf(open.doc.clientID)]! }
    open.provider.awareness.setLocalStateField('user', self)
    open.provider.awareness.on('change', this.drawPeople)
    this.editor = openEditor(
      this.editorHost,
      open.text,
      open.provider.awareness,
      `Text of ${open.name.path}`,
      open.editable,
      this.nonce,
      { scrolled: (line) => this.preview?.reveal(line) },
    )
    performance.mark('markco-text')
    if (this.focusOnOpen) this.editor.view.focus()
    this.focusOnOpen = false
    this.drawPeople()
    this.updateStatus()
    this.textIsHere()
    void this.openPreview(open)
  }

  /** Loads the preview's code; what could not be loaded is tried again when the relay answers again. */
  private async openPreview(open: OpenDocument): Promise<void> {
    if (this.preview !== null) return
    let Made: typeof Preview
    try {
      Made = (await import('./preview.ts')).Preview
    } catch {
      this.previewHost.textContent = 'The preview could not be loaded. Load the page again when the relay answers.'
      return
    }
    if (this.document !== open || this.preview !== null) return
    this.previewHost.replaceChildren()
    const preview = new Made(
      this.previewHost,
      this.previewPane,
      () => open.text.toString(),
      () => open.name,
    )
    open.text.observe(() => preview.changed())
    this.preview = preview
    this.showPanes()
  }

  /** Takes the document off the screen; what of it is not saved goes on being saved. */
  private leave(): void {
    const open = this.document
    this.document = null
    this.editor?.destroy()
    this.editor = null
    this.preview?.stop()
    this.preview = null
    this.editorHost.replaceChildren()
    this.previewHost.replaceChildren()
    this.people.replaceChildren()
    this.panes.hidden = true
    this.banner.hidden = true
    this.documentButtons.hidden = true
    if (open === null) return
    open.provider.awareness.off('change', this.drawPeople)
    open.provider.awareness.setLocalState(null)
    if (open.pending && open.ending === null) {
      open.keepNow()
      this.lingering.add(open)
      open.whenSettled(() => {
        if (!this.lingering.delete(open)) return
        open.close()
        void this.countUnsent(false)
      })
    } else open.close()
    void this.countUnsent(false)
  }

  private drawTitle(): void {
    const name = this.document?.name ?? null
    document.title = name === null ? 'markco' : `${leaf(name.path)} – markco`
    this.title.replaceChildren()
    if (name === null) {
      this.title.append('Documents')
      return
    }
    const folders = [name.project, ...name.path.split('/').slice(0, -1)]
    this.title.append(h('span', { class: 'where' }, `${folders.join(' / ')} / `), h('span', {}, leaf(name.path)))
    this.title.title = keyOf(name)
  }

  private readonly drawPeople = (): void => {
    const open = this.document
    if (open === null) return
    const { awareness } = open.provider
    const all = others(awareness.getStates() as Map<number, Record<string, unknown>>, awareness.clientID)
    this.people.replaceChildren(
      ...all
        .slice(0, 5)
        .map((person) =>
          h(
            'li',
            { class: `who-${person.color}`, title: person.name },
            h('span', { 'aria-hidden': 'true' }, [...person.name][0]!.toLocaleUpperCase()),
            h('span', { class: 'hidden' }, person.name),
          ),
        ),
      ...(all.length > 5 ? [h('li', { class: 'more' }, `+${all.length - 5}`)] : []),
    )
  }

  // ------------------------------------------------------------------ what is saved

  private updateStatus(): void {
    if (this.statusScheduled) return
    this.statusScheduled = true
    queueMicrotask(() => {
      this.statusScheduled = false
      this.drawStatus()
    })
  }

  private drawStatus(): void {
    const open = this.document
    if (open === null) {
      if (this.lingering.size > 0) {
        this.setStatus({ tone: 'busy', label: 'Saving…', detail: 'A document that was left is still being saved.' })
      } else this.setStatus(null)
      return
    }
    this.editor?.setEditable(open.editable)
    const status = open.status
    if (status.tone === 'good' && this.shownStatus?.tone === 'busy') {
      this.statusTimer ??= setTimeout(() => {
        this.statusTimer = null
        const now = this.document?.status
        if (now) this.setStatus(now)
      }, CALM_MS)
    } else {
      if (this.statusTimer !== null && status.tone !== 'busy') {
        clearTimeout(this.statusTimer)
        this.statusTimer = null
      }
      this.setStatus(status)
    }
    this.drawBanner(open)
  }

  private setStatus(status: Status | null): void {
    const before = this.shownStatus
    if (before?.label === status?.label && before?.tone === status?.tone) return
    this.shownStatus = status
    this.status.dataset['tone'] = status?.tone ?? 'none'
    this.status.title = status?.detail ?? ''
    this.status.firstElementChild!.textContent = status?.label ?? ''
    // Whoever hears the page is told when something goes wrong and when it is well again, not of each save.
    if (status?.tone === 'bad') this.announcer.textContent = `${status.label}. ${status.detail}`
    else if (status?.tone === 'good' && this.announcer.textContent !== '') this.announcer.textContent = status.label
  }

  private drawBanner(open: OpenDocument): void {
    const ending = open.ending
    if ((this.banner.dataset['ending'] ?? '') === `${ending ?? ''}${open.loaded}` && !this.banner.hidden) return
    this.banner.hidden = ending === null
    if (ending === null) return
    this.banner.dataset['ending'] = `${ending}${open.loaded}`
    const actions: BannerActions = {
      restore: () => void this.restoreOpen(open),
      openOther: () => this.reopen(),
      signIn: () => this.askSignIn(),
      tryAgain: () => open.reconnect(this.session?.readOnly ?? false),
      keepMine: () => this.keepAs(open),
      copyMine: () => void this.copy(open.text.toString()),
    }
    this.banner.replaceChildren(...bannerOf(ending, open.loaded, actions))
  }

  private reopen(): void {
    const name = this.document?.name
    this.leave()
    if (name) this.open(name)
  }

  private async restoreOpen(open: OpenDocument): Promise<void> {
    await this.attempt(async () => {
      const found = open.id !== null ? this.listed(open) : await this.inTrash(open.name)
      if (found === null) throw new Error('It is not in the trash any more')
      await this.api.restore(this.user, found)
      open.reconnect(this.session?.readOnly ?? false)
      this.say('The document is back.')
    })
  }

  private async copy(text: string): Promise<void> {
    await this.attempt(async () => {
      await navigator.clipboard.writeText(text)
      this.say('The text is on the clipboard.')
    })
  }

  private keepAs(open: OpenDocument): void {
    const text = open.text.toString()
    this.askNew(`${open.name.path} (mine)`, open.name.project, text, () => {
      open.abandon()
      void this.forget((draft) => isOf(draft, open.name, open.id))
    })
  }

  // ------------------------------------------------------------------ edits kept from before

  private async countUnsent(tell: boolean): Promise<void> {
    let kept: Draft[]
    try {
      kept = await this.drafts.of(this.user)
    } catch {
      return // whoever edits is told that nothing can be kept
    }
    const open = this.document
    const away = kept.filter((draft) => open === null || !isOf(draft, open.name, open.id))
    this.view.setUnsent(new Set(away.map((draft) => draft.id)))
    this.unsentNote.hidden = away.length === 0
    if (away.length === 0) return
    const names = new Set(away.map((draft) => keyOf(draft)))
    const words =
      names.size === 1
        ? 'A document has edits that are not on the relay.'
        : `${names.size} documents have edits that are not on the relay.`
    this.unsentNote.replaceChildren(
      h('p', {}, words),
      h('button', { type: 'button', click: () => this.showUnsent(away) }, 'Show them'),
    )
    if (tell) this.announcer.textContent = words
  }

  private showUnsent(kept: Draft[]): void {
    showKept(kept, {
      open: (draft) => {
        const found = draft.id !== '' ? this.library.get(draft.id) : this.library.find(draft)
        // Before the list is here nobody knows whether it is gone or has another name: it opens by the one it had.
        return found === null && this.library.known ? null : () => this.visit(found ?? draft)
      },
      saveAs: (draft, done) => this.saveDraft(draft, done),
      copy: (draft) => void this.copy(draft.text),
      discard: (draft) => void this.discard(draft),
    })
  }

  private async discard(draft: Draft): Promise<void> {
    await this.forget((one) => one.key === draft.key)
    const again = async (): Promise<void> => {
      await this.drafts.put(draft)
      await this.countUnsent(false)
    }
    this.say(`The edits of ${leaf(draft.path)} are discarded.`, {
      label: 'Undo',
      run: () => void this.attempt(again),
    })
  }

  private saveDraft(draft: Draft, done: () => void): void {
    this.askNew(`${draft.path} (kept)`, draft.project, draft.text, () => {
      done()
      void this.forget((one) => one.key === draft.key)
    })
  }

  private async forget(which: (draft: Draft) => boolean): Promise<void> {
    await this.attempt(async () => {
      for (const draft of await this.drafts.of(this.user)) {
        if (which(draft)) await this.drafts.remove(draft.key, draft.version)
      }
    })
    await this.countUnsent(false)
  }

  private showStranded(drafts: Draft[]): void {
    this.say('Edits kept in this browser belong to an older document of this name; they are kept apart.')
    this.showUnsent(drafts)
  }

  // ------------------------------------------------------------------ new, rename, trash

  private askNew(path: string, project?: string, text?: string, made: () => void = () => {}): void {
    if (this.session?.readOnly === true) return this.say('You may only read here.')
    const projects = this.library.projects()
    const folder = this.document?.name.path.split('/').slice(0, -1).join('/') ?? ''
    ask(
      text === undefined ? 'New document' : 'Keep as a new document',
      '',
      [
        {
          name: 'project',
          label: 'Project',
          value: project ?? this.document?.name.project ?? projects[0] ?? 'notes',
          suggestions: projects,
        },
        {
          name: 'path',
          label: 'Name',
          value: path !== '' ? path : folder === '' ? '' : `${folder}/`,
          hint: 'Folders with a slash: travels/2026/lisbon. A name that ends with .qmd stays one; .md is understood.',
        },
      ],
      'Create',
      async (values) => {
        const name = canonical(values['project'] ?? '', values['path'] ?? '')
        const problem = problemOf(name)
        if (problem !== null) return problem
        try {
          const created = await this.api.create(this.user, name, text ?? firstWords(name.path))
          if (created.id !== '') this.library.upsert(created)
          made()
          this.visit(name)
          return null
        } catch (error) {
          if (error instanceof Refusal && error.status === 412) return 'There is a document of this name already.'
          throw error
        }
      },
    )
  }

  private askRename(document: Listed): void {
    if (this.session?.readOnly === true) return this.say('You may only read here.')
    ask(
      'Rename or move',
      'Who has the document open stays in it, and links to the old name go on leading to it.',
      [
        { name: 'project', label: 'Project', value: document.project, suggestions: this.library.projects() },
        { name: 'path', label: 'Name', value: document.path },
      ],
      'Rename',
      async (values) => {
        const name = canonical(values['project'] ?? '', values['path'] ?? '')
        const problem = problemOf(name)
        if (problem !== null) return problem
        if (keyOf(name) === keyOf(document)) return null
        try {
          await this.api.move(this.user, this.current(document), name)
        } catch (error) {
          if (error instanceof Refusal && error.status === 409) return 'Another document has that name.'
          throw error
        }
        this.library.upsert({ ...name, id: document.id })
        return null
      },
    )
  }

  /** A document under the name it has by now, with its identity. */
  private current(document: Listed): Listed {
    return (document.id !== '' ? this.library.get(document.id) : this.library.find(document)) ?? document
  }

  private async remove(wanted: Listed): Promise<void> {
    if (this.session?.readOnly === true) return this.say('You may only read here.')
    const document = this.current(wanted)
    if (document.id === '') return this.say('The list of documents is not here yet.')
    await this.attempt(async () => {
      await this.api.remove(this.user, document)
      this.library.remove(document.id)
      if (this.document?.id === document.id && !this.document.pending) {
        location.hash = ''
      }
      this.say(`${leaf(document.path)} is in the trash.`, {
        label: 'Undo',
        run: () =>
          void this.attempt(async () => {
            await this.api.restore(this.user, document)
            this.library.upsert(document)
            this.visit(document)
          }),
      })
    })
  }

  private async openTrash(): Promise<void> {
    await this.attempt(async () => {
      showTrash(await this.api.trash(this.user), (one, dialog) => {
        const restore = async (): Promise<void> => {
          await this.api.restore(this.user, one)
          this.library.upsert(one)
          this.say(`${leaf(one.path)} is back.`)
        }
        return this.attempt(restore, dialog.element)
      })
    })
  }

  /** Does something that may be refused, says so, and tells whether it worked. */
  private async attempt(work: () => Promise<void>, within?: HTMLElement): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.signedOut()
      const words =
        error instanceof Refusal
          ? `It did not work: ${error.message}. ${error.hint}`
          : `It did not work: ${String(error)}`
      if (within) within.append(h('p', { class: 'problem', role: 'alert' }, words))
      else this.say(words)
      return false
    }
  }

  // ------------------------------------------------------------------ who is here

  private signedOut(): void {
    for (const one of this.documents()) one.keepNow()
    if (this.document === null) {
      void this.begin()
      return
    }
    this.askSignIn()
  }

  private askSignIn(): void {
    if (this.signingIn) return
    if (this.session?.tokens === false) {
      return this.say('You are signed out. What you typed is kept in this browser until you have signed in again.', {
        label: 'Load the page again',
        run: () => location.reload(),
      })
    }
    this.signingIn = true
    ask(
      'Sign in',
      'The relay does not know you any more. What you typed is kept in this browser meanwhile.',
      [{ name: 'token', label: 'Token', value: '', type: 'password' }],
      'Sign in',
      async (values) => {
        const before = this.session
        const session = await this.api.signIn((values['token'] ?? '').trim())
        if (before !== null && before.userId !== session.userId) {
          // Another person: nothing of the one before may go out in their name.
          location.reload()
          return null
        }
        this.session = session
        for (const one of this.documents()) one.reconnect(session.readOnly)
        this.openFeed()
        return null
      },
      () => {
        this.signingIn = false
      },
    )
  }

  private showSignIn(refusal: Refusal): void {
    this.leave()
    this.session = null
    this.setStatus({ tone: 'bad', label: 'Signed out', detail: refusal.message })
    this.listNote.hidden = true
    document.body.dataset['state'] = 'out'
    this.drawTitle()
    const problem = h('p', { class: 'problem', role: 'alert' })
    const input = h('input', { id: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false' })
    const form = h(
      'form',
      {
        class: 'sign-in',
        submit: (event: SubmitEvent) => {
          event.preventDefault()
          problem.textContent = ''
          void this.api.signIn(input.value.trim()).then(
            (session) => {
              delete document.body.dataset['state']
              this.empty.hidden = true
              void this.begin(session)
            },
            (error: unknown) => {
              problem.textContent =
                error instanceof Refusal ? `${sentence(error.message)} ${error.hint}` : String(error)
            },
          )
        },
      },
      h('label', { for: 'token' }, 'Your token'),
      input,
      problem,
      h('button', { type: 'submit', class: 'primary' }, 'Sign in'),
      h(
        'p',
        { class: 'hint' },
        'The browser keeps it in a cookie that no page can read, until you sign out or close it.',
      ),
    )
    this.fillEmpty(
      h('h2', {}, 'Sign in'),
      h('p', {}, sentence(refusal.message)),
      ...(refusal.tokens || refusal.status === 400 ? [form] : [h('p', {}, refusal.hint)]),
    )
  }

  private askName(): void {
    ask(
      'Your name',
      'Others see it beside your cursor.',
      [{ name: 'name', label: 'Name', value: ownName() }],
      'Keep',
      async (values) => {
        setOwnName(values['name'] ?? '')
        for (const one of this.documents()) {
          one.provider.awareness.setLocalStateField('user', {
            name: ownName(),
            color: COLORS[colorOf(one.doc.clientID)]!,
          })
        }
        this.drawFooter()
        return null
      },
    )
  }

  private async signOut(): Promise<void> {
    if (this.documents().some((one) => one.pending)) {
      return this.say('Not yet: the last edits are not saved. They would be left in this browser.')
    }
    await this.attempt(async () => {
      await this.api.signOut()
      location.reload()
    })
  }

  // ------------------------------------------------------------------ the frame

  private fillEmpty(...contents: Node[]): void {
    this.panes.hidden = true
    this.empty.hidden = false
    this.empty.replaceChildren(h('div', { class: 'card' }, ...contents))
  }

  private showEmpty(heading: string, words: string, hint: string, ...actions: HTMLElement[]): void {
    this.fillEmpty(
      h('h2', {}, heading),
      h('p', {}, sentence(words)),
      ...(hint === '' ? [] : [h('p', { class: 'hint' }, hint)]),
      ...(actions.length === 0 ? [] : [h('div', { class: 'actions' }, ...actions)]),
    )
  }

  private showHome(): void {
    this.drawTitle()
    this.view.setCurrent(null)
    this.updateStatus()
    const create = h('button', { type: 'button', class: 'primary', click: () => this.askNew('') }, 'New document')
    if (!this.library.known) {
      this.fillEmpty(h('p', {}, 'Reading the list of documents…'))
    } else if (this.library.size === 0) {
      this.fillEmpty(
        h('h2', {}, 'No documents yet'),
        h('p', {}, 'Create one here, or keep a folder of Markdown files equal with this relay:'),
        h('pre', { class: 'shell', tabindex: 0 }, `markco up --project ~/notes`),
        h('div', { class: 'actions' }, create),
      )
    } else {
      this.fillEmpty(
        h('h2', {}, 'Your files are here'),
        h(
          'p',
          {},
          'Choose one and type: the file on disk follows as you write, and what others write shows up as they do.',
        ),
        h('div', { class: 'actions' }, create),
        h('p', { class: 'hint' }, 'Ctrl K finds a document by its name.'),
      )
    }
    if (matchMedia('(max-width: 45rem)').matches && this.library.size > 0) this.setNav(true)
  }

  private showMissing(name: Name, words: string, trashed: Trashed | null): void {
    this.drawTitle()
    this.view.setCurrent(null)
    const actions: HTMLElement[] = []
    if (trashed !== null) {
      actions.push(
        h(
          'button',
          {
            type: 'button',
            class: 'primary',
            click: () =>
              void this.attempt(async () => {
                await this.api.restore(this.user, trashed)
                this.library.upsert(trashed)
                this.route()
              }),
          },
          'Restore it',
        ),
      )
    }
    actions.push(h('button', { type: 'button', click: () => this.askNew(name.path, name.project) }, 'Create a new one'))
    this.showEmpty(name.path, words, '', ...actions)
  }

  private drawFooter(): void {
    const button = (label: string, drawing: string, click: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'plain', click }, icon(drawing), h('span', {}, label))
    this.footer.replaceChildren(
      button('Trash', ICONS.trash, () => void this.openTrash()),
      button(ownName(), ICONS.person, () => this.askName()),
      button('Keyboard', ICONS.help, () => showKeys()),
      button(`Theme: ${this.theme}`, ICONS.theme, () => this.nextTheme()),
      ...(this.session?.signedIn ? [button('Sign out', ICONS.out, () => void this.signOut())] : []),
    )
  }

  private theme: Theme = 'auto'

  private setTheme(theme: Theme): void {
    this.theme = theme
    document.documentElement.dataset['theme'] = theme
    this.drawFooter()
  }

  private nextTheme(): void {
    const next = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]!
    remember(THEME, next)
    this.setTheme(next)
    this.footer.querySelectorAll('button')[3]?.focus()
  }

  /** Whether the preview is wanted in place of the text, where there is no room for both. */
  private previewInstead = false

  private get previewShown(): boolean {
    return matchMedia(WIDE).matches ? this.previewOn : this.previewInstead
  }

  private setPreview(on: boolean): void {
    if (matchMedia(WIDE).matches) {
      this.previewOn = on
      remember(PREVIEW, on ? 'on' : 'off')
    } else this.previewInstead = on
    this.showPanes()
  }

  /** On a wide screen the preview stands beside the text, on a narrow one in its place, and only when asked for. */
  private showPanes(): void {
    const shown = this.previewShown
    this.panes.dataset['preview'] = shown ? 'on' : 'off'
    this.previewButton.setAttribute('aria-pressed', String(shown))
    this.preview?.show(shown)
  }

  private setNav(open: boolean): void {
    document.body.dataset['nav'] = open ? 'open' : 'closed'
    this.menuButton.setAttribute('aria-expanded', String(open))
    const hides = !open && matchMedia('(max-width: 45rem)').matches
    this.nav.toggleAttribute('inert', hides)
  }

  private skip(event: Event): void {
    event.preventDefault()
    if (this.editor !== null) this.editor.view.focus()
    else this.main.focus()
  }

  private hurry(): void {
    this.feed?.hurry()
    for (const one of this.documents()) one.hurry()
  }

  private say(words: string, action?: { label: string; run: () => void }): void {
    this.toast.say(words, action)
  }

  private filterKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') this.view.focus()
    else if (event.key === 'Enter') {
      const first = this.view.firstDocument()
      if (first !== null) this.visit(first)
    } else if (event.key === 'Escape') {
      if (this.filter.value === '') this.editor?.view.focus()
      this.filter.value = ''
      this.view.setFilter('')
    } else return
    event.preventDefault()
  }

  private key(event: KeyboardEvent): void {
    if (document.querySelector('dialog[open]') !== null) return
    const mod = event.ctrlKey || event.metaKey
    const key = event.key.toLowerCase()
    if (mod && !event.altKey && !event.shiftKey && key === 'k') {
      this.setNav(true)
      this.filter.focus()
      this.filter.select()
    } else if (mod && event.altKey && event.code === 'KeyN') this.askNew('')
    else if (mod && event.altKey && event.code === 'KeyP') this.setPreview(!this.previewShown)
    else if (mod && !event.altKey && key === '/') showKeys()
    else if (event.key === 'F2' && this.document !== null) this.askRename(this.listed(this.document))
    else if (event.key === 'Escape' && document.body.dataset['nav'] === 'open') this.setNav(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
}

const sentence = (words: string): string =>
  `${words.charAt(0).toLocaleUpperCase()}${words.slice(1)}${/[.!?…]$/.test(words) ? '' : '.'}`
