import { type Policy, parsePolicySteps } from '@damson/access'
import { type AccessPolicy, type Condition, type Project, parseJson, parseSearch, splitQuery } from '@damson/fhir'
import type { Db } from '#base/db'
import { inSlices } from '#base/slices'
import { defaultPolicyOf } from '#domain/projects'
import { isHeldByOthers, policyTexts } from './posture.store.ts'

/** The policies of a project that are read, in all and at once, and how large each may be. */
const MOST_POLICIES = 500
const POLICIES_AT_ONCE = 50
const MOST_CHARACTERS = 200_000

/** The policies of a project that matter here: with every type, or with every patient's chart. */
export interface WidePolicies {
  readonly wildcard: readonly string[]
  readonly charts: readonly string[]
  /** The project has more policies, which nobody looked at. */
  readonly isMore: boolean
}

/** Reads the policies of a project, a few at once. */
export async function widePolicies(db: Db, project: string): Promise<WidePolicies> {
  const wildcard: string[] = []
  const charts: string[] = []
  const after = (id: string, limit: number) =>
    policyTexts.rows(db, { project, after: id, most: MOST_CHARACTERS, limit })
  let last = ''
  for (let looked = 0; looked < MOST_POLICIES; looked += POLICIES_AT_ONCE) {
    const rows = await after(last, POLICIES_AT_ONCE)
    for (const { id, content } of rows) {
      const policy = content === '' ? undefined : await inSlices(parsePolicySteps(parseJson(content) as AccessPolicy))
      if (policy?.ok !== true) continue
      const open = policy.value.entries.filter(({ clauses }) => clauses.length === 0)
      if (open.some(({ resourceType }) => resourceType === '*')) wildcard.push(id)
      if (open.some(readsPatients)) charts.push(id)
    }
    last = rows.at(-1)?.id ?? last
    if (rows.length < POLICIES_AT_ONCE) return { wildcard, charts, isMore: false }
  }
  return { wildcard, charts, isMore: (await after(last, 1)).length > 0 }
}

const readsPatients = ({ resourceType, interactions }: Policy['entries'][number]): boolean =>
  (resourceType === '*' || resourceType === 'Patient') && interactions.some((one) => one === 'read' || one === 'search')

/**
 * The first of some policies that somebody has who does not administer the project, in their order. Most projects have many that
 * nobody holds: they are asked for together, and each half alone where one of them is held.
 */
export async function wildcardsHeld(
  db: Db,
  project: Project & { readonly id: string },
  wildcard: readonly string[],
  most: number,
): Promise<readonly { readonly id: string }[]> {
  if (wildcard.length === 0 || most === 0 || !(await isAnyHeld(db, project, wildcard))) return []
  if (wildcard.length === 1) return wildcard.map((id) => ({ id }))
  const middle = Math.ceil(wildcard.length / 2)
  const first = await wildcardsHeld(db, project, wildcard.slice(0, middle), most)
  return [...first, ...(await wildcardsHeld(db, project, wildcard.slice(middle), most - first.length))]
}

async function isAnyHeld(
  db: Db,
  project: Project & { readonly id: string },
  policies: readonly string[],
): Promise<boolean> {
  for (const condition of holdersOf(project, policies)) if (await isHeldByOthers(db, project.id, condition)) return true
  return false
}

const PROFILE_TYPES = ['Patient', 'Practitioner', 'RelatedPerson'] as const

/** What a membership meets that has one of some policies, by itself or because it is its project's default. */
export function holdersOf(project: Project, policies: readonly string[]): readonly Condition[] {
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

export const referenceTo = (id: string): string => `AccessPolicy/${id}`

function membershipsBy(pairs: readonly (readonly [string, string])[]): Condition {
  const search = parseSearch('ProjectMembership', splitQuery(pairs), { maxValues: MOST_POLICIES })
  if (!search.ok) throw new Error('the members who have a policy cannot be searched for')
  return search.value.condition
}
