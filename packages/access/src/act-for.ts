import { accepted, type Condition, type Result, refused } from '@damson/fhir'
import { compile } from './compile.ts'
import { decide } from './decide.ts'
import { effectiveAccess } from './effective-access.ts'
import { parsePolicy } from './parse-policy.ts'
import { readReference } from './reference.ts'

/** How a client may act for a person: it says so itself, or it brings the person's own live token. */
export type ActingHow = 'asserted' | 'proven'

/** The profiles that people have. Nobody acts for a client or a Bot. */
export const personTypes = ['Patient', 'Practitioner', 'RelatedPerson'] as const
export type PersonType = (typeof personTypes)[number]

/** An item of `ProjectMembership.actFor` on the wire. All that it names must fit a person. */
export interface ActForItem {
  readonly how: ActingHow
  readonly profileType?: readonly string[]
  readonly group?: readonly { readonly reference?: string }[]
  readonly criteria?: string
}

/** An item that was read. */
export interface ActForRule {
  readonly how: ActingHow
  readonly types: readonly PersonType[]
  /** The ids of Groups: the person is a member of one of them. Empty: any person of these types. */
  readonly groups: readonly string[]
  /** The person's profile matches it; undefined if there is no criteria. */
  readonly narrowing: Condition | undefined
}

export type ActForRefusalCode = 'too_many' | 'names_nobody' | 'names_everybody' | 'malformed_criteria'

/** Why `actFor` was refused, and where. */
export interface ActForRefusal {
  readonly code: ActForRefusalCode
  /** Says what to do. */
  readonly text: string
  /** For example `ProjectMembership.actFor[2].criteria`. */
  readonly expression: string
}

const MOST_ITEMS = 20
const MOST_GROUPS = 20
const AT = 'ProjectMembership.actFor'

/**
 * Reads for whom a client may act. Refuses what names nobody, since it would look like a right that is none, and what
 * names everybody, since then one stolen secret speaks for every person of the project.
 *
 * @example
 * ```ts
 * const rules = parseActFor([{ how: 'asserted', profileType: ['Practitioner'] }])
 * if (!rules.ok) throw new TypeError(rules.refusal.text)
 * ```
 */
export function parseActFor(items: readonly ActForItem[]): Result<readonly ActForRule[], ActForRefusal> {
  if (items.length > MOST_ITEMS) return refuse('too_many', `Write at most ${MOST_ITEMS} items.`, AT)
  const rules: ActForRule[] = []
  for (const [index, item] of items.entries()) {
    const rule = ruleOf(item, `${AT}[${index}]`)
    if (!rule.ok) return rule
    rules.push(rule.value)
  }
  const whole = new Set(
    rules.flatMap(({ types, groups, narrowing }) => (isOpenRule({ groups, narrowing }) ? types : [])),
  )
  return whole.size < personTypes.length
    ? accepted(rules)
    : refuse(
        'names_everybody',
        'This names every person of the project: leave out a type, or add a group or criteria.',
        AT,
      )
}

/** Whether a rule covers all of its types, whoever they are. */
export const isOpenRule = ({ groups, narrowing }: Pick<ActForRule, 'groups' | 'narrowing'>): boolean =>
  groups.length === 0 && narrowing === undefined

function ruleOf(
  { how, profileType = [], group = [], criteria }: ActForItem,
  at: string,
): Result<ActForRule, ActForRefusal> {
  if (profileType.length === 0 && group.length === 0 && criteria === undefined)
    return refuse('names_everybody', 'Name for whom: give profileType, group or criteria.', at)
  if (group.length > MOST_GROUPS) return refuse('too_many', `Name at most ${MOST_GROUPS} groups.`, `${at}.group`)
  if (profileType.some((type) => !isPersonType(type)))
    return refuse('names_nobody', `People have the profiles ${personTypes.join(', ')}.`, `${at}.profileType`)
  const groups = group.map(({ reference = '' }) => readReference(reference))
  if (groups.some((one) => one?.type !== 'Group'))
    return refuse('names_nobody', 'A group is named as Group/123.', `${at}.group`)
  const named = profileType.length === 0 ? personTypes : profileType.filter(isPersonType)
  const condition = criteria === undefined ? accepted(undefined) : conditionOf(criteria, `${at}.criteria`)
  if (!condition.ok) return condition
  const types = named.filter((type) => condition.value === undefined || type === condition.value.type)
  if (types.length === 0)
    return refuse('names_nobody', 'The criteria is of a type that profileType leaves out.', `${at}.criteria`)
  const ids = groups.flatMap((one) => one?.id ?? [])
  return accepted({ how, types, groups: ids, narrowing: condition.value?.narrowing })
}

/** The criteria of a policy, without placeholders: `Practitioner?_tag=front-desk`. */
function conditionOf(
  criteria: string,
  at: string,
): Result<{ readonly type: PersonType; readonly narrowing: Condition }, ActForRefusal> {
  const type = criteria.split('?')[0] ?? ''
  if (!isPersonType(type))
    return refuse('names_nobody', `Write the criteria for one of ${personTypes.join(', ')}: Practitioner?_tag=…`, at)
  const entry = { resourceType: type, interaction: ['read'], criteria }
  const policy = parsePolicy({ resourceType: 'AccessPolicy', resource: [entry] })
  if (!policy.ok) return refuse('malformed_criteria', policy.refusal[0]?.text ?? 'The criteria cannot be read.', at)
  const access = effectiveAccess([{ policy: compile(policy.value), parameters: [] }], { profile: '', admin: false })
  const decision = decide(access, { interaction: 'read', resourceType: type })
  return decision.verdict === 'permit'
    ? accepted({ type, narrowing: decision.narrowing })
    : refuse('malformed_criteria', 'A criteria in actFor has no placeholders: write the value itself.', at)
}

function isPersonType(type: string): type is PersonType {
  return (personTypes as readonly string[]).includes(type)
}

function refuse<T>(code: ActForRefusalCode, text: string, expression: string): Result<T, ActForRefusal> {
  return refused({ code, text, expression })
}
