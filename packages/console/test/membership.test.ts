/** What is typed of a membership: the values of its policies and for whom it acts, as the server reads both. */
import { parseActFor } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { bindingOf } from '../../access/src/bindings.ts'
import { readPlaceholder } from '../../access/src/placeholder.ts'
import {
  type ActForItem,
  actForProblem,
  forPerson,
  isActForFit,
  isForAll,
  onePerson,
} from '../src/views/people/membership/act-for.ts'
import {
  areFit,
  kindOf,
  type Parameter,
  parameterOf,
  parameterProblem,
  placeholdersOf,
} from '../src/views/people/membership/parameters.ts'

const subject = { profile: 'Practitioner/1', admin: false }
const text = (name: string, value: string): Parameter => parameterOf(name, 'text', value)
const reference = (name: string, value: string): Parameter => parameterOf(name, 'reference', value)

describe('the value of a placeholder', () => {
  const lists: readonly (readonly Parameter[])[] = [
    [text('clinic', 'north')],
    [text('clinic', ' ')],
    [text('clinic', '')],
    [{ name: 'clinic' }],
    [text('clinic', 'x'.repeat(1_000))],
    [text('clinic', 'x'.repeat(1_001))],
    [reference('clinic', 'Organization/1')],
    [reference('clinic', 'Organization')],
    [reference('clinic', 'https://a.example/Organization/1')],
    [reference('clinic', 'Organization/a b')],
    [text('clinic', 'a'), text('clinic', 'b')],
    [text('profile', 'Practitioner/2')],
    [text('patient', 'Patient/1')],
    [reference('patient', 'Patient/1')],
    [reference('patient', 'Practitioner/1')],
    [text('patient', 'somebody')],
  ]
  test.each(lists.map((list) => [JSON.stringify(list).slice(0, 120), list] as const))('%s', (_title, list) => {
    const [first] = list
    const name = first?.name ?? ''
    const isBound = bindingOf(list as Parameters<typeof bindingOf>[0], subject)({ name, part: 'whole' }).ok
    expect(first && parameterProblem(first, list) === undefined).toBe(isBound)
  })

  test('has a name that a policy can have', () => {
    for (const name of ['clinic', 'Clinic-2', 'a_b', '2nd', '', 'a b', 'a.id', '%a', 'é'])
      expect(parameterProblem(text(name, 'x'), [text(name, 'x')]) === 'name', name).toBe(
        readPlaceholder(`%${name}`)?.name !== name,
      )
  })

  test('is kept where the form does not show it, and judged where it does', () => {
    const both: Parameter = { name: 'a', valueString: 'x', valueReference: { reference: 'Patient/1' } }
    const byIdentifier: Parameter = { name: 'a', valueReference: { identifier: { value: '7' } } }
    const integer = { name: 'a', valueInteger: 3 } as unknown as Parameter
    for (const one of [both, byIdentifier, integer]) {
      expect(kindOf(one)).toBe('other')
      expect(parameterProblem(one, [one])).toBeUndefined()
    }
    const named: Parameter = { name: 'a', valueReference: { reference: 'Patient/1', display: 'Ana' } }
    expect([kindOf(named), kindOf(text('a', 'x')), kindOf({ name: 'a' })]).toEqual(['reference', 'text', 'text'])
  })

  test('is asked for where the policy has its placeholder', () => {
    const policy = {
      compartment: { reference: '%account' },
      resource: [
        { resourceType: 'Patient', criteria: 'Patient?organization=%clinic&_compartment=%patient,%profile' },
        { resourceType: 'Task', criteria: 'Task?owner=%clinic.id&description=100%25&code=a%20b' },
      ],
    } as unknown as Parameters<typeof placeholdersOf>[0]
    expect(placeholdersOf(policy)).toEqual([
      { name: 'account', kind: 'text' },
      { name: 'clinic', kind: 'reference' },
      { name: 'patient', kind: 'reference' },
    ])
    expect(placeholdersOf(undefined)).toEqual([])
  })

  test('is judged where it is new or changed alone', () => {
    const held = { policy: { reference: 'AccessPolicy/1' }, parameter: [text('clinic', '')] }
    expect(areFit([held], [held])).toBe(true)
    expect(areFit([held], [])).toBe(false)
    expect(areFit([{ policy: {} }], [])).toBe(false)
    expect(
      areFit(
        Array.from({ length: 21 }, () => ({ policy: { reference: 'AccessPolicy/1' } })),
        [],
      ),
    ).toBe(false)
  })
})

describe('for whom a client acts', () => {
  const group = (id: string) => ({ reference: id }) as NonNullable<ActForItem['group']>[number]
  const lists: readonly (readonly ActForItem[])[] = [
    [],
    [{ how: 'asserted' }],
    [{ how: 'asserted', profileType: ['Practitioner'] }],
    [{ how: 'proven', group: [group('Group/1')] }],
    [{ how: 'proven', group: [group('Practitioner/1')] }],
    [{ how: 'proven', group: [{}] }],
    [{ how: 'proven', group: Array(21).fill(group('Group/1')) }],
    [{ how: 'proven', criteria: 'Practitioner?_tag=front-desk' }],
    [{ how: 'proven', criteria: 'Observation?code=x' }],
    [{ how: 'proven', criteria: 'Practitioner' }],
    [{ how: 'proven', profileType: ['Patient'], criteria: 'Practitioner?_tag=x' }],
    [{ how: 'proven', profileType: ['Patient', 'Practitioner'], criteria: 'Practitioner?_tag=x' }],
    [{ how: 'proven', profileType: ['Patient', 'Practitioner', 'RelatedPerson'] }],
    [
      { how: 'proven', profileType: ['Patient', 'Practitioner'] },
      { how: 'asserted', profileType: ['RelatedPerson'] },
    ],
    [
      { how: 'proven', profileType: ['Patient', 'Practitioner'] },
      { how: 'proven', profileType: ['RelatedPerson'], criteria: 'RelatedPerson?_tag=x' },
    ],
    Array.from({ length: 21 }, () => ({ how: 'proven', profileType: ['Patient'] }) as const),
  ]
  test.each(lists.map((list) => [JSON.stringify(list).slice(0, 120), list] as const))('%s', (_title, list) => {
    const isTaken = parseActFor(list as Parameters<typeof parseActFor>[0]).ok
    expect(isActForFit(list, [{ how: 'proven', profileType: ['Patient'], id: 'other' }])).toBe(isTaken)
  })

  test('can be one person', () => {
    const one = forPerson({ how: 'proven', profileType: ['Patient'] }, 'Practitioner/a-1')
    expect(one).toEqual({ how: 'proven', criteria: 'Practitioner?_id=a-1' })
    expect(onePerson(one)).toBe('Practitioner/a-1')
    expect(parseActFor([one as Parameters<typeof parseActFor>[0][number]]).ok).toBe(true)
    expect(actForProblem(one)).toBeUndefined()
    expect(onePerson({ ...one, group: [group('Group/1')] })).toBeUndefined()
    expect(onePerson({ how: 'proven', criteria: 'Practitioner?_id=a,b' })).toBeUndefined()
    expect(isForAll([one])).toBe(false)
  })
})
