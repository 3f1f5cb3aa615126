import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Killable } from '../killable.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'damson-unread-'))
let server: Killable

beforeAll(async () => {
  const env = {
    DAMSON_DATA_DIR: dataDir,
    DAMSON_HTTP_UNREAD_SECONDS: '1',
    NODE_OPTIONS: '--max-old-space-size=256',
  }
  server = new Killable(await freePort(), env)
  await server.start()
})
afterAll(async () => {
  await server.kill()
  rmSync(dataDir, { recursive: true, force: true })
})

async function unreading(requests: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.pause()
  socket.write(requests)
  return socket
}

test('connections that ask for a thousand large answers and read none do not end a node', async () => {
  const metadata = 'GET /fhir/R4/metadata HTTP/1.1\r\nHost: localhost\r\n\r\n'
  // Some send them at once, some as fast as they are taken.
  const floods = await Promise.all(Array.from({ length: 15 }, () => unreading(metadata.repeat(1_000))))
  const drips = await Promise.all(Array.from({ length: 15 }, () => unreading(metadata)))
  for (let round = 0; round < 40; round++) {
    for (const socket of drips) if (socket.writable) socket.write(metadata)
    expect((await server.call('fhir/R4/metadata')).status).toBe(200)
    await sleep(100)
  }
  expect((await server.call('healthcheck')).status).toBe(200)
  for (const socket of [...floods, ...drips]) socket.destroy()
})
