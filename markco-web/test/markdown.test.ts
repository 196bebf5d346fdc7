import assert from 'node:assert/strict'
import test from 'node:test'
import { continued } from '../src/page/language.ts'
import { Renderer, unchanged } from '../src/page/markdown.ts'

const blocks = (text: string) => new Renderer().blocks(text)

test('each block of a text is HTML of its own, and knows its line', () => {
  const made = blocks('# One\n\ntwo\nlines\n\n- a\n- b\n\n```js\ncode\n```\n')
  assert.deepEqual(
    made.map((block) => block.line),
    [0, 2, 5, 8],
  )
  assert.match(made[0]!.html, /^<h1>One<\/h1>/)
  assert.match(made[2]!.html, /^<ul>\s*<li>a<\/li>/)
  assert.match(made[3]!.html, /language-js/)
})

test('front matter is shown as it is, and shifts the lines', () => {
  const made = blocks('---\ntitle: <b>\n---\n\n# One\n')
  assert.match(made[0]!.html, /^<pre class="front">---\ntitle: &lt;b&gt;\n---<\/pre>$/)
  assert.equal(made[1]!.line, 4)
  assert.equal(blocks('---\n\nno front matter').length, 2)
})

test('boxes of tasks, and only at the beginning of an item', () => {
  const [list] = blocks('- [x] done\n- [ ] open\n- not [ ] one\n')
  assert.match(list!.html, /☑<\/span> done/)
  assert.match(list!.html, /☐<\/span> open/)
  assert.match(list!.html, /not \[ \] one/)
  assert.match(blocks('[ ] a paragraph')[0]!.html, /\[ \] a paragraph/)
})

test('after an edit only the blocks around it are others', () => {
  const text = Array.from({ length: 100 }, (_, i) => `paragraph ${i}`)
  const before = blocks(text.join('\n\n'))
  text[50] = 'another one'
  assert.deepEqual(unchanged(before, blocks(text.join('\n\n'))), { head: 50, tail: 49 })
  text.splice(10, 1)
  assert.deepEqual(unchanged(before, blocks(text.join('\n\n'))), { head: 10, tail: 49 })
  assert.deepEqual(unchanged(before, before), { head: 100, tail: 0 })
  assert.deepEqual(unchanged([], before), { head: 0, tail: 0 })
})

test('Enter goes on with a list or a quote, and ends it in an empty item', () => {
  const table: [string, string | null][] = [
    ['- a', '- '],
    ['  * a', '  * '],
    ['9. a', '10. '],
    ['1) a', '2) '],
    ['- [x] a', '- [ ] '],
    ['> a', '> '],
    ['> - a', '> - '],
    ['- ', ''],
    ['- [ ] ', ''],
    ['> ', ''],
    ['plain', null],
    ['-no list', null],
    ['1.no list', null],
    ['', null],
  ]
  for (const [line, begin] of table) assert.equal(continued(line), begin, JSON.stringify(line))
})
