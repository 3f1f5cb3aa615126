import { decide } from '@damson/access'
import type { Condition } from '@damson/fhir'
import { secondsAfter } from '#base/clock'
import type { Db } from '#base/db'
import { isLoopbackAddress } from '#base/http'
import { type Grantee, isOwner, mayAct } from '#domain/access'
import { domainsOfProject } from '#domain/email-domains'
import { lastBackup } from '#domain/keys'
import { askedBy } from './asked.ts'
import type { Check, Finding, Posture, Severity } from './findings.ts'
import { nearLimits } from './near-limits.ts'
import { basicClients, type FoundRow } from './posture.store.ts'
import {
  type Asked,
  type Checked,
  DAY_SECONDS,
  MOST_COUNTED,
  MOST_SHOWN,
  most,
  noneSeen,
  one,
  type PostureDeps,
  type Rule,
  seen,
} from './rule.ts'
import { patientFactors, staffFactors } from './second-factors.ts'
import { certificateExpires, certificateRefused, releaseOld, versionsDiffer } from './server-rules.ts'
import { staleClients } from './stale-clients.ts'
import type { FindingCode } from './texts.ts'
import { referenceTo, wildcardsHeld } from './wide-policies.ts'

const BACKUP_DAYS = 7

const RULES: readonly Rule[] = [
  {
    code: 'no_tls',
    check: ({ baseUrl }) =>
      baseUrl.startsWith('https:') || isForThisMachine(baseUrl) ? 'ok' : one('no_tls', 'high', {}),
  },
  { code: 'certificate_expires', check: certificateExpires },
  { code: 'certificate_refused', check: certificateRefused },
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
  { code: 'no_second_factor', act: 'see_members', type: 'ProjectMembership', check: staffFactors },
  { code: 'patient_password_alone', act: 'see_members', type: 'ProjectMembership', check: patientFactors },
  { code: 'domain_failing', act: 'see_providers', type: 'DomainConfiguration', check: domains },
  {
    code: 'unused_client',
    act: 'manage_clients',
    type: 'ClientApplication',
    check: async ({ db }, asked, narrowing) => {
      const found = await staleClients.unused_client(db, asked, MOST_COUNTED + 1)
      return clients(db, asked, narrowing, 'unused_client', 'medium', found)
    },
  },
  {
    code: 'old_secret',
    act: 'manage_clients',
    type: 'ClientApplication',
    check: async ({ db }, asked, narrowing) => {
      const found = await staleClients.old_secret(db, asked, MOST_COUNTED + 1)
      return clients(db, asked, narrowing, 'old_secret', 'medium', found)
    },
  },
  { code: 'wildcard_policy', act: 'see_members', type: 'AccessPolicy', check: wildcards },
  { code: 'limit_near', act: 'see_members', check: limits },
  { code: 'changes_waiting', check: waitingChanges },
  { code: 'developer_mode', check: (_, asked) => developerMode(asked) },
  { code: 'old_signing_key', check: ({ signingKeys }, { now }) => signingKeysFound(signingKeys, now) },
  { code: 'backup', check: backups },
  { code: 'versions_differ', check: versionsDiffer },
  { code: 'release_old', check: releaseOld },
]

/** What of a project is not as it should be, as far as the asker may see it. */
export async function postureOf(deps: PostureDeps, by: Pick<Asked, 'grantee' | 'project' | 'now'>): Promise<Posture> {
  const asked = askedBy(deps.db, by)
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

async function clients(
  db: Db,
  asked: Asked,
  narrowing: Condition,
  code: FindingCode,
  severity: Severity,
  candidates: readonly FoundRow[],
): Promise<Checked> {
  const { rows, isMore } = await seen(db, asked, narrowing, 'ClientApplication', candidates)
  if (rows.length === 0) return noneSeen(isMore)
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

/** What machines ask for, and this owner can decide about. */
async function waitingChanges({ approvals }: PostureDeps, { grantee, project }: Asked): Promise<Checked> {
  if (!isOwner(grantee)) return 'not_allowed'
  const waiting = (await approvals.waiting(project.id)).filter(
    (change) => approvals.problem(grantee, change) === undefined,
  )
  if (waiting.length === 0) return 'ok'
  const affected = waiting
    .slice(0, MOST_SHOWN)
    .map(({ row }) => ({ reference: `ClientApplication/${row.clientId}`, at: row.createdAt }))
  return { code: 'changes_waiting', severity: 'medium', count: waiting.length, isMore: false, affected }
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
  if (rows.length === 0) return noneSeen(isMore)
  const affected = rows.slice(0, MOST_SHOWN).map(({ id, domain, status }) => ({
    reference: `DomainConfiguration/${id}`,
    name: domain,
    state: status === 'suspended' ? 'suspended' : 'missing',
  }))
  return { code: 'domain_failing', severity: 'high', count: rows.length, isMore, affected }
}

/** Of more policies with every type, the others are not looked at. */
const MOST_WILDCARDS = 50

async function wildcards({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const wide = await asked.widePolicies()
  const wildcard = wide.wildcard.slice(0, MOST_WILDCARDS)
  const held = await wildcardsHeld(db, asked.project, wildcard, MOST_WILDCARDS)
  const found = await seen(db, asked, narrowing, 'AccessPolicy', held)
  const { rows } = found
  const isMore = found.isMore || wide.isMore || wide.wildcard.length > MOST_WILDCARDS
  if (rows.length === 0) return noneSeen(isMore)
  const affected = rows.slice(0, MOST_SHOWN).map(({ id }) => ({ reference: referenceTo(id) }))
  return {
    code: 'wildcard_policy',
    severity: 'medium',
    count: rows.length,
    isMore,
    affected,
  }
}
