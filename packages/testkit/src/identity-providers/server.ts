import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'

/** A server on a loopback port of this machine. Its handler can be replaced. */
export interface LoopbackServer {
  readonly origin: string
  /** Sets the handler, which may depend on the address. */
  answerBy(answer: Answering): void
  stop(): Promise<void>
}

type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

/** Listens, and answers only requests that use its own address: a page in a browser cannot reach it by another name. */
export async function startLoopbackServer(port = 0): Promise<LoopbackServer> {
  let host = ''
  let answer: Answering = (_, response) => void response.writeHead(503).end()
  const listener: RequestListener = (request, response) => {
    if (request.headers.host !== host) {
      response.writeHead(421, { 'Content-Type': 'text/plain' }).end(`This is ${host}.\n`)
      return
    }
    Promise.resolve(answer(request, response)).catch((error: unknown) => {
      console.error('a test identity provider failed:', error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  }
  const server = createServer(listener)
  host = `127.0.0.1:${await listen(server, port)}`
  return {
    origin: `http://${host}`,
    answerBy(next) {
      answer = next
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        // Also ends the requests that it never answers.
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
      else reject(new Error('no port'))
    })
  })
}

/** Whether a URI is plain http on this machine, where developers' applications run. */
export function isOfThisMachine(uri: string): boolean {
  const { protocol, hostname } = URL.parse(uri) ?? {}
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname ?? '')
}

const MOST_BYTES = 65_536

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > MOST_BYTES) throw new Error('a form is too long')
  }
  return new URLSearchParams(text)
}

export function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html)
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body))
}
