import assert from 'node:assert/strict'
import test from 'node:test'
import type { Listed } from '../src/page/api.ts'
import { Library, type Change } from '../src/page/library.ts'
import { Tree } from '../src/page/tree.ts'

let next = 0
const document = (path: string, project = 'p'): Listed => ({ project, path, id: `id-${next++}` })
const shown = (tree: Tree, filter = ''): string[] =>
  tree
    .rows(filter)
    .map((row) => `${'  '.repeat(row.level)}${row.label}${row.kind === 'document' ? '' : row.open ? '/' : '…'}`)

function tree(...documents: Listed[]): Tree {
  const made = new Tree()
  for (const one of documents) made.add(one)
  return made
}

test('rows are in the order a person expects, folders among documents', () => {
  const made = tree(document('10'), document('9'), document('b/x'), document('Álbum'), document('a'))
  assert.deepEqual(shown(made), ['p/', '  9', '  10', '  a', '  Álbum', '  b/', '    x'])
})

test('each row says how many siblings it has and which of them it is', () => {
  const rows = tree(document('a'), document('f/x'), document('f/y')).rows('')
  assert.deepEqual(
    rows.map((row) => [row.label, row.position, row.siblings]),
    [
      ['p', 1, 1],
      ['a', 1, 2],
      ['f', 2, 2],
      ['x', 1, 2],
      ['y', 2, 2],
    ],
  )
})

test('closing, revealing, and folders that go with their last document', () => {
  const deep = document('f/g/x')
  const made = tree(document('a'), deep)
  made.setOpen('/p/f', false)
  assert.deepEqual(shown(made), ['p/', '  a', '  f…'])
  made.reveal(deep)
  assert.deepEqual(shown(made), ['p/', '  a', '  f/', '    g/', '      x'])
  made.remove(deep)
  assert.deepEqual(shown(made), ['p/', '  a'])
  made.remove(document('never/was/there'))
  assert.deepEqual(shown(made), ['p/', '  a'])
})

test('a filter finds words anywhere in a name, without case and accents, and opens what is above', () => {
  const made = tree(document('été 2026', 'Notes'), document('f/winter 2026'), document('f/summer'))
  made.setOpen('/p', false)
  assert.deepEqual(shown(made, 'ETE notes'), ['Notes/', '  été 2026'])
  assert.deepEqual(shown(made, '2026 f'), ['p/', '  f/', '    winter 2026'])
  assert.deepEqual(shown(made, 'nothing'), [])
})

test('many documents: folders begin closed, and ten thousand are filtered quickly enough to type', () => {
  const made = new Tree()
  for (let i = 0; i < 10_000; i++) made.add(document(`folder ${i % 100}/document ${i}`))
  assert.equal(made.rows('').length, 101)
  assert.equal(made.rows('document 9999').filter((row) => row.kind === 'document').length, 1)
})

test('R24 events and lists change the library, each change is told once, and what is as it was is not told', () => {
  const library = new Library()
  const changes: Change[] = []
  library.watch((change) => changes.push(change))
  const [a, b] = [document('a'), document('b')]
  library.replace([a, b])
  library.replace([a, b])
  assert.deepEqual(
    changes.map((change) => change.kind),
    ['all'],
  )
  assert.equal(library.take({ event: 'created', id: 'n', project: 'p', path: 'new' }), true)
  assert.equal(library.take({ event: 'created', id: 'n', project: 'p', path: 'new' }), true)
  assert.equal(library.take({ event: 'changed', id: 'n', project: 'p', path: 'new' }), true)
  library.take({ event: 'moved', id: a.id, project: 'q', path: 'a2' })
  library.take({ event: 'trashed', id: b.id, project: 'p', path: 'b' })
  library.take({ event: 'trashed', id: b.id, project: 'p', path: 'b' })
  assert.deepEqual(
    changes.slice(1).map((change) => change.kind),
    ['added', 'moved', 'removed'],
  )
  assert.equal(library.find({ project: 'p', path: 'a' }), null)
  assert.equal(library.find({ project: 'q', path: 'a2' })?.id, a.id)
  assert.equal(library.take({ event: 'resync' }), false)
  library.replace([{ ...a, project: 'p', path: 'back' }])
  assert.deepEqual(
    [...library.all()].map((one) => one.path),
    ['back'],
  )
})

test('two documents that swap their names keep them', () => {
  const library = new Library()
  const [a, b] = [document('a'), document('b')]
  library.replace([a, b])
  library.replace([
    { ...a, path: 'b' },
    { ...b, path: 'a' },
  ])
  assert.equal(library.find({ project: 'p', path: 'a' })?.id, b.id)
  assert.equal(library.find({ project: 'p', path: 'b' })?.id, a.id)
})
