// What one socket has sent, and what of it the relay says is durable (R18). Constant work for each frame.

const SYNC = 0
const STEP_2 = 1
const UPDATE = 2

/** Whether the relay counts a frame: those that bring it something, updates and answers to its question for them. */
export const isCounted = (frame: Uint8Array): boolean =>
  frame.length > 1 && frame[0] === SYNC && (frame[1] === STEP_2 || frame[1] === UPDATE)

export class Ledger {
  private sent = 0
  private durable = 0
  private answered = false
  private gap = false

  /** A new socket: nothing was sent on it yet. */
  begin(): void {
    this.sent = 0
    this.durable = 0
    this.answered = false
    this.gap = false
  }

  /** A frame goes out. */
  send(frame: Uint8Array): void {
    if (!isCounted(frame)) return
    this.sent++
    if (frame[1] === STEP_2) this.answered = true
  }

  /**
   * An edit was made. One that cannot go out on this socket is lost for it once it has told the relay what it has; until
   * then, that tells of the edit too.
   */
  edit(goesOut: boolean): void {
    if (!goesOut && this.answered) this.gap = true
  }

  /** The relay says that the first so many frames are committed. */
  acknowledge(count: number): void {
    this.durable = Math.max(this.durable, count)
  }

  /** Whether everything that this browser has was sent on this socket and is committed. */
  get settled(): boolean {
    return this.answered && !this.gap && this.durable >= this.sent
  }
}
