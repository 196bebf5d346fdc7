import assert from 'node:assert/strict'
import test from 'node:test'
import { endingOfClose, endingOfStatus, statusOf, type Ending, type Facts } from '../src/page/status.ts'

const ENDINGS: (Ending | null)[] = [
  null,
  'trashed',
  'replaced',
  'signed-out',
  'forbidden',
  'too-large',
  'refused',
  'uneditable',
  'missing',
]

test('R18 "Saved" is said of a loaded, connected document without pending edits, and of no other', () => {
  for (const loaded of [true, false])
    for (const connected of [true, false])
      for (const pending of [true, false])
        for (const readOnly of [true, false])
          for (const ending of ENDINGS) {
            const facts: Facts = { loaded, connected, pending, readOnly, ending }
            const saved = loaded && connected && !pending && !readOnly && ending === null
            assert.equal(statusOf(facts).label === 'Saved', saved, JSON.stringify(facts))
            assert.equal(statusOf(facts).tone === 'good', saved, JSON.stringify(facts))
          }
})

test('the status says where edits are', () => {
  const facts: Facts = { loaded: true, connected: true, pending: false, readOnly: false, ending: null }
  assert.equal(statusOf({ ...facts, pending: true }).label, 'Saving…')
  assert.equal(statusOf({ ...facts, connected: false }).label, 'Offline')
  assert.equal(statusOf({ ...facts, connected: false, pending: true }).label, 'Offline, edits kept')
  assert.equal(statusOf({ ...facts, connected: false, loaded: false }).label, 'Connecting…')
  assert.equal(statusOf({ ...facts, loaded: false }).label, 'Loading…')
  assert.equal(statusOf({ ...facts, readOnly: true }).label, 'Read only')
  assert.match(statusOf({ ...facts, pending: true, ending: 'trashed' }).detail, /kept/)
})

test('what the relay ends for good is not tried again; what may pass is', () => {
  const table: [number, Ending | null][] = [
    [4410, 'trashed'],
    [4401, 'signed-out'],
    [4403, 'forbidden'],
    [4499, 'refused'],
    [1009, 'too-large'],
    [1007, 'refused'],
    [1001, null],
    [1006, null],
    [1013, null],
    [4500, null],
  ]
  for (const [code, ending] of table) assert.equal(endingOfClose(code), ending, String(code))
  assert.deepEqual([401, 403, 410, 404, 429, 503, 0].map(endingOfStatus), [
    'signed-out',
    'forbidden',
    'trashed',
    null,
    null,
    null,
    null,
  ])
})
