// The work of InsertsWorkload in markco-bench.
import { TEXT, replica } from './documents.mjs'
import { mulberry32 } from './random.mjs'

const UNCOUNTED = 500
const CHUNKS = 4
const CHUNK = 500
const SEED = 3

// Nanoseconds an insert.
const insertMany = (replicas, random, count) => {
  const start = performance.now()
  for (let i = 0; i < count; i++) {
    const { doc } = replicas[i % replicas.length]
    const text = doc.getText(TEXT)
    doc.transact(() => text.insert(random.below(text.length + 1), 'x'))
  }
  return (performance.now() - start) * 1e6 / count
}

const round = (state, documents) => {
  const replicas = Array.from({ length: documents }, () => replica(0))
  const random = mulberry32(SEED)
  const start = performance.now()
  for (const { receive } of replicas) receive(state)
  const loadOnly = (performance.now() - start) / documents
  const firstInsert = insertMany(replicas, random, 1)
  insertMany(replicas, random, UNCOUNTED)
  const chunks = Array.from({ length: CHUNKS }, () => insertMany(replicas, random, CHUNK)).sort((a, b) => a - b)
  const insert = (chunks[CHUNKS / 2 - 1] + chunks[CHUNKS / 2]) / 2
  return { values: { loadOnly, firstInsert, insert }, updates: replicas[0].updates.length, docs: [replicas[0].doc] }
}

export const inserts = ({ state, documents, warmUp, warmUpSeconds }) => {
  const bytes = Buffer.from(state, 'base64')
  const warmUpBytes = Buffer.from(warmUp, 'base64')
  const end = performance.now() + warmUpSeconds * 1000
  while (performance.now() < end) round(warmUpBytes, 1)
  return () => round(bytes, documents)
}
