import { type AddressRules, type PolicyRefusal, parseAddressRules } from '@damson/access'
import { accepted, type ClientApplication, type Resource, refused } from '@damson/fhir'
import { answered } from '#base/findings'
import { type Change, type Gate, invalid } from '#domain/resources'
import type { ProjectRules } from './address-book.ts'
import { dropAddressRules, putAddressRules } from './addresses.store.ts'
import { readNoPersist } from './no-persist.ts'

/** Keeps the rules of a policy, a client or a project beside it; refuses those that could not be enforced. */
export const addressGate: Gate = async (tx, { project, type, id, before, after }) => {
  const [earlier, rules] = [rulesIn(before), rulesIn(after)]
  const read = parseAddressRules(rules, `${type}.ipAccessRule`)
  const [first = noPersistProblem(after)] = read.ok ? [] : read.refusal
  if (first !== undefined) return refused(invalid(`rule_${first.code}`, answered(first.text), first.expression))
  if (JSON.stringify(earlier) === JSON.stringify(rules)) return accepted([])
  if (rules.length === 0) await dropAddressRules.run(tx, project, type, id)
  else await putAddressRules.run(tx, { project, ownerType: type, ownerId: id, rules: JSON.stringify(rules) })
  // The lists of all callers were put together from all rules of the project.
  return accepted([{ kind: 'project', subject: project }])
}

function noPersistProblem(after: Resource | undefined): PolicyRefusal | undefined {
  const read = after?.resourceType === 'ClientApplication' ? readNoPersist(after as ClientApplication) : undefined
  return read?.ok === false ? read.refusal[0] : undefined
}

/** The rules of a project as they will be after a change; undefined if it changes none, or the gate will refuse it. */
export function withChange(rules: ProjectRules, { type, id, before, after }: Change): ProjectRules | undefined {
  const [earlier, changed] = [rulesIn(before), rulesIn(after)]
  const read = parseAddressRules(changed, `${type}.ipAccessRule`)
  if (!read.ok || JSON.stringify(earlier) === JSON.stringify(changed)) return undefined
  const next = { ...rules, size: rules.size + read.value.length }
  if (type === 'AccessPolicy') return { ...next, policies: withRules(rules.policies, id, read.value) }
  if (type === 'ClientApplication') return { ...next, clients: withRules(rules.clients, id, read.value) }
  return type === 'Project' ? { ...next, project: read.value } : undefined
}

const withRules = (known: ProjectRules['policies'], id: string, rules: AddressRules): ProjectRules['policies'] =>
  new Map([...known, [id, rules]])

/** The rules of a resource as they were sent. */
function rulesIn(resource: Resource | undefined): readonly unknown[] {
  return (resource as { readonly ipAccessRule?: readonly unknown[] } | undefined)?.ipAccessRule ?? []
}
