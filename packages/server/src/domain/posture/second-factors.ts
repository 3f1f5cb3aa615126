import type { Condition } from '@damson/fhir'
import type { Db } from '#base/db'
import { rolesBelow } from '#domain/access'
import { factorSettings, mailSignInOf, newBrowserCodeOf, SYSTEM_PROJECT, textSignInOf } from '#domain/projects'
import type { CheckState, Finding } from './findings.ts'
import { type Asked, type Checked, MOST_COUNTED, MOST_SHOWN, noneSeen, type PostureDeps, seen } from './rule.ts'
import { type Group, membershipsFound, type SignInWays, withoutFactor } from './second-factors.store.ts'
import { FIRST } from './stale-clients.ts'
import { holdersOf } from './wide-policies.ts'

/** Those who can do most harm are named first. */
const STAFF: readonly Group[] = ['administrator', 'every_chart', 'staff']

/** People who sign in here and have no second factor: besides patients, unless one is demanded of everybody. */
export async function staffFactors({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  const isDemanded = factorSettings(asked.project).mfaRequired
  const code = isDemanded ? 'second_factor_pending' : 'no_second_factor'
  const found = await lacking(db, asked, narrowing, groupsOf(code, isDemanded))
  if (typeof found === 'string') return found
  if (isDemanded) return { code, severity: 'low', ...found }
  const leads = found.affected.some(({ state }) => state !== 'staff')
  return { code, severity: leads ? 'high' : 'medium', ...found }
}

/** Patients, and people related to them, whose record opens by a password alone. */
export async function patientFactors({ db }: PostureDeps, asked: Asked, narrowing: Condition): Promise<Checked> {
  // Then they are among those who have not added it yet.
  const groups = groupsOf('patient_password_alone', factorSettings(asked.project).mfaRequired)
  const found = await lacking(db, asked, narrowing, groups)
  return typeof found === 'string' ? found : { code: 'patient_password_alone', severity: 'low', ...found }
}

/** The findings about people without a second factor. */
export type FactorFinding = 'no_second_factor' | 'second_factor_pending' | 'patient_password_alone'

/** Whom a finding is about: nobody where the project's demand makes it another finding. */
const groupsOf = (code: FactorFinding, isDemanded: boolean): readonly Group[] => {
  if (isDemanded) return code === 'second_factor_pending' ? [...STAFF, 'patient'] : []
  if (code === 'no_second_factor') return STAFF
  return code === 'patient_password_alone' ? ['patient'] : []
}

/** One of the people whom a finding is about, and the one after whom a page begins. */
export interface Lacking {
  readonly id: string
  readonly state: Group
}

/** Those whom a finding is about, group by group, in the order of their ids. */
export async function lackingFactor(
  db: Db,
  asked: Asked,
  code: FactorFinding,
  limit: number,
  after: Lacking | undefined,
): Promise<readonly Lacking[]> {
  const groups = groupsOf(code, factorSettings(asked.project).mfaRequired)
  const begin = after === undefined ? 0 : groups.indexOf(after.state)
  const ways = await waysOf(asked)
  const found: Lacking[] = []
  for (const state of begin < 0 ? [] : groups.slice(begin)) {
    const left = limit - found.length
    if (left <= 0) break
    const rows = await withoutFactor(db, state, ways, left, after?.state === state ? after.id : FIRST)
    found.push(...rows.map(({ id }) => ({ id, state })))
  }
  return found
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
