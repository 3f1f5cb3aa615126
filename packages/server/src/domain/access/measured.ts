import { leastClausesOf, parsePolicySteps, policyLimits } from '@damson/access'
import { type ProjectMembership, parseJson } from '@damson/fhir'
import type { Db, Tx } from '#base/db'
import { inSlices } from '#base/slices'
import {
  deletePolicyUses,
  everyPolicy,
  everySharedMembership,
  putPolicySize,
  putPolicyUses,
  type StoredText,
  takeUnmeasured,
  type Unmeasured,
} from './access.store.ts'
import { policyGrants } from './policies.ts'

/** Few enough that even the largest leave memory free and let other work run. */
const AT_ONCE = 20

/** Measures policies stored before sizes were recorded; returns how many. Any node may run it at any time. */
export async function measurePolicies(db: Db): Promise<number> {
  for (let measured = 0; ; ) {
    const taken = await db.tx(async (tx) => {
      const rows = await takeUnmeasured.rows(tx, AT_ONCE)
      for (const row of rows) await measure(tx, row)
      return rows.length
    })
    measured += taken
    if (taken < AT_ONCE) return measured
  }
}

async function measure(tx: Tx, { project, type, id, content }: Unmeasured): Promise<void> {
  if (content === null) return
  if (type === 'AccessPolicy') await putPolicySize.run(tx, project, id, await clausesIn(content))
  else {
    const ids = idsOf(content)
    await deletePolicyUses.run(tx, project, id)
    if (ids.length > 1) await putPolicyUses.run(tx, project, id, ids)
  }
}

/** For a policy that cannot be parsed, a lower bound. */
async function clausesIn(content: string): Promise<number> {
  const resource = parseJson(content)
  const policy = await inSlices(parsePolicySteps(resource))
  return policy.ok ? policy.value.clauses : leastClausesOf(resource)
}

function idsOf(content: string): readonly string[] {
  const membership = parseJson(content) as ProjectMembership
  if (membership.active === false) return []
  return policyGrants(membership, { resourceType: 'Project' }).map(({ id }) => id)
}

/** A policy or membership above the limits, whose rights are therefore withheld. */
export interface Oversized {
  readonly project: string
  /** `AccessPolicy/…` or `ProjectMembership/…`. */
  readonly resource: string
  readonly clauses: number
  /** For a membership, the number of its `access` items. */
  readonly items: number
}

/**
 * Everything stored above the limits, with or without a recorded size. Reads all policies: for operators, not for
 * requests.
 */
export async function oversizedPolicies(db: Db): Promise<readonly Oversized[]> {
  const found: Oversized[] = []
  const sizes = new Map<string, number>()
  for await (const { project, id, content } of pages(db, everyPolicy)) {
    const clauses = await clausesIn(content)
    sizes.set(`${project}/${id}`, clauses)
    if (clauses > policyLimits.clauses) found.push({ project, resource: `AccessPolicy/${id}`, clauses, items: 0 })
  }
  for await (const { project, id, content } of pages(db, everySharedMembership)) {
    const items = (parseJson(content) as ProjectMembership).access?.length ?? 0
    const clauses = idsOf(content).reduce((sum, policy) => sum + (sizes.get(`${project}/${policy}`) ?? 0), 0)
    if (clauses > policyLimits.clauses || items > policyLimits.accessItems)
      found.push({ project, resource: `ProjectMembership/${id}`, clauses, items })
  }
  return found
}

const NO_PROJECT = '00000000-0000-0000-0000-000000000000'

async function* pages(db: Db, statement: typeof everyPolicy): AsyncGenerator<StoredText> {
  for (let [project, id] = [NO_PROJECT, '']; ; ) {
    const rows = await statement.rows(db, project, id, AT_ONCE)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    ;[project, id] = [last.project, last.id]
  }
}
