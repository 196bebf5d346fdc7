import assert from 'node:assert/strict'
import test from 'node:test'
import { canonical, encoded, firstWords, linked, problemOf } from '../src/page/names.ts'
import { hashOf, nameOf, withoutToken } from '../src/page/route.ts'

test('R25 names that the relay would refuse are refused with a reason before', () => {
  for (const path of ['a', 'a b/ü', '01-index', 'x.qmd', 'наука/日記 🌊']) {
    assert.equal(problemOf({ project: 'p', path }), null, path)
  }
  for (const path of ['', 'a//b', 'a/../b', '.', 'a\u0007', 'a\\b', 'x'.repeat(1100), 'a.md.md', 'a.qmd.md']) {
    assert.notEqual(problemOf({ project: 'p', path }), null, path)
  }
  assert.notEqual(problemOf({ project: '', path: 'a' }), null)
  assert.notEqual(problemOf({ project: 'p/q', path: 'a' }), null)
})

test('what somebody types becomes what the relay calls it', () => {
  assert.deepEqual(canonical(' p ', '/été/a.md '), { project: 'p', path: 'été/a' })
  assert.deepEqual(canonical('p', 'e\u0301'), { project: 'p', path: 'é' })
  assert.deepEqual(canonical('p', 'report.qmd'), { project: 'p', path: 'report.qmd' })
})

test('an address names every document, and comes back as it was', () => {
  for (const path of ['a', 'a b/c#d?e', '100 %/é', '<img src=x onerror="a()">', '日記']) {
    const name = { project: 'my notes', path }
    assert.deepEqual(nameOf(hashOf(name)), name)
    assert.doesNotMatch(hashOf(name).slice(1), /[ #?<"]/)
  }
  for (const hash of ['', '#', '#/', '#/p', '#/p/', '#x/y', '#/p/%E0%A4%A', '#/p//a'])
    assert.equal(nameOf(hash), null, hash)
  assert.equal(encoded('u', 'a/b c'), 'u/a/b%20c')
})

test('a token does not stay in the address', () => {
  const query = withoutToken(new URL('http://h/x/?token=s3cret&user=u#/p/a'))
  assert.equal(query.token, 's3cret')
  assert.equal(query.address.href, 'http://h/x/?user=u#/p/a')
  const hash = withoutToken(new URL('http://h/#token=s3cret'))
  assert.equal(hash.token, 's3cret')
  assert.equal(hash.address.href, 'http://h/')
  const none = withoutToken(new URL('http://h/#/p/token=a'))
  assert.equal(none.token, null)
  assert.equal(none.address.href, 'http://h/#/p/token=a')
})

test('links between documents lead within the project, and nowhere else', () => {
  const from = { project: 'p', path: 'travels/lisbon' }
  assert.deepEqual(linked(from, 'porto.md'), { project: 'p', path: 'travels/porto' })
  assert.deepEqual(linked(from, '../01-index.md#top'), { project: 'p', path: '01-index' })
  assert.deepEqual(linked(from, '/a%20b.md'), { project: 'p', path: 'a b' })
  for (const href of ['', '#top', 'https://h/a', '//h/a', 'javascript:x', 'mailto:a@b', '../../a', '%E0%A4%A']) {
    assert.equal(linked(from, href), null, href)
  }
})

test('a new document begins with its title', () => {
  assert.equal(firstWords('a/2026 ideas'), '# Ideas\n\n')
  assert.equal(firstWords('01-set-up'), '# Set up\n\n')
  assert.equal(firstWords('report.qmd'), '# Report\n\n')
  assert.equal(firstWords('2026'), '# 2026\n\n')
})
