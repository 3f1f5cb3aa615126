/** What stands in for `field()` of the guides, which starts a Node for each field that it reads: half of what they take. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'

export interface Fields {
  /** A guide's code, with a `field()` that asks here. */
  change(code: string): string
  close(): void
}

/** As README.md has it. */
const AS_WRITTEN = `field() { node -pe "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }`

/** What Node would print. */
async function read(request: IncomingMessage): Promise<string> {
  const found: unknown = runInNewContext(`JSON.parse(json).${String(request.headers['x-field'])}`, {
    json: await text(request),
  })
  return `${typeof found === 'string' ? found : inspect(found)}\n`
}

export async function startFields(): Promise<Fields> {
  const server = createServer((request, response) => {
    void read(request).then(
      (found) => response.end(found),
      (error: unknown) => response.writeHead(500).end(inspect(error)),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asked = `field() { curl -sSf -H "X-Field: $1" --data-binary @- http://127.0.0.1:${port}/; }`
  return {
    change: (code) => code.replaceAll(AS_WRITTEN, () => asked),
    close: () => void server.close(),
  }
}
