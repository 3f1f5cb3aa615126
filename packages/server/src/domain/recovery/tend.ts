import { languageOf } from '#base/language'
import { userById } from '#domain/users'
import type { RecoveryDeps } from './dependencies.ts'
import { serverEvent } from './events.ts'
import { administratorsBeside, tell } from './notices.ts'
import { endStale, takeReady } from './recovery.store.ts'
import { takeUntoldLinks } from './recovery-links.store.ts'

const AT_ONCE = 50

/**
 * Ends recoveries that expired or whose person used an old factor, and tells people when their waiting time is over. The
 * gates do not rely on it: they look at the factors themselves. Returns how many it ended.
 */
export async function tendRecoveries(deps: RecoveryDeps, now: Date): Promise<number> {
  const { db, audit } = deps
  const ended = await db.tx(async (tx) => {
    const rows = await endStale.rows(tx, { userId: null, now, limit: AT_ONCE })
    const events = rows.map((row) => serverEvent('recovery.cancelled', row, row.endedWhy ?? ''))
    if (events.length > 0) await audit.record(tx, events)
    return rows
  })
  for (const row of ended) await tell(deps, row, 'cancelled')
  for (const row of await takeReady.rows(db, now)) await tell(deps, row, 'ready')
  await tellOfHostLinks(deps, now)
  return ended.length
}

/** A link that the command on the host wrote: the person and the other administrators are told. */
async function tellOfHostLinks({ db, mails, issuers, log }: RecoveryDeps, now: Date): Promise<void> {
  for (const { userId } of await takeUntoldLinks.rows(db, now)) {
    try {
      const { email, language } = await userById.one(db, userId)
      const others = await administratorsBeside(db, userId)
      const about = { who: email ?? userId, what: 'host' } as const
      for (const to of [...(email === null ? [] : [{ email, language }]), ...others])
        await mails.administratorRecovers(to.email, about, languageOf(to.language), issuers.root)
    } catch (error) {
      log.error('mail.failed', { error })
    }
  }
}
