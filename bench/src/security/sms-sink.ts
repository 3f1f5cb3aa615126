import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { temporaryFolder } from '../stand/processes.ts'

/** A provider of text messages on this machine, which takes all and sends none. */
export interface SmsSink {
  /** What the server needs to reach it. */
  readonly env: Readonly<Record<string, string>>
  /** How many messages it took, by their number. */
  readonly taken: ReadonlyMap<string, number>
  stop(): Promise<void>
}

/** The server calls only https: the sink has a certificate of its own, which `openssl` makes. */
export async function startSmsSink(): Promise<SmsSink> {
  const folder = temporaryFolder()
  const [key, certificate] = [join(folder.path, 'key.pem'), join(folder.path, 'certificate.pem')]
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench'.split(' ')
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate]
  execFileSync('openssl', [...words, ...names], { stdio: 'ignore' })
  const taken = new Map<string, number>()
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { to } = JSON.parse(Buffer.concat(parts).toString()) as { readonly to: string }
      taken.set(to, (taken.get(to) ?? 0) + 1)
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    env: {
      DAMSON_SMS_URL: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      DAMSON_OUTBOUND_ALLOWED_NETWORKS: '127.0.0.1/32',
      NODE_EXTRA_CA_CERTS: certificate,
    },
    taken,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      folder.remove()
    },
  }
}
