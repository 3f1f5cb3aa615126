import { once } from 'node:events'
import { connect } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { limitUnderWay } from './under-way.ts'

const MIB = 1_048_576
/** More than the kernel takes from a server whose client does not read. */
const LARGE = Buffer.alloc(64 * MIB)

let http: FastifyInstance
let url: string
beforeEach(async () => {
  http = fastify()
  http.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof Error && 'status' in error ? Number(error.status) : 500).send(),
  )
  limitUnderWay(http, { connectionsPerAddress: 100, megabytesPerAddress: 32, unreadSeconds: 30 })
  http.get('/large', async (_request, reply) => reply.send(LARGE))
  http.get('/small', async (_request, reply) => reply.send('x'))
  url = await http.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(() => {
  http.server.closeAllConnections()
  return http.close()
})

test('an answer that was not taken counts against what its address asks next, until it is', async () => {
  const statusOf = async (path: string): Promise<number> => {
    const response = await fetch(`${url}${path}`)
    await response.arrayBuffer()
    return response.status
  }
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  // The answer has begun to arrive, and the client reads no more of it.
  await once(socket, 'readable')
  expect(await statusOf('/small')).toBe(429)
  const ended = once(socket, 'close')
  socket.resume()
  await ended
  expect(await statusOf('/small')).toBe(200)
  // An answer larger than the whole limit is still sent to a client that asks for nothing else.
  expect(await statusOf('/large')).toBe(200)
})
