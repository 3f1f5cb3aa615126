import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import { isUuid } from '#base/random'
import { mailOfProject, mailsOfProject, makeDue, type OutboxRow, type OutboxState } from './outbox.store.ts'
import type { Outbox } from './outbox.ts'
import { unsealedTo } from './sealing.ts'

/** An e-mail of a project. It is never known to have arrived: a mail server may accept it, and bounce it later. */
export interface ListedMail extends Omit<OutboxRow, 'sealedTo'> {
  /** Undefined when the key that sealed it is gone. */
  readonly to: string | undefined
}

interface ListDeps {
  readonly db: Db
  readonly keyring: Keyring
}

/** A project's e-mails of the last weeks, the newest first. */
export async function listMails(
  { db, keyring }: ListDeps,
  asked: {
    readonly project: string
    readonly state: OutboxState | null
    readonly before: Date
    readonly beforeId: string
    readonly limit: number
  },
): Promise<readonly ListedMail[]> {
  return (await mailsOfProject.rows(db, asked)).map((row) => shown(keyring, row))
}

export async function findMail(
  { db, keyring }: ListDeps,
  project: string,
  id: string,
): Promise<ListedMail | undefined> {
  const row = isUuid(id) ? await mailOfProject.maybeOne(db, project, id) : undefined
  return row && shown(keyring, row)
}

/** Sends an e-mail now that waits, or was refused. False: it was accepted, or has expired. */
export async function sendAgain(
  { db, clock, outbox }: { readonly db: Db; readonly clock: Clock; readonly outbox: Pick<Outbox, 'run'> },
  project: string,
  id: string,
): Promise<boolean> {
  if ((await makeDue.maybeOne(db, project, id, clock.now())) === undefined) return false
  await outbox.run()
  return true
}

function shown(keyring: Keyring, { sealedTo, ...row }: OutboxRow): ListedMail {
  return { ...row, to: unsealedTo(keyring, row.id, sealedTo) }
}
