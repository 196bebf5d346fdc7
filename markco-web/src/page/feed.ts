// The relay's events about all documents of a user: one Hocuspocus address that carries messages and no text (R24).

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { FeedEvent } from './library.ts'

const AUTH = 2
const STATELESS = 5
const AUTH_TOKEN = 0
const AUTH_DENIED = 1
const AUTH_GRANTED = 2
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4_000

export interface FeedListener {
  /** The feed is open, for the first time or again: what happened before has to be asked for. */
  opened(): void
  event(event: FeedEvent): void
  /** The feed is gone and comes back by itself. */
  lost(): void
  /** The relay does not know this browser any more. */
  denied(): void
}

export class Feed {
  private readonly url: string
  private readonly address: string
  private readonly listener: FeedListener
  private socket: WebSocket | null = null
  private pause = FIRST_PAUSE_MS
  private timer: ReturnType<typeof setTimeout> | null = null
  private stopped = false

  constructor(socketBase: string, address: string, listener: FeedListener) {
    this.url = `${socketBase}collab`
    this.address = address
    this.listener = listener
    this.connect()
  }

  private connect(): void {
    const socket = new WebSocket(this.url)
    socket.binaryType = 'arraybuffer'
    this.socket = socket
    socket.onopen = () => {
      const frame = encoding.createEncoder()
      encoding.writeVarString(frame, this.address)
      encoding.writeVarUint(frame, AUTH)
      encoding.writeVarUint(frame, AUTH_TOKEN)
      encoding.writeVarString(frame, '')
      encoding.writeVarString(frame, '4.0.0')
      socket.send(encoding.toUint8Array(frame))
    }
    socket.onmessage = (message) => this.receive(new Uint8Array(message.data as ArrayBuffer))
    socket.onclose = (event) => {
      if (this.socket !== socket) return
      this.socket = null
      if (event.code === 4401) {
        this.stop()
        this.listener.denied()
      }
      if (this.stopped) return
      this.listener.lost()
      this.timer = setTimeout(() => this.connect(), this.pause * (0.75 + Math.random() / 2))
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS)
    }
  }

  /** Tries at once instead of waiting: the network is back, or the page is looked at again. */
  hurry(): void {
    if (this.timer === null || this.socket !== null || this.stopped) return
    clearTimeout(this.timer)
    this.timer = null
    this.connect()
  }

  private receive(frame: Uint8Array): void {
    if (frame.length < 2) return // a ping, which its socket has answered
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarString(decoder) !== this.address) return
    const type = decoding.readVarUint(decoder)
    if (type === AUTH) {
      const kind = decoding.readVarUint(decoder)
      if (kind === AUTH_GRANTED) {
        this.pause = FIRST_PAUSE_MS
        this.listener.opened()
      } else if (kind === AUTH_DENIED) {
        this.stop()
        this.listener.denied()
      }
    } else if (type === STATELESS) {
      this.listener.event(JSON.parse(decoding.readVarString(decoder)) as FeedEvent)
    }
  }

  stop(): void {
    this.stopped = true
    if (this.timer !== null) clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }
}
