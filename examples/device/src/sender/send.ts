import { once } from 'node:events'
import { connect } from 'node:net'
import { frame, Unframer } from '../hl7/mllp.ts'

/** Sends one message as an analyzer does, and waits for the answer. */
export async function send(port: number, message: string, timeoutMs = 15_000): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error('The host did not answer in time.')))
  try {
    await once(socket, 'connect')
    socket.write(frame(message))
    const unframer = new Unframer(1_048_576)
    for await (const bytes of socket) {
      const [answer] = unframer.push(bytes as Buffer)
      if (answer !== undefined) return answer.toString('utf8')
    }
    throw new Error('The host hung up without an answer.')
  } finally {
    socket.destroy()
  }
}

/** AA, AE or AR. */
export function codeIn(acknowledgment: string): string {
  return /\rMSA\|(A[AER])\|/.exec(acknowledgment)?.[1] ?? 'no acknowledgment'
}
