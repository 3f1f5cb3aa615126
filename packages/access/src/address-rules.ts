import { accepted, type Result, refused } from '@damson/fhir'
import type { PolicyRefusal } from './policy.ts'
import { type AddressRange, isWithinRange, readAddressRange, wordsOfAddress } from './read-address-range.ts'

/** One rule of a list: requests from this range are allowed, or blocked. */
export interface AddressRule {
  readonly action: 'allow' | 'block'
  readonly range: AddressRange
}

/** A list of rules (`ipAccessRule`), read once by `parseAddressRules`. */
export type AddressRules = readonly AddressRule[]

/** Each request goes through the whole list. */
const MOST_RULES = 100

const elements = new Set(['id', 'extension', 'name', 'value', 'action'])

/**
 * Reads a list of rules on addresses (`ipAccessRule` of a policy, a client or a project). Like a policy, a rule that
 * cannot be enforced is refused, never ignored; all refusals are returned at once.
 *
 * @example
 * ```ts
 * const rules = parseAddressRules([{ value: '198.51.100.0/24', action: 'allow' }], 'Project.ipAccessRule')
 * if (rules.ok) admitsAddress(rules.value, '198.51.100.7') // true
 * ```
 *
 * @param json  The list as JSON from any source; undefined is the empty list.
 * @param expression  The path of the list, for refusals.
 */
export function parseAddressRules(json: unknown, expression: string): Result<AddressRules, readonly PolicyRefusal[]> {
  const refusals: PolicyRefusal[] = []
  const refuse = (code: PolicyRefusal['code'], at: string, text: string): void =>
    void refusals.push({ code, expression: at, text })
  if (json !== undefined && !Array.isArray(json)) {
    refuse('malformed', expression, 'Write a list of rules.')
    return refused(refusals)
  }
  const list: readonly unknown[] = json ?? []
  if (list.length > MOST_RULES) {
    refuse('too_many', expression, `Write at most ${MOST_RULES} rules: combine neighbouring addresses in ranges.`)
    return refused(refusals)
  }
  const rules: AddressRule[] = []
  for (const [index, rule] of list.entries()) {
    const at = `${expression}[${index}]`
    if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
      refuse('malformed', at, 'Write an object with `value` and `action`.')
      continue
    }
    const { name, value, action, ...others } = rule as Readonly<Record<string, unknown>>
    for (const other of Object.keys(others))
      if (!elements.has(other)) refuse('unsupported_element', `${at}.${other}`, 'This element is unknown: remove it.')
    if (name !== undefined && typeof name !== 'string') refuse('malformed', `${at}.name`, 'Write a text.')
    const range = readAddressRange(typeof value === 'string' ? value : '')
    if (!range.ok) refuse('malformed_address', `${at}.value`, range.refusal)
    if (action !== 'allow' && action !== 'block') refuse('malformed', `${at}.action`, 'Write `allow` or `block`.')
    else if (range.ok) rules.push({ action, range: range.value })
  }
  return refusals.length > 0 ? refused(refusals) : accepted(rules)
}

/**
 * Whether a list lets a request from this address pass: the first rule that has the address decides. If none has it, it
 * passes unless the list allows something. A list without rules lets everything pass; any other refuses what is no
 * address.
 *
 * @example
 * ```ts
 * const rules = parseAddressRules([{ value: '10.', action: 'block' }], 'Project.ipAccessRule')
 * if (rules.ok) admitsAddress(rules.value, '::ffff:10.1.2.3') // false: it is 10.1.2.3
 * ```
 */
export function admitsAddress(rules: AddressRules, address: string): boolean {
  if (rules.length === 0) return true
  const words = wordsOfAddress(address)
  if (words === undefined) return false
  let allows = false
  for (const { action, range } of rules) {
    if (isWithinRange(words, range)) return action === 'allow'
    allows ||= action === 'allow'
  }
  return !allows
}
