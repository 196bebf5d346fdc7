// What the scenarios stand on: the packaged markco as a process, a line to it that can be cut, and a browser that is watched.
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import net from 'node:net'
import { join } from 'node:path'

const PATIENCE_MS = 30_000
const POLL_MS = 25

/** Waits until {@code condition} gives something that is true, and gives that; fails with what was awaited. */
export async function until(what, condition, patience = PATIENCE_MS) {
  const end = Date.now() + patience
  let last
  for (;;) {
    try {
      last = await condition()
      if (last) return last
    } catch (error) {
      last = error
    }
    if (Date.now() > end) throw new Error(`waited in vain until ${what}; last: ${last?.stack ?? JSON.stringify(last)}`)
    await new Promise((then) => setTimeout(then, POLL_MS))
  }
}

export async function freePort() {
  const server = net.createServer()
  await new Promise((then) => server.listen(0, '127.0.0.1', then))
  const { port } = server.address()
  await new Promise((then) => server.close(then))
  return port
}

/** A markco process: started, killed without warning, started again at the same place. */
export class Markco {
  constructor(command, home, args, port) {
    Object.assign(this, { command, home, args, port })
    mkdirSync(home, { recursive: true })
    this.log = join(home, 'markco.log')
  }

  get url() {
    return `http://127.0.0.1:${this.port}`
  }

  async start() {
    const out = createWriteStream(this.log, { flags: 'a' })
    await new Promise((then) => out.once('open', then))
    this.process = spawn(this.command, this.args, {
      cwd: this.home,
      stdio: ['ignore', out, out],
      env: {
        ...process.env,
        HOME: this.home,
        XDG_DATA_HOME: join(this.home, 'data'),
        XDG_CONFIG_HOME: join(this.home, 'config'),
      },
    })
    this.ended = new Promise((then) => this.process.once('exit', then))
    let exited = false
    void this.ended.then(() => (exited = true))
    await until(
      `${this.args.join(' ')} serves`,
      async () => {
        if (exited) return true
        return (await fetch(`${this.url}/ready`)).ok
      },
      90_000,
    )
    if (exited) {
      this.process = undefined
      throw new Error(`${this.args.join(' ')} ended: ${readFileSync(this.log, 'utf8').slice(-2000)}`)
    }
    return this
  }

  async kill(signal = 'SIGKILL') {
    if (!this.process) return
    this.process.kill(signal)
    await this.ended
    this.process = undefined
  }
}

/** A line to a port that can be cut and mended: what is offline is the browser, not the relay. */
export class Line {
  constructor(target) {
    this.target = target
    this.sockets = new Set()
    this.isCut = false
  }

  async open() {
    this.server = net.createServer((socket) => {
      if (this.isCut) return socket.destroy()
      const far = net.connect(this.target, '127.0.0.1')
      for (const [one, other] of [
        [socket, far],
        [far, socket],
      ]) {
        this.sockets.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          this.sockets.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
    await new Promise((then) => this.server.listen(0, '127.0.0.1', then))
    this.port = this.server.address().port
    this.url = `http://127.0.0.1:${this.port}`
    return this
  }

  cut() {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  mend() {
    this.isCut = false
  }

  async close() {
    this.cut()
    await new Promise((then) => this.server.close(then))
  }
}

/** A service that knows tokens, as --auth-service wants it. */
export async function authService(users) {
  const server = createServer((request, response) => {
    const user = users.get(request.headers.authorization ?? '')
    response.writeHead(user ? 200 : 401, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(user ? { user } : { error: 'unknown' }))
  })
  await new Promise((then) => server.listen(0, '127.0.0.1', then))
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

/** What pages did that they should never do: errors, requests elsewhere, things that the policy had to stop. */
export class Watcher {
  constructor() {
    this.wrongs = []
    this.hosts = new Set()
  }

  watch(page) {
    page.on('pageerror', (error) => this.wrongs.push(`an error: ${error.name} ${error.message} ${error.stack}`))
    page.on('console', (message) => {
      const text = message.text()
      if (this.expected?.test(text)) return
      // A browser reports each request that fails; what is cut off fails.
      if (message.type() === 'error' && !/Failed to load resource|WebSocket connection to/.test(text)) {
        this.wrongs.push(`on the console of ${page.url()}: ${text} ${JSON.stringify(message.location())}`)
      }
      if (/Content Security Policy|TrustedHTML|Trusted Type/i.test(text)) this.wrongs.push(`stopped by policy: ${text}`)
    })
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url())
      if (!['data:', 'blob:'].includes(protocol)) this.hosts.add(hostname)
    })
  }
}
