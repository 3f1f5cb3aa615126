import { type AddressRules, admitsAddress, parseAddressRules } from '@damson/access'
import { parseJson } from '@damson/fhir'
import type { Tx } from '#base/db'
import { createInvalidatedCache, type Invalidations } from '#domain/revocation'
import { type AddressRulesRow, addressRulesOf } from './addresses.store.ts'

/** A list that a caller must pass, and whose it is. */
export interface AddressList {
  readonly of: 'policies' | 'client' | 'project'
  readonly rules: AddressRules
}

/** All rules of a project, read once. */
export interface ProjectRules {
  readonly policies: ReadonlyMap<string, AddressRules>
  readonly clients: ReadonlyMap<string, AddressRules>
  /** The project's own list. */
  readonly project: AddressRules
  /** How many rules there are. */
  readonly size: number
}

/** The rules of projects, from memory while the invalidations are fresh. */
export interface AddressBook {
  of(tx: Tx, project: string): Promise<ProjectRules>
  /** As they are in a transaction that may have changed them, and may be rolled back: read anew, and not kept. */
  inTransaction(tx: Tx, project: string): Promise<ProjectRules>
}

/** Cache slots: a project without rules takes one. */
const KEPT = 20_000

export function createAddressBook(invalidations: Invalidations): AddressBook {
  const cache = createInvalidatedCache<ProjectRules>(invalidations, KEPT, ({ size }) => 1 + size)
  const inTransaction = async (tx: Tx, project: string): Promise<ProjectRules> =>
    readRules(await addressRulesOf.rows(tx, project))
  return {
    inTransaction,
    async of(tx, project) {
      const known = cache.get(project)
      if (known !== undefined) return known
      const heard = invalidations.heard()
      const rules = await inTransaction(tx, project)
      cache.put(project, rules, [{ kind: 'project', subject: project }], heard)
      return rules
    },
  }
}

function readRules(rows: readonly AddressRulesRow[]): ProjectRules {
  const [policies, clients] = [new Map<string, AddressRules>(), new Map<string, AddressRules>()]
  let [project, size]: [AddressRules, number] = [[], 0]
  for (const { ownerType, ownerId, rules } of rows) {
    const read = enforced(rules)
    size += read.length
    if (ownerType === 'AccessPolicy') policies.set(ownerId, read)
    else if (ownerType === 'ClientApplication') clients.set(ownerId, read)
    else project = read
  }
  return { policies, clients, project, size }
}

/** Fails closed: rules that this version cannot read let nobody pass. */
function enforced(text: string): AddressRules {
  const read = parseAddressRules(parseJson(text), 'ipAccessRule')
  return read.ok ? read.value : NOBODY
}

const NOBODY: AddressRules = [{ action: 'block', range: { network: [], mask: [] } }]

/**
 * The lists that a caller must pass, all of them, so that none opens what another closes. The rules of the policies are
 * one list, in the order of their grants. Lists without rules are left out.
 */
export function listsOf(
  rules: ProjectRules,
  { policyIds, clientId }: { readonly policyIds: readonly string[]; readonly clientId: string | undefined },
): readonly AddressList[] {
  if (rules.size === 0) return NONE
  const lists: readonly AddressList[] = [
    { of: 'policies', rules: policyIds.flatMap((id) => rules.policies.get(id) ?? []) },
    { of: 'client', rules: (clientId === undefined ? undefined : rules.clients.get(clientId)) ?? [] },
    { of: 'project', rules: rules.project },
  ]
  return lists.filter((list) => list.rules.length > 0)
}

const NONE: readonly AddressList[] = []

/** Undefined if every list lets the address pass; otherwise the first that does not. */
export function closedBy(lists: readonly AddressList[], address: string): AddressList | undefined {
  return lists.find(({ rules }) => !admitsAddress(rules, address))
}
