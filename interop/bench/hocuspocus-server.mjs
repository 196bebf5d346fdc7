// Hocuspocus with its database extension on PostgreSQL, for LoadBench in markco-bench. Its settings are its defaults.
//
// DATABASE_URL=… node --expose-gc hocuspocus-server.mjs <port>
//
// Every line on stdin is answered with a JSON line: {documents, heapBytes, rssBytes}.
import { Server } from '@hocuspocus/server'
import { Database } from '@hocuspocus/extension-database'
import pg from 'pg'
import { answerStats } from './server-stats.mjs'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
await pool.query('create table if not exists hocuspocus_documents (name text primary key, data bytea not null)')

const server = new Server({
  port: Number(process.argv[2]),
  address: '127.0.0.1',
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => {
        const found = await pool.query('select data from hocuspocus_documents where name = $1', [documentName])
        return found.rows[0]?.data ?? null
      },
      store: async ({ documentName, state }) => {
        await pool.query(
          'insert into hocuspocus_documents (name, data) values ($1, $2) on conflict (name) do update set data = excluded.data',
          [documentName, state]
        )
      }
    })
  ]
})
await server.listen()
answerStats(() => server.hocuspocus.getDocumentsCount())
