import assert from 'node:assert/strict'
import test from 'node:test'
import * as Y from 'yjs'
import { mayMerge } from '../src/page/histories.ts'

const vector = (...entries: [number, number][]): Map<number, number> => new Map(entries)

test('R1 histories are merged when they share a client with a clock of at least 1, or one is empty', () => {
  assert.equal(mayMerge(vector(), vector([1, 5])), true)
  assert.equal(mayMerge(vector([1, 5]), vector()), true)
  assert.equal(mayMerge(vector([1, 0]), vector([2, 5])), true)
  assert.equal(mayMerge(vector([1, 5], [2, 1]), vector([2, 9], [3, 1])), true)
  assert.equal(mayMerge(vector([1, 5]), vector([2, 5])), false)
  assert.equal(mayMerge(vector([1, 5], [2, 0]), vector([2, 5])), false)
})

test('R1 what may not be merged would really double the text', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  one.getText('content').insert(0, 'words')
  other.getText('content').insert(0, 'words')
  const vectors = [one, other].map((doc) => Y.decodeStateVector(Y.encodeStateVector(doc)))
  assert.equal(mayMerge(vectors[0]!, vectors[1]!), false)
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  assert.equal(one.getText('content').toString(), 'wordswords')
})
