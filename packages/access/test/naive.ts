/**
 * What a policy means, told a second time and as plainly as possible: straight from the JSON, entry by entry, for
 * one resource. It shares nothing with the package but the matcher of `@damson/fhir`; the property tests compare.
 */
import {
  type Condition,
  compartmentsOf,
  holds,
  indexEntries,
  isResourceType,
  literalValue,
  parseSearch,
  splitQuery,
} from '@damson/fhir'
import type { PolicyParameter, Subject } from '../src/index.ts'
import { kept } from './kept.ts'

export interface WireEntry {
  resourceType: string
  interaction?: string[]
  readonly?: boolean
  criteria?: string
  compartment?: { reference: string }
}

export interface WireGrant {
  policy: { resourceType: 'AccessPolicy'; compartment?: { reference: string }; resource: WireEntry[] }
  parameters: PolicyParameter[]
}

export interface Subjected {
  resourceType: string
  id: string
  [element: string]: unknown
}

const never = new Set(['Login', 'UserSecurityRequest'])
const administrative = new Set([
  'AccessPolicy',
  'DomainConfiguration',
  'ProjectIdentityProvider',
  'Project',
  'ProjectMembership',
  'User',
  'UserConfiguration',
  'AuditEvent',
])
const runnable = new Set(['Bot', 'ClientApplication'])
const reading = new Set(['read', 'vread', 'history', 'search'])

export function naivelyPermits(
  grants: readonly WireGrant[],
  subject: Subject,
  interaction: string,
  resource: Subjected,
): boolean {
  return grants.some(({ policy, parameters }) => {
    const resolve = resolver(parameters, subject)
    const account = policy.compartment && resolve(policy.compartment.reference)
    if (interaction === 'create' && policy.compartment && (account === undefined || !isReference(account))) return false
    return policy.resource.some((entry) => entryPermits(entry, resolve, subject, interaction, resource))
  })
}

type Resolve = (text: string) => string | undefined

function entryPermits(
  entry: WireEntry,
  resolve: Resolve,
  subject: Subject,
  asked: string,
  resource: Subjected,
): boolean {
  const type = resource.resourceType
  const isClosed = never.has(type) || administrative.has(type) || runnable.has(type)
  if (entry.resourceType === '*' ? isClosed : entry.resourceType !== type) return false
  if (asked === 'execute' && type !== 'Bot') return false
  const interaction = asked === 'execute' ? 'read' : asked
  const allowed = entry.interaction ?? (entry.readonly ? [...reading] : undefined)
  if (allowed && !allowed.includes(interaction)) return false
  if (never.has(type)) return false
  if (type === 'AuditEvent' && !reading.has(interaction)) return false
  if (administrative.has(type) && !subject.admin) return false
  if (runnable.has(type) && !subject.admin && !reading.has(interaction)) return false

  const pairs = entry.criteria === undefined ? [] : entry.criteria.slice(entry.criteria.indexOf('?') + 1).split('&')
  if (entry.compartment) pairs.push(`_compartment=${entry.compartment.reference}`)
  const demands = pairs.map((pair) => demandOf(type, pair, resolve))
  if (demands.includes(undefined)) return false
  return demands.every((demand) => demand?.(resource) === true)
}

/** Undefined where the pair demands something that cannot be told, so that the entry grants nothing. */
function demandOf(type: string, pair: string, resolve: Resolve): ((resource: Subjected) => boolean) | undefined {
  const [rawName, rawValues] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
  const [name = '', modifier] = rawName.split(':')
  const texts: { text: string; isBound: boolean }[] = []
  for (const raw of rawValues.split(/(?<!\\),/)) {
    const isBound = /^%[a-z]/.test(raw)
    const text = isBound ? resolve(raw) : raw
    if (text === undefined) return undefined
    texts.push({ text, isBound })
  }
  if (name === '_compartment') {
    if (texts.some(({ text }) => !isReference(text))) return undefined
    return (resource) => texts.some(({ text }) => compartmentsOf(resource).includes(text))
  }
  const values = texts.flatMap(({ text, isBound }) =>
    isBound ? [literalValue(text)] : (splitQuery(`${name}=${text}`)[0]?.values ?? []),
  )
  if (!isResourceType(type)) return undefined
  const search = parseSearch(type, [{ name, values, ...(modifier !== undefined && { modifier }) }])
  if (!search.ok) return undefined
  return (resource) => matchesOne(resource, search.value.condition)
}

const entriesOf = kept<Subjected, ReturnType<typeof indexEntries>>(indexEntries)

export function matchesOne(resource: Subjected, condition: Condition): boolean {
  const { id, meta } = resource as { id: string; meta?: { lastUpdated?: string } }
  return holds(condition, entriesOf(resource), { id, ...(meta?.lastUpdated && { lastUpdated: meta.lastUpdated }) })
}

function resolver(parameters: readonly PolicyParameter[], subject: Subject): Resolve {
  return (text) => {
    if (!text.startsWith('%')) return text
    const wantsId = text.endsWith('.id')
    const name = text.slice(1, wantsId ? -3 : undefined)
    const mine = parameters.filter((parameter) => parameter.name === name)
    let value = mine.length === 1 ? (mine[0]?.valueReference?.reference ?? mine[0]?.valueString) : undefined
    let isRef = mine.length === 1 && mine[0]?.valueReference !== undefined
    if (name === 'profile') [value, isRef] = [mine.length === 0 ? subject.profile : undefined, true]
    if (name === 'patient' && mine.length === 0 && subject.profile.startsWith('Patient/')) {
      ;[value, isRef] = [subject.profile, true]
    }
    if (mine.length > 1 || (mine[0]?.valueReference && mine[0].valueString !== undefined)) return undefined
    if (value === undefined || value.trim() === '') return undefined
    if (isRef && !isReference(value)) return undefined
    if (name === 'patient' && !(isReference(value) && value.startsWith('Patient/'))) return undefined
    if (!wantsId) return value
    return isRef ? value.split('/')[1] : undefined
  }
}

function isReference(text: string): boolean {
  const [type = '', id = '', ...rest] = text.split('/')
  return rest.length === 0 && isResourceType(type) && /^[A-Za-z0-9\-.]{1,64}$/.test(id)
}
