import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** A request that is sent as it is. */
export interface Heavy {
  /** What is heavy about it. */
  readonly shape: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Sends from a thread of its own, so that the node's thread does the node's work alone. */
export interface Sender {
  /** The answer's status; 0 when the node ended the connection without one. */
  send(request: Heavy): Promise<number>
  stop(): Promise<void>
}

// A worker does not see vitest's loader: it is plain JavaScript.
const SOURCE = `
  const { parentPort, workerData: { host, port } } = require('node:worker_threads')
  const { Agent, request } = require('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: 60_000 })
  parentPort.on('message', ({ method, path, headers, body }) => {
    const answer = (status) => parentPort.postMessage(status)
    const bytes = body === undefined ? undefined : Buffer.from(body)
    const own = { ...headers, ...(bytes && { 'content-length': String(bytes.length) }) }
    let isAnswered = false
    const once = (status) => { if (!isAnswered) { isAnswered = true; answer(status) } }
    const outgoing = request({ host, port, method, path, headers: own, agent }, (response) => {
      response.resume()
      response.on('close', () => once(response.statusCode))
    })
    outgoing.on('error', () => once(0))
    outgoing.end(bytes)
  })
`

export function startSender(baseUrl: string): Sender {
  const { hostname, port } = new URL(baseUrl)
  const host = hostname === 'localhost' ? '127.0.0.1' : hostname
  const worker = new Worker(SOURCE, { eval: true, workerData: { host, port: Number(port) } })
  return {
    async send(request) {
      worker.postMessage(request, [])
      const [status] = (await once(worker, 'message')) as [number]
      return status
    },
    async stop() {
      await worker.terminate()
    },
  }
}
