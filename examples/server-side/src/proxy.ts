import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { passageOf } from './passage.ts'
import { type Answer, outcomeText, type Upstream } from './upstream.ts'

export interface ProxyOptions {
  readonly upstream: Upstream
  /** 0 for one that is free. */
  readonly port: number
  /** Called for each request with method, type, status and duration; never with the patient. */
  readonly log: (line: string) => void
}

/** Starts the proxy on this machine only: there is no option to listen elsewhere. */
export async function startProxy({ upstream, port, log }: ProxyOptions): Promise<Server> {
  const server = createServer((request, response) => {
    const started = performance.now()
    answer(upstream, request, response)
      .catch((error: unknown) => {
        if (response.destroyed) return undefined
        log(`fault: ${error instanceof Error ? error.message : 'unknown'}`)
        return send(response, { status: 500, body: outcomeText('exception', 'A fault of the proxy: see its log.') })
      })
      .finally(() => {
        const what = response.writableFinished || response.headersSent ? String(response.statusCode) : 'given up'
        log(`${request.method} ${what} ${Math.round(performance.now() - started)} ms`)
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

async function answer(upstream: Upstream, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const port = request.socket.localPort
  const passage = passageOf(request, [`127.0.0.1:${port}`, `localhost:${port}`])
  if ('status' in passage) {
    const { status, code, text } = passage
    return send(response, { status, body: outcomeText(code, text) })
  }
  // Who hangs up is not asked for any more.
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  send(response, await upstream.get(passage, `http://${request.headers.host}/`, gone.signal))
}

function send(response: ServerResponse, { status, body, retryAfterSeconds }: Answer): void {
  response.writeHead(status, {
    'Content-Type': 'application/fhir+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(status === 405 && { Allow: 'GET' }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(Math.ceil(retryAfterSeconds)) }),
  })
  response.end(body)
}
