// The work of ScriptWorkload in markco-bench.
import * as Y from 'yjs'
import { LIST, MAP, TEXT, loadAndRead, replica, stopwatch } from './documents.mjs'

const apply = {
  insert: (doc, { at, text }) => doc.getText(TEXT).insert(at, text),
  delete: (doc, { at, count }) => doc.getText(TEXT).delete(at, count),
  values: (doc, { at, values }) => doc.getArray(LIST).insert(at, values),
  put: (doc, { key, value }) => doc.getMap(MAP).set(key, value)
}

const edit = (doc, edits, together) => {
  if (together) doc.transact(() => { for (const op of edits) apply[op.op](doc, op) })
  else for (const op of edits) doc.transact(() => apply[op.op](doc, op))
}

const exchange = (users, reader, together) => {
  const updates = users.filter(user => user !== reader).flatMap(user => user.updates)
  const receive = () => { for (const update of updates) reader.receive(update) }
  if (together) reader.doc.transact(receive, 'remote')
  else receive()
}

export const script = ({ initial, users: edits, editsTogether, exchangeTogether }) => () => {
  const users = edits.map((_, user) => replica(user))
  if (initial !== '') {
    users[0].doc.getText(TEXT).insert(0, initial)
    const [update] = users[0].updates.splice(0)
    for (const user of users.slice(1)) user.receive(update)
  }
  const { times, lap } = stopwatch()
  users.forEach(({ doc }, user) => edit(doc, edits[user], editsTogether))
  lap('edit')
  exchange(users, users[0], exchangeTogether)
  exchange(users, users[1], exchangeTogether)
  lap('exchange')
  const state = Y.encodeStateAsUpdate(users[0].doc)
  lap('encode')
  loadAndRead(state)
  lap('load')
  return { values: times, updates: users.reduce((sum, user) => sum + user.updates.length, 0), docs: [users[0].doc, users[1].doc] }
}
