import { beforeAll, describe, expect, test } from 'vitest'
import {
  type IndexEntries,
  indexEntries,
  matches,
  parseJson,
  parseSearch,
  type Resource,
  type ResourceType,
  splitQuery,
  stringifyJson,
  validate,
} from '../src/index.ts'
import { officialExamples } from './official-examples.ts'

/** The examples that break the standard they illustrate, each with the first thing that is wrong. */
const invalid: Readonly<Record<string, readonly [expression: string, reason: string]>> = {
  'Bundle-v2-valuesets': ['Bundle.entry[814].resource.concept[74].code', 'codes end in a space'],
  'DeviceMetric-example': ['DeviceMetric.parent', 'refers to a DeviceDefinition, and must to a Device'],
  'DeviceUseStatement-example': ['DeviceUseStatement.reasonReference[0]', 'refers to a Procedure'],
  'ImplementationGuide-fhir': [
    'ImplementationGuide.manifest.resource[11904].reference.reference',
    'refers to nothing that is a type of R4, and has neither name nor status',
  ],
  'MedicationRequest-medrx0301': ['MedicationRequest.dispenseRequest.performer', 'refers to a Practitioner'],
  'Observation-clinical-gender': ['Observation.performer[0]', 'refers to an Encounter'],
  'Questionnaire-qs1': ['Questionnaire.item[0].item[0].linkId', 'items have no linkId'],
}

interface Examined {
  readonly name: string
  readonly type: string
  /** The first thing that is wrong with it. */
  readonly issue: string | undefined
  /** Whether it survives writing and reading, number for number. */
  readonly isSame: boolean
  /** Searches whose answer is not what its own index entries say. */
  readonly wrong: readonly string[]
  readonly searches: number
}

/** Each is read once: the largest have megabytes. */
function examine({ name, text }: { readonly name: string; readonly text: string }): Examined {
  const resource = parseJson(text) as Resource
  const [issue] = validate(resource)
  const once = stringifyJson(resource)
  const isSame =
    stringifyJson(parseJson(once)) === once &&
    JSON.stringify(JSON.parse(once)) === JSON.stringify(JSON.parse(text)) &&
    numbersOf(once).join() === numbersOf(text).join()
  const wrong: string[] = []
  let searches = 0
  for (const [query, holds] of queriesFor(indexEntries(resource))) {
    const search = parseSearch(resource.resourceType as ResourceType, splitQuery(query))
    if (!search.ok || matches(resource, search.value) !== holds) wrong.push(`${name}?${query}`)
    searches++
  }
  return { name, type: resource.resourceType, issue: issue?.expression, isSame, wrong, searches }
}

let examples: readonly Examined[] = []
beforeAll(() => {
  examples = officialExamples().map(examine)
})

test('there are 739 official examples of 133 types', () => {
  expect(examples).toHaveLength(739)
  expect(new Set(examples.map(({ type }) => type)).size).toBe(133)
})

const rejections = Object.entries(invalid).map(([name, [expression, reason]]) => ({
  name,
  expression,
  reason,
}))

describe('validate', () => {
  test.each(rejections)('rejects $name at $expression: $reason', ({ name, expression }) => {
    expect(examples.find((one) => one.name === name)?.issue).toBe(expression)
  })

  test('accepts all other examples', () => {
    const rejected = examples.filter(({ name, issue }) => !(name in invalid) && issue !== undefined)
    expect(rejected.map(({ name }) => name)).toEqual([])
  })
})

test('every example survives writing and reading, number for number', () => {
  expect(examples.filter(({ isSame }) => !isSame).map(({ name }) => name)).toEqual([])
})

test('every example is found by each of its own index entries, and by nothing under the opposite', () => {
  expect(examples.flatMap(({ wrong }) => wrong)).toEqual([])
  expect(examples.reduce((sum, { searches }) => sum + searches, 0)).toBeGreaterThan(20_000)
})

/** Numbers as they are written, in order. */
function numbersOf(text: string): string[] {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/-?\d[\d.eE+-]*/g) ?? []
}

/** Queries made from entries alone, with what they must answer. */
function* queriesFor(entries: IndexEntries): Iterable<readonly [query: string, holds: boolean]> {
  for (const term of entries.terms) {
    const [, param = '', punctuation = '', value = ''] = /^([^?!:=]+)(\?|!|:exact=|=)(.*)$/s.exec(term) ?? []
    if (punctuation === '?') {
      yield [`${param}:missing=false`, true]
      yield [`${param}:missing=true`, false]
    } else if (punctuation === '!') {
      yield [`${param}:missing=true`, true]
      yield [`${param}:missing=false`, false]
    } else if (punctuation === ':exact=') {
      yield [`${param}:exact=${encodeURIComponent(escaped(value))}`, true]
    } else {
      yield [`${param}=${encodeURIComponent(value.replaceAll(',', '\\,'))}`, true]
    }
  }
  for (const { param, value } of entries.strings) {
    yield [`${param}=${encodeURIComponent(escaped(value.slice(0, 5)))}`, true]
    yield [`${param}:contains=${encodeURIComponent(escaped(value.slice(-5)))}`, true]
  }
  for (const { param, lo, hi } of entries.dates) {
    if (Math.abs(lo) < 1e14) yield [`${param}=ge${new Date(lo).toISOString()}`, true]
    if (Math.abs(hi) < 1e14) yield [`${param}=le${new Date(hi).toISOString()}`, true]
  }
  for (const { param, system, code, lo, hi } of entries.numbers) {
    if (lo !== hi) continue
    yield [`${param}=${encodeURIComponent(lo)}`, true]
    if (code !== '') yield [`${param}=${encodeURIComponent(`${lo}|${escaped(system)}|${escaped(code)}`)}`, true]
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\,|$]/g, '\\$&')
}
