import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { IdentityProvider } from './identity-provider.ts'

/** A token endpoint in front of a provider's own. It passes everything on, and remembers the tokens. */
export interface TokenTap {
  readonly url: string
  /** Every token that was issued, by its name. */
  readonly tokens: readonly (readonly [name: string, token: string])[]
  close(): Promise<void>
}

export async function tapTokens({ endpoints }: IdentityProvider): Promise<TokenTap> {
  const tokens: (readonly [string, string])[] = []
  const server = createServer((request, response) => {
    handOn(request)
      .then(({ status, text }) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(text))
      .catch(() => response.writeHead(502).end())
  })

  async function handOn(request: IncomingMessage) {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { authorization = '', 'content-type': type = '' } = request.headers
    const headers = { ...(authorization !== '' && { authorization }), 'content-type': type }
    const answer = await fetch(endpoints.token, { method: 'POST', headers, body })
    const given = (await answer.json()) as Record<string, unknown>
    // The provider issues a refresh token only after consent. One is added, because other providers always issue it.
    const added = answer.ok ? { refresh_token: `refresh-${randomBytes(24).toString('base64url')}` } : {}
    const all: Record<string, unknown> = { ...added, ...given }
    for (const [name, value] of Object.entries(all))
      if (/^(access|id|refresh)_token$/.test(name)) tokens.push([name, String(value)])
    return { status: answer.status, text: JSON.stringify(all) }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/token`,
    tokens,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}
