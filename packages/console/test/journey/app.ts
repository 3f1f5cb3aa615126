import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'

const HERE = join(import.meta.dirname, '../..')

/** An app of one page, at whatever path: its only script are the lines that the console showed. */
export interface OwnApp {
  readonly origin: string
  /** Puts lines into the page, as they stand. */
  run(lines: string): Promise<void>
  close(): void
}

export async function startApp(): Promise<OwnApp> {
  let script = ''
  const server = createServer(({ url = '' }, response) => {
    if (url === '/app.js') return void response.setHeader('Content-Type', 'text/javascript').end(script)
    if (url === '/favicon.ico') return void response.writeHead(204).end()
    response.setHeader('Content-Type', 'text/html')
    response.end('<!doctype html><title>The app</title><h1>The app</h1><script type="module" src="/app.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async run(contents) {
      const { outputFiles } = await build({
        stdin: { contents, resolveDir: HERE },
        bundle: true,
        write: false,
        format: 'esm',
        conditions: ['source'],
      })
      script = outputFiles[0]?.text ?? ''
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
