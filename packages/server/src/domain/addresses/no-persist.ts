import { type AddressRules, admitsAddress, type PolicyRefusal, parseAddressRules } from '@damson/access'
import { type ClientApplication, type Result, refused } from '@damson/fhir'

type Lists = Pick<ClientApplication, 'noPersist' | 'noPersistFrom'>

/** The networks from which an app must keep nothing in the browser, read like the values of rules. */
export function readNoPersist({ noPersistFrom = [] }: Lists): Result<AddressRules, readonly PolicyRefusal[]> {
  const rules = noPersistFrom.map((value) => ({ value, action: 'block' }))
  const at = 'ClientApplication.noPersistFrom'
  const read = parseAddressRules(rules, at)
  if (read.ok) return read
  return refused(read.refusal.map((one) => ({ ...one, expression: one.expression.replace(/\.value$/, '') })))
}

const known = new WeakMap<Lists, ReturnType<typeof readNoPersist>>()

/** Whether an app must keep nothing of a sign-in from this address: always, or in these networks. */
export function keepsNothing(client: Lists, address: string): boolean {
  if (client.noPersist === true) return true
  const read = known.get(client) ?? readNoPersist(client)
  known.set(client, read)
  return !read.ok || !admitsAddress(read.value, address)
}
