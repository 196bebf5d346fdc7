import assert from 'node:assert/strict'
import test from 'node:test'
import { isCounted, Ledger } from '../src/page/ledger.ts'

const STEP_1 = new Uint8Array([0, 0, 1, 0])
const STEP_2 = new Uint8Array([0, 1, 2, 0, 0])
const UPDATE = new Uint8Array([0, 2, 2, 0, 0])
const AWARENESS = new Uint8Array([1, 1, 0])

test('R18 the relay counts answers and updates, and nothing else', () => {
  assert.deepEqual([STEP_1, STEP_2, UPDATE, AWARENESS, new Uint8Array([0])].map(isCounted), [
    false,
    true,
    true,
    false,
    false,
  ])
})

test('R18 nothing is settled before the relay was told what there is, and said that it is committed', () => {
  const ledger = new Ledger()
  ledger.begin()
  assert.equal(ledger.settled, false)
  ledger.send(STEP_1)
  assert.equal(ledger.settled, false)
  ledger.send(STEP_2)
  assert.equal(ledger.settled, false)
  ledger.acknowledge(1)
  assert.equal(ledger.settled, true)
})

test('R18 an acknowledgement of an earlier frame is none of a later one', () => {
  const ledger = new Ledger()
  ledger.begin()
  ledger.send(STEP_2)
  ledger.send(UPDATE)
  ledger.send(UPDATE)
  ledger.acknowledge(2)
  assert.equal(ledger.settled, false)
  ledger.acknowledge(3)
  assert.equal(ledger.settled, true)
  ledger.send(UPDATE)
  assert.equal(ledger.settled, false)
  ledger.acknowledge(1) // a count never goes back
  ledger.acknowledge(4)
  assert.equal(ledger.settled, true)
})

test('an edit that could not go out on this socket is not settled by it, but by the next one', () => {
  const ledger = new Ledger()
  ledger.begin()
  ledger.edit(false) // before the answer, which will tell of it
  ledger.send(STEP_2)
  ledger.acknowledge(1)
  assert.equal(ledger.settled, true)
  ledger.edit(false)
  assert.equal(ledger.settled, false)
  ledger.acknowledge(2)
  assert.equal(ledger.settled, false)
  ledger.begin()
  assert.equal(ledger.settled, false)
  ledger.send(STEP_2)
  ledger.acknowledge(1)
  assert.equal(ledger.settled, true)
})
