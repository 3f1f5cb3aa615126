import type { Condition } from '@damson/fhir'
import type { Db } from '#base/db'
import { rolesBelow } from '#domain/access'
import { factorSettings, mailSignInOf, newBrowserCodeOf, SYSTEM_PROJECT, textSignInOf } from '#domain/projects'
import type { CheckState, Finding } from './findings.ts'
import { type Asked, type Checked, MOST_COUNTED, MOST_SHOWN, noneSeen, type PostureDeps, seen } from './rule.ts'
import { type Group, membershipsFound, type SignInWays, withoutFactor } from './second-factors.store.ts'
import { holdersOf } from './wide-policies.ts'

/** Those who can do most harm are named first. */
const STAFF: readonly Group[] = ['administrator', 'every_chart', 'staff']

/** People who sign in here and have no second factor: besides patients, unless one is demanded of everybody. */
export async function staffFactors({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const isDemanded = factorSettings(asked.project).mfaRequired
  const found = await lacking(db, asked, narrowing, isDemanded ? [...STAFF, 'patient'] : STAFF)
  if (typeof found === 'string') return found
  if (isDemanded) return { code: 'second_factor_pending', severity: 'low', ...found }
  const leads = found.affected.some(({ state }) => state !== 'staff')
  return { code: 'no_second_factor', severity: leads ? 'high' : 'medium', ...found }
}

/** Patients, and people related to them, whose record opens by a password alone. */
export async function patientFactors({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  // Then they are among those who have not added it yet.
  if (factorSettings(asked.project).mfaRequired) return 'ok'
  const found = await lacking(db, asked, narrowing, ['patient'])
  return typeof found === 'string' ? found : { code: 'patient_password_alone', severity: 'low', ...found }
}

async function lacking(
  db: Db,
  asked: Asked,
  narrowing: Condition,
  of: readonly Group[],
): Promise<Omit<Finding, 'code' | 'severity'> | CheckState> {
  const ways = await waysOf(asked)
  const candidates: { readonly id: string; readonly state: Group }[] = []
  for (const state of of) {
    const left = MOST_COUNTED + 1 - candidates.length
    if (left <= 0) break
    const found = await withoutFactor(db, state, ways, left)
    candidates.push(...found.map(({ id }) => ({ id, state })).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  }
  const { rows, isMore } = await seen(db, asked, narrowing, 'ProjectMembership', candidates)
  if (rows.length === 0) return noneSeen(isMore)
  const affected = rows.slice(0, MOST_SHOWN).map(({ id, state }) => ({ reference: `ProjectMembership/${id}`, state }))
  return { count: rows.length, isMore, affected }
}

async function waysOf({ grantee, project, chartHolders: holders }: Asked): Promise<SignInWays> {
  return {
    project: project.id,
    systemProject: SYSTEM_PROJECT,
    byMail: mailSignInOf(project),
    byText: textSignInOf(project),
    askedAnew: factorSettings(project).mfaRequired ? [] : newBrowserCodeOf(project),
    holders: await holders(),
    below: rolesBelow(grantee.role),
  }
}

/** The memberships that have one of some policies that show every chart. */
export function chartHolders(db: Db, project: Asked['project'], charts: readonly string[]): Promise<readonly string[]> {
  return membershipsFound(db, project.id, { op: 'any', of: holdersOf(project, charts) })
}
