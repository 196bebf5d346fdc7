// The work of TraceWorkload and ConcurrentWorkload in markco-bench.
import * as Y from 'yjs'
import { TEXT, applyEdit, loadAndRead, open, replica, stopwatch } from './documents.mjs'

export const trace = ({ edits }) => () => {
  const doc = open(0)
  let updates = 0
  doc.on('update', () => { updates++ })
  const text = doc.getText(TEXT)
  const { times, lap } = stopwatch()
  for (const edit of edits) doc.transact(() => applyEdit(text, edit))
  lap('apply')
  const state = Y.encodeStateAsUpdate(doc)
  lap('encode')
  loadAndRead(state)
  lap('load')
  return { values: times, updates, docs: [doc] }
}

export const concurrent = ({ agents, steps, unseen }) => () => {
  const replicas = Array.from({ length: agents }, (_, agent) => replica(agent))
  const reader = replica(agents)
  const updates = []

  const { times, lap } = stopwatch()
  for (const { agent, receives, edits } of steps) {
    const { doc, updates: own, receive } = replicas[agent]
    for (const index of receives) receive(updates[index])
    const text = doc.getText(TEXT)
    doc.transact(() => { for (const edit of edits) applyEdit(text, edit) })
    updates.push(own[own.length - 1])
  }
  replicas.forEach(({ receive }, agent) => { for (const index of unseen[agent]) receive(updates[index]) })
  lap('replay')
  const state = Y.encodeStateAsUpdate(replicas[0].doc)
  lap('encode')
  loadAndRead(state)
  lap('load')
  for (const update of updates) reader.receive(update)
  lap('receive')

  const docs = [...replicas, reader].map(({ doc }) => doc)
  return { values: times, updates: replicas.reduce((sum, own) => sum + own.updates.length, 0), docs }
}
