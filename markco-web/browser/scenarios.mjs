// The page in a real Chromium, against the packaged markco: relay, agent and PostgreSQL. Prints a JSON object a line: the plan
// first, then how each scenario went.
//
//   node scenarios.mjs <bin/markco> <chromium> <directory to work in> [only these words in a scenario's name]
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, appendFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { authService, freePort, Line, Markco, until, Watcher } from './harness.mjs'

const [markco, chromiumPath, work, only] = process.argv.slice(2)
const shots = join(work, 'screenshots')
mkdirSync(shots, { recursive: true })
const say = (line) => process.stdout.write(JSON.stringify(line) + '\n')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const LONGEST_MS = 150_000
const USER = '31bdffb9-0000-4000-8000-0123456789ab'

const project = join(work, 'up', 'notes')
mkdirSync(project, { recursive: true })
const write = (path, text) => {
  mkdirSync(join(project, path, '..'), { recursive: true })
  writeFileSync(join(project, path), text)
}
const read = (path) => readFileSync(join(project, path), 'utf8')

const PARAGRAPH = 'The tide came in over the flats and took the path with it, as it does twice a day.\n\n'
write('01-index.md', '# Tide tables\n\nWritten by [several people](travels/lisbon.md) at once.\n')
write('travels/lisbon.md', '# Lisbon\n\n- [x] tickets\n- [ ] a room\n')
write('race.md', '# Race\n\n')
write('offline.md', '# Offline\n\n')
write('killed.md', '# Killed\n\n')
write('trashed.md', '# Trashed\n\n')
write('renamed.md', '# Renamed\n\n')
write('replaced.md', '# Replaced\n\nthe old words\n')
write('kept.md', '# Kept\n\n')
write('línea de costa/été 2026 – août.md', '# Été\n\n')
write('warm.md', `# Warm\n\n${PARAGRAPH.repeat(Math.ceil(50_000 / PARAGRAPH.length))}`)
write('large.md', `# Large\n\n${PARAGRAPH.repeat(Math.ceil(500_000 / PARAGRAPH.length))}`)
write(
  'hostile.md',
  [
    '# Hostile',
    '',
    "<script>window.pwned = 'script'</script>",
    '<img src=x onerror="window.pwned = \'onerror\'">',
    '<svg onload="window.pwned = \'onload\'"><script>window.pwned = 1</script></svg>',
    '<a href="javascript:window.pwned = 2">press me</a> and [me](javascript:window.pwned=3)',
    '<iframe src="https://example.org"></iframe><form action="https://example.org"><input name=a></form>',
    '',
    '<style>body { display: none }</style><div style="position:fixed;inset:0" class="toast" id="app">over</div>',
    '',
    '![a picture](https://example.org/picture.png) and [a page](https://example.org/)',
    '',
    '**still bold**',
    '',
  ].join('\n'),
)
for (let i = 1; i <= 200; i++) write(`many/${String(i).padStart(3, '0')}.md`, `# Number ${i}\n`)

const port = await freePort()
const up = new Markco(
  markco,
  join(work, 'up'),
  ['up', '--project', 'notes', '--port', String(port), '--agent-port', '0'],
  port,
)
const tokens = new Map([['Bearer good-token', { id: USER }]])
const auth = await authService(tokens)
const guardedPort = await freePort()
const guarded = new Markco(
  markco,
  join(work, 'guarded'),
  ['relay', 'serve', '--port', String(guardedPort), '--auth-service', auth.url],
  guardedPort,
)
const watcher = new Watcher()
let browser
let line

const link = (path, base = up.url) => `${base}/#/notes/${path.split('/').map(encodeURIComponent).join('/')}`
const api = (path) => `${up.url}/api/documents/local/notes/${path.split('/').map(encodeURIComponent).join('/')}`

const LOOKS = { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }
const LAUNCH = {
  executablePath: chromiumPath,
  // A sandbox takes a user who is not root.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
}

async function context(options = {}) {
  const made = await browser.newContext({ ...LOOKS, ...options })
  made.on('page', (page) => watcher.watch(page))
  return made
}

/** Opens a document in a tab of its own, and waits for its text. */
async function tab(where, path, base) {
  const page = await where.newPage()
  await page.goto(link(path, base))
  await page.locator('.cm-content').waitFor()
  return page
}

const statusOf = (page) => page.locator('.status').textContent()
const saved = (page) => until('the page says Saved', async () => (await statusOf(page)) === 'Saved')
/** The editor's whole text, also what is out of sight. */
const textOf = (page) => page.evaluate(() => document.querySelector('.cm-content').cmTile.view.state.doc.toString())
async function typeAtEnd(page, words, options) {
  await page.locator('.cm-content').focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(words, options)
}
const shot = (page, name) => page.screenshot({ path: join(shots, `${name}.png`) })
const count = (text, words) => text.split(words).length - 1

async function axe(page, what) {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  const bad = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.html} ${node.any.map((one) => one.message).join(' ')}`).join(' | ')}`,
    )
  assert.deepEqual(bad, [], what)
}

const scenarios = {
  'the list, the first text and a deep link': async () => {
    const where = await context()
    const page = await where.newPage()
    await page.goto(`${up.url}/`)
    await page.getByRole('treeitem', { name: '01-index' }).waitFor()
    await shot(page, 'home')
    await page.getByRole('treeitem', { name: '01-index' }).click()
    await page.locator('.cm-content').waitFor()
    await page.getByRole('heading', { name: 'Tide tables' }).last().waitFor()
    assert.equal(new URL(page.url()).hash, '#/notes/01-index')
    assert.equal(await textOf(page), read('01-index.md'))
    await page.getByRole('article').getByRole('link', { name: 'several people' }).click()
    await until('the link leads to the other document', async () => (await textOf(page)) === read('travels/lisbon.md'))
    await page.reload()
    await until('the same document is open', async () => (await textOf(page)) === read('travels/lisbon.md'))
    assert.match(await page.title(), /^lisbon/)
    await where.close()
  },

  'two tabs and the file on disk, edited at once, end equal': async () => {
    const where = await context()
    const [one, two] = await Promise.all([tab(where, 'race'), tab(where, 'race')])
    await Promise.all([
      typeAtEnd(one, 'from the first tab, '.repeat(3), { delay: 5 }),
      typeAtEnd(two, 'from the second tab, '.repeat(3), { delay: 5 }),
      (async () => {
        for (let i = 0; i < 5; i++) {
          appendFileSync(join(project, 'race.md'), `line ${i} from a program\n`)
          await new Promise((then) => setTimeout(then, 40))
        }
      })(),
    ])
    await Promise.all([saved(one), saved(two)])
    await until('all three are equal', async () => {
      const [a, b, c] = [await textOf(one), await textOf(two), read('race.md')]
      return a === b && b === c && count(a, 'from a program') === 5
    })
    const letters = [...(await textOf(one))].sort().join('')
    const typed =
      '# Race\n\n' +
      'from the first tab, '.repeat(3) +
      'from the second tab, '.repeat(3) +
      [0, 1, 2, 3, 4].map((i) => `line ${i} from a program\n`).join('')
    assert.equal(letters, [...typed].sort().join(''), 'no character is lost and none is doubled')
    await where.close()
  },

  "another person's cursor has a name and a colour": async () => {
    const where = await context()
    const one = await tab(where, '01-index')
    await one.evaluate(() => localStorage.setItem('markco.name', 'Ada <b>'))
    await one.reload()
    await one.locator('.cm-content').click()
    const two = await tab(await context(), '01-index')
    await two.locator('.caret-name').waitFor()
    assert.equal(await two.locator('.caret-name').textContent(), 'Ada <b>')
    assert.equal(await two.locator('.people li').count(), 1)
    assert.notEqual(
      await two.locator('.caret').evaluate((caret) => getComputedStyle(caret).borderLeftColor),
      'rgb(0, 0, 0)',
    )
    await typeAtEnd(one, '\nA line that is being written ')
    await until('the line is there', async () => (await textOf(two)).includes('being written'))
    await shot(two, 'light')
    await two.emulateMedia({ colorScheme: 'dark' })
    await shot(two, 'dark')
    await one.close()
    await two.locator('.caret-name').waitFor({ state: 'detached' })
    await two.context().close()
    await where.close()
  },

  'R18 the relay is killed while somebody types: nothing is lost, and nothing is called saved too early': async () => {
    const where = await context()
    const page = await tab(where, 'killed')
    await typeAtEnd(page, 'before ')
    await saved(page)
    const typing = typeAtEnd(page, 'through it all, '.repeat(6), { delay: 15 })
    await new Promise((then) => setTimeout(then, 300))
    await up.kill()
    await typing
    await until('the page says it is offline', async () => (await statusOf(page)) === 'Offline, edits kept')
    await typeAtEnd(page, 'and after')
    assert.equal(await statusOf(page), 'Offline, edits kept')
    await up.start()
    await saved(page)
    assert.equal(await textOf(page), `# Killed\n\nbefore ${'through it all, '.repeat(6)}and after`)
    await until(
      'the file has it',
      () => read('killed.md').trim() === `# Killed\n\nbefore ${'through it all, '.repeat(6)}and after`,
    )
    await where.close()
  },

  'offline for a while: both sides go on, and meet': async () => {
    const where = await context()
    const page = await tab(where, 'offline', line.url)
    line.cut()
    await until('the page says it is offline', async () => /^Offline/.test(await statusOf(page)))
    await typeAtEnd(page, 'written in a tunnel')
    assert.equal(await statusOf(page), 'Offline, edits kept')
    await shot(page, 'offline')
    appendFileSync(join(project, 'offline.md'), 'written on the ground\n')
    await until('the relay has the other side', async () =>
      (await (await fetch(api('offline'))).text()).includes('ground'),
    )
    line.mend()
    await saved(page)
    await until('both have both', async () => {
      const text = await textOf(page)
      return text === read('offline.md') && count(text, 'tunnel') === 1 && count(text, 'ground') === 1
    })
    await where.close()
  },

  'edits that were not saved when the tab closed are sent by the next one; the browser asks before': async () => {
    const where = await context()
    const page = await tab(where, 'kept', line.url)
    await saved(page)
    line.cut()
    await typeAtEnd(page, 'typed in the last moment')
    await until('the page says it is offline', async () => (await statusOf(page)) === 'Offline, edits kept')
    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const dialog = await asked
    assert.equal(dialog.type(), 'beforeunload')
    await dialog.dismiss()
    await until('the browser has kept it', () =>
      page.evaluate(
        () =>
          new Promise((then, fail) => {
            const opening = indexedDB.open('markco')
            opening.onerror = fail
            opening.onsuccess = () => {
              const all = opening.result.transaction('drafts').objectStore('drafts').getAll()
              all.onsuccess = () => then(all.result.some((draft) => draft.text.includes('last moment')))
            }
          }),
      ),
    )
    page.once('dialog', (leaving) => void leaving.accept())
    await page.goto('about:blank')
    line.mend()
    const next = await where.newPage()
    let letGo
    const listed = new Promise((then) => (letGo = then))
    let lists = 0
    await next.route(
      (url) => url.pathname === '/api/documents/local',
      async (route) => {
        lists++
        await listed
        await route.continue()
      },
    )
    await next.goto(`${line.url}/`)
    await next.locator('.unsent').getByText('A document has edits that are not on the relay.').waitFor()
    await shot(next, 'unsent')
    await next.getByRole('button', { name: 'Show them' }).click()
    // Whoever is quicker than the list of documents may send them all the same.
    await next.getByRole('button', { name: 'Open and send' }).click()
    assert.ok(lists > 0)
    letGo()
    await next.locator('.cm-content').waitFor()
    await saved(next)
    await until('the file has it once', () => count(read('kept.md'), 'typed in the last moment') === 1)
    await next.goto(`${line.url}/#/notes/01-index`)
    await next.reload()
    await next.locator('.cm-content').waitFor()
    await saved(next)
    assert.equal(await next.locator('.unsent').isVisible(), false, 'nothing is left to be sent')
    await where.close()
  },

  'R1 a document that was replaced while the browser was away is not mixed with its successor': async () => {
    const where = await context()
    const page = await tab(where, 'replaced', line.url)
    line.cut()
    await typeAtEnd(page, 'and my own')
    await until('the page says it is offline', async () => /^Offline/.test(await statusOf(page)))
    await until('the agent has moved its file away', async () => {
      await fetch(api('replaced'), { method: 'DELETE' })
      return !existsSync(join(project, 'replaced.md'))
    })
    const made = await fetch(api('replaced'), {
      method: 'PUT',
      body: 'all new words\n',
      headers: { 'If-None-Match': '*' },
    })
    assert.equal(made.status, 201)
    line.mend()
    await page.getByText('another document was created under this name').waitFor()
    assert.equal(await statusOf(page), 'Replaced')
    assert.equal(await (await fetch(api('replaced'))).text(), 'all new words\n')
    assert.equal(await textOf(page), '# Replaced\n\nthe old words\nand my own')
    await page.getByRole('button', { name: 'Keep my text as a new document' }).click()
    await page.getByRole('button', { name: 'Create' }).click()
    await until(
      'mine is a file of its own',
      () => read('replaced (mine).md') === '# Replaced\n\nthe old words\nand my own',
    )
    assert.equal(read('replaced.md'), 'all new words\n')
    await saved(page)
    assert.equal(await page.locator('.unsent').isVisible(), false, 'nothing waits to be sent any more')
    await where.close()
  },

  'R20 trashed elsewhere while one types: said at once, and restored with every word': async () => {
    const where = await context()
    const page = await tab(where, 'trashed')
    await typeAtEnd(page, 'some words')
    await saved(page)
    assert.equal((await fetch(api('trashed'), { method: 'DELETE' })).status, 200)
    await page.getByText('was moved to the trash').waitFor()
    assert.equal(await statusOf(page), 'In the trash')
    await page.getByRole('button', { name: 'Restore it' }).click()
    await saved(page)
    await typeAtEnd(page, ' and more')
    await saved(page)
    await until('the file is back', () => read('trashed.md') === '# Trashed\n\nsome words and more')
    await where.close()
  },

  'new, rename, trash and undo, by keyboard alone; another tab follows': async () => {
    const where = await context()
    const page = await tab(where, 'renamed')
    const other = await tab(where, 'renamed')
    await page.locator('.cm-content').focus()
    await page.keyboard.press('F2')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('moved/under another name')
    await page.keyboard.press('Enter')
    await until(
      'the other tab follows',
      () => decodeURIComponent(new URL(other.url()).hash) === '#/notes/moved/under another name',
    )
    await typeAtEnd(other, 'still the same document')
    await saved(other)
    await until('the file moved', () => read('moved/under another name.md').includes('still the same'))
    await until('the old one is gone', () => !existsSync(join(project, 'renamed.md')))
    // A link to the old name leads to the new one.
    const late = await where.newPage()
    await late.goto(link('renamed'))
    await until('the old name leads there', () => decodeURIComponent(new URL(late.url()).hash).endsWith('another name'))

    await page.keyboard.press('Control+Alt+n')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('fresh/2026 ideas')
    await page.keyboard.press('Enter')
    await until('the new document is a file', () => read('fresh/2026 ideas.md') === '# Ideas\n\n')
    await page.locator('.cm-content').waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('2026 ide')
    await page.keyboard.press('ArrowDown')
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Delete')
    await page.getByText('2026 ideas is in the trash.').waitFor()
    await until('the file is gone', () => !existsSync(join(project, 'fresh/2026 ideas.md')))
    await page.getByRole('button', { name: 'Undo' }).click()
    await until('the file is back', () => existsSync(join(project, 'fresh/2026 ideas.md')))
    await where.close()
  },

  'a document named with spaces and other scripts': async () => {
    const where = await context()
    const page = await where.newPage()
    await page.goto(`${up.url}/`)
    await page.getByRole('searchbox').fill('ete 2026')
    await page.getByRole('treeitem', { name: 'été 2026 – août' }).click()
    await page.locator('.cm-content').waitFor()
    await typeAtEnd(page, 'ça marche 🌊')
    await saved(page)
    await until('the file has it', () => read('línea de costa/été 2026 – août.md').endsWith('ça marche 🌊'))
    await page.reload()
    await until('it is open again', async () => (await textOf(page)).endsWith('ça marche 🌊'))
    await where.close()
  },

  'what documents say does nothing: scripts, handlers, styles, images of other hosts, names': async () => {
    const where = await context()
    // The browser reports what it stopped also in the inert document in which the text is cleaned.
    watcher.expected = /^(Executing inline event handler|Applying inline style) violates/
    const hostile = '<img src=x onerror="window.pwned=4">'
    await fetch(api(`evil/${hostile}`), { method: 'PUT', body: '# Evil\n', headers: { 'If-None-Match': '*' } })
    const page = await tab(where, 'hostile')
    const preview = page.getByRole('article')
    await preview.getByText('still bold').waitFor()
    assert.equal(await page.evaluate(() => window.pwned), undefined)
    for (const tag of [
      'script',
      'iframe',
      'form',
      'style',
      'svg',
      'img',
      '[onerror]',
      '[onload]',
      '[style]',
      '.toast',
      '#app',
    ]) {
      assert.equal(await preview.locator(tag).count(), 0, tag)
    }
    for (const one of await preview.locator('a').all()) {
      assert.doesNotMatch((await one.getAttribute('href')) ?? '', /javascript/i)
    }
    assert.match(
      (await preview.getByRole('link', { name: 'a page' }).getAttribute('rel')) ?? '',
      /noopener noreferrer nofollow/,
    )
    await preview.getByText('Image: a picture').waitFor()
    await page.getByRole('searchbox').fill('onerror')
    await page.getByRole('treeitem', { name: hostile }).click()
    await until('the evil name is open', async () => (await textOf(page)) === '# Evil\n')
    assert.equal(await page.evaluate(() => window.pwned), undefined)
    watcher.expected = undefined
    await where.close()
  },

  'a document of 500 KB': async () => {
    const where = await context()
    const page = await tab(where, 'large')
    assert.equal((await textOf(page)).length, read('large.md').length)
    const times = await page.evaluate(async () => {
      const { view } = document.querySelector('.cm-content').cmTile
      const spent = []
      for (let i = 0; i < 40; i++) {
        const started = performance.now()
        view.dispatch({ changes: { from: view.state.doc.length, insert: 'x' }, userEvent: 'input.type' })
        await new Promise((then) => requestAnimationFrame(then))
        spent.push(performance.now() - started)
      }
      return spent.sort((a, b) => a - b)
    })
    say({ measure: '500 KB: an edit until the next frame, ms', median: times[20], p95: times[37] })
    await saved(page)
    await until('the file has it', () => read('large.md').endsWith('x'.repeat(40)))
    await where.close()
  },

  'two hundred documents: only what is in view is drawn, and the list is live': async () => {
    const where = await context()
    const page = await where.newPage()
    await page.goto(`${up.url}/`)
    await page.getByRole('searchbox').fill('many')
    await page.getByRole('treeitem', { name: '001' }).waitFor()
    assert.ok((await page.locator('.row').count()) < 60)
    await page.getByRole('tree').focus()
    await page.keyboard.press('End')
    await page.getByRole('treeitem', { name: '200' }).waitFor()
    assert.equal(await page.getByRole('treeitem', { name: '200' }).getAttribute('aria-setsize'), '200')
    // An element that stays is the same one: nothing is made anew when something else changes.
    await page.getByRole('treeitem', { name: '199' }).evaluate((element) => (element.dataset.seen = 'yes'))
    write('elsewhere.md', '# Elsewhere\n')
    await page.getByRole('searchbox').fill('elsewhere')
    await page.getByRole('treeitem', { name: 'elsewhere' }).waitFor()
    renameSync(join(project, 'elsewhere.md'), join(project, 'elsewhere by now.md'))
    await page.getByRole('treeitem', { name: 'elsewhere by now' }).waitFor()
    await page.getByRole('searchbox').fill('nothing is called that')
    await page.getByText('No document has these words in its name.').waitFor()
    await where.close()
  },

  'a narrow window': async () => {
    const where = await context({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true })
    const page = await where.newPage()
    await page.goto(link('01-index'))
    await page.locator('.cm-content').waitFor()
    await saved(page)
    await shot(page, 'phone')
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      'nothing is wider than the window',
    )
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('article').getByText('Tide tables').waitFor()
    assert.equal(await page.locator('.cm-content').isVisible(), false)
    await shot(page, 'phone-preview')
    await page.getByRole('button', { name: 'Documents' }).click()
    await page.getByRole('treeitem', { name: 'warm' }).waitFor()
    await shot(page, 'phone-list')
    await axe(page, 'the list on a phone')
    await page.getByRole('treeitem', { name: 'warm' }).click()
    await until('the other document is open', async () => (await page.title()).startsWith('warm'))
    await until('the list is out of the way', () => page.evaluate(() => document.body.dataset.nav === 'closed'))
    await where.close()
  },

  'wrong token, good token, a token that expires while somebody types': async () => {
    const where = await context()
    const page = await where.newPage()
    await page.goto(`${guarded.url}/`)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await shot(page, 'sign-in')
    await axe(page, 'signing in')
    await page.getByLabel('Your token').fill('wrong-token')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('not valid').waitFor()
    await page.getByLabel('Your token').fill('good-token')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'No documents yet' }).waitFor()
    await shot(page, 'empty')
    const [cookie] = await where.cookies()
    assert.equal(cookie.httpOnly, true)
    assert.equal(cookie.sameSite, 'Strict')
    assert.equal(await page.evaluate(() => document.cookie), '')

    await page.getByRole('main').getByRole('button', { name: 'New document' }).click()
    await page.getByLabel('Name', { exact: true }).fill('diary')
    await page.keyboard.press('Enter')
    await page.locator('.cm-content').waitFor()
    await typeAtEnd(page, 'dear reader')
    await saved(page)
    // Signed out elsewhere: the cookie is gone, and the connection breaks.
    await where.clearCookies()
    await guarded.kill()
    await typeAtEnd(page, ', good night')
    await guarded.start()
    await page.getByRole('dialog').getByText('does not know you any more').waitFor()
    await until('the document says it too', async () => (await statusOf(page)) === 'Signed out')
    await shot(page, 'signed-out')
    await page.getByRole('dialog').getByLabel('Token').fill('good-token')
    await page.keyboard.press('Enter')
    await saved(page)
    const stored = await fetch(`${guarded.url}/api/documents/${USER}/notes/diary`, {
      headers: { Authorization: 'Bearer good-token' },
    })
    assert.equal(await stored.text(), '# Diary\n\ndear reader, good night')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.deepEqual(await where.cookies(), [])

    // A link with a token signs in, and the token does not stay in the address.
    await page.goto(`${guarded.url}/?token=good-token#/notes/diary`)
    await page.locator('.cm-content').waitFor()
    assert.equal(page.url(), `${guarded.url}/#/notes/diary`)
    await where.close()
  },

  'readable by everybody: axe finds nothing serious in the main states': async () => {
    for (const colorScheme of ['light', 'dark']) {
      const where = await context({ colorScheme })
      const page = await tab(where, '01-index')
      await saved(page)
      await axe(page, `a document, ${colorScheme}`)
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog').waitFor()
      await axe(page, `the keyboard's help, ${colorScheme}`)
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Trash', exact: true }).click()
      await page.getByRole('dialog').waitFor()
      await axe(page, `the trash, ${colorScheme}`)
      await page.keyboard.press('Escape')
      await page.goto(`${up.url}/#`)
      await page.getByRole('heading', { name: 'Your files are here' }).waitFor()
      await axe(page, `no document, ${colorScheme}`)
      await page.goto(link('there is none'))
      await page.getByText('There is no document of this name.').waitFor()
      await axe(page, `a missing document, ${colorScheme}`)
      await where.close()
    }
  },

  'time to the first text of a warm document of 50 KB, and the weight of the page': async () => {
    // With a profile on disk, as a person's browser has: it keeps what it made of the page's code.
    const where = await chromium.launchPersistentContext(join(work, 'profile'), { ...LAUNCH, ...LOOKS })
    where.on('page', (page) => watcher.watch(page))
    let weight = 0
    const first = await where.newPage()
    const session = await where.newCDPSession(first)
    await session.send('Network.enable')
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (weight += encodedDataLength))
    await first.goto(link('warm'))
    await first.getByRole('article').getByText('Warm').waitFor()
    const spent = []
    for (let i = 0; i < 14; i++) {
      const page = await tab(where, 'warm')
      spent.push(await page.evaluate(() => performance.getEntriesByName('markco-text')[0].startTime))
      await page.close()
    }
    const counted = spent.slice(5).sort((a, b) => a - b)
    say({ measure: 'first text of a warm document of 50 KB, ms', median: counted[4], slowest: counted[8] })
    say({ measure: 'weight of the page with its preview, bytes on the wire', bytes: weight })
    assert.ok(weight > 0 && weight < 400_000, `the page weighs ${weight} bytes`)
    await where.close()
  },

  'no request to another host, no error, nothing that the policy had to stop': async () => {
    assert.deepEqual(watcher.wrongs, [])
    assert.deepEqual([...watcher.hosts], ['127.0.0.1'])
  },
}

/** Ends a scenario that does not end by itself, so that the others are still tried. */
function within(patience, work) {
  let timer
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`it did not end within ${patience} ms`)), patience)
  })
  return Promise.race([work(), late]).finally(() => clearTimeout(timer))
}

const chosen = Object.entries(scenarios).filter(([name]) => only === undefined || name.includes(only))
say({ plan: chosen.map(([name]) => name) })
let failed = 0
// Whoever gives up on this script leaves nothing running.
process.on('SIGTERM', () => {
  void Promise.all([up.kill(), guarded.kill(), browser?.close()]).then(() => process.exit(143))
})
try {
  await Promise.all([up.start(), guarded.start()])
  await until('the agent has brought all documents', async () => {
    const { projects } = await (await fetch(`${up.url}/api/documents/local`)).json()
    return projects.notes?.docCount >= 213
  })
  line = await new Line(port).open()
  browser = await chromium.launch(LAUNCH)
  for (const [name, scenario] of chosen) {
    const started = Date.now()
    let error = null
    try {
      // Each begins with everything in place, however the one before went.
      for (const one of [up, guarded]) if (!one.process) await one.start()
      line.mend()
      await within(LONGEST_MS, scenario)
    } catch (thrown) {
      error = thrown.stack ?? String(thrown)
      failed++
      for (const [index, page] of browser
        .contexts()
        .flatMap((one) => one.pages())
        .entries()) {
        await page.screenshot({ path: join(shots, `failed-${failed}-${index}.png`) }).catch(() => {})
      }
      for (const one of browser.contexts()) await one.close().catch(() => {})
    }
    say({ name, ok: error === null, ms: Date.now() - started, error })
  }
} finally {
  await browser?.close()
  await line?.close()
  auth.close()
  await Promise.all([up.kill('SIGTERM'), guarded.kill('SIGTERM')])
}
process.exit(failed === 0 ? 0 : 1)
