import { accepted, type DomainConfiguration, refused } from '@damson/fhir'
import { type Tx, UniqueViolation } from '#base/db'
import { answered, bothOf, type Says, told } from '#base/findings'
import { unguessable } from '#base/random'
import { type Audit, revokedEvents } from '#domain/audit'
import { endLoginsOtherwise } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import { endSignInsOf, isTested, type ProviderEnd } from '#domain/providers'
import { type Change, type Gate, invalid, type WriteRefusal, writeRefusal } from '#domain/resources'
import type { Invalidation } from '#domain/revocation'
import { providerOfDomain } from './allowed.ts'
import { domainOfEmail, readDomain } from './domain-name.ts'
import {
  type DomainRow,
  deleteDomain,
  insertDomain,
  lockDomain,
  lockDomains,
  peopleOfDomain,
  setEnforced,
} from './domains.store.ts'

/**
 * Keeps `domains` in step. Only the server writes what DNS has shown. A domain can be enforced only if it is proven and its
 * provider was tried; then its people's other sign-ins end. The provider's own sign-ins end when the domain is suspended, or
 * is no longer enforced.
 */
export function domainGate(audit: Audit, isServer: boolean): Gate {
  return async (tx, change) => {
    const after = change.after as DomainConfiguration | undefined
    if (after === undefined) {
      await deleteDomain.run(tx, change.project, change.id)
      return accepted([])
    }
    if (change.before === undefined) return add(tx, change, after)
    const row = await lockDomain.maybeOne(tx, change.project, change.id)
    if (row === undefined) throw new Error('a domain has no row')
    const problem = changeProblem(after, row, isServer)
    if (problem !== undefined) return refused(problem)
    const isEnforced = after.enforced === true
    const provider = isEnforced ? await providerProblem(tx, after, row) : undefined
    if (provider !== undefined) return refused(provider)
    const end = endOfVouching(change.before as DomainConfiguration, after)
    const key = providerOfDomain(row.id)
    const invalidations = end === undefined ? [] : await endSignInsOf(tx, audit, key, end, change.now)
    if (isEnforced === row.enforced) return accepted(invalidations)
    await setEnforced.run(tx, isEnforced, row.project, row.id)
    return accepted(isEnforced ? [...invalidations, ...(await endOthers(tx, audit, row, change.now))] : invalidations)
  }
}

/** Why the domain's provider may no longer sign anyone in, if it could before: its sign-ins end. */
function endOfVouching(before: DomainConfiguration, after: DomainConfiguration): ProviderEnd | undefined {
  if (before.enforced === true && after.enforced !== true) return 'domain_not_enforced'
  return before.status === 'proven' && after.status === 'suspended' ? 'domain_suspended' : undefined
}

/** Each is checked every day: thousands of one project would delay the others. */
const MOST_DOMAINS = 100

async function add(tx: Tx, { project, id }: Change, { domain, status = 'pending', enforced }: DomainConfiguration) {
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
  { identityProvider }: DomainConfiguration,
  { id }: DomainRow,
): Promise<WriteRefusal | undefined> {
  if (identityProvider === undefined)
    return invalidField(
      'provider_missing',
      'An enforced domain needs an identityProvider: add one first.',
      'identityProvider',
    )
  return (await isTested(tx, { kind: 'domain', id }))
    ? undefined
    : invalidField(
        'provider_not_tested',
        'Try this identityProvider first, with provider-test: an untried one could lock everyone out.',
        'enforced',
      )
}

/** Ends the other sign-ins of the domain's people, except those of the emergency account. */
async function endOthers(tx: Tx, audit: Audit, row: DomainRow, now: Date): Promise<readonly Invalidation[]> {
  const people = await peopleOfDomain.rows(tx, row.domain, row.project, SYSTEM_PROJECT)
  const ids = people.filter(({ email }) => domainOfEmail(email) === row.domain).map(({ id }) => id)
  const project = row.project === SYSTEM_PROJECT ? undefined : row.project
  const { ended, invalidations } = await endLoginsOtherwise(
    tx,
    ids,
    project,
    providerOfDomain(row.id),
    'domain_enforced',
    now,
  )
  await audit.record(tx, revokedEvents(ended, { reason: 'domain_enforced' }))
  return invalidations
}

function invalidField<T extends string>(code: string, says: Says<T>, field: string): WriteRefusal {
  return invalid(code, bothOf(says), `DomainConfiguration.${field}`)
}
