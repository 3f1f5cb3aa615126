/** Random scopes from the same small pools as the policies, and what they mean, told a second time. */
import { compartmentsOf, isResourceType, parseSearch, splitQuery } from '@damson/fhir'
import * as fc from 'fast-check'
import { parseScope, type SmartScope } from '../src/index.ts'
import { matchesOne, type Subjected } from './naive.ts'

const letters = fc.subarray(['c', 'r', 'u', 'd', 's'], { minLength: 1 }).map((all) => all.join(''))
const pools: Readonly<Record<string, readonly string[]>> = {
  '*': ['_compartment=Patient/1'],
  Patient: ['_id=1', '_id=1,2', 'active=true', 'active:not=true', 'family=Ada'],
  Observation: [
    'status=final',
    'status=final,preliminary',
    'code=a',
    'code=urn:c|a',
    'code=a%5C,b',
    'subject=Patient/1',
  ],
  Communication: ['_tag=a', 'sender=Patient/1'],
  Bot: ['_id=1'],
  AuditEvent: [],
}

/** Texts of scopes that are all well-formed. */
export const scopeText = (levels: readonly string[] = ['patient', 'user']): fc.Arbitrary<string> =>
  fc
    .constantFrom('*', 'Observation', 'Observation', 'Patient', ...Object.keys(pools))
    .chain((type) =>
      fc.record({
        level: fc.constantFrom(...levels),
        type: fc.constant(type),
        what: fc.oneof({ weight: 4, arbitrary: letters }, fc.constantFrom('read', 'write', '*')),
        query: fc.subarray([...(pools[type] ?? [])]),
      }),
    )
    .map(({ level, type, what, query }) => {
      const isFirstVersion = ['read', 'write', '*'].includes(what)
      return `${level}/${type}.${what}${isFirstVersion || query.length === 0 ? '' : `?${query.join('&')}`}`
    })

const read = new Map<string, SmartScope>()

/** There are few texts, and each is read once. */
export function scopeOf(text: string): SmartScope {
  const known = read.get(text)
  if (known !== undefined) return known
  const scope = parseScope(text)
  if (!scope.ok) throw new TypeError(`${text}: ${scope.refusal.text}`)
  read.set(text, scope.value)
  return scope.value
}

const wants: Readonly<Record<string, string>> = {
  create: 'c',
  read: 'r',
  vread: 'r',
  history: 'r',
  execute: 'r',
  guard: 'r',
  update: 'u',
  delete: 'd',
  search: 's',
  'history-type': 's',
}
const versions: Readonly<Record<string, string>> = { read: 'rs', write: 'cud', '*': 'cruds' }
/** What a wildcard never means. */
const closed = new Set(['Bot', 'ClientApplication', 'Project', 'AccessPolicy', 'AuditEvent', 'Login', 'User'])

/** Whether one of the scopes allows an interaction with a resource. */
export function naivelyAllows(
  texts: readonly string[],
  patient: string | undefined,
  interaction: string,
  resource: Subjected,
): boolean {
  return texts.some((text) => {
    const [head = '', query = ''] = text.split('?')
    const [level, rest = ''] = head.split('/')
    const [type, what = ''] = rest.split('.')
    const { resourceType } = resource
    if (!(versions[what] ?? what).includes(wants[interaction] ?? '?')) return false
    if (type === '*' ? closed.has(resourceType) : type !== resourceType) return false
    if (level === 'patient' && (patient === undefined || !compartmentsOf(resource).includes(patient))) return false
    return splitQuery(query).every(({ name, modifier, values }) => {
      if (name === '_compartment') return values.some(({ parts }) => compartmentsOf(resource).includes(parts[0] ?? ''))
      if (!isResourceType(resourceType)) return false
      const search = parseSearch(resourceType, [{ name, values, ...(modifier !== undefined && { modifier }) }])
      return search.ok && matchesOne(resource, search.value.condition)
    })
  })
}
