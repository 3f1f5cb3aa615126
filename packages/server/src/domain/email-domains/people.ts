import type { Tx } from '#base/db'
import { SYSTEM_PROJECT } from '#domain/projects'
import { domainOfEmail } from './domain-name.ts'
import { type DomainRow, peopleOfDomain } from './domains.store.ts'

/** The accounts whose address is in a domain, in the domain's project, or in any for the operator's. */
export async function peopleHeldBy(
  tx: Tx,
  { domain, project }: Pick<DomainRow, 'domain' | 'project'>,
): Promise<readonly string[]> {
  const people = await peopleOfDomain.rows(tx, domain, project, SYSTEM_PROJECT)
  return people.filter(({ email }) => domainOfEmail(email) === domain).map(({ id }) => id)
}
