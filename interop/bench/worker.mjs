// The fresh process that measures yjs over one workload, for EngineBench in markco-bench: the same work and the same checks
// as its EngineWorker.
//
// node worker.mjs <kind> <input.json> <least rounds> <seconds> <file to write the state to> [file with markco's state]
//
// Prints a JSON line: {runtime, updates, stateBytes, content, otherContent, rounds: [{part: value}]}.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as Y from 'yjs'
import { fingerprint, load } from './documents.mjs'
import { heap } from './heap.mjs'
import { inserts } from './inserts.mjs'
import { script } from './script.mjs'
import { concurrent, trace } from './traces.mjs'
import { diff, merge } from './updates.mjs'

const kinds = { trace, concurrent, script, inserts, merge, diff, heap }

const [kind, inputFile, minRounds, seconds, stateFile, otherStateFile] = process.argv.slice(2)
const round = kinds[kind](JSON.parse(readFileSync(inputFile).toString()))

const rounds = []
const end = performance.now() + Number(seconds) * 1000
let last
do {
  last = round()
  rounds.push(last.values)
} while (rounds.length < Number(minRounds) || performance.now() < end)

const state = Y.encodeStateAsUpdate(last.docs[0])
const content = fingerprint(load(state))
if (last.docs.some(doc => fingerprint(doc) !== content)) throw new Error("yjs's replicas do not hold the same")
const otherContent = otherStateFile === undefined ? null : fingerprint(load(readFileSync(otherStateFile)))
writeFileSync(stateFile, state)

const { version } = createRequire(import.meta.url)('yjs/package.json')
const runtime = `Node ${process.version}, yjs ${version}`
console.log(JSON.stringify({ runtime, updates: last.updates, stateBytes: state.length, content, otherContent, rounds }))
