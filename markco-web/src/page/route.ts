// The part of the address after "#" says which document is open. It never leaves the browser, and works below any prefix.

import { encoded, type Name } from './names.ts'

/** The address of a document within the page. */
export const hashOf = (name: Name): string => `#/${encoded(name.project, name.path)}`

/** The document that an address names; null for none. */
export function nameOf(hash: string): Name | null {
  if (!hash.startsWith('#/')) return null
  const parts = hash.slice(2).split('/')
  if (parts.length < 2 || parts.some((part) => part === '')) return null
  try {
    const [project, ...path] = parts.map(decodeURIComponent)
    return { project: project!, path: path.join('/') }
  } catch {
    return null
  }
}

/**
 * Takes a token out of an address, so that it neither stays in the history nor goes on to another page. It may stand in the
 * query or behind "#".
 */
export function withoutToken(address: URL): { token: string | null; address: URL } {
  const clean = new URL(address)
  let token = clean.searchParams.get('token')
  clean.searchParams.delete('token')
  if (clean.hash.startsWith('#token=')) {
    token = new URLSearchParams(clean.hash.slice(1)).get('token')
    clean.hash = ''
  }
  return { token: token === '' ? null : token, address: clean }
}
