// Peers of the real yjs, driven over stdin and stdout: a JSON request a line, a JSON answer a line.
//
// {op: 'new', peer, client, state} a document with this client id, empty or loaded from this state
// {op: 'apply', peer, update}      applies a base64 update
// {op: 'edit', peer, seed}         a random edit over all shared types
// {op: 'reload', peer, client}     a new document loaded from the old one's state
// {op: 'report', peer}             everything that can be read, and whether anything is pending
// {op: 'merge', updates}           mergeUpdates without a document
// {op: 'drop'}                     forgets all peers
// {op: 'state', peer}              the encoded state alone
// {op: 'vector', peer}             the state vector alone
// {op: 'diffFor', peer, vector}    what the peer has that this state vector lacks
// {op: 'diffOf', update, vector}   diffUpdate without a document
// {op: 'vectorFrom', update}       encodeStateVectorFromUpdate
// {op: 'load', updates}            the report of a fresh document that these were applied to
// {op: 'batch', requests}          many of the above on one line; answers has one for each
//
// Every answer has `updates`: what the peer's own transactions emitted meanwhile (yjs tidies formats up after remote ones).
import * as readline from 'node:readline'
import * as Y from 'yjs'

const peers = new Map()
console.log = console.error // standard output carries answers only

const random = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const open = (name, client, state) => {
  const doc = new Y.Doc()
  doc.clientID = client
  const peer = { doc, emitted: [] }
  doc.on('update', (update, origin) => {
    if (origin !== 'remote') peer.emitted.push(Buffer.from(update).toString('base64'))
  })
  peers.set(name, peer)
  if (state) Y.applyUpdate(doc, state, 'remote') // may tidy formats up, which the others must hear of
  return peer
}

const TEXTS = ['a', 'xyz', ' Lorem ipsum ', '😀', 'é漢字', '\r\n', '👩‍👩‍👧‍👦 # Title\n', '`', 'x'.repeat(40)]
const ATTRIBUTES = [{ bold: true }, { bold: null }, { italic: 'yes' }, { italic: null }, { link: { href: 'u' } }]
const values = [null, undefined, true, false, 0, -7, 3.5, 0.1, 2 ** 31, -(2 ** 33), 2 ** 53 - 1, 1e300, 'str', 'ünï', '',
  [1, [2, 'x']], { k: 1, n: { z: [null] } }, new Uint8Array([1, 2, 255]), {}]

const edit = (doc, rnd) => {
  const int = n => Math.floor(rnd() * n)
  const pick = list => list[int(list.length)]
  const nested = () => pick([() => new Y.Map(), () => new Y.Array(), () => new Y.Text('nested'), () => new Y.Doc({ guid: 'sub-' + int(9) })])()
  const value = () => (int(4) === 0 ? nested() : pick(values))
  const element = () => value() ?? null // yjs arrays take no undefined
  // Formatting half of a surrogate pair makes yjs replace the pair locally without telling anybody: its own peers diverge.
  const boundary = (text, at) => {
    const units = text.toDelta().map(op => (typeof op.insert === 'string' ? op.insert : '.')).join('')
    return at > 0 && /^[\uDC00-\uDFFF]/.test(units.slice(at)) && /[\uD800-\uDBFF]$/.test(units.slice(0, at)) ? at - 1 : at
  }
  const editText = (text, rich) => {
    const at = rich ? boundary(text, int(text.length + 1)) : int(text.length + 1)
    const room = rich ? boundary(text, Math.min(text.length, at + int(12))) - at : Math.min(int(12), text.length - at)
    const kind = int(rich ? 6 : 3)
    if (kind <= 1) text.insert(at, pick(TEXTS))
    else if (kind === 2) text.delete(at, room)
    else if (kind === 3) text.insert(at, pick(TEXTS), pick(ATTRIBUTES))
    else if (kind === 4) text.format(at, room, pick(ATTRIBUTES))
    else text.insertEmbed(at, { image: 'i' + int(9) })
  }
  const editMap = map => {
    const key = pick(['a', 'b', 'c', 'ключ'])
    const old = map.get(key)
    if (old instanceof Y.Map && int(2)) editMap(old)
    else if (old instanceof Y.Array && int(2)) editArray(old)
    else if (old instanceof Y.Text && int(2)) editText(old, false)
    else if (int(3) === 0) map.delete(key)
    else map.set(key, value())
  }
  const editArray = array => {
    const at = int(array.length + 1)
    if (int(3) === 0 && at < array.length) array.delete(at, 1 + int(Math.min(3, array.length - at)))
    else array.insert(at, int(2) ? [element()] : [element(), element()])
  }
  const editXml = xml => {
    const at = int(xml.length + 1)
    const child = at < xml.length ? xml.get(at) : null
    if (child instanceof Y.XmlElement && int(2)) editXml(child)
    else if (child instanceof Y.XmlText && int(2)) editText(child, true)
    else if (child !== null && int(4) === 0) xml.delete(at, 1)
    else if (xml instanceof Y.XmlElement && int(3) === 0) xml.setAttribute(pick(['id', 'class']), 'v' + int(9))
    else xml.insert(at, [int(2) ? new Y.XmlElement(pick(['p', 'H1'])) : new Y.XmlText('text')])
  }
  doc.transact(() => {
    for (let i = 1 + int(3); i > 0; i--) {
      pick([
        () => editText(doc.getText('content'), false),
        () => editText(doc.getText('rich'), true),
        () => editMap(doc.getMap('map')),
        () => editArray(doc.getArray('list')),
        () => editXml(doc.getXmlFragment('xml'))
      ])()
    }
  })
}

const show = value =>
  value instanceof Uint8Array ? { $binary: Buffer.from(value).toString('base64') }
    : value instanceof Y.Doc ? {}
      : typeof value === 'bigint' ? { $bigint: String(value) }
      : value instanceof Y.AbstractType ? show(value.toJSON())
        : Array.isArray(value) ? value.map(show)
          : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, show(v)]))
            : value

const guids = value =>
  value instanceof Y.Doc ? [value.guid]
    : value instanceof Y.Map ? [...value.values()].flatMap(guids)
      : value instanceof Y.Array ? value.toArray().flatMap(guids)
        : []

const report = doc => ({
  guids: [...guids(doc.getMap('map')), ...guids(doc.getArray('list'))].sort(),
  content: doc.getText('content').toString(),
  rich: show(doc.getText('rich').toDelta()),
  map: show(doc.getMap('map').toJSON()),
  list: show(doc.getArray('list').toJSON()),
  xml: doc.getXmlFragment('xml').toString(),
  vector: Buffer.from(Y.encodeStateVector(doc)).toString('base64'),
  state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'),
  pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null
})

const bytes = base64 => new Uint8Array(Buffer.from(base64, 'base64'))
const base64 = array => Buffer.from(array).toString('base64')

const answer = request => {
  const peer = peers.get(request.peer)
  switch (request.op) {
    case 'new':
      open(request.peer, request.client, request.state && bytes(request.state))
      return {}
    case 'apply':
      Y.applyUpdate(peer.doc, bytes(request.update), 'remote')
      return {}
    case 'edit':
      edit(peer.doc, random(request.seed))
      return {}
    case 'reload':
      open(request.peer, request.client, Y.encodeStateAsUpdate(peer.doc))
      return {}
    case 'report':
      return report(peer.doc)
    case 'merge':
      return { merged: Buffer.from(Y.mergeUpdates(request.updates.map(bytes))).toString('base64') }
    case 'drop':
      peers.clear()
      return {}
    case 'state':
      return { state: base64(Y.encodeStateAsUpdate(peer.doc)) }
    case 'vector':
      return { vector: base64(Y.encodeStateVector(peer.doc)) }
    case 'diffFor':
      return { diff: base64(Y.encodeStateAsUpdate(peer.doc, bytes(request.vector))) }
    case 'diffOf':
      return { diff: base64(Y.diffUpdate(bytes(request.update), bytes(request.vector))) }
    case 'vectorFrom':
      return { vector: base64(Y.encodeStateVectorFromUpdate(bytes(request.update))) }
    case 'load': {
      const doc = new Y.Doc()
      for (const update of request.updates) Y.applyUpdate(doc, bytes(update), 'remote')
      return report(doc)
    }
    case 'batch':
      return { answers: request.requests.map(answered) }
    default:
      throw new Error('unknown op ' + request.op)
  }
}

const answered = request => {
  let result
  try {
    result = answer(request)
  } catch (error) {
    result = { error: String(error.stack) }
  }
  const peer = peers.get(request.peer)
  result.updates = peer ? peer.emitted.splice(0) : []
  return result
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answered(JSON.parse(line))) + '\n')
}
