import { createServer, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server in front of another one, which answers later for those whom `isSlow` names: a leak to be found. */
export async function startLeak(
  url: string,
  ms: number,
  isSlow: (body: string) => boolean,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { host, origin } = new URL(url)
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await read(incoming)
      const headers = { ...incoming.headers, host, origin }
      const asked = request(new URL(incoming.url ?? '/', url), { method: incoming.method, headers })
      asked.on('error', () => outgoing.destroy())
      asked.on('response', (answer) => {
        void (async () => {
          const text = await read(answer)
          if (isSlow(body)) await sleep(ms)
          const { 'transfer-encoding': _encoding, ...kept } = answer.headers
          outgoing.writeHead(answer.statusCode ?? 502, { ...kept, 'content-length': Buffer.byteLength(text) })
          outgoing.end(text)
        })()
      })
      asked.end(body)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.address()
  const port = at !== null && typeof at === 'object' ? at.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
