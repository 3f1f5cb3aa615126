import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, decodeJwt, type JWTPayload, type JWTVerifyResult, jwtVerify } from 'jose'

/** A relying party's back-channel address on this machine. What it takes for a logout token is what `jose` verified. */
export interface Receiver {
  readonly url: string
  /** What arrived and was a logout token for one of these clients. */
  readonly taken: JWTVerifyResult[]
  /** In whose name it was told: the issuer, or one of its projects' addresses. */
  readonly issuers: string[]
  /** What it answers; 200 if not set. */
  answer: RequestListener | undefined
  asked(): number
  /** Waits until so many have arrived. */
  arrived(count: number): Promise<readonly JWTPayload[]>
  close(): void
}

export async function startReceiver(issuer: string, algorithm = 'RS256'): Promise<Receiver> {
  const keys = createRemoteJWKSet(new URL(`${issuer}.well-known/jwks.json`))
  let asked = 0
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    asked += 1
    if (receiver.answer !== undefined) return receiver.answer(request, response)
    void serve(request, response)
  })
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const token = await verified(request)
      receiver.taken.push(token)
      receiver.issuers.push(String(token.payload.iss))
      response.writeHead(200).end()
    } catch {
      response.writeHead(400).end()
    }
    for (const look of waiting) look()
  }
  async function verified(request: IncomingMessage): Promise<JWTVerifyResult> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.headers['content-type'] !== 'application/x-www-form-urlencoded') throw new Error('no form')
    const token = new URLSearchParams(body).get('logout_token') ?? ''
    const { iss = '' } = decodeJwt(token)
    if (iss !== issuer && !iss.startsWith(`${issuer}projects/`)) throw new Error('of somebody else')
    return jwtVerify(token, keys, { issuer: iss, typ: 'logout+jwt', algorithms: [algorithm], requiredClaims: ['aud'] })
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed-out`,
    taken: [],
    issuers: [],
    answer: undefined,
    asked: () => asked,
    arrived: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (receiver.taken.length < count) return
          waiting.delete(look)
          resolve(receiver.taken.map(({ payload }) => payload))
        }
        waiting.add(look)
        look()
      }),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return receiver
}
