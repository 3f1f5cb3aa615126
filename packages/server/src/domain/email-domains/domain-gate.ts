import { accepted, type DomainConfiguration, refused } from '@damson/fhir'
import { type Tx, UniqueViolation } from '#base/db'
import { answered, bothOf, type Says, told } from '#base/findings'
import { unguessable } from '#base/random'
import { type Audit, revokedEvents } from '#domain/audit'
import { endLoginsOtherwise } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import {
  endSignInsOf,
  holdNamedProvider,
  isSwitchedOff,
  isTested,
  type ProviderEnd,
  readProviderKey,
  writeProviderKey,
} from '#domain/providers'
import { type Change, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { readDomain } from './domain-name.ts'
import {
  type DomainRow,
  deleteDomain,
  insertDomain,
  lockDomain,
  lockDomains,
  setEnforced,
  setProvider,
} from './domains.store.ts'
import { peopleHeldBy } from './people.ts'

/**
 * Keeps `domains` in step. Only the server writes what DNS has shown. A domain can be enforced only if it is proven and its
 * provider was tried and is on; then its people's other sign-ins end. The provider's own sign-ins end when the domain is
 * suspended, is removed, has another provider, or is no longer enforced.
 */
export function domainGate(audit: Audit, isServer: boolean): Gate {
  return async (tx, change) => {
    const after = change.after as DomainConfiguration | undefined
    if (after === undefined) return accepted(await remove(tx, audit, change))
    const named = await readReference(tx, change.project, after)
    if (named !== undefined && 'code' in named) return refused(named)
    if (change.before === undefined) return add(tx, change, after, named?.key)
    const row = await lockDomain.maybeOne(tx, change.project, change.id)
    if (row === undefined) throw new Error('a domain has no row')
    const problem = changeProblem(after, row, isServer)
    if (problem !== undefined) return refused(problem)
    const isEnforced = after.enforced === true
    const key = named?.key ?? writeProviderKey({ kind: 'domain', id: row.id })
    const provider = isEnforced ? await providerProblem(tx, after, key) : undefined
    if (provider !== undefined) return refused(provider)
    const isMoved = key !== row.providerKey
    const off = isEnforced && (isMoved || !row.enforced) ? await offProblem(tx, key) : undefined
    if (off !== undefined) return refused(off)
    const isReplaced = isMoved && row.enforced ? 'provider_changed' : undefined
    const end = endOfVouching(change.before as DomainConfiguration, after) ?? isReplaced
    const ended = end === undefined ? [] : await endSignInsOf(tx, audit, row.providerKey, end, change.now)
    // What a provider of the project vouches for changes with the domain.
    const invalidations = [...ended, ...[key, row.providerKey, row.project].map(vouchingOf)]
    if (isMoved) await setProvider.run(tx, named?.key ?? null, row.project, row.id)
    if (isEnforced === row.enforced && !(isEnforced && isMoved)) return accepted(invalidations)
    await setEnforced.run(tx, isEnforced, row.project, row.id)
    if (!isEnforced) return accepted(invalidations)
    return accepted([...invalidations, ...(await endOthers(tx, audit, { ...row, providerKey: key }, change.now))])
  }
}

/** Why the domain's provider may no longer sign anyone in, if it could before: its sign-ins end. */
function endOfVouching(before: DomainConfiguration, after: DomainConfiguration): ProviderEnd | undefined {
  if (before.enforced === true && after.enforced !== true) return 'domain_not_enforced'
  return before.status === 'proven' && after.status === 'suspended' ? 'domain_suspended' : undefined
}

/** A provider of the project stays when a domain that names it goes: what it signed in ends here. */
async function remove(tx: Tx, audit: Audit, { project, id, now }: Change): Promise<readonly Invalidation[]> {
  const row = await lockDomain.maybeOne(tx, project, id)
  await deleteDomain.run(tx, project, id)
  if (row === undefined || readProviderKey(row.providerKey)?.kind !== 'provider') return []
  const ended = row.enforced ? await endSignInsOf(tx, audit, row.providerKey, 'provider_removed', now) : []
  return [...ended, ...[row.providerKey, project].map(vouchingOf)]
}

/** Each is checked every day: thousands of one project would delay the others. */
const MOST_DOMAINS = 100

const vouchingOf = (subject: string): Invalidation => ({ kind: 'provider', subject })

/** The provider of the project that a domain names, held until the transaction ends; or why it may not. */
async function readReference(
  tx: Tx,
  project: string,
  { provider, identityProvider }: DomainConfiguration,
): Promise<{ readonly key: string } | WriteRefusal | undefined> {
  if (provider === undefined) return undefined
  if (identityProvider !== undefined)
    return invalidField(
      'two_providers',
      'A domain has one provider: leave out identityProvider or provider.',
      'provider',
    )
  const key = await holdNamedProvider(tx, project, provider.reference)
  return key === undefined
    ? invalidField('unknown_provider', 'The project has no provider with this id: create it first.', 'provider')
    : { key }
}

async function add(
  tx: Tx,
  { project, id }: Change,
  { domain, status = 'pending', enforced }: DomainConfiguration,
  providerKey: string | undefined,
) {
  const read = readDomain(domain)
  if (!read.ok) return refused(invalidField(read.refusal.why, answered(read.refusal.text), 'domain'))
  if (read.value !== domain)
    return refused(invalidField('malformed_domain', told`Write the domain as DNS has it: ${read.value}.`, 'domain'))
  if (status !== 'pending' || enforced === true)
    return refused(
      invalidField(
        'domain_not_proven',
        'A new domain must be proven first: leave out status and enforced.',
        'enforced',
      ),
    )
  try {
    // The operator's own domains have no limit.
    const most = project === SYSTEM_PROJECT ? Number.MAX_SAFE_INTEGER : MOST_DOMAINS
    await lockDomains.one(tx, project)
    const added = await insertDomain.maybeOne(tx, { id, project, domain, token: unguessable(), most })
    if (added === undefined)
      return refused(
        writeRefusal(
          'conflict',
          'too_many_domains',
          `A project has at most ${MOST_DOMAINS} domains: remove one that is no longer used.`,
          'DomainConfiguration.domain',
        ),
      )
  } catch (error) {
    // The store has refused the transaction with the row: only the reason is left to tell.
    if (!(error instanceof UniqueViolation)) throw error
    return refused(
      writeRefusal(
        'conflict',
        'domain_exists',
        told`The project already has ${domain}: use that one.`,
        'DomainConfiguration.domain',
      ),
    )
  }
  if (providerKey !== undefined) await setProvider.run(tx, providerKey, project, id)
  return accepted([])
}

function changeProblem(after: DomainConfiguration, row: DomainRow, isServer: boolean): WriteRefusal | undefined {
  if (after.domain !== row.domain)
    return invalidField('fixed_domain', 'The domain cannot change: add another one, and remove this one.', 'domain')
  if (!isServer && (after.status ?? 'pending') !== row.status)
    return writeRefusal(
      'forbidden',
      'protected_field',
      `Only the server writes what DNS has shown: leave status as it is, ${row.status}.`,
      'DomainConfiguration.status',
    )
  if (after.enforced === true && !row.enforced && row.status !== 'proven')
    return invalidField(
      'domain_not_proven',
      'Prove the domain first: publish its TXT record, and have it verified.',
      'enforced',
    )
  return undefined
}

/** An untried provider could lock out everyone of the domain. */
async function providerProblem(
  tx: Tx,
  { identityProvider, provider }: DomainConfiguration,
  providerKey: string,
): Promise<WriteRefusal | undefined> {
  if (identityProvider === undefined && provider === undefined)
    return invalidField(
      'provider_missing',
      'An enforced domain needs an identityProvider: add one first.',
      'identityProvider',
    )
  return (await isTested(tx, providerKey))
    ? undefined
    : invalidField(
        'provider_not_tested',
        'Try this identityProvider first, with provider-test: an untried one could lock everyone out.',
        'enforced',
      )
}

/** One that is off would lock out everyone of the domain. */
async function offProblem(tx: Tx, providerKey: string): Promise<WriteRefusal | undefined> {
  return (await isSwitchedOff(tx, providerKey))
    ? invalidField('provider_off', 'This provider is switched off: set its active to true first.', 'provider')
    : undefined
}

/** Ends the other sign-ins of the domain's people, except those of the emergency account. */
async function endOthers(tx: Tx, audit: Audit, row: DomainRow, now: Date): Promise<readonly Invalidation[]> {
  const ids = await peopleHeldBy(tx, row)
  const project = row.project === SYSTEM_PROJECT ? undefined : row.project
  const { ended, invalidations } = await endLoginsOtherwise(tx, ids, project, row.providerKey, 'domain_enforced', now)
  await audit.record(tx, revokedEvents(ended, { reason: 'domain_enforced' }))
  return invalidations
}

function invalidField<T extends string>(code: string, says: Says<T>, field: string): WriteRefusal {
  return invalid(code, bothOf(says), `DomainConfiguration.${field}`)
}
