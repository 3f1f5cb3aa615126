import { createServer, type Server, type Socket } from 'node:net'

/** A mail server on loopback that delivers nothing, and hands e-mails out by what is in them. */
export interface MailSink {
  readonly url: string
  /** What the oldest e-mail to an address has of this, once one has come; earlier e-mails without it are dropped. */
  next(to: string, wanted: RegExp): Promise<string>
  /** Drops the e-mails to an address that nobody has read. */
  drop(to: string): void
  /** From now on: how many e-mails came, by the mailbox and their subject without its digits. */
  count(): MailCount
  stop(): Promise<void>
}

export type MailCount = ReadonlyMap<string, ReadonlyMap<string, number>>

interface Waiting {
  readonly wanted: RegExp
  take(found: string): void
}

const WITHIN_MS = 15_000

export async function startMailSink(): Promise<MailSink> {
  const mails = new Map<string, string[]>()
  const waiting = new Map<string, Waiting>()
  const sockets = new Set<Socket>()
  let counted = new Map<string, Map<string, number>>()
  const handOut = (to: string): void => {
    const waits = waiting.get(to)
    if (waits === undefined) return
    // In the order in which they came: a notice of an earlier sign-in is no code of this one, and takes none away.
    for (let mail = mails.get(to)?.shift(); mail !== undefined; mail = mails.get(to)?.shift()) {
      const found = waits.wanted.exec(mail)
      if (found !== null) return waits.take(found[1] ?? found[0])
    }
  }
  const keep = (to: string, text: string): void => {
    const mail = textOf(text)
    const ofMailbox = counted.get(to) ?? new Map<string, number>()
    const subject = (/^Subject: (.*)$/m.exec(mail)?.[1] ?? '').replaceAll(/\d+/g, '').trim()
    counted.set(to, ofMailbox.set(subject, (ofMailbox.get(subject) ?? 0) + 1))
    const kept = mails.get(to) ?? []
    kept.push(mail)
    mails.set(to, kept)
    handOut(to)
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
    next(to, wanted) {
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(to)
          reject(new Error(`No e-mail to ${to} has ${wanted.source}.`))
        }, WITHIN_MS)
        const take = (found: string): void => {
          clearTimeout(late)
          waiting.delete(to)
          resolve(found)
        }
        waiting.set(to, { wanted, take })
        handOut(to)
      })
    },
    drop: (to) => void mails.delete(to),
    count() {
      counted = new Map()
      return counted
    },
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
function textOf(mail: string): string {
  return mail
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
}
