// What the page says of a document: never "saved" of something that the relay has not said is committed.

export type Ending =
  'trashed' | 'replaced' | 'signed-out' | 'forbidden' | 'too-large' | 'refused' | 'uneditable' | 'missing'

export interface Facts {
  /** Whether the document's text is here. */
  loaded: boolean
  /** Whether a socket is open now. */
  connected: boolean
  /** Whether edits made here are not known to be committed. */
  pending: boolean
  readOnly: boolean
  /** What ended the connection for good; null while it is open or tried again. */
  ending: Ending | null
}

export type Tone = 'good' | 'busy' | 'bad' | 'quiet'

export interface Status {
  tone: Tone
  label: string
  detail: string
}

const ENDINGS: Record<Ending, string> = {
  trashed: 'In the trash',
  replaced: 'Replaced',
  'signed-out': 'Signed out',
  forbidden: 'Not allowed',
  'too-large': 'Too large',
  refused: 'Refused',
  uneditable: 'Read only',
  missing: 'Gone',
}

export function statusOf(facts: Facts): Status {
  if (facts.ending !== null) {
    return {
      tone: 'bad',
      label: ENDINGS[facts.ending],
      detail: facts.pending ? 'The last edits are kept in this browser.' : 'Nothing is being saved.',
    }
  }
  if (!facts.connected) {
    if (!facts.loaded) return { tone: 'busy', label: 'Connecting…', detail: 'The relay has not answered yet.' }
    return facts.pending
      ? { tone: 'bad', label: 'Offline, edits kept', detail: 'They are sent as soon as the relay answers.' }
      : { tone: 'bad', label: 'Offline', detail: 'You can go on writing; it is sent when the relay answers.' }
  }
  if (!facts.loaded) return { tone: 'busy', label: 'Loading…', detail: 'The text is on its way.' }
  if (facts.readOnly) return { tone: 'quiet', label: 'Read only', detail: 'You may read this document.' }
  return facts.pending
    ? { tone: 'busy', label: 'Saving…', detail: 'The relay has not confirmed the last edits yet.' }
    : { tone: 'good', label: 'Saved', detail: 'The relay has committed everything.' }
}

/** What a refused connection comes to; null when it is worth trying again. */
export function endingOfClose(code: number): Ending | null {
  switch (code) {
    case 4410:
      return 'trashed'
    case 4401:
      return 'signed-out'
    case 4403:
      return 'forbidden'
    case 1009:
      return 'too-large'
    case 1003:
    case 1007:
    case 1008:
      return 'refused'
    default:
      return code >= 4400 && code < 4500 ? 'refused' : null
  }
}

/** As {@link endingOfClose}, of an HTTP status. */
export function endingOfStatus(status: number): Ending | null {
  switch (status) {
    case 401:
      return 'signed-out'
    case 403:
      return 'forbidden'
    case 410:
      return 'trashed'
    default:
      return null
  }
}
