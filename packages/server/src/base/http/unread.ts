import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { mayBeSlow } from './slow-bodies.ts'

const LOOK_EVERY_MS = 1_000
const SLOWEST_BYTES_A_SECOND = 16_384

interface Seen {
  taken: number
  /** How many checks in a row found that no more of the answer had been read. */
  looks: number
}

/**
 * Closes connections that don't read their answers, so that clients cannot make a node hold answers for them. A write
 * only shows as read once all of it is, so a large one gets more time. Returns `look`, which is called each second.
 */
export function closeUnread(server: Server, unreadSeconds: number): () => void {
  const connections = new Map<Socket, Seen>()
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { taken: 0, looks: 0 })
    socket.once('close', () => connections.delete(socket))
  })
  // Counts checks, not time: after a process was suspended, its clients still get their time.
  const look = (): void => {
    for (const [socket, seen] of connections) {
      const left = socket.writableLength
      const taken = socket.bytesWritten - left
      seen.looks = left === 0 || taken !== seen.taken || mayBeSlow(socket) ? 0 : seen.looks + 1
      seen.taken = taken
      if (seen.looks > unreadSeconds + left / SLOWEST_BYTES_A_SECOND) socket.destroy()
    }
  }
  let looking: NodeJS.Timeout | undefined
  server.on('listening', () => (looking = setInterval(look, LOOK_EVERY_MS).unref()))
  server.on('close', () => clearInterval(looking))
  return look
}
