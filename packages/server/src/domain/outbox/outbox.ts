import { type Clock, secondsAfter } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import { type Mail, type MailGoesTo, type MailMessage, MailRefused, mailProblem } from '#base/mail'
import { uuid } from '#base/random'
import {
  expireMails,
  insertMail,
  noteDelivered,
  noteRefused,
  postpone,
  type TakenMail,
  takeDue,
} from './outbox.store.ts'
import { type MailBody, sealedMail, unsealedBody } from './sealing.ts'

/** An e-mail to send, and what administrators see of it. */
export interface OutgoingMail {
  readonly message: MailMessage
  /** The project whose logo it shows: it is added when the e-mail is sent, so that no row keeps it. */
  readonly logoOf?: string | undefined
  /** Which e-mail it is, such as `invite`. */
  readonly kind: string
  /** The project whose administrators see it. */
  readonly project: string
  /** What it is about, such as `ProjectMembership/…`. */
  readonly about?: string | undefined
  /** How long it is of use: no longer than the link or the code in it. */
  readonly seconds: number
  /** For an address without an account: it is kept as any other, so that the work does not differ, and never sent. */
  readonly isDecoy?: boolean
}

/** `waiting`: the mail server did not take it yet, and is asked again. */
export type Attempt = 'sent' | 'waiting' | 'refused'

/** An e-mail that is kept in the store. */
export interface Posting {
  /** How the first attempt ends. It takes as long as the mail server does. */
  readonly attempt: Promise<Attempt>
}

/**
 * Sends e-mails. Each is written to the store first, so that a mail server that is down, or a node that dies, loses none;
 * one that dies while it sends may send an e-mail twice.
 */
export interface Outbox {
  /** Keeps an e-mail, and sends it at once if there is room. Resolves once it is kept, before it is sent. */
  put(mail: OutgoingMail): Promise<Posting>
  /** Where e-mails go. */
  readonly goesTo: MailGoesTo
  /** Sends what is due; called from time to time, for what was not sent at once. Returns how many were tried. */
  run(): Promise<number>
  /** Drops the texts of expired e-mails. Returns how many. */
  expire(now: Date, limit: number): Promise<number>
  /** Waits for the attempts under way, but not for long: those that are cut off are made again. */
  stop(): Promise<void>
}

export interface OutboxDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly keyring: Keyring
  readonly mail: Mail
  /** A project's logo. */
  readonly logo: (project: string) => Promise<MailMessage['logo']>
}

/** Attempts under way at once on a node. */
const AT_ONCE = 16
/** Longer than the timeouts of an attempt: a taken e-mail is settled or postponed before it is due again. */
const TAKEN_SECONDS = 60
/** The delay after each failed attempt; after these, the last one, until the e-mail expires. */
const RETRY_SECONDS = [30, 60, 120, 300, 600, 1_800, 3_600] as const
const STOP_MS = 3_000

export function createOutbox(deps: OutboxDeps): Outbox {
  const { db, clock, log, keyring } = deps
  const underWay = new Set<Promise<Attempt>>()
  /** Of e-mails that are being kept, and sent then. */
  let reserved = 0
  let isBehind = false
  let isStopped = false
  let running: Promise<number> | undefined
  const room = (): number => (isStopped ? 0 : AT_ONCE - underWay.size - reserved)

  function send(taken: Taken): Promise<Attempt> {
    const attempt = attemptOf(deps, taken)
    underWay.add(attempt)
    void attempt.finally(() => {
      underWay.delete(attempt)
      // What found no room, once there is some.
      if (isBehind) run().catch((error: unknown) => log.error('mail.failed', { error }))
    })
    return attempt
  }

  async function work(): Promise<number> {
    for (let count = 0; ; ) {
      const limit = room()
      if (limit <= 0) return count
      isBehind = false
      const now = clock.now()
      const rows = await takeDue.rows(db, { now, retryAt: secondsAfter(now, TAKEN_SECONDS), limit })
      const attempts = await Promise.all(rows.map((row) => send({ ...row, body: () => unsealedBody(keyring, row) })))
      count += rows.length
      // A mail server that takes none of them is left alone until the next run.
      if (rows.length === 0 || attempts.every((one) => one === 'waiting')) return count
    }
  }
  const run = (): Promise<number> => {
    running ??= work().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    goesTo: deps.mail.goesTo ?? 'mail_server',
    async put(mail) {
      const isNow = room() > 0
      if (isNow) reserved += 1
      else isBehind = true
      const kept = await keep(deps, mail, isNow).finally(() => {
        if (isNow) reserved -= 1
      })
      if (kept === undefined) return { attempt: Promise.resolve('refused') }
      return { attempt: isNow ? send(kept) : Promise.resolve('waiting') }
    },
    run,
    expire: (now, limit) => expire(deps, now, limit),
    async stop() {
      isStopped = true
      const patience = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())
      await Promise.race([patience, Promise.allSettled([...underWay, running])])
    },
  }
}

/** Writes an e-mail to the store: taken by this node already, or due. Undefined when it could not. */
async function keep(
  { db, clock, log, keyring }: OutboxDeps,
  { message, logoOf, kind, project, about, seconds, isDecoy = false }: OutgoingMail,
  isTaken: boolean,
): Promise<Taken | undefined> {
  const now = clock.now()
  const [id, attempts] = [uuid(), isTaken ? 1 : 0]
  const dueAt = isTaken ? secondsAfter(now, TAKEN_SECONDS) : now
  const draft = { id, project, kind, isDecoy, attempts, now, dueAt, expiresAt: secondsAfter(now, seconds) }
  try {
    await insertMail.run(db, { ...draft, about: about ?? null, ...sealedMail(keyring, id, { message, logoOf }) })
  } catch (error) {
    log.error('mail.failed', { code: 'not_kept', error })
    return undefined
  }
  return { id, project, isDecoy, attempts, body: () => ({ message, logoOf }) }
}

async function expire({ db, log }: OutboxDeps, now: Date, limit: number): Promise<number> {
  const rows = await expireMails.rows(db, now, limit)
  const count = rows.filter(({ state }) => state === 'expired').length
  if (count > 0) log.error('mail.expired', { count })
  return rows.length
}

interface Taken extends Pick<TakenMail, 'id' | 'project' | 'isDecoy' | 'attempts'> {
  /** @throws When it cannot be read: its key is gone. */
  readonly body: () => MailBody
}

/** Makes one attempt, and notes how it ended. Never fails. */
async function attemptOf(deps: OutboxDeps, { id, project, isDecoy, attempts, body }: Taken): Promise<Attempt> {
  const { db, clock, log, mail } = deps
  let outcome: Attempt = 'waiting'
  try {
    const failure = isDecoy ? undefined : await failureOf(deps, body)
    const now = clock.now()
    if (failure === undefined) {
      outcome = 'sent'
      await noteDelivered.run(db, { project, id, state: mail.goesTo === 'inbox' ? 'kept' : 'accepted', now })
      return outcome
    }
    const { error } = failure
    const problem = mailProblem(error)
    log.error('mail.failed', { code: problem, count: attempts, error })
    outcome = error instanceof MailRefused ? 'refused' : 'waiting'
    const delay = RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 0
    if (outcome === 'refused') await noteRefused.run(db, { project, id, problem, now })
    else await postpone.run(db, { project, id, problem, dueAt: secondsAfter(now, delay) })
  } catch (error) {
    // The store is out of reach. The e-mail is due again when it no longer belongs to this node.
    log.error('mail.failed', { code: 'not_noted', error })
  }
  return outcome
}

async function failureOf(
  { mail, logo }: OutboxDeps,
  body: () => MailBody,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    const { message, logoOf } = body()
    await mail.send(logoOf === undefined ? message : { ...message, logo: await logo(logoOf) })
    return undefined
  } catch (error) {
    return { error }
  }
}
