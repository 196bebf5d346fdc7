// One open document: its replica, its connection, what of it is saved, and what is kept of it in the browser.

import * as decoding from 'lib0/decoding'
import type { Encoder } from 'lib0/encoding'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Refusal, type Api } from './api.ts'
import { isOf, type Draft, type Drafts } from './drafts.ts'
import { mayMerge, type StateVector } from './histories.ts'
import { Ledger } from './ledger.ts'
import { encoded, type Name } from './names.ts'
import { endingOfClose, endingOfStatus, statusOf, type Ending, type Status } from './status.ts'

const SYNC = 0
const AUTH = 2
const DURABLE = 8
const STEP_1 = 0

/** How long an edit may be unacknowledged before it is kept in the browser: most never are. */
const KEEP_AFTER_MS = 250
const LONGEST_KEEP_PAUSE_MS = 3_000
const PROBE_PAUSE_MS = 3_000
const KEPT = 'kept'

type Handler = (encoder: Encoder, decoder: decoding.Decoder, provider: unknown, emit: boolean, type: number) => void
type Sendable = Parameters<WebSocket['send']>[0]

export interface DocumentEvents {
  /** The status may be another one. */
  status(): void
  /** The text is here for the first time. */
  loaded(): void
  /** Kept edits cannot be merged, since the document was written anew under its name. */
  stranded(drafts: Draft[]): void
  /** The browser cannot keep edits: it says why. */
  notKept(reason: string): void
}

/** A socket that enters what it sends in a ledger. */
function counted(ledger: Ledger): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      ledger.begin()
    }

    override send(data: Sendable): void {
      if (data instanceof Uint8Array) ledger.send(data)
      super.send(data)
    }
  }
}

export class OpenDocument {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText('content')
  readonly provider: WebsocketProvider
  private readonly api: Api
  private readonly user: string
  private readonly drafts: Drafts
  private readonly events: DocumentEvents
  private readonly ledger = new Ledger()
  private current: Name
  private identity: string | null
  private dirty = false
  private isLoaded = false
  private readOnly: boolean
  private reason: Ending | null = null
  private related = false
  private keepTimer: ReturnType<typeof setTimeout> | null = null
  private keepPause = KEEP_AFTER_MS
  private own: { key: string; version: string } | null = null
  /** Drafts of others that were merged here, to be removed when what they brought is durable. */
  private merged: Draft[] = []
  private lastProbe = 0
  private settling: (() => void)[] = []
  private closed = false

  constructor(
    api: Api,
    drafts: Drafts,
    user: string,
    name: Name,
    id: string | null,
    readOnly: boolean,
    events: DocumentEvents,
  ) {
    this.api = api
    this.drafts = drafts
    this.user = user
    this.current = name
    this.identity = id
    this.readOnly = readOnly
    this.events = events
    this.provider = new WebsocketProvider(this.serverUrl(), this.room(), this.doc, {
      WebSocketPolyfill: counted(this.ledger),
      params: { ack: '1' },
      // Tabs meet at the relay: what came from another tab would look saved here without being so.
      disableBc: true,
      connect: false,
      shouldReconnect: (event) => endingOfClose(event.code) === null,
    })
    this.listen()
    this.provider.connect()
  }

  private serverUrl(): string {
    return `${this.api.socketBase()}sync/${encoded(this.user, this.current.project)}`
  }

  private room(): string {
    return encoded(this.current.path)
  }

  private listen(): void {
    const { provider } = this
    // Before the provider's own listener would not do: the ledger has to know what the provider did with the edit.
    this.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin === provider) return
      this.dirty = true
      this.ledger.edit(provider.wsconnected && provider.ws?.readyState === WebSocket.OPEN)
      this.keepSoon()
      this.events.status()
    })
    provider.on('status', ({ status }) => {
      if (status === 'connected') this.related = false
      else if (status === 'disconnected' && this.dirty) this.keepNow()
      this.events.status()
    })
    provider.on('connection-close', (event) => {
      const ending = event === null ? null : endingOfClose(event.code)
      if (ending !== null) this.end(ending)
    })
    provider.on('connection-error', () => void this.probe())
    provider.on('sync', (synced: boolean) => {
      if (synced) void this.synced()
    })
    const handlers = provider.messageHandlers as Handler[]
    const sync = handlers[SYNC]!
    handlers[SYNC] = (encoder, decoder, from, emit, type) => {
      if (this.mayTake(decoding.clone(decoder))) sync(encoder, decoder, from, emit, type)
    }
    handlers[AUTH] = () => {
      this.readOnly = true
      this.events.status()
    }
    handlers[DURABLE] = (_encoder, decoder) => {
      this.ledger.acknowledge(decoding.readVarUint(decoder))
      if (this.dirty && this.ledger.settled) void this.settled()
    }
  }

  /**
   * Whether what the relay sends belongs to the history that is here (R1). It does not when the document was deleted and
   * made anew while this browser was away; then nothing is merged, in neither direction.
   */
  private mayTake(message: decoding.Decoder): boolean {
    if (this.related) return true
    const step = decoding.readVarUint(message)
    const bytes = decoding.readVarUint8Array(message)
    const theirs = step === STEP_1 ? Y.decodeStateVector(bytes) : vectorOf(bytes)
    if (!mayMerge(Y.decodeStateVector(Y.encodeStateVector(this.doc)), theirs)) {
      this.end('replaced')
      return false
    }
    this.related = true
    return true
  }

  private async synced(): Promise<void> {
    const first = !this.isLoaded
    if (first && this.text.length !== this.text.toString().length) {
      this.isLoaded = true
      this.end('uneditable')
      this.events.loaded()
      return
    }
    this.isLoaded = true
    if (first) {
      this.events.loaded()
      await this.mergeDrafts()
    }
    this.events.status()
  }

  /** Brings in what was kept of this document and is not here; returns when that is done. */
  private async mergeDrafts(): Promise<void> {
    let kept: Draft[]
    try {
      kept = (await this.drafts.of(this.user)).filter((draft) => isOf(draft, this.current, this.identity))
    } catch (error) {
      this.events.notKept(String(error))
      return
    }
    if (this.readOnly || this.closed || this.reason !== null) return
    const stranded: Draft[] = []
    for (const draft of kept) {
      if (mayMerge(Y.decodeStateVector(Y.encodeStateVector(this.doc)), vectorOf(draft.state))) {
        Y.applyUpdate(this.doc, draft.state, KEPT)
        this.merged.push(draft)
      } else stranded.push(draft)
    }
    if (stranded.length > 0) this.events.stranded(stranded)
    if (!this.dirty) await this.forgetDrafts()
  }

  /** Everything is committed. */
  private async settled(): Promise<void> {
    this.dirty = false
    this.keepPause = KEEP_AFTER_MS
    if (this.keepTimer !== null) clearTimeout(this.keepTimer)
    this.keepTimer = null
    this.events.status()
    for (const one of this.settling.splice(0)) one()
    await this.forgetDrafts()
  }

  private async forgetDrafts(): Promise<void> {
    const gone = [...this.merged, ...(this.own === null ? [] : [this.own])]
    this.merged = []
    this.own = null
    try {
      for (const { key, version } of gone) await this.drafts.remove(key, version)
    } catch (error) {
      this.events.notKept(String(error))
    }
  }

  private keepSoon(): void {
    this.keepTimer ??= setTimeout(() => this.keepNow(), this.keepPause)
  }

  /** Keeps what is not acknowledged in the browser's database. */
  keepNow(): void {
    if (this.keepTimer !== null) clearTimeout(this.keepTimer)
    this.keepTimer = null
    if (!this.dirty || !this.isLoaded) return
    const started = performance.now()
    const draft: Draft = {
      ...this.current,
      key: `${this.user}/${this.identity ?? ''}/${this.current.project}/${this.current.path}/${this.doc.clientID}`,
      user: this.user,
      id: this.identity ?? '',
      state: Y.encodeStateAsUpdate(this.doc),
      text: this.text.toString(),
      savedAt: Date.now(),
      version: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`,
    }
    const before = this.own
    this.own = draft
    // A large document is kept less often, so that typing in it stays easy.
    this.keepPause = Math.min(LONGEST_KEEP_PAUSE_MS, KEEP_AFTER_MS + 20 * (performance.now() - started))
    const tidy = before !== null && before.key !== draft.key ? this.drafts.remove(before.key, before.version) : null
    void Promise.all([this.drafts.put(draft), tidy]).then(
      // It may have become durable while it was written.
      () => (this.dirty ? undefined : this.drafts.remove(draft.key, draft.version)),
      (error: unknown) => this.events.notKept(String(error)),
    )
  }

  /** Asks over HTTP why a socket is refused: a browser does not tell a page the status of an upgrade. */
  private async probe(): Promise<void> {
    if (this.closed || this.reason !== null || Date.now() - this.lastProbe < PROBE_PAUSE_MS) return
    this.lastProbe = Date.now()
    try {
      await this.api.identity(this.user, this.current)
    } catch (error) {
      const ending = error instanceof Refusal ? endingOfStatus(error.status) : null
      if (ending !== null) this.end(ending)
    }
  }

  private end(ending: Ending): void {
    if (this.closed) return
    this.reason = ending
    if (this.dirty) this.keepNow()
    // Not from within the provider's own handling of a message or an end.
    queueMicrotask(() => this.provider.disconnect())
    this.events.status()
  }

  /** Tries again after an ending that may be over: a new token, a document that was restored. */
  reconnect(readOnly: boolean): void {
    if (this.closed || this.reason === 'replaced' || this.reason === 'uneditable') return
    this.reason = null
    this.readOnly = readOnly
    this.lastProbe = 0
    this.provider.connect()
    this.events.status()
  }

  /** Tries at once instead of waiting. */
  hurry(): void {
    if (this.reason === null && !this.closed && !this.provider.wsconnected) {
      this.provider.wsUnsuccessfulReconnects = 0
      this.provider.connect()
    }
  }

  /** The document has another name, or its identity became known: the next connection goes there. */
  rename(name: Name, id: string): void {
    this.identity = id
    this.current = name
    this.provider.serverUrl = this.serverUrl()
    this.provider.roomname = this.room()
  }

  get name(): Name {
    return this.current
  }

  get id(): string | null {
    return this.identity
  }

  get loaded(): boolean {
    return this.isLoaded
  }

  get pending(): boolean {
    return this.dirty
  }

  get ending(): Ending | null {
    return this.reason
  }

  /** Whether somebody may type now. */
  get editable(): boolean {
    return this.isLoaded && !this.readOnly && (this.reason === null || this.reason === 'signed-out') && !this.closed
  }

  get status(): Status {
    return statusOf({
      loaded: this.isLoaded,
      connected: this.provider.wsconnected,
      pending: this.dirty,
      readOnly: this.readOnly,
      ending: this.reason,
    })
  }

  /** Whether the document has any history on the relay; only to be asked once it is loaded. */
  get exists(): boolean {
    return this.doc.store.clients.size > 0
  }

  /** What was typed here is safe elsewhere: nothing of it is kept or waited for any more. */
  abandon(): void {
    this.dirty = false
    if (this.keepTimer !== null) clearTimeout(this.keepTimer)
    this.keepTimer = null
    this.own = null
    this.merged = []
  }

  /** Calls back when everything is committed, at once if it is. */
  whenSettled(then: () => void): void {
    if (this.dirty) this.settling.push(then)
    else then()
  }

  close(): void {
    if (this.closed) return
    if (this.dirty) this.keepNow()
    this.closed = true
    this.provider.destroy()
    this.doc.destroy()
  }
}

const vectorOf = (update: Uint8Array): StateVector => Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update))
