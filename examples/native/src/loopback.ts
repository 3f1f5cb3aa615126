import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The listener could not start, or the browser did not return. */
export class LoopbackError extends Error {}

export type Taken<T> =
  | { readonly is: 'taken'; readonly value: T }
  | { readonly is: 'refused'; readonly error: unknown }
  | { readonly is: 'foreign' }

/** An address on this machine that the browser comes back to. */
export interface Loopback {
  readonly redirectUri: string
  /** Gives what comes back to `take`, until something is taken or refused. What is foreign was not waited for. */
  answer<T>(take: (url: string) => Promise<Taken<T>>, timeoutMs: number): Promise<T>
  close(): void
}

const PATH = '/callback'
const TEXTS = {
  taken: 'You are signed in. Close this window and go back to the app.',
  refused: 'You are not signed in. Close this window: the app says why.',
  foreign: 'This is not the answer to the sign-in that is under way. It was not used.',
}

/** Listens for the browser's redirect (RFC 8252 §7.3): only on loopback, by default on a free port. */
export async function listenOnLoopback(port = 0): Promise<Loopback> {
  const server = createServer()
  await listen(server, port)
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  return {
    redirectUri,
    answer: (take, timeoutMs) => answer(server, redirectUri, take, timeoutMs),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer<T>(
  server: Server,
  redirectUri: string,
  take: (url: string) => Promise<Taken<T>>,
  timeoutMs: number,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(
    () => reject(new LoopbackError(`Nobody signed in within ${timeoutMs / 1_000} seconds: start again.`)),
    timeoutMs,
  )
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', redirectUri)
    if (request.method !== 'GET' || url.pathname !== PATH) return show(response, 404, 'There is nothing here.')
    const taken = await take(url.href)
    // Shown before the app goes on, and perhaps ends.
    await show(response, taken.is === 'taken' ? 200 : 400, TEXTS[taken.is])
    if (taken.is === 'taken') resolve(taken.value)
    if (taken.is === 'refused') reject(taken.error)
  }
  server.on('request', (request, response) => void receive(request, response).catch(reject))
  return promise.finally(() => clearTimeout(timer))
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      reject(isTaken ? new LoopbackError(`Port ${port} is taken: leave out --port, and a free one is used.`) : error)
    })
    server.listen(port, '127.0.0.1', resolve)
  })
}

/** A page with nothing of the request in it. */
function show(response: ServerResponse, status: number, text: string): Promise<void> {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'`,
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    Connection: 'close',
  })
  const style =
    'color-scheme: light dark; font: 1.125rem system-ui, sans-serif; max-width: 30rem; margin: 20vh auto; padding: 0 1rem'
  return new Promise((resolve) => {
    response.end(
      `<!doctype html><html lang="en"><title>Hillside on the desktop</title><body style="${style}"><main><h1>${text}</h1></main>`,
      resolve,
    )
  })
}
