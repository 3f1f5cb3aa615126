import { createServer, type Server, type Socket } from 'node:net'

/** A mail server on loopback (RFC 5321) that takes e-mails, or refuses them as told. */
export interface MailServer {
  readonly url: string
  /** How it answers a recipient from now on: `later` is 451, `never` is 550. `away`: it hangs up at once. */
  behave(how: 'accepts' | 'later' | 'never' | 'away'): void
  /** The e-mails that it took for an address, as they came, the oldest first. */
  to(address: string): readonly string[]
  /** How many recipients it was asked for, whatever it answered. */
  asked(): number
  stop(): Promise<void>
}

/** `took` is told of each e-mail that it takes. */
export async function startMailServer(took?: (to: string, mail: string) => void): Promise<MailServer> {
  const taken: { readonly to: string; readonly mail: string }[] = []
  const sockets = new Set<Socket>()
  let how: Parameters<MailServer['behave']>[0] = 'accepts'
  let asked = 0
  const rules: Rules = {
    recipient() {
      asked += 1
      return how === 'later' ? '451 try again' : how === 'never' ? '550 no such mailbox' : '250 ok'
    },
    take(to, text) {
      const mail = textOf(text)
      taken.push({ to, mail })
      took?.(to, mail)
    },
  }
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    if (how === 'away') socket.destroy()
    else talk(socket, rules)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${portOf(server)}`,
    behave(next) {
      how = next
    },
    to: (address) => taken.flatMap(({ to, mail }) => (to === address ? [mail] : [])),
    asked: () => asked,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Rules {
  recipient(): string
  take(to: string, mail: string): void
}

function talk(socket: Socket, { recipient, take }: Rules): void {
  let [unread, to, isMail] = ['', '', false]
  const say = (line: string): void => void socket.write(`${line}\r\n`)
  say('220 testkit')
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
        take(to, read)
        say('250 taken')
        continue
      }
      const [word = ''] = read.toUpperCase().split(' ')
      if (word === 'RCPT') {
        to = /<([^>]*)>/.exec(read)?.[1] ?? ''
        say(recipient())
        continue
      }
      isMail = word === 'DATA'
      say(isMail ? '354 go on' : word === 'QUIT' ? '221 bye' : '250 ok')
    }
  })
}

function portOf(server: Server): number {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : 0
}

/** The text of an e-mail, whose long lines were broken for the way (quoted-printable). */
function textOf(mail: string): string {
  const bytes = mail
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
