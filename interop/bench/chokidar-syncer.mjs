// A syncer as mrmd-sync and others like it are built, of our own making, for AgentBench in markco-bench: chokidar waits
// until a file has not grown for 300 ms, then the difference goes into a Y.Text; what comes from elsewhere is written back
// once nothing came for a second. One y-websocket provider a file.
//
// node --expose-gc chokidar-syncer.mjs <directory> <ws://…/sync> <user/project>
//
// Each line on stdin is answered with a JSON line: "status" with {documents, inSync}, "memory" with {heapBytes, rssBytes}.
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { relative } from 'node:path'
import { watch } from 'chokidar'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { WebsocketProvider } from 'y-websocket'

const SETTLE_MILLIS = 300
const DEBOUNCE_MILLIS = 1000
const [directory, address, project] = process.argv.slice(2)

const files = new Map()
let seen = false

class SyncedFile {
  constructor (path) {
    this.path = path
    this.doc = new Y.Doc()
    this.text = this.doc.getText('content')
    this.met = false
    const name = relative(directory, path).replace(/\.md$/, '').split('/').map(encodeURIComponent).join('/')
    this.provider = new WebsocketProvider(address, `${project}/${name}`, this.doc, {
      WebSocketPolyfill: WebSocket,
      disableBc: true
    })
    this.provider.once('sync', () => this.meet().catch(fail))
    this.doc.on('update', (_, origin) => {
      if (origin !== this) this.writeLater()
    })
  }

  /** The relay's text stays if it has one; otherwise it gets the file's. */
  async meet () {
    if (this.text.length > 0) {
      await this.write()
    } else {
      await this.read()
    }
    this.met = true
  }

  async read () {
    const now = await readFile(this.path, 'utf8')
    if (now === this.written) return
    this.written = undefined
    const before = this.text.toString()
    if (now === before) return
    let start = 0
    const shorter = Math.min(now.length, before.length)
    while (start < shorter && now[start] === before[start]) start++
    let end = 0
    while (end < shorter - start && now[now.length - 1 - end] === before[before.length - 1 - end]) end++
    this.doc.transact(() => {
      this.text.delete(start, before.length - end - start)
      this.text.insert(start, now.slice(start, now.length - end))
    }, this)
  }

  writeLater () {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.write().catch(fail), DEBOUNCE_MILLIS)
  }

  async write () {
    const text = this.text.toString()
    if (await readFile(this.path, 'utf8') === text) return
    // The event that follows is ours; reading then would take back what came since.
    this.written = text
    await writeFile(this.path, text)
  }
}

function fail (error) {
  console.error(error)
  process.exit(1)
}

function changed (path) {
  const file = files.get(path)
  if (file?.met) file.read().catch(fail)
}

watch(directory, {
  ignored: path => path.includes('/.'),
  awaitWriteFinish: { stabilityThreshold: SETTLE_MILLIS }
})
  .on('add', path => {
    if (files.has(path)) changed(path)
    else if (path.endsWith('.md')) files.set(path, new SyncedFile(path))
  })
  .on('change', changed)
  .on('ready', () => { seen = true })
  .on('error', fail)

const commands = {
  status: () => ({
    documents: files.size,
    inSync: seen && [...files.values()].every(file => file.met && file.provider.ws?.bufferedAmount === 0)
  }),
  memory: () => {
    const { rss } = process.memoryUsage()
    for (let i = 0; i < 3; i++) globalThis.gc()
    const { heapUsed, external } = process.memoryUsage()
    return { heapBytes: heapUsed + external, rssBytes: rss }
  }
}

createInterface({ input: process.stdin })
  .on('line', line => console.log(JSON.stringify(commands[line]())))
  .on('close', () => process.exit(0))
