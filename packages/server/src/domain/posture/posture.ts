import { decide, type Policy, parsePolicySteps } from '@damson/access'
import { type AccessPolicy, type Condition, type Project, parseJson, parseSearch, splitQuery } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Db } from '#base/db'
import { isLoopbackAddress } from '#base/http'
import type { MailGoesTo } from '#base/mail'
import { inSlices } from '#base/slices'
import { type AdminAct, type Grantee, mayAct } from '#domain/access'
import { domainsOfProject } from '#domain/email-domains'
import { lastBackup, type SigningKeys } from '#domain/keys'
import { defaultPolicyOf, factorSettings } from '#domain/projects'
import { findReachable, isUnrestricted } from '#domain/resources'
import type { Affected, Check, CheckState, Finding, Posture, Severity } from './findings.ts'
import { nearLimits } from './near-limits.ts'
import {
  administratorsWithoutFactor,
  basicClients,
  clientsWithOldSecret,
  type FoundRow,
  holdersWithoutFactor,
  isHeldByOthers,
  policyTexts,
  unusedClients,
} from './posture.store.ts'
import type { FindingCode } from './texts.ts'

export interface PostureDeps {
  readonly db: Db
  readonly signingKeys: Pick<SigningKeys, 'overdue'>
  /** The address of the server. */
  readonly baseUrl: string
  /** The address of the console. */
  readonly adminUrl: string
  /** A machine for trials, where one address for everything is meant. */
  readonly isDevelopment: boolean
  /** The operator allows Basic on the API. */
  readonly allowsBasic: boolean
  readonly mailGoesTo: MailGoesTo
}

interface Asked {
  readonly grantee: Grantee
  readonly project: Project & { readonly id: string }
  readonly now: Date
}

type Checked = Finding | CheckState
interface Rule {
  readonly code: FindingCode
  /** What the asker's role must cover, and the type that their policy must let them search; none: every administrator. */
  readonly act?: AdminAct
  readonly type?: 'ClientApplication' | 'ProjectMembership' | 'AccessPolicy' | 'DomainConfiguration'
  check(deps: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> | Checked
}

/** So many are told by name, and so many are counted. */
const MOST_SHOWN = 10
const MOST_COUNTED = 1_000
/** Of an asker whose policy hides some: each candidate is read. */
const MOST_READ = 200
const DAY_SECONDS = 86_400
const SECRET_DAYS = 365
const UNUSED_DAYS = 90
const BACKUP_DAYS = 7
/** The policies of a project that are read, in all and at once, and how large each may be. */
const MOST_POLICIES = 500
const POLICIES_AT_ONCE = 50
const MOST_CHARACTERS = 200_000
const MOST_WILDCARDS = 50

const RULES: readonly Rule[] = [
  {
    code: 'no_tls',
    check: ({ baseUrl }) =>
      baseUrl.startsWith('https:') || isForThisMachine(baseUrl) ? 'ok' : one('no_tls', 'high', {}),
  },
  {
    code: 'shared_origin',
    check: ({ baseUrl, adminUrl, isDevelopment }) =>
      isDevelopment || new URL(adminUrl).origin !== new URL(baseUrl).origin ? 'ok' : one('shared_origin', 'low', {}),
  },
  {
    code: 'no_mail',
    check: ({ mailGoesTo }) =>
      mailGoesTo === 'mail_server'
        ? 'ok'
        : one('no_mail', mailGoesTo === 'inbox' ? 'low' : 'high', { state: mailGoesTo }),
  },
  {
    code: 'basic_allowed',
    act: 'manage_clients',
    type: 'ClientApplication',
    check: async ({ db, allowsBasic }, asked, narrowing) =>
      allowsBasic
        ? clients(db, asked, narrowing, 'basic_allowed', 'high', await basicClients.rows(db, ...most(asked)))
        : 'ok',
  },
  { code: 'no_second_factor', act: 'see_members', type: 'ProjectMembership', check: secondFactors },
  { code: 'domain_failing', act: 'see_providers', type: 'DomainConfiguration', check: domains },
  {
    code: 'unused_client',
    act: 'manage_clients',
    type: 'ClientApplication',
    check: async ({ db }, asked, narrowing) =>
      clients(
        db,
        asked,
        narrowing,
        'unused_client',
        'medium',
        await unusedClients.rows(db, ...before(asked, UNUSED_DAYS)),
      ),
  },
  {
    code: 'old_secret',
    act: 'manage_clients',
    type: 'ClientApplication',
    check: async ({ db }, asked, narrowing) =>
      clients(
        db,
        asked,
        narrowing,
        'old_secret',
        'medium',
        await clientsWithOldSecret.rows(db, ...before(asked, SECRET_DAYS)),
      ),
  },
  { code: 'wildcard_policy', act: 'see_members', type: 'AccessPolicy', check: wildcards },
  { code: 'limit_near', act: 'see_members', check: limits },
  { code: 'developer_mode', check: (_, asked) => developerMode(asked) },
  { code: 'old_signing_key', check: ({ signingKeys }, { now }) => signingKeysFound(signingKeys, now) },
  { code: 'backup', check: backups },
]

/** What of a project is not as it should be, as far as the asker may see it. */
export async function postureOf(deps: PostureDeps, asked: Asked): Promise<Posture> {
  const checks: Check[] = []
  const findings: Finding[] = []
  for (const rule of RULES) {
    const narrowing = narrowingFor(rule, asked.grantee)
    const checked = narrowing === undefined ? 'not_allowed' : await rule.check(deps, asked, narrowing)
    checks.push({ code: rule.code, state: typeof checked === 'string' ? checked : 'found' })
    if (typeof checked !== 'string') findings.push(checked)
  }
  return { findings, checks }
}

const EVERYTHING: Condition = { op: 'all', of: [] }

/** Undefined if the asker may not see what the rule is about. */
function narrowingFor({ act, type }: Rule, grantee: Grantee): Condition | undefined {
  if (act !== undefined && !mayAct(grantee, act)) return undefined
  if (type === undefined) return EVERYTHING
  const decision = decide(grantee.access, { interaction: 'search', resourceType: type })
  return decision.verdict === 'deny' ? undefined : decision.narrowing
}

const most = ({ project }: Asked): [project: string, limit: number] => [project.id, MOST_COUNTED + 1]
const before = ({ project, now }: Asked, days: number): [project: string, before: Date, limit: number] => [
  project.id,
  secondsAfter(now, -days * DAY_SECONDS),
  MOST_COUNTED + 1,
]

function one(code: FindingCode, severity: Severity, affected: Affected): Finding {
  return { code, severity, count: 1, isMore: false, affected: [affected] }
}

/** The candidates that the asker may see, in their order. */
async function seen<Row extends { readonly id: string }>(
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
  return { rows: some.filter(({ id }) => found.has(id)), isMore: false }
}

async function clients(
  db: Db,
  asked: Asked,
  narrowing: Condition,
  code: FindingCode,
  severity: Severity,
  candidates: readonly FoundRow[],
): Promise<Checked> {
  const { rows, isMore } = await seen(db, asked, narrowing, 'ClientApplication', candidates)
  if (rows.length === 0) return 'ok'
  const affected = rows
    .slice(0, MOST_SHOWN)
    .map(({ id, at }) => ({ reference: `ClientApplication/${id}`, at: at ?? undefined }))
  return { code, severity, count: rows.length, isMore, affected }
}

/** A loopback address is for development. */
function isForThisMachine(baseUrl: string): boolean {
  return isLoopbackAddress(new URL(baseUrl).hostname)
}

function developerMode({ project, now }: Asked): Checked {
  const { developerModeUntil: until } = project
  if (until === undefined || !(new Date(until) > now)) return 'ok'
  return one('developer_mode', 'medium', { reference: `Project/${project.id}`, at: new Date(until) })
}

/** Of backups that other programs make, the server knows nothing. */
async function backups({ db }: PostureDeps, { now }: Asked): Promise<Checked> {
  const at = (await lastBackup.maybeOne(db))?.at ?? undefined
  if (at === undefined) return 'unknown'
  return at < secondsAfter(now, -BACKUP_DAYS * DAY_SECONDS) ? one('backup', 'medium', { at }) : 'ok'
}

function signingKeysFound(signingKeys: PostureDeps['signingKeys'], now: Date): Checked {
  const overdue = signingKeys.overdue(now)
  if (overdue.length === 0) return 'ok'
  const affected = overdue.map(({ algorithm, signsFrom }) => ({ name: algorithm, at: signsFrom }))
  return { code: 'old_signing_key', severity: 'medium', count: overdue.length, isMore: false, affected }
}

/** Of members and clients alike, so it is for those whose role covers both. */
async function limits({ db }: PostureDeps, { grantee, now }: Asked): Promise<Checked> {
  if (!mayAct(grantee, 'manage_clients')) return 'not_allowed'
  const rows = await nearLimits(db, grantee, now, MOST_COUNTED + 1)
  if (rows.length === 0) return 'ok'
  const affected = rows
    .slice(0, MOST_SHOWN)
    .map(({ subject, name, percent, at }) => ({ reference: subject, at, state: name, percent }))
  const count = Math.min(rows.length, MOST_COUNTED)
  return { code: 'limit_near', severity: 'medium', count, isMore: rows.length > MOST_COUNTED, affected }
}

async function domains({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const failing = (await domainsOfProject.rows(db, asked.project.id)).filter(
    ({ status, misses }) => status === 'suspended' || (status === 'proven' && misses > 0),
  )
  const { rows, isMore } = await seen(db, asked, narrowing, 'DomainConfiguration', failing)
  if (rows.length === 0) return 'ok'
  const affected = rows.slice(0, MOST_SHOWN).map(({ id, domain, status }) => ({
    reference: `DomainConfiguration/${id}`,
    name: domain,
    state: status === 'suspended' ? 'suspended' : 'missing',
  }))
  return { code: 'domain_failing', severity: 'high', count: rows.length, isMore, affected }
}

/** The policies of a project that matter here: with every type, or with every patient's chart. */
interface WidePolicies {
  readonly wildcard: readonly string[]
  readonly charts: readonly string[]
}

async function widePolicies(db: Db, project: string): Promise<WidePolicies> {
  const wildcard: string[] = []
  const charts: string[] = []
  let after = ''
  for (let looked = 0; looked < MOST_POLICIES; looked += POLICIES_AT_ONCE) {
    const rows = await policyTexts.rows(db, { project, after, most: MOST_CHARACTERS, limit: POLICIES_AT_ONCE })
    for (const { id, content } of rows) {
      const policy = content === '' ? undefined : await inSlices(parsePolicySteps(parseJson(content) as AccessPolicy))
      if (policy?.ok !== true) continue
      const open = policy.value.entries.filter(({ clauses }) => clauses.length === 0)
      if (open.some(({ resourceType }) => resourceType === '*')) wildcard.push(id)
      if (open.some(readsPatients)) charts.push(id)
    }
    after = rows.at(-1)?.id ?? after
    if (rows.length < POLICIES_AT_ONCE) break
  }
  return { wildcard, charts }
}

const readsPatients = ({ resourceType, interactions }: Policy['entries'][number]): boolean =>
  (resourceType === '*' || resourceType === 'Patient') && interactions.some((one) => one === 'read' || one === 'search')

const PROFILE_TYPES = ['Patient', 'Practitioner', 'RelatedPerson'] as const

/** What a membership meets that has one of some policies, by itself or because it is its project's default. */
function holdersOf(project: Project, policies: readonly string[]): readonly Condition[] {
  const byDefault = PROFILE_TYPES.filter((type) =>
    policies.includes(defaultPolicyOf(project, type)?.split('/')[1] ?? ''),
  )
  return [
    ...(policies.length === 0 ? [] : [membershipsBy([['access-policy', policies.map(referenceTo).join(',')]])]),
    ...byDefault.map((type) =>
      membershipsBy([
        ['profile-type', type],
        ['access-policy:missing', 'true'],
      ]),
    ),
  ]
}

const referenceTo = (id: string): string => `AccessPolicy/${id}`

function membershipsBy(pairs: readonly (readonly [string, string])[]): Condition {
  const search = parseSearch('ProjectMembership', splitQuery(pairs), { maxValues: MOST_POLICIES })
  if (!search.ok) throw new Error('the members who have a policy cannot be searched for')
  return search.value.condition
}

async function secondFactors({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const { rows, isMore } = await seen(db, asked, narrowing, 'ProjectMembership', await withoutFactor(db, asked.project))
  if (rows.length === 0) return 'ok'
  const affected = rows.slice(0, MOST_SHOWN).map(({ id, state }) => ({ reference: `ProjectMembership/${id}`, state }))
  const isDemanded = factorSettings(asked.project).mfaRequired
  return {
    code: isDemanded ? 'second_factor_pending' : 'no_second_factor',
    severity: isDemanded ? 'low' : 'high',
    count: rows.length,
    isMore,
    affected,
  }
}

/** Administrators first, then those who see every chart. */
async function withoutFactor(
  db: Db,
  project: Asked['project'],
): Promise<readonly { readonly id: string; readonly state: string }[]> {
  const found = new Map<string, string>()
  for (const { id } of await administratorsWithoutFactor.rows(db, project.id, MOST_COUNTED + 1))
    found.set(id, 'administrator')
  const { charts } = await widePolicies(db, project.id)
  for (const holders of holdersOf(project, charts)) {
    const left = MOST_COUNTED + 1 - found.size
    if (left <= 0) break
    for (const { id } of await holdersWithoutFactor(db, project.id, holders, left)) found.set(id, 'every_chart')
  }
  return [...found].map(([id, state]) => ({ id, state }))
}

async function wildcards({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const { wildcard } = await widePolicies(db, asked.project.id)
  const held: { readonly id: string }[] = []
  for (const id of wildcard.slice(0, MOST_WILDCARDS))
    for (const condition of holdersOf(asked.project, [id]))
      if (held.at(-1)?.id !== id && (await isHeldByOthers(db, asked.project.id, condition))) held.push({ id })
  const { rows, isMore } = await seen(db, asked, narrowing, 'AccessPolicy', held)
  if (rows.length === 0) return 'ok'
  const affected = rows.slice(0, MOST_SHOWN).map(({ id }) => ({ reference: referenceTo(id) }))
  return {
    code: 'wildcard_policy',
    severity: 'medium',
    count: rows.length,
    isMore: isMore || wildcard.length > MOST_WILDCARDS,
    affected,
  }
}
