// Real Yjs providers driven from outside: one JSON command a line on stdin, one JSON answer a line on stdout.
//
// {"op":"open","id":"a","kind":"y-websocket","url":"ws://127.0.0.1:3005/sync","room":"local/p/a"}
// {"op":"open","id":"b","kind":"hocuspocus","url":"ws://127.0.0.1:3005/collab","room":"local/p/a","token":""}
// {"op":"insert","id":"a","index":0,"text":"x"}   {"op":"delete","id":"a","index":0,"length":1}
// {"op":"append","id":"a","text":"x"}             {"op":"text","id":"a"}          {"op":"status","id":"a"}
// {"op":"presence","id":"a","state":{...}}        {"op":"present","id":"a"}
// {"op":"token","id":"b","token":"…"}  (a new one for an open document, Hocuspocus only)
// {"op":"disconnect","id":"a"}                    {"op":"connect","id":"a"}       {"op":"destroy","id":"a"}
import { createInterface } from 'node:readline'
import * as Y from 'yjs'
import { WebsocketProvider } from 'y-websocket'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import WebSocket from 'ws'

const clients = new Map()

function open ({ id, kind, url, room, token, headers }) {
  const doc = new Y.Doc()
  const client = { kind, doc, text: doc.getText('content'), denied: null, opened: 0 }
  class Socket extends WebSocket {
    constructor (address, protocols) {
      super(address, protocols, { headers: headers ?? {} })
      this.on('open', () => client.opened++)
    }
  }
  if (kind === 'hocuspocus') {
    client.socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: Socket, delay: 100, minDelay: 50, maxDelay: 500 })
    client.provider = new HocuspocusProvider({
      websocketProvider: client.socket,
      name: room,
      document: doc,
      token: token ?? '',
      onAuthenticationFailed: ({ reason }) => { client.denied = reason }
    })
    client.provider.attach()
  } else {
    client.provider = new WebsocketProvider(url, room, doc, {
      WebSocketPolyfill: Socket,
      disableBc: true,
      maxBackoffTime: 500,
      params: token ? { token } : {}
    })
    client.provider.on('connection-error', () => { client.errors = (client.errors ?? 0) + 1 })
  }
  clients.set(id, client)
}

function status (client) {
  const provider = client.provider
  return {
    synced: Boolean(provider.synced),
    connected: client.kind === 'hocuspocus' ? client.socket.status === 'connected' : provider.wsconnected,
    unsynced: client.kind === 'hocuspocus' ? provider.unsyncedChanges : 0,
    denied: client.denied,
    scope: provider.authorizedScope ?? null,
    errors: client.errors ?? 0,
    opened: client.opened,
    clientId: client.doc.clientID
  }
}

async function run (command) {
  if (command.op === 'open') {
    open(command)
    return {}
  }
  const client = clients.get(command.id)
  if (!client) throw new Error(`no client ${command.id}`)
  switch (command.op) {
    case 'insert': client.text.insert(command.index, command.text); return {}
    case 'append': client.text.insert(client.text.length, command.text); return {}
    case 'delete': client.text.delete(command.index, command.length); return {}
    case 'text': return { text: client.text.toString() }
    case 'status': return status(client)
    case 'presence': client.provider.awareness.setLocalState(command.state); return {}
    case 'present': return { states: Object.fromEntries(client.provider.awareness.getStates()) }
    case 'token':
      client.provider.configuration.token = command.token
      await client.provider.sendToken()
      return {}
    case 'disconnect': client.kind === 'hocuspocus' ? client.socket.disconnect() : client.provider.disconnect(); return {}
    case 'connect': client.kind === 'hocuspocus' ? client.socket.connect() : client.provider.connect(); return {}
    case 'destroy':
      client.provider.destroy()
      client.socket?.destroy()
      client.doc.destroy()
      clients.delete(command.id)
      return {}
    default: throw new Error(`unknown op ${command.op}`)
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer
  try {
    answer = { ok: true, ...(await run(JSON.parse(line))) }
  } catch (error) {
    answer = { ok: false, error: String(error?.stack ?? error) }
  }
  process.stdout.write(JSON.stringify(answer) + '\n')
}
process.exit(0)
