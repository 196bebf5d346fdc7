// The server of y-websocket, as it comes and without persistence, for LoadBench in markco-bench.
//
// node --expose-gc y-websocket-server.mjs <port>
//
// Every line on stdin is answered with a JSON line: {documents, heapBytes, rssBytes}.
import http from 'node:http'
import { WebSocketServer } from 'ws'
import { docs, setupWSConnection } from '@y/websocket-server/utils'
import { answerStats } from './server-stats.mjs'

const server = http.createServer((_, response) => response.end('ok'))
// Uncompressed, as the other servers are.
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
sockets.on('connection', setupWSConnection)
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened, request))
})
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 1024 })
answerStats(() => docs.size)
