import { expect, test } from 'vitest'
import { type Named, namedIn } from './named.ts'
import { parseSearch } from './parse-search.ts'
import { splitQuery } from './query.ts'
import type { Search } from './search.ts'

function named(type: Search['type'], query: string): Named {
  const search = parseSearch(type, splitQuery(query), { baseUrls: ['https://here.example/fhir/R4'] })
  if (!search.ok) throw new Error(JSON.stringify(search.refusal))
  return namedIn(search.value)
}

test.each([
  ['subject=Patient/1', ['Patient/1']],
  ['subject=Patient/1,Patient/2&performer:not=Practitioner/3', ['Patient/1', 'Patient/2', 'Practitioner/3']],
  ['patient=1', ['Group/1', 'Patient/1']],
  ['subject:Patient=1', ['Patient/1']],
  ['subject=1', ['Device/1', 'Group/1', 'Location/1', 'Patient/1']],
  ['subject=https://here.example/fhir/R4/Patient/1', ['Patient/1']],
  ['subject=https://elsewhere.example/fhir/R4/Patient/1', []],
  ['_id=7&_id:not=8,9', ['Observation/7', 'Observation/8', 'Observation/9']],
  ['_compartment=Patient/1', ['Patient/1']],
  // A code that looks like a reference does not count, nor does a string or a presence term.
  ['code=Patient/1&value-string:exact=subject%3DPatient/1&subject:missing=true&date=2024', []],
])('%s names %j', (query, references) => {
  expect([...named('Observation', query).references].sort()).toEqual(references)
})

test('a search of all types names no id, since it may be of any', () => {
  expect(named('*', '_id=7&_compartment=Patient/1').references).toEqual(['Patient/1'])
})

test('an identifier is named by its value, in a system or not; a system alone names nothing', () => {
  const query = String.raw`identifier=a,s|b,|c,s|,s\||d,e\|&identifier:not=f&identifier=s\\|`
  expect(named('Patient', query).identifiers).toEqual([
    'identifier=a',
    'identifier=s|b',
    'identifier=|c',
    String.raw`identifier=s\||d`,
    String.raw`identifier=e\|`,
    'identifier=f',
  ])
})
