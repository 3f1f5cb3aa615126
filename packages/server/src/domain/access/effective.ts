import { type Access, effectiveAccessSteps, type Grant, type Subject } from '@damson/access'
import { LRUCache } from 'lru-cache'
import { sha256Text } from '#base/crypto'
import { inSlices } from '#base/slices'
import { grantsOf, type KnownPolicy, type PolicyGrant } from './policies.ts'

/** Smaller policies are combined faster than they are looked up. */
const WORTH_KEEPING = 50
const MOST_CLAUSES_KEPT = 50_000

// Keyed by everything that an effective policy is made from, so that an entry never becomes stale.
const known = new LRUCache<string, Access>({ maxSize: MOST_CLAUSES_KEPT })
const underWay = new Map<string, Promise<Access>>()

/**
 * The access that policies give a member, combined in slices. The logins of one membership share a large result, and so
 * do concurrent requests.
 */
export async function effectiveAccessOf(
  project: string,
  grants: readonly PolicyGrant[],
  policies: readonly KnownPolicy[],
  subject: Subject,
): Promise<Access> {
  const given = grantsOf(grants, policies)
  const isTried = policies.some(({ isDraft }) => isDraft === true)
  if (isTried || clausesOf(given) < WORTH_KEEPING) return inSlices(effectiveAccessSteps(given, subject))
  const versions = policies.map(({ id, version }, i) => [id, version, grants[i]?.parameters ?? []])
  const key = sha256Text(JSON.stringify([project, subject.profile, subject.admin, versions]))
  const found = known.get(key) ?? underWay.get(key)
  if (found !== undefined) return found
  const making = inSlices(effectiveAccessSteps(given, subject)).finally(() => underWay.delete(key))
  underWay.set(key, making)
  const access = await making
  known.set(key, access, { size: Math.max(1, clausesOf(given)) })
  return access
}

const clausesOf = (grants: readonly Grant[]): number => grants.reduce((sum, { policy }) => sum + policy.clauses, 0)
