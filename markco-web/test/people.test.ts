import assert from 'node:assert/strict'
import test from 'node:test'
import { COLORS, colorOf, others, shownName } from '../src/page/people.ts'
import { isOf, type Draft } from '../src/page/drafts.ts'

test('names of others are short, visible text, whatever was sent', () => {
  assert.equal(shownName('  Ada \n Lovelace '), 'Ada Lovelace')
  assert.equal(shownName('\u202eevil\u0000'), 'evil')
  assert.equal(shownName('x'.repeat(500)).length, 40)
  assert.equal([...shownName('🌊'.repeat(100))].length, 40)
  for (const nobody of [undefined, null, 7, {}, '', ' ', '\u200b']) assert.equal(shownName(nobody), 'Somebody')
})

test('others are who says so, without oneself, in colours that the page knows', () => {
  const states = new Map<number, Record<string, unknown>>([
    [3, { user: { name: 'Cy', color: COLORS[2] } }],
    [2, { user: { name: 'Bo', color: 'red; background: url(//h)' } }],
    [1, { user: { name: 'self' } }],
    [4, {}],
    [5, { user: 'no object' }],
  ])
  assert.deepEqual(others(states, 1), [
    { client: 2, name: 'Bo', color: colorOf(2) },
    { client: 3, name: 'Cy', color: 2 },
  ])
})

test('a kept edit belongs to a document by its identity, and by its name only where that is not known', () => {
  const draft = { project: 'p', path: 'a', id: 'x' } as Draft
  assert.equal(isOf(draft, { project: 'q', path: 'moved' }, 'x'), true)
  assert.equal(isOf(draft, { project: 'p', path: 'a' }, 'successor'), false)
  assert.equal(isOf(draft, { project: 'p', path: 'a' }, null), true)
  assert.equal(isOf({ ...draft, id: '' }, { project: 'p', path: 'a' }, 'x'), true)
  assert.equal(isOf({ ...draft, id: '' }, { project: 'p', path: 'b' }, 'x'), false)
})
