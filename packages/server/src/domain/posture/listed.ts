import type { Condition } from '@damson/fhir'
import type { Db, Tx } from '#base/db'
import { askedBy } from './asked.ts'
import { basicClientsAfter, type FoundRow } from './posture.store.ts'
import type { Asked } from './rule.ts'
import { type FactorFinding, type Lacking, lackingFactor } from './second-factors.ts'
import { staleClients } from './stale-clients.ts'
import { wildcardsHeld } from './wide-policies.ts'

/** The findings by which the lists of clients, members and policies are asked. */
export const LISTED_FINDINGS = {
  ClientApplication: ['unused_client', 'old_secret'],
  ProjectMembership: ['no_second_factor', 'second_factor_pending', 'patient_password_alone'],
  AccessPolicy: ['wildcard_policy'],
} as const

export type { Lacking as ListedMember } from './second-factors.ts'

type ClientFinding = (typeof LISTED_FINDINGS)['ClientApplication'][number]
type By = Pick<Asked, 'grantee' | 'project' | 'now'>
type Source<C> = (after: C | undefined, limit: number) => Promise<readonly C[]>

/** A client that a finding is about, with the time that it is ordered by, as ISO text. */
export interface ListedClient {
  readonly id: string
  readonly at: string | null
}

/** The clients that a finding is about, as the finding has them: those first that nobody looked after for longest. */
export function clientsFound(db: Db, by: By, code: ClientFinding): Source<ListedClient> {
  return async (after, limit) => {
    const rows = await staleClients[code](db, by, limit, rowOf(after))
    return rows.map(({ id, at }) => ({ id, at: at?.toISOString() ?? null }))
  }
}

/** The clients that may use Basic, of those that meet a condition: those that used it last first. */
export function clientsWithBasic(tx: Tx, project: string, condition: Condition): Source<ListedClient> {
  return async (after, limit) => {
    const rows = await basicClientsAfter(tx, project, condition, rowOf(after), limit)
    return rows.map(({ id, at }) => ({ id, at: at?.toISOString() ?? null }))
  }
}

const rowOf = (client: ListedClient | undefined): FoundRow | undefined =>
  client && { id: client.id, at: client.at === null ? null : new Date(client.at) }

/** The members that a finding is about: those first who can do most harm. */
export function membersFound(db: Db, by: By, code: FactorFinding): Source<Lacking> {
  const asked = askedBy(db, by)
  return (after, limit) => lackingFactor(db, asked, code, limit, after)
}

/** The policies with every type that others than administrators have. */
export function policiesFound(db: Db, by: By): Source<{ readonly id: string }> {
  const asked = askedBy(db, by)
  return async (after, limit) => {
    const { wildcard } = await asked.widePolicies()
    const rest = wildcard.filter((id) => after === undefined || id > after.id)
    return wildcardsHeld(db, by.project, rest, limit)
  }
}
