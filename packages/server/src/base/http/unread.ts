import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { mayBeSlow } from './slow-bodies.ts'

const LOOK_EVERY_MS = 1_000
const SLOWEST_BYTES_A_SECOND = 16_384

interface Seen {
  taken: number
  /** How often in a row nothing more of the answer had been taken. */
  looks: number
}

/**
 * Closes connections that do not take what they are answered, so that nobody has a node hold answers for them. How much of
 * one write has been taken is not seen before all of it is: a large one has more time. Answers `look`, which is called
 * each second.
 */
export function closeUnread(server: Server, unreadSeconds: number): () => void {
  const connections = new Map<Socket, Seen>()
  server.on('connection', (socket: Socket) => {
    connections.set(socket, { taken: 0, looks: 0 })
    socket.once('close', () => connections.delete(socket))
  })
  // Looks are counted, not time: a process that was stopped for a while gives its clients their time when it goes on.
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
