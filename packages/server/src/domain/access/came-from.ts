import { accepted, type Project, type ProjectMembership, parseJson, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type AddressBook, type AddressList, closedBy, listsOf } from '#domain/addresses'
import { type PrincipalRow, storedMembership } from './access.store.ts'
import type { GranteeRefusal, Principal } from './grantee.ts'
import { blockedAddress } from './grantee-refusals.ts'
import { policyGrants } from './policies.ts'

/** The address of a request, or `ELSEWHERE` if it is about a caller who did not send it: introspection. */
export type CallerAddress = string | typeof ELSEWHERE
export const ELSEWHERE = Symbol('elsewhere')

/** Checked apart from all that is kept of a caller, who may come from elsewhere with the next request. */
export function fromHere<P extends Principal & { readonly addressLists: readonly AddressList[] }>(
  caller: P,
  address: CallerAddress,
): Result<P, GranteeRefusal> {
  const { addressLists } = caller
  if (address === ELSEWHERE || addressLists.length === 0) return accepted(caller)
  const list = closedBy(addressLists, address)
  return list === undefined ? accepted(caller) : refused(blockedAddress(caller, list))
}

type StoredMembership = Pick<PrincipalRow, 'membership' | 'projectContent'>

/** The lists that a principal must pass, whose policies are not looked up otherwise. */
export function listsOfRow(
  tx: Tx,
  addresses: AddressBook,
  row: StoredMembership & Pick<PrincipalRow, 'project' | 'clientId'>,
): Promise<readonly AddressList[]> {
  return listsFor(tx, addresses, row, () => Promise.resolve(row))
}

/** Where a sign-in leads: the membership is null until it is chosen. */
export interface WhereTo {
  readonly project: string
  readonly membershipId: string | null
  readonly clientId: string | null
}

/** Whether a sign-in may come from this address. Until its membership is chosen, the client and the project decide. */
export async function admits(tx: Tx, addresses: AddressBook, where: WhereTo, address: string): Promise<boolean> {
  const { project, membershipId } = where
  const lists = await listsFor(tx, addresses, where, async () =>
    membershipId === null ? undefined : storedMembership.maybeOne(tx, project, membershipId),
  )
  return closedBy(lists, address) === undefined
}

async function listsFor(
  tx: Tx,
  addresses: AddressBook,
  { project, clientId }: Pick<WhereTo, 'project' | 'clientId'>,
  membership: () => Promise<StoredMembership | undefined>,
): Promise<readonly AddressList[]> {
  const rules = await addresses.of(tx, project)
  const stored = rules.policies.size === 0 ? undefined : await membership()
  const policyIds = stored === undefined ? [] : grantsIn(stored).map(({ id }) => id)
  return listsOf(rules, { policyIds, clientId: clientId ?? undefined })
}

function grantsIn({ membership, projectContent }: StoredMembership): ReturnType<typeof policyGrants> {
  // Both were validated when they were written.
  return policyGrants(parseJson(membership) as ProjectMembership, parseJson(projectContent) as Project)
}
