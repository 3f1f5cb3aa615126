import { decide } from '@damson/access'
import { isResourceType } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Db } from '#base/db'
import type { Grantee } from '#domain/access'
import { type NearLimitRow, nearLimitsSince } from '#domain/figures'
import { findReachable, isUnrestricted } from '#domain/resources'

const DAY_SECONDS = 86_400
/** Of an asker whose policy hides some: each is read. */
const MOST_READ = 200

/** The limits that were nearly used up in the last day, of those whom the asker may see. */
export async function nearLimits(
  db: Db,
  { access, project }: Pick<Grantee, 'access' | 'project'>,
  now: Date,
  most: number,
): Promise<readonly NearLimitRow[]> {
  const rows = await nearLimitsSince.rows(db, project, secondsAfter(now, -DAY_SECONDS), Math.max(most, MOST_READ))
  const seen = new Set([`Project/${project}`])
  const subjects = new Set(rows.map(({ subject }) => subject))
  for (const [type, ofType] of Map.groupBy(subjects, (subject) => subject.split('/')[0] ?? '')) {
    const decision = decide(access, { interaction: 'search', resourceType: type })
    if (!isResourceType(type) || decision.verdict === 'deny') continue
    if (isUnrestricted(decision.narrowing)) for (const subject of ofType) seen.add(subject)
    else {
      const ids = ofType.slice(0, MOST_READ).map((subject) => subject.slice(type.length + 1))
      for (const { id } of await findReachable(db, project, type, ids, decision.narrowing)) seen.add(`${type}/${id}`)
    }
  }
  return rows.filter(({ subject }) => seen.has(subject)).slice(0, most)
}
