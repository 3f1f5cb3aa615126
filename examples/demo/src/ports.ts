import { connect, createServer } from 'node:net'
import type { Ports } from './options.ts'

/** Why the demo does not go on; the message says what to do. */
export class DemoError extends Error {}

/** Refuses to start if a port is in use: half a demo is no use. */
export async function refuseBusyPorts(ports: Ports): Promise<void> {
  const busy: number[] = []
  for (const port of Object.values(ports) as number[]) if (!(await isFree(port))) busy.push(port)
  if (busy.length === 0) return
  const which = busy.length === 1 ? `Port ${busy[0]} is busy` : `Ports ${busy.join(', ')} are busy`
  throw new DemoError(
    `${which}: stop what listens there, or use other ports with \`npm run demo -- --first-port 9000\`.`,
  )
}

/** Listening detects a bind to any address; connecting detects one that has only this machine's other address. */
async function isFree(port: number): Promise<boolean> {
  return (await mayListen(port)) && !(await isOpen('::1', port))
}

function mayListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Whether something listens. */
export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (found: boolean): void => {
      socket.destroy()
      resolve(found)
    }
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
