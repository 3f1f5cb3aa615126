import { once } from 'node:events'
import type { Server } from 'node:net'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Desk } from '../src/analyzer/desk.ts'
import { listen } from '../src/analyzer/listener.ts'
import { acknowledge } from '../src/hl7/acknowledgment.ts'
import { frame, Unframer } from '../src/hl7/mllp.ts'
import { codeIn, send } from '../src/sender/send.ts'
import { messageOf } from './laboratory.ts'

describe('the listener', () => {
  let server: Server
  let port: number
  let taken: string[]
  let logged: string[]
  const sockets: Socket[] = []

  // What a desk does with a message is told in analyzer.full.test.ts.
  const desk: Desk = async (bytes) => {
    await new Promise((resolve) => setTimeout(resolve, 20 - 5 * taken.length))
    taken.push(/\|(T\d+|[A-Z]\d)\|P\|/.exec(bytes.toString())?.[1] ?? '')
    return { code: 'AA', acknowledgment: acknowledge(bytes, undefined, new Date()) }
  }
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }
  const answers = async (socket: Socket): Promise<string[]> => {
    const unframer = new Unframer(100_000)
    const got: string[] = []
    for await (const bytes of socket) got.push(...unframer.push(bytes as Buffer).map(String))
    return got
  }

  beforeEach(async () => {
    ;[taken, logged] = [[], []]
    server = await listen(desk, 0, (line) => logged.push(line), { mostBytes: 20_000, idleMs: 200 })
    const address = server.address()
    port = typeof address === 'object' ? (address?.port ?? 0) : 0
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })

  test('listens on this machine alone', () => {
    expect(server.address()).toMatchObject({ address: '127.0.0.1' })
  })

  test('answers the messages of a connection in their order, however their bytes come', async () => {
    const socket = await open()
    const stream = Buffer.concat(['A1', 'A2', 'A3'].map((id) => frame(messageOf(['x'], { id }).toString())))
    for (let at = 0; at < stream.length; at += 90) socket.write(stream.subarray(at, at + 90))
    socket.end()
    const got = await answers(socket)
    expect(got.map((answer) => /\rMSA\|AA\|(\w+)/.exec(answer)?.[1])).toEqual(['A1', 'A2', 'A3'])
    expect(taken).toEqual(['A1', 'A2', 'A3'])
  })

  test('tells a sender that hangs up in the middle, even between two segments, that nothing was taken', async () => {
    const whole = frame(messageOf(['NM|GLU||105', 'NM|NA||140'], { id: 'B1' }).toString())
    for (const end of [60, whole.lastIndexOf('OBX|2'), whole.length - 2, whole.length - 1]) {
      const socket = await open()
      socket.end(whole.subarray(0, end))
      const [answer] = await answers(socket)
      expect([codeIn(answer ?? ''), answer]).toEqual(['AR', expect.stringContaining('cut off')])
    }
    expect(taken).toEqual([])
  })

  test('hangs up on a message without an end, and on who says nothing', async () => {
    const endless = await open()
    endless.on('error', () => {})
    endless.write(Buffer.concat([Buffer.from([0x0b]), Buffer.alloc(30_000, 'x')]))
    await once(endless, 'close')
    expect(logged).toEqual(['connection: A message has at most 20000 bytes.'])
    const silent = await open()
    silent.on('error', () => {})
    await once(silent, 'close')
    expect(taken).toEqual([])
  })

  test('goes on for others when one connection breaks', async () => {
    const broken = await open()
    broken.write(frame(messageOf(['x'], { id: 'C1' }).toString()).subarray(0, 50))
    broken.resetAndDestroy()
    expect(codeIn(await send(port, messageOf(['x'], { id: 'C2' }).toString()))).toBe('AA')
    expect(taken).toEqual(['C2'])
  })
})
