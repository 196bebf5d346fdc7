// What all workloads use: documents with fixed client ids, what is read from them, and a stopwatch.
import { createHash } from 'node:crypto'
import * as Y from 'yjs'

const FIRST_CLIENT = 2000000001

export const TEXT = 'content'
export const LIST = 'list'
export const MAP = 'map'

export const open = index => {
  const doc = new Y.Doc()
  doc.clientID = FIRST_CLIENT + index
  return doc
}

// A user's document, which keeps the updates of its own transactions for the others.
export const replica = index => {
  const doc = open(index)
  const updates = []
  doc.on('update', (update, origin) => { if (origin !== 'remote') updates.push(update) })
  return { doc, updates, receive: update => Y.applyUpdate(doc, update, 'remote') }
}

export const read = doc => [doc.getText(TEXT).toString(), doc.getArray(LIST).toJSON(), doc.getMap(MAP).toJSON()]

export const load = state => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc
}

export const loadAndRead = state => read(load(state))

const sorted = (_, value) =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

export const fingerprint = doc => createHash('sha256').update(JSON.stringify(read(doc), sorted)).digest('hex')

// Milliseconds of each part, from one call of lap to the next.
export const stopwatch = () => {
  const times = {}
  let last = performance.now()
  const lap = part => {
    times[part] = performance.now() - last
    last = performance.now()
  }
  return { times, lap }
}

export const applyEdit = (text, { position, deleted, inserted }) => {
  if (deleted > 0) text.delete(position, deleted)
  if (inserted !== '') text.insert(position, inserted)
}
