import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  matches,
  parseSearch,
  type Resource,
  type ResourceType,
  splitQuery,
  stringifyJson,
  validate,
} from '../src/index.ts'

/** Texts with everything that means something to a query. */
const text = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...Array.from('|,\\$&=+%?#: áÁ1gt')) }),
  )
  .filter((value) => value.trim() !== '')
const uri = text.map((value) => `urn:x:${value.replaceAll(/\s/g, '')}`)
const code = text.map((value) => value.trim().replaceAll(/\s+/g, ' '))
const id = fc.stringMatching(/^[A-Za-z0-9\-.]{1,64}$/)
const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const decimal = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => Number(`${digits}e-${places}`))

interface World {
  readonly patient: Resource & {
    readonly name: { readonly family: string }[]
    readonly identifier: { readonly system: string; readonly value: string }[]
  }
  readonly observation: Resource
  readonly value: number
  readonly unit: string
  readonly day: string
  readonly subject: string
  readonly coding: { readonly system: string; readonly code: string }
}

const world: fc.Arbitrary<World> = fc
  .record({
    id,
    family: text,
    given: fc.array(text, { minLength: 1 }),
    system: uri,
    number: code,
    codeSystem: uri,
    code,
    value: decimal,
    unit: code,
    day,
    subject: id,
    birth: day,
  })
  .map((made) => ({
    patient: {
      resourceType: 'Patient',
      id: made.id,
      name: [{ family: made.family, given: made.given }],
      identifier: [{ system: made.system, value: made.number }],
      birthDate: made.birth.slice(0, 10),
    },
    observation: {
      resourceType: 'Observation',
      id: made.id,
      status: 'final',
      code: { coding: [{ system: made.codeSystem, code: made.code }] },
      subject: { reference: `Patient/${made.subject}` },
      effectiveDateTime: made.day,
      valueQuantity: { value: made.value, system: 'http://unitsofmeasure.org', code: made.unit },
    },
    value: made.value,
    unit: made.unit,
    day: made.day,
    subject: made.subject,
    coding: { system: made.codeSystem, code: made.code },
  }))

/** A part of a value, escaped and encoded as a client does it. */
function part(value: string): string {
  return encodeURIComponent(value.replaceAll(/[\\,|$]/g, '\\$&'))
}

function finds(resource: Resource, query: string): boolean {
  const search = parseSearch(resource.resourceType as ResourceType, splitQuery(query))
  if (!search.ok) throw new Error(`${query}: ${stringifyJson(search.refusal)}`)
  return matches(resource, search.value)
}

/** The queries that do not find the resource. */
function missed(resource: Resource, queries: readonly string[]): string[] {
  return queries.filter((query) => !finds(resource, query))
}

describe('a resource is found', () => {
  test('by each value that it has', () => {
    fc.assert(
      fc.property(world, ({ patient, observation, value, unit, day: time, subject, coding }) => {
        expect(validate(patient)).toEqual([])
        expect(validate(observation)).toEqual([])
        const [name] = patient.name
        const [identifier] = patient.identifier
        const family = name?.family ?? ''
        expect(
          missed(patient, [
            `family:exact=${part(family)}`,
            `name=${part(family)}`,
            `name=${part(family.toUpperCase())}`,
            `family:contains=${part(family)}`,
            `identifier=${part(identifier?.value ?? '')}`,
            `identifier=${part(identifier?.system ?? '')}|${part(identifier?.value ?? '')}`,
            `identifier=${part(identifier?.system ?? '')}|`,
            `identifier=nobody,${part(identifier?.value ?? '')}`,
            `_id=${patient.id ?? ''}`,
            `_compartment=Patient/${patient.id ?? ''}`,
          ]),
        ).toEqual([])
        const numeric = encodeURIComponent(String(value))
        expect(
          missed(observation, [
            `code=${part(coding.code)}`,
            `code=${part(coding.system)}|${part(coding.code)}`,
            `subject=Patient/${subject}`,
            `patient=${subject}`,
            `subject:Patient=${subject}`,
            `_compartment=Patient/${subject}`,
            `date=${time}`,
            `date=${time.slice(0, 10)}`,
            `date=${time.slice(0, 7)}`,
            `date=ge${time}`,
            `date=le${time}`,
            `date=ap${time}`,
            `value-quantity=${numeric}`,
            `value-quantity=ge${numeric}`,
            `value-quantity=le${numeric}`,
            `value-quantity=ap${numeric}`,
            `value-quantity=${numeric}||${part(unit)}`,
            `value-quantity=${numeric}|${part('http://unitsofmeasure.org')}|${part(unit)}`,
          ]),
        ).toEqual([])
      }),
    )
  })

  test('by a value that is not its own only where both are alike', () => {
    fc.assert(
      fc.property(world, world, (mine, other) => {
        const [identifier] = other.patient.identifier
        const query = `identifier=${part(identifier?.system ?? '')}|${part(identifier?.value ?? '')}`
        const alike = stringifyJson(mine.patient.identifier) === stringifyJson(other.patient.identifier)
        expect(finds(mine.patient, query)).toBe(alike)
        expect(finds(mine.observation, `subject=Patient/${other.subject}`)).toBe(mine.subject === other.subject)
      }),
    )
  })
})

describe('opposites', () => {
  const some = fc.oneof(fc.constant(undefined), fc.array(code, { minLength: 1, maxLength: 3 }))

  test(':not finds exactly what the plain search does not', () => {
    fc.assert(
      fc.property(some, fc.array(code, { minLength: 1, maxLength: 3 }), (codes, asked) => {
        const resource = {
          resourceType: 'Observation',
          ...(codes && { category: [{ coding: codes.map((one) => ({ code: one })) }] }),
        }
        const values = asked.map(part).join(',')
        expect(finds(resource, `category:not=${values}`)).toBe(!finds(resource, `category=${values}`))
      }),
    )
  })

  test(':missing=true finds exactly what :missing=false does not', () => {
    const elements = fc.record(
      {
        birthDate: day.map((time) => time.slice(0, 10)),
        active: fc.boolean(),
        name: fc.constant([{ family: 'x' }]),
        generalPractitioner: fc.constant([{ display: 'x' }]),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        elements,
        fc.constantFrom('birthdate', 'active', 'family', 'general-practitioner', 'deceased'),
        (given, param) => {
          const resource = { resourceType: 'Patient', ...given }
          expect(finds(resource, `${param}:missing=true`)).toBe(!finds(resource, `${param}:missing=false`))
        },
      ),
    )
  })

  test('of one value every order and its opposite cover all, and only equality is both', () => {
    fc.assert(
      fc.property(decimal, decimal, (mine, asked) => {
        const resource = { resourceType: 'Observation', valueQuantity: { value: mine } }
        const compare = (prefix: string) =>
          finds(resource, `value-quantity=${prefix}${encodeURIComponent(String(asked))}`)
        expect(compare('gt')).toBe(!compare('le'))
        expect(compare('lt')).toBe(!compare('ge'))
        expect(compare('ge') && compare('le')).toBe(mine === asked)
        expect(compare('eq')).toBe(!compare('ne'))
      }),
    )
  })
})
