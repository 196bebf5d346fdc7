// The real yjs over an editing trace, for TraceBench in markco-bench: the same work and the same checks as its TraceWorker.
//
// node yjs-trace.mjs <trace.json.gz> <seconds> <file to write the state to> <file with the state that markco encoded>
//
// Prints a JSON line: {runtime, events, stateBytes, rounds: [{apply, encode, load}]}, times in milliseconds.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'

const ROOT = 'content'
const CLIENT = 2000000001
const MIN_ROUNDS = 6

const [traceFile, seconds, stateFile, markcoStateFile] = process.argv.slice(2)
const trace = JSON.parse(gunzipSync(readFileSync(traceFile)).toString())
const edits = trace.txns.flatMap(transaction => transaction.patches)

const check = (text, what) => {
  if (text !== trace.endContent) throw new Error(`${what} is not the text of the trace`)
}

const load = state => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc.getText(ROOT).toString()
}

const round = () => {
  const doc = new Y.Doc()
  doc.clientID = CLIENT
  let events = 0
  doc.on('update', () => { events++ })
  const text = doc.getText(ROOT)

  const start = performance.now()
  for (const [position, deleted, inserted] of edits) {
    doc.transact(() => {
      if (deleted > 0) text.delete(position, deleted)
      if (inserted !== '') text.insert(position, inserted)
    })
  }
  const applied = performance.now()
  const state = Y.encodeStateAsUpdate(doc)
  const encoded = performance.now()
  const loadedText = load(state)
  const loaded = performance.now()

  check(text.toString(), 'what yjs has after all edits')
  check(loadedText, 'what yjs loaded')
  return { state, events, times: { apply: applied - start, encode: encoded - applied, load: loaded - encoded } }
}

const end = performance.now() + Number(seconds) * 1000
const rounds = []
let last
do {
  last = round()
  rounds.push(last.times)
} while (rounds.length < MIN_ROUNDS || performance.now() < end)
const { state, events } = last
check(load(readFileSync(markcoStateFile)), 'what yjs reads from the state that markco encoded')
writeFileSync(stateFile, state)

const { version } = createRequire(import.meta.url)('yjs/package.json')
const runtime = `Node ${process.version}, yjs ${version}`
console.log(JSON.stringify({ runtime, events, stateBytes: state.length, rounds }))
