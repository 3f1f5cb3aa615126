import { startMailServer } from '@damson/testkit'

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
  const keep = (to: string, mail: string): void => {
    const ofMailbox = counted.get(to) ?? new Map<string, number>()
    const subject = (/^Subject: (.*)$/m.exec(mail)?.[1] ?? '').replaceAll(/\d+/g, '').trim()
    counted.set(to, ofMailbox.set(subject, (ofMailbox.get(subject) ?? 0) + 1))
    const kept = mails.get(to) ?? []
    kept.push(mail)
    mails.set(to, kept)
    handOut(to)
  }
  const { url, stop } = await startMailServer(keep)
  return {
    url,
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
    stop,
  }
}
