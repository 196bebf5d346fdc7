// The work of InsertsWorkload in markco-bench.
import { TEXT, replica, stopwatch } from './documents.mjs'
import { mulberry32 } from './random.mjs'

const UNCOUNTED = 500
const CHUNKS = 4
const CHUNK = 500
const SEED = 3

// Nanoseconds an insert.
const insertMany = (doc, random, count) => {
  const text = doc.getText(TEXT)
  const start = performance.now()
  for (let i = 0; i < count; i++) doc.transact(() => text.insert(random.below(text.length + 1), 'x'))
  return (performance.now() - start) * 1e6 / count
}

const round = state => {
  const { doc, updates, receive } = replica(0)
  const random = mulberry32(SEED)
  const { times, lap } = stopwatch()
  receive(state)
  lap('loadOnly')
  const firstInsert = insertMany(doc, random, 1)
  insertMany(doc, random, UNCOUNTED)
  const chunks = Array.from({ length: CHUNKS }, () => insertMany(doc, random, CHUNK)).sort((a, b) => a - b)
  const insert = (chunks[CHUNKS / 2 - 1] + chunks[CHUNKS / 2]) / 2
  return { values: { ...times, firstInsert, insert }, updates: updates.length, docs: [doc] }
}

export const inserts = ({ state, warmUp, warmUpSeconds }) => {
  const bytes = Buffer.from(state, 'base64')
  const warmUpBytes = Buffer.from(warmUp, 'base64')
  const end = performance.now() + warmUpSeconds * 1000
  while (performance.now() < end) round(warmUpBytes)
  return () => round(bytes)
}
