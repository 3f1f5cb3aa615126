/** Random policies, members and resources from small pools, so that they meet often. */
import * as fc from 'fast-check'
import type { PolicyParameter, Subject } from '../src/index.ts'
import type { Subjected, WireEntry, WireGrant } from './naive.ts'

const { numRuns = 200 } = fc.readConfigureGlobal()

/** For properties that count how often a right was given: among random policies that is rare, and a few runs see none. */
export const manyRuns = Math.max(1_000, numRuns)

export const interactions = ['read', 'vread', 'update', 'delete', 'history', 'create', 'search', 'execute'] as const
const policyInteractions = interactions.filter((one) => one !== 'execute')

const patients = ['Patient/1', 'Patient/2', 'Patient/12']
const people = [...patients, 'Practitioner/1', 'RelatedPerson/1']
const codes = ['a', 'b', 'a,b', 'urn:c|a']

const value = (...pool: string[]) => fc.constantFrom(...pool)
const list = (one: fc.Arbitrary<string>) =>
  fc.uniqueArray(one, { minLength: 1, maxLength: 2 }).map((all) => all.join(','))

/** The criteria that are written for each type; `*` takes compartments only. */
const clauses: Readonly<Record<string, readonly fc.Arbitrary<string>[]>> = {
  '*': [list(value('Patient/1', 'Patient/2', '%patient', '%clinic')).map((v) => `_compartment=${v}`)],
  Patient: [
    list(value('1', '2', '%patient.id', '%profile.id', '%word')).map((v) => `_id=${v}`),
    list(value('Patient/1', '%patient', '%profile')).map((v) => `_compartment=${v}`),
    value('active=true', 'active:not=true', 'active:missing=true', 'family=Ada', 'family=%word'),
    value('general-practitioner=%profile', 'general-practitioner=Practitioner/1', 'organization=%clinic'),
  ],
  Observation: [
    list(value('final', 'preliminary', '%word')).map((v) => `status=${v}`),
    value('status:not=final', 'status:not=final,preliminary', 'subject:missing=false', 'code:missing=true'),
    list(value('a', 'b', 'urn:c|a', '%word', 'a\\,b')).map((v) => `code=${v}`),
    list(value('Patient/1', 'Patient/2', '%patient', '%profile', '%clinic')).map((v) => `subject=${v}`),
    list(value('Patient/1', '%patient', '%clinic')).map((v) => `_compartment=${v}`),
    value('date=2024', 'date=2024-03-05', 'date=%word'),
  ],
  Communication: [
    list(value('Patient/1', 'Practitioner/1', '%profile', '%patient')).map((v) => `sender=${v}`),
    list(value('Patient/2', '%patient')).map((v) => `_compartment=${v}`),
    value('_tag=a', '_tag=%word', '_id=1', '_id=%clinic.id'),
  ],
  Bot: [list(value('1', '2', '%word', '%clinic.id')).map((v) => `_id=${v}`)],
  ClientApplication: [value('_id=1', '_id=%word')],
  Project: [value('_id=1', '_id=%clinic.id')],
  AccessPolicy: [value('_id=1')],
  AuditEvent: [value('_id=1')],
  Login: [value('_id=1')],
  Binary: [],
}

const named = Object.keys(clauses)

export const entry: fc.Arbitrary<WireEntry> = fc
  .constantFrom('*', '*', 'Patient', 'Patient', 'Observation', 'Observation', 'Communication', ...named)
  .chain((resourceType) => {
    const pool = clauses[resourceType] ?? []
    const criteria =
      pool.length === 0
        ? fc.constant(undefined)
        : fc.option(
            fc
              .array(fc.oneof(...pool), { minLength: 1, maxLength: 2 })
              .map((all) => `${resourceType}?${all.join('&')}`),
            { nil: undefined },
          )
    const compartment =
      resourceType === 'Binary'
        ? fc.constant(undefined)
        : fc.option(
            value('Patient/1', '%patient').map((reference) => ({ reference })),
            { nil: undefined, freq: 8 },
          )
    return fc.record({
      resourceType: fc.constant(resourceType),
      interaction: fc.option(fc.subarray([...policyInteractions], { minLength: 3 }), { nil: undefined }),
      readonly: fc.option(fc.boolean(), { nil: undefined }),
      criteria,
      compartment: compartment.map((one) => (one === undefined ? undefined : one)),
    })
  })
  .map(withoutUndefined)

/** Anything that a membership's parameter may hold, and what it may not. */
export const parameters: fc.Arbitrary<PolicyParameter[]> = fc.array(
  fc
    .record({
      name: value('patient', 'clinic', 'word', 'word', 'clin', 'profile'),
      valueString: fc.option(value(...codes, '1', '2', 'final', '2024', 'gt2020', 'ada', '', ' ', 'Patient/1'), {
        nil: undefined,
      }),
      valueReference: fc.option(
        value(...people, 'Organization/1', '1', 'Patient/1/_history/2').map((reference) => ({ reference })),
        { nil: undefined },
      ),
    })
    .map((parameter) =>
      // Mostly one kind of value, so that most parameters bind.
      withoutUndefined(
        parameter.name === 'word' || parameter.valueReference === undefined
          ? { ...parameter, valueReference: undefined }
          : { ...parameter, valueString: parameter.valueString === '' ? '' : undefined },
      ),
    ),
  { maxLength: 3 },
)

export const grant: fc.Arbitrary<WireGrant> = fc.record({
  policy: fc
    .record({
      resourceType: fc.constant('AccessPolicy' as const),
      compartment: fc.option(
        value('Organization/1', '%clinic').map((reference) => ({ reference })),
        { nil: undefined, freq: 4 },
      ),
      resource: fc.array(entry, { maxLength: 4, size: 'max' }),
    })
    .map(withoutUndefined),
  parameters,
})

export const grants = fc.array(grant, { maxLength: 3, size: 'max' })

export const subject: fc.Arbitrary<Subject> = fc.record({
  profile: value('Patient/1', ...people, 'ClientApplication/1', 'nonsense'),
  admin: fc.boolean(),
})

const reference = (...pool: string[]) =>
  fc.option(
    value(...pool).map((one) => ({ reference: one })),
    { nil: undefined },
  )
const id = value('1', '1', '2', '12')
const coding = fc.option(
  fc
    .record({
      system: fc.option(value('urn:c', 'urn:d'), { nil: undefined }),
      code: value('a', 'b', 'c', 'a,b'),
    })
    .map((one) => ({ coding: [withoutUndefined(one)] })),
  { nil: undefined },
)

const shapes: readonly fc.Arbitrary<object>[] = [
  fc.record({
    resourceType: fc.constant('Patient'),
    id,
    active: fc.option(fc.boolean(), { nil: undefined }),
    name: fc.option(
      value('Ada', 'Adams', 'Bell').map((family) => [{ family }]),
      { nil: undefined },
    ),
    generalPractitioner: reference('Practitioner/1').map((one) => one && [one]),
    managingOrganization: reference('Organization/1'),
  }),
  fc.record({
    resourceType: fc.constant('Observation'),
    id,
    status: value('final', 'final', 'preliminary', 'amended'),
    code: coding,
    subject: reference('Patient/1', 'Patient/1', ...patients, 'Group/1'),
    effectiveDateTime: fc.option(value('2024', '2024-03-05', '2023-01-01'), { nil: undefined }),
  }),
  fc.record({
    resourceType: fc.constant('Communication'),
    id,
    status: fc.constant('completed'),
    sender: reference('Patient/1', ...people),
    subject: reference('Patient/1', ...patients),
    meta: fc.option(
      value('a', 'b').map((code) => ({ tag: [{ code }] })),
      { nil: undefined },
    ),
  }),
  fc.record({
    resourceType: value('Bot', 'ClientApplication', 'Project', 'AccessPolicy', 'AuditEvent', 'Login', 'Binary', 'User'),
    id,
  }),
]

export const resource: fc.Arbitrary<Subjected> = fc
  .oneof(...shapes, ...shapes.slice(0, 3), ...shapes.slice(0, 3))
  .map((one) => withoutUndefined(one) as Subjected)

function withoutUndefined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, content]) => content !== undefined)) as never
}
