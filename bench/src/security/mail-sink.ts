import { createServer, type Server, type Socket } from 'node:net'

/** A mail server on loopback that keeps the newest e-mail of each address, and delivers none. */
export interface MailSink {
  readonly url: string
  /** The newest e-mail to an address, once it has come. */
  newest(to: string): Promise<string>
  /** How many have come. */
  count(): number
  stop(): Promise<void>
}

const WITHIN_MS = 30_000

export async function startMailSink(): Promise<MailSink> {
  const mails = new Map<string, string>()
  const waiting = new Map<string, (text: string) => void>()
  const sockets = new Set<Socket>()
  let count = 0
  const keep = (to: string, text: string): void => {
    count += 1
    const waits = waiting.get(to)
    waiting.delete(to)
    if (waits === undefined) mails.set(to, text)
    else waits(text)
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    receive(socket, keep)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    newest(to) {
      const known = mails.get(to)
      mails.delete(to)
      if (known !== undefined) return Promise.resolve(known)
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`No e-mail to ${to} has come.`)), WITHIN_MS)
        waiting.set(to, (text) => {
          clearTimeout(late)
          resolve(text)
        })
      })
    },
    count: () => count,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** As much of SMTP (RFC 5321) as one sender needs. */
function receive(socket: Socket, keep: (to: string, text: string) => void): void {
  let [unread, to, isMail] = ['', '', false]
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  say('220 bench')
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    unread += chunk
    for (;;) {
      const end = unread.indexOf(isMail ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const read = unread.slice(0, end)
      unread = unread.slice(end + (isMail ? 5 : 2))
      if (isMail) {
        isMail = false
        keep(to, read)
        say('250 kept')
        continue
      }
      const [word = ''] = read.toUpperCase().split(' ')
      if (word === 'RCPT') to = /<([^>]*)>/.exec(read)?.[1] ?? ''
      isMail = word === 'DATA'
      say(isMail ? '354 go on' : word === 'QUIT' ? '221 bye' : '250 bench')
    }
  })
}

/** The text of an e-mail, whose long lines were broken for the way (quoted-printable). */
export function textOf(mail: string): string {
  return mail
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
