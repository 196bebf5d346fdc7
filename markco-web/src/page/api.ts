// The relay's HTTP API.

import { encoded, type Name } from './names.ts'

/** Who the relay takes this browser for. */
export interface Session {
  /** The user; null where the relay takes everybody for whoever they ask for. */
  userId: string | null
  local: boolean
  readOnly: boolean
  /** Whether one can sign in with a token. */
  tokens: boolean
  /** Whether by a token, which signing out would take back. */
  signedIn: boolean
}

export interface Listed extends Name {
  id: string
}

export interface Trashed extends Listed {
  trashedAt: string
}

/** What the relay refused, with its own words; status 0 when it could not be reached. */
export class Refusal extends Error {
  readonly status: number
  readonly hint: string
  /** Whether a token would help. */
  readonly tokens: boolean

  constructor(status: number, message: string, hint: string, tokens = false) {
    super(message)
    this.status = status
    this.hint = hint
    this.tokens = tokens
  }
}

const PATIENCE_MS = 35_000

export class Api {
  private readonly base: URL

  /** The API of the relay that the page at this address came from. */
  constructor(page: string) {
    this.base = new URL('.', page.replace(/[?#].*$/, ''))
  }

  /** Where sockets are. */
  socketBase(): string {
    return new URL('.', this.base).href.replace(/^http/, 'ws')
  }

  private async ask(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      response = await fetch(new URL(path, this.base), {
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...init,
      })
    } catch {
      throw new Refusal(0, 'the relay does not answer', 'It is tried again; what you typed is kept.')
    }
    if (response.ok) return response
    const said: unknown = await response.json().catch(() => null)
    const body = typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {}
    throw new Refusal(
      response.status,
      typeof body['error'] === 'string' ? body['error'] : `the relay answered ${response.status}`,
      typeof body['hint'] === 'string' ? body['hint'] : '',
      response.headers.get('Markco-Tokens') === 'yes',
    )
  }

  async session(): Promise<Session> {
    return (await (await this.ask('api/session')).json()) as Session
  }

  async signIn(token: string): Promise<Session> {
    const response = await this.ask('api/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } })
    return (await response.json()) as Session
  }

  async signOut(): Promise<void> {
    await this.ask('api/session', { method: 'DELETE' })
  }

  private address(user: string, name: Name): string {
    return `api/documents/${encoded(user, name.project, name.path)}`
  }

  async list(user: string): Promise<Listed[]> {
    const body = (await (await this.ask(`api/documents/${encoded(user)}`)).json()) as {
      projects: Record<string, { documents: { docPath: string; id: string }[] }>
    }
    return Object.entries(body.projects).flatMap(([project, { documents }]) =>
      documents.map(({ docPath, id }) => ({ project, path: docPath, id })),
    )
  }

  async trash(user: string): Promise<Trashed[]> {
    const body = (await (await this.ask(`api/documents/${encoded(user)}?trash=1`)).json()) as {
      trash: { project: string; docPath: string; id: string; trashedAt: string }[]
    }
    return body.trash.map(({ project, docPath, id, trashedAt }) => ({ project, path: docPath, id, trashedAt }))
  }

  /** Creates a document with these words; fails with 412 when there is one of that name. */
  async create(user: string, name: Name, text: string): Promise<Listed> {
    const response = await this.ask(this.address(user, name), {
      method: 'PUT',
      headers: { 'Content-Type': 'text/markdown;charset=utf-8', 'If-None-Match': '*' },
      body: text,
    })
    return { ...name, id: response.headers.get('Document-Id') ?? '' }
  }

  async move(user: string, from: Listed, to: Name): Promise<void> {
    const target = encodeURIComponent(`${user}/${to.project}/${to.path}`)
    await this.ask(`${this.address(user, from)}?action=move&to=${target}&id=${from.id}`, { method: 'POST' })
  }

  async remove(user: string, document: Listed): Promise<void> {
    await this.ask(`${this.address(user, document)}?id=${document.id}`, { method: 'DELETE' })
  }

  async restore(user: string, document: Listed): Promise<void> {
    await this.ask(`${this.address(user, document)}?action=restore&id=${document.id}`, { method: 'POST' })
  }

  /** The identity of the document that a name leads to, also a former name; fails as opening it would. */
  async identity(user: string, name: Name): Promise<string | null> {
    return (await this.ask(this.address(user, name), { method: 'HEAD' })).headers.get('Document-Id')
  }
}
