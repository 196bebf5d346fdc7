// The work of MergeWorkload and DiffWorkload in markco-bench.
import * as Y from 'yjs'
import { TEXT, applyEdit, load, replica, stopwatch } from './documents.mjs'

const type = (doc, edits) => {
  const text = doc.getText(TEXT)
  for (const edit of edits) doc.transact(() => applyEdit(text, edit))
}

export const merge = ({ edits }) => {
  const { doc, updates } = replica(0)
  type(doc, edits)
  return () => {
    const { times, lap } = stopwatch()
    const merged = Y.mergeUpdates(updates)
    lap('merge')
    return { values: times, updates: updates.length, docs: [load(merged), doc] }
  }
}

export const diff = ({ edits }) => {
  const { doc, updates } = replica(0)
  const middle = Math.floor(edits.length / 2)
  type(doc, edits.slice(0, middle))
  const half = Y.encodeStateAsUpdate(doc)
  const halfVector = Y.encodeStateVector(doc)
  type(doc, edits.slice(middle))
  const whole = Y.encodeStateAsUpdate(doc)
  return () => {
    const { times, lap } = stopwatch()
    const vector = Y.encodeStateVectorFromUpdate(whole)
    lap('stateVector')
    const missing = Y.diffUpdate(whole, halfVector)
    lap('diff')
    if (Buffer.compare(vector, Y.encodeStateVector(doc)) !== 0) throw new Error('the update has another state vector than its document')
    const reader = load(half)
    Y.applyUpdate(reader, missing)
    return { values: times, updates: updates.length, docs: [reader, doc] }
  }
}
