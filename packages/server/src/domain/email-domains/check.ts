import { type Clock, secondsAfter } from '#base/clock'
import { type Db, type Tx, UniqueViolation } from '#base/db'
import type { ReadTxt } from '#base/dns'
import type { Log } from '#base/log'
import type { Audit, AuditEntry } from '#domain/audit'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { Gates } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { administratorsOf, countHit, countMiss, type DomainRow, takeDueDomains } from './domains.store.ts'
import type { DomainMails, ToAdministrators } from './mails.ts'
import { lookUp, recordOf } from './proof.ts'
import { writeStatus } from './status.ts'

export interface DomainCheckDeps {
  readonly db: Db
  readonly clock: Clock
  readonly log: Log
  readonly audit: Audit
  readonly readTxt: ReadTxt
  readonly mails: DomainMails
  /** For the server's own writes. */
  readonly gates: Gates
}

/** Checks again that proven domains still belong to their projects. */
export interface DomainChecks {
  /** Checks the domains that are due. Every node calls it from time to time; each domain is checked by one node. */
  run(): Promise<void>
}

export const DAY_SECONDS = 86_400
/** How often in a row the record is missing before the domain is suspended. */
const MOST_MISSES = 7
/** When a domain is checked again after DNS gave no answer, or the checking node died. */
const AGAIN_SECONDS = 3_600
const AT_ONCE = 50

export function createDomainChecks(deps: DomainCheckDeps): DomainChecks {
  const { db, clock, log } = deps
  return {
    async run() {
      const now = clock.now()
      const again = secondsAfter(now, AGAIN_SECONDS)
      const due = await takeDueDomains.rows(db, now, again, AT_ONCE)
      await Promise.all(
        due.map((row) =>
          check(deps, row, again).catch((error: unknown) =>
            log.error('domains.check_failed', { projectId: row.project, error }),
          ),
        ),
      )
    },
  }
}

async function check(deps: DomainCheckDeps, row: DomainRow, taken: Date): Promise<void> {
  const seen = await lookUp(deps.readTxt, row)
  if (seen === 'found') return hit(deps, row, taken)
  if (seen === 'missing') return miss(deps, row, taken)
  // No answer says nothing about the owner of the domain: it counts neither way.
  deps.log.warn('domains.no_answer', { projectId: row.project })
}

async function hit({ db, clock, audit, mails, gates }: DomainCheckDeps, row: DomainRow, taken: Date): Promise<void> {
  const now = clock.now()
  const isBack = await db
    .tx(async (tx) => {
      const counted = await countHit.maybeOne(tx, secondsAfter(now, DAY_SECONDS), row.id, taken)
      if (counted?.status !== 'proven' || row.status !== 'suspended') return false
      const invalidations = await writeStatus(tx, gates, row, 'proven', now)
      await audit.record(tx, [eventOf('domain.proven', row)])
      await publishInvalidations(tx, invalidations, now)
      return true
    })
    .catch(unlessTaken)
  if (isBack) await mails.back(await administratorsTo(db, row), row.domain)
}

async function miss({ db, clock, audit, mails, gates }: DomainCheckDeps, row: DomainRow, taken: Date): Promise<void> {
  const now = clock.now()
  const step = await db.tx(async (tx) => {
    const counted = await countMiss.maybeOne(tx, {
      dueAt: secondsAfter(now, DAY_SECONDS),
      most: MOST_MISSES,
      id: row.id,
      takenUntil: taken,
    })
    if (counted === undefined) return undefined
    const isNew = counted.status === 'suspended' && row.status !== 'suspended'
    if (!isNew) {
      if (counted.misses > 1) return undefined
      await audit.record(tx, [{ ...eventOf('domain.missing', row), outcome: 4 }])
      return 'missing'
    }
    const invalidations = await writeStatus(tx, gates, row, 'suspended', now)
    await audit.record(tx, [{ ...eventOf('domain.suspended', row), outcome: 8 }])
    await publishInvalidations(tx, invalidations, now)
    return 'suspended'
  })
  if (step === undefined) return
  const { name, value } = recordOf(row)
  const [to, record] = [await administratorsTo(db, row), `${name} TXT "${value}"`]
  if (step === 'missing') await mails.missing(to, row.domain, record, MOST_MISSES)
  else await mails.suspended(to, row.domain, record)
}

/** Another project proved it between the lookup and the write: it stays suspended. */
function unlessTaken(error: unknown): false {
  if (error instanceof UniqueViolation) return false
  throw error
}

async function administratorsTo(tx: Tx, row: DomainRow): Promise<ToAdministrators> {
  return { to: await addressesOf(tx, row), project: row.project }
}

export async function addressesOf(tx: Tx, { project }: Pick<DomainRow, 'project'>): Promise<ToAdministrators['to']> {
  return administratorsOf.rows(tx, project, SYSTEM_PROJECT)
}

/** An event that the server itself causes. */
function eventOf(kind: AuditEntry['kind'], { project, id }: DomainRow): AuditEntry {
  return { kind, project, outcome: 0, agent: {}, personal: {}, entity: `DomainConfiguration/${id}` }
}
