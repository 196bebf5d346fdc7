// The work of HeapWorkload in markco-bench. Needs --expose-gc.
import { TEXT, load } from './documents.mjs'

const SETTLED = 1 << 10
const MAX_COLLECTIONS = 20

// Array buffers are within external.
const collect = () => {
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const settled = () => {
  let used = collect()
  for (let i = 1; i < MAX_COLLECTIONS; i++) {
    const now = collect()
    if (used - now < SETTLED && i > 2) return now
    used = now
  }
  return used
}

export const heap = ({ states, documents }) => {
  const bytes = states.map(state => new Uint8Array(Buffer.from(state, 'base64')))
  const open = index => load(bytes[index % bytes.length].slice())
  return () => {
    open(0) // Code and its constants are not the documents'.
    const docs = new Array(documents).fill(null)
    const texts = new Array(documents).fill(null)
    const before = settled()
    for (let i = 0; i < documents; i++) {
      docs[i] = open(i)
      texts[i] = docs[i].getText(TEXT)
    }
    const held = settled() - before
    if (texts.some(text => text.length === 0)) throw new Error('a document is empty')
    return { values: { heap: held / documents }, updates: 0, docs: [docs[0]] }
  }
}
