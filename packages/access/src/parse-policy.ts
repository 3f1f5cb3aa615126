import { accepted, allSteps, literalValue, type ResourceType, type Result, refused, type Steps } from '@damson/fhir'
import { parseAddressRules } from './address-rules.ts'
import { isPolicyInteraction, type PolicyInteraction, policyInteractions, readingInteractions } from './interactions.ts'
import { leastWeightOf, policyLimits } from './limits.ts'
import { isEntryType, parseCriteria } from './parse-criteria.ts'
import { readPlaceholder } from './placeholder.ts'
import type { Account, Clause, Entry, Policy, PolicyRefusal, Value } from './policy.ts'
import { readReference } from './reference.ts'

type Json = Readonly<Record<string, unknown>>
type Refuse = (code: PolicyRefusal['code'], expression: string, text: string) => void

/** Elements that a policy may have and that decide nothing, in addition to those that are read below. */
const policyElements = ['resourceType', 'id', 'meta', 'language', 'text', 'extension', 'name', 'basedOn'] as const
/** What a server demands of the sign-ins of members; it grants nothing. */
const demandElements = ['mfaRequired', 'minimumAcr', 'compliantDeviceRequired'] as const
const readPolicyElements = new Set<string>([
  ...policyElements,
  ...demandElements,
  'compartment',
  'resource',
  'ipAccessRule',
])

/** Every request of a member who has the policy checks every entry. */
const MOST_ENTRIES = 500

const entryElements = new Set(['id', 'extension', 'resourceType', 'interaction', 'readonly', 'criteria', 'compartment'])

/** Elements of the wire that Damson does not enforce yet, each with the alternative. */
const notEnforced: Readonly<Record<string, string>> = {
  hiddenFields: 'Hiding fields is not supported yet: grant no entry for this type if a field must stay hidden.',
  readonlyFields: 'Protecting single fields is not supported yet: leave `update` out of the interactions.',
  writeConstraint: 'Write constraints are not supported yet: narrow the entry by `criteria`, or leave out writing.',
}

/**
 * Parses an AccessPolicy resource.
 *
 * Accepts only what can be enforced. An element, interaction, type or criteria that it does not understand is refused,
 * never ignored, and the refusal says what to write instead. All refusals are returned at once.
 *
 * Criteria may hold placeholders (`%patient`, `%profile`, `%clinic.id` …), each as a whole value. A literal percent
 * sign is written `%25`, as everywhere in a URL, so `%25patient` is the text `%patient`.
 *
 * @example
 * ```ts
 * const policy = parsePolicy({
 *   resourceType: 'AccessPolicy',
 *   resource: [{ resourceType: 'Observation', criteria: 'Observation?subject=%patient', readonly: true }],
 * })
 * if (!policy.ok) for (const { expression, text } of policy.refusal) console.error(expression, text)
 * ```
 *
 * @param resource  The resource as JSON from any source; nothing about it is assumed.
 */
export function parsePolicy(resource: unknown): Result<Policy, readonly PolicyRefusal[]> {
  return allSteps(parsePolicySteps(resource))
}

/** As `parsePolicy`, in one step per entry, so that a server can answer other requests in between. */
export function* parsePolicySteps(resource: unknown): Steps<Result<Policy, readonly PolicyRefusal[]>> {
  const refusals: PolicyRefusal[] = []
  const refuse: Refuse = (code, expression, text) => void refusals.push({ code, expression, text })
  if (!isObject(resource) || resource['resourceType'] !== 'AccessPolicy') {
    refuse('malformed', 'AccessPolicy', 'This is not an AccessPolicy resource.')
    return refused(refusals)
  }
  refuseOthers(resource, readPolicyElements, 'AccessPolicy', refuse)
  const name = resource['name']
  if (name !== undefined && typeof name !== 'string') refuse('malformed', 'AccessPolicy.name', 'Write a text.')
  const { minimumAcr } = resource
  for (const name of ['mfaRequired', 'compliantDeviceRequired'] as const)
    if (resource[name] !== undefined && typeof resource[name] !== 'boolean')
      refuse('malformed', `AccessPolicy.${name}`, 'Write true or false.')
  if (minimumAcr !== undefined && typeof minimumAcr !== 'string')
    refuse('malformed', 'AccessPolicy.minimumAcr', 'Write the address of an assurance level.')
  const account = readCompartment(resource['compartment'], 'AccessPolicy.compartment', refuse)
  const basedOn = readBasedOn(resource['basedOn'], refuse)
  // Who enforces them reads them with `parseAddressRules`: they say nothing about resources.
  const addresses = parseAddressRules(resource['ipAccessRule'], 'AccessPolicy.ipAccessRule')
  if (!addresses.ok) refusals.push(...addresses.refusal)
  const entries = yield* readEntries(resource['resource'], refuse)
  if (refusals.length > 0) return refused(refusals)
  // The only place that makes a Policy: everything in it was checked above.
  return accepted({
    ...(typeof name === 'string' && { name }),
    ...(account !== undefined && { account }),
    basedOn,
    entries,
    clauses: entries.reduce((sum, entry) => sum + weightOfEntry(entry), 0),
  } as Policy)
}

/** An entry without criteria costs as much as one with a clause. */
const weightOfEntry = ({ clauses }: Entry): number =>
  Math.max(
    1,
    clauses.reduce((sum, { weight }) => sum + weight, 0),
  )

function* readEntries(resource: unknown, refuse: Refuse): Steps<readonly Entry[]> {
  if (resource === undefined) return []
  if (!Array.isArray(resource)) {
    refuse('malformed', 'AccessPolicy.resource', 'Write a list of entries.')
    return []
  }
  if (resource.length > MOST_ENTRIES) {
    refuse('too_many', 'AccessPolicy.resource', `Write at most ${MOST_ENTRIES} entries, or several policies.`)
    return []
  }
  const entries: Entry[] = []
  let clauses = sumOfLeast(resource)
  for (const [index, entry] of resource.entries()) {
    // Once there are too many clauses, only their number is reported: parsing them all would take long.
    if (clauses > policyLimits.clauses) break
    const read = readEntry(entry, `AccessPolicy.resource[${index}]`, refuse)
    clauses += read.reduce((sum, one) => sum + weightOfEntry(one), 0) - leastWeightOfEntry(entry)
    entries.push(...read)
    yield
  }
  if (clauses > policyLimits.clauses) refuse('too_many', 'AccessPolicy.resource', tooManyClauses(clauses))
  return entries
}

function tooManyClauses(clauses: number): string {
  return (
    `This access policy has ${clauses} clauses; the limit is ${policyLimits.clauses}: remove some, or shorten their lists. ` +
    'Each parameter of a criteria is a clause, one with more than 10 values counts as several, and an entry without criteria as one.'
  )
}

/**
 * The least number of clauses that an AccessPolicy resource can count for, without parsing its criteria. It gives the
 * size of a policy that `parsePolicy` refuses.
 *
 * @example
 * ```ts
 * leastClausesOf({ resourceType: 'AccessPolicy', resource: [{ resourceType: 'Patient', criteria: 'Patient?active=true' }] }) // 1
 * ```
 */
export function leastClausesOf(resource: unknown): number {
  const entries = isObject(resource) ? resource['resource'] : undefined
  return Array.isArray(entries) ? sumOfLeast(entries) : 0
}

const sumOfLeast = (entries: readonly unknown[]): number =>
  entries.reduce((sum: number, entry) => sum + leastWeightOfEntry(entry), 0)

function leastWeightOfEntry(entry: unknown): number {
  if (!isObject(entry)) return 1
  const { criteria, compartment } = entry
  const ofCriteria = typeof criteria === 'string' ? leastWeightOf(criteria) : 0
  return Math.max(1, ofCriteria + (compartment === undefined ? 0 : 1))
}

function readEntry(entry: unknown, expression: string, refuse: Refuse): readonly Entry[] {
  if (!isObject(entry)) {
    refuse('malformed', expression, 'Write an object with at least `resourceType`.')
    return []
  }
  refuseOthers(entry, entryElements, expression, refuse)
  const interactions = readInteractions(entry, expression, refuse)
  const resourceType = entry['resourceType']
  if (!isEntryType(resourceType)) {
    refuse('unknown_type', `${expression}.resourceType`, 'Write a resource type of FHIR R4, or `*`.')
    return []
  }
  const clauses = readClauses(entry, resourceType, expression, refuse)
  return [{ expression, resourceType, interactions, clauses }]
}

function readClauses(
  entry: Json,
  resourceType: ResourceType | '*',
  expression: string,
  refuse: Refuse,
): readonly Clause[] {
  const criteria = entry['criteria']
  if (resourceType === 'Binary' && (criteria !== undefined || entry['compartment'] !== undefined)) {
    const text = 'Access to a Binary follows its securityContext: remove the criteria of the entry.'
    refuse('criteria_on_binary', expression, text)
    return []
  }
  const clauses: Clause[] = []
  const compartment = readCompartment(entry['compartment'], `${expression}.compartment`, refuse)
  if (compartment !== undefined) clauses.push({ name: '_compartment', values: [valueOf(compartment)], weight: 1 })
  if (criteria === undefined) return clauses
  if (typeof criteria !== 'string') {
    refuse('malformed', `${expression}.criteria`, 'Write a text.')
    return clauses
  }
  const read = parseCriteria(criteria, resourceType)
  if (read.ok) return [...clauses, ...read.value]
  refuse(read.refusal.code, `${expression}.criteria`, read.refusal.text)
  return clauses
}

function readInteractions(entry: Json, expression: string, refuse: Refuse): readonly PolicyInteraction[] {
  const { interaction, readonly } = entry
  if (readonly !== undefined && typeof readonly !== 'boolean') {
    refuse('malformed', `${expression}.readonly`, 'Write `true` or `false`.')
  }
  // On the wire `readonly` is a shorthand that counts only if no interaction is named.
  if (interaction === undefined) return readonly === true ? readingInteractions : policyInteractions
  if (!Array.isArray(interaction)) {
    refuse('malformed', `${expression}.interaction`, 'Write a list of interactions.')
    return []
  }
  if (interaction.length === 0) {
    refuse('no_interaction', `${expression}.interaction`, 'Name an interaction, or remove the entry.')
  }
  interaction.forEach((one: unknown, index) => {
    if (isPolicyInteraction(one)) return
    const text = `Write one of ${policyInteractions.join(', ')}; a patch needs both update and read.`
    refuse('unknown_interaction', `${expression}.interaction[${index}]`, text)
  })
  return policyInteractions.filter((one) => interaction.includes(one))
}

function readCompartment(compartment: unknown, expression: string, refuse: Refuse): Account | undefined {
  if (compartment === undefined) return undefined
  const reference = isObject(compartment) ? compartment['reference'] : undefined
  if (typeof reference === 'string') {
    const placeholder = readPlaceholder(reference)
    if (placeholder?.part === 'whole') return placeholder
    if (readReference(reference) !== undefined) return reference
  }
  const text = 'Write a reference `Type/id`, or a placeholder for one such as `%patient`.'
  refuse('malformed', expression, text)
  return undefined
}

function valueOf(account: Account): Value {
  return typeof account === 'string'
    ? { kind: 'written', value: literalValue(account) }
    : { kind: 'placeholder', placeholder: account }
}

function readBasedOn(basedOn: unknown, refuse: Refuse): readonly string[] {
  if (basedOn === undefined) return []
  const references = Array.isArray(basedOn)
    ? basedOn.map((one: unknown) => (isObject(one) ? one['reference'] : undefined))
    : [undefined]
  const texts = references.filter((reference) => typeof reference === 'string')
  if (texts.length < references.length) refuse('malformed', 'AccessPolicy.basedOn', 'Write a list of references.')
  return texts
}

/**
 * A misspelt element would silently widen the policy, so unknown elements are refused like those that are not enforced.
 */
function refuseOthers(object: Json, known: ReadonlySet<string>, expression: string, refuse: Refuse): void {
  for (const [element, content] of Object.entries(object)) {
    const remedy = Object.hasOwn(notEnforced, element) ? notEnforced[element] : undefined
    if (remedy !== undefined) {
      const isEmptyList = Array.isArray(content) && content.length === 0
      if (!isEmptyList) refuse('unsupported_element', `${expression}.${element}`, remedy)
    } else if (!known.has(element)) {
      refuse('unsupported_element', `${expression}.${element}`, 'This element is unknown: remove it.')
    }
  }
}

function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}
