/** Official examples in which something, somewhere, is not as it should be. */
import * as fc from 'fast-check'
import { officialExample } from './official-examples.ts'

const texts = [
  'Patient-example',
  'Observation-f001',
  'Questionnaire-f201',
  'Bundle-bundle-transaction',
  'MedicationRequest-medrx0301',
].map((name) => JSON.stringify(officialExample(name)))

const names = fc.constantFrom('resourceType', 'extension', 'contained', 'reference', '__proto__', 'value', 'id', '_id')

/** An example with any JSON value in the place of one of its own, or in a place that it did not have. */
export const damagedExample: fc.Arbitrary<unknown> = fc
  .record({ text: fc.constantFrom(...texts), place: fc.nat(), name: names, value: fc.jsonValue() })
  .map(({ text, place, name, value }) => damage(JSON.parse(text), place, name, value))

function damage(value: unknown, place: number, name: string, damaged: unknown): unknown {
  if (typeof value !== 'object' || value === null) return damaged
  const keys = Object.keys(value)
  const choices = keys.length + 1
  const key = keys[place % choices] ?? name
  const inner: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  Object.defineProperty(value, key, {
    value: damage(inner, Math.floor(place / choices), name, damaged),
    enumerable: true,
    configurable: true,
    writable: true,
  })
  return value
}
