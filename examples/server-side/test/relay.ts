import { createServer, connect as open, type Server, type Socket } from 'node:net'

/** A way to a server that can be cut and mended, as networks are. */
export interface Relay {
  readonly url: string
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function startRelay(to: string): Promise<Relay> {
  const target = Number(new URL(to).port)
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0
  const listen = async (): Promise<void> => {
    server = createServer((near) => {
      const far = open(target, '127.0.0.1')
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket)
        socket.pipe(other)
        socket.on('error', () => other.destroy())
        socket.on('close', () => (sockets.delete(socket), other.destroy()))
      }
    })
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' ? (address?.port ?? 0) : 0
  }
  await listen()
  return {
    url: `http://127.0.0.1:${port}/`,
    mend: listen,
    async cut() {
      const closed = new Promise((resolve) => server?.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
