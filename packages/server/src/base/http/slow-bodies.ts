import type { Socket } from 'node:net'

const allowed = new WeakSet<Socket>()

/** Lets a request whose body is processed as it arrives take longer than others, until the returned function is called. */
export function allowSlowBody(socket: Socket): () => void {
  allowed.add(socket)
  return () => void allowed.delete(socket)
}

/** Whether a request on this connection may be slow. */
export function mayBeSlow(socket: Socket): boolean {
  return allowed.has(socket)
}
