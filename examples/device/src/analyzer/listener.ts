import { createServer, type Server, type Socket } from 'node:net'
import { acknowledge } from '../hl7/acknowledgment.ts'
import { frame, Unframer } from '../hl7/mllp.ts'
import { MessageRefused } from '../hl7/refusal.ts'
import type { Desk } from './desk.ts'

export interface Limits {
  readonly mostBytes: number
  readonly idleMs: number
}

const LIMITS: Limits = { mostBytes: 1_048_576, idleMs: 300_000 }
const MOST_CONNECTIONS = 32
const CUT_OFF = new MessageRefused('AR', 100, '', 'The message is cut off: its end bytes did not come.')

/** Listens for MLLP on this machine only: HL7 v2 has no authentication and no encryption. */
export async function listen(desk: Desk, port: number, log: (line: string) => void, limits = LIMITS): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', (error) => log(`connection: ${error.message}`))
    socket.setTimeout(limits.idleMs, () => socket.destroy())
    converse(socket, desk, limits).catch((error: unknown) => {
      // What broke the connection was told already.
      if (socket.errored === null) log(`connection: ${error instanceof Error ? error.message : 'unknown'}`)
      socket.destroy()
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

/** One message after the other, each answered before the next is looked at. */
async function converse(socket: Socket, desk: Desk, { mostBytes }: Limits): Promise<void> {
  const unframer = new Unframer(mostBytes)
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    for (const message of unframer.push(bytes as Buffer)) socket.write(frame((await desk(message)).acknowledgment))
  }
  // The sender hung up in the middle. Cut between two segments, it would look whole.
  if (unframer.rest.length > 0) socket.write(frame(acknowledge(unframer.rest, CUT_OFF, new Date())))
  socket.end()
}
