import { accepted, type Result, refused } from '@damson/fhir'
import { type Clock, secondsAfter } from '#base/clock'
import { type Db, type Tx, UniqueViolation } from '#base/db'
import type { ReadTxt } from '#base/dns'
import type { Gates } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { DAY_SECONDS } from './check.ts'
import { type DomainRow, domainById, markProven } from './domains.store.ts'
import { lookUp } from './proof.ts'
import { writeStatus } from './status.ts'

export interface VerifyDeps {
  readonly db: Db
  readonly clock: Clock
  readonly readTxt: ReadTxt
  /** For the server's own writes. */
  readonly gates: Gates
}

/** Why a domain is not proven: its record is not there, DNS gave no answer, or another project has proven it. */
export interface ProofRefusal {
  readonly why: 'unknown_domain' | 'record_missing' | 'dns_unavailable' | 'domain_taken'
}

/** Looks for the record of a domain. That another project has proven it is told only to a project that has the record. */
export async function verifyDomain(
  { db, clock, readTxt, gates }: VerifyDeps,
  project: string,
  id: string,
  record: (tx: Tx) => Promise<void>,
): Promise<Result<DomainRow, ProofRefusal>> {
  const row = await domainById.maybeOne(db, project, id)
  if (row === undefined) return refused({ why: 'unknown_domain' })
  const seen = await lookUp(readTxt, row)
  if (seen !== 'found') return refused({ why: seen === 'missing' ? 'record_missing' : 'dns_unavailable' })
  const now = clock.now()
  try {
    return await db.tx(async (tx) => {
      if ((await markProven.maybeOne(tx, secondsAfter(now, DAY_SECONDS), project, id)) === undefined)
        return refused({ why: 'unknown_domain' as const })
      const invalidations = row.status === 'proven' ? [] : await writeStatus(tx, gates, row, 'proven', now)
      await record(tx)
      await publishInvalidations(tx, invalidations, now)
      return accepted({ ...row, status: 'proven' as const, misses: 0 })
    })
  } catch (error) {
    if (error instanceof UniqueViolation) return refused({ why: 'domain_taken' })
    throw error
  }
}
