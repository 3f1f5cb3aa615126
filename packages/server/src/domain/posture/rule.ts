import type { Condition, Project } from '@damson/fhir'
import type { Db } from '#base/db'
import type { MailGoesTo } from '#base/mail'
import type { AdminAct, Grantee } from '#domain/access'
import type { Approvals } from '#domain/approvals'
import type { SigningKeys } from '#domain/keys'
import { findReachable, isUnrestricted } from '#domain/resources'
import type { CertificateWatch } from './certificate-watch.ts'
import type { Affected, CheckState, Finding, Severity } from './findings.ts'
import type { FindingCode } from './texts.ts'
import type { WidePolicies } from './wide-policies.ts'

export interface PostureDeps {
  readonly db: Db
  readonly signingKeys: Pick<SigningKeys, 'overdue'>
  readonly approvals: Pick<Approvals, 'waiting' | 'problem'>
  /** The address of the server. */
  readonly baseUrl: string
  /** The address of the console. */
  readonly adminUrl: string
  /** A machine for trials, where one address for everything is meant. */
  readonly isDevelopment: boolean
  /** The operator allows Basic on the API. */
  readonly allowsBasic: boolean
  readonly mailGoesTo: MailGoesTo
  readonly certificate: Pick<CertificateWatch, 'seen'>
  readonly version: string
  /** The day on which this version was released; undefined for one that never was. */
  readonly releasedAt: Date | undefined
}

/** Who asks, of which project. */
export interface Asked {
  readonly grantee: Grantee
  readonly project: Project & { readonly id: string }
  readonly now: Date
  /** Read once, by whichever rule asks first. */
  readonly widePolicies: () => Promise<WidePolicies>
  /** The memberships whose policies show every chart; the same. */
  readonly chartHolders: () => Promise<readonly string[]>
}

export type Checked = Finding | CheckState

/** One thing that is looked at. */
export interface Rule {
  readonly code: FindingCode
  /** What the asker's role must cover, and the type that their policy must let them search; none: every administrator. */
  readonly act?: AdminAct
  readonly type?: 'ClientApplication' | 'ProjectMembership' | 'AccessPolicy' | 'DomainConfiguration'
  check(deps: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> | Checked
}

/** So many are told by name, and so many are counted. */
export const MOST_SHOWN = 10
export const MOST_COUNTED = 1_000
/** Of an asker whose policy hides some: each candidate is read. */
const MOST_READ = 200
export const DAY_SECONDS = 86_400

export const most = ({ project }: Asked): [project: string, limit: number] => [project.id, MOST_COUNTED + 1]

/** A finding about one thing. */
export function one(code: FindingCode, severity: Severity, affected: Affected): Finding {
  return { code, severity, count: 1, isMore: false, affected: [affected] }
}

/** Where candidates are left that were not looked at, nobody knows. */
export const noneSeen = (isMore: boolean): CheckState => (isMore ? 'unknown' : 'ok')

/** The candidates that the asker may see, in their order. */
export async function seen<Row extends { readonly id: string }>(
  db: Db,
  { project }: Asked,
  narrowing: Condition,
  type: NonNullable<Rule['type']>,
  rows: readonly Row[],
): Promise<{ readonly rows: readonly Row[]; readonly isMore: boolean }> {
  if (isUnrestricted(narrowing)) return { rows: rows.slice(0, MOST_COUNTED), isMore: rows.length > MOST_COUNTED }
  const some = rows.slice(0, MOST_READ)
  const ids = some.map(({ id }) => id)
  const found = new Set((await findReachable(db, project.id, type, ids, narrowing)).map(({ id }) => id))
  return { rows: some.filter(({ id }) => found.has(id)), isMore: rows.length > MOST_READ }
}
