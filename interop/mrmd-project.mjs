// What mrmd-sync leaves on disk, made with the real yjs, and what yjs makes of it.
//
// node mrmd-project.mjs write DIR < specification
//   [{"file": "a.md", "snapshot": ".mrmd-sync/a.yjs", "edits": [["insert", 0, "text"], ["delete", 0, 2]], "text": "…"}]
//   file and snapshot are relative to DIR; without "text" the file holds the text of its history, with null there is none;
//   "damaged": true breaks the snapshot
// node mrmd-project.mjs text SNAPSHOT [STATE]…
//   the text of a document that has the snapshot, base64, and the states, bytes
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as Y from 'yjs'

const [mode, first, ...rest] = process.argv.slice(2)

const write = (path, content) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

if (mode === 'write') {
  for (const { file, snapshot, edits = [], text, damaged } of JSON.parse(readFileSync(0, 'utf8'))) {
    const doc = new Y.Doc()
    const content = doc.getText('content')
    for (const [op, at, what] of edits) {
      if (op === 'insert') content.insert(at, what)
      else content.delete(at, what)
    }
    if (snapshot) {
      const base64 = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64')
      write(join(first, snapshot), damaged ? base64.slice(0, base64.length / 2 | 0) + '!' : base64)
    }
    if (text !== null) write(join(first, file), text ?? content.toString())
  }
} else {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, new Uint8Array(Buffer.from(readFileSync(first, 'utf8'), 'base64')))
  for (const state of rest) Y.applyUpdate(doc, new Uint8Array(readFileSync(state)))
  process.stdout.write(doc.getText('content').toString())
}
