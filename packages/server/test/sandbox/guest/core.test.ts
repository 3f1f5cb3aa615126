import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as theirs from '@medplum/core'
import { describe, expect, test } from 'vitest'
import { coreModule } from '../../../src/base/sandbox/guest/core/index.ts'
import { refusedInVm, runInVm } from './in-vm.ts'

const ours = coreModule() as Readonly<Record<string, unknown>>

const patient = {
  resourceType: 'Patient',
  id: '1',
  birthDate: '1980-02-03',
  name: [{ given: ['Ada', 'B'], family: 'L', prefix: ['Dr'], suffix: ['II'], use: 'official' }],
  identifier: [
    { system: 's', value: 'v' },
    {
      system: 't',
      value: 'w',
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
    },
  ],
  extension: [{ url: 'a', valueString: 'x', extension: [{ url: 'b', valueInteger: 3 }] }],
}
const response = {
  resourceType: 'QuestionnaireResponse',
  item: [
    { linkId: 'a', answer: [{ valueString: 'x' }, { valueString: 'y' }] },
    { linkId: 'g', item: [{ linkId: 'b', answer: [{ valueInteger: 1 }] }, { linkId: 'n' }] },
    { linkId: 'a', answer: [{ valueString: 'z' }] },
  ],
}
const concept = { coding: [{ system: 's', code: 'c' }] }
const mg = (value: number): object => ({ value, unit: 'mg' })
const bundle = { resourceType: 'Bundle', entry: [{ resource: patient }] }
const refused = theirs.badRequest('no', 'a.b')

/** Each helper with arguments for which both must give the same. */
const SAME: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  createReference: [
    [patient],
    [{ resourceType: 'Device', id: '2', deviceName: [{ name: 'd' }] }],
    [{ resourceType: 'Observation', id: '9' }],
  ],
  getReferenceString: [[patient], [{ reference: 'Patient/1' }], [undefined], [{ resourceType: 'Patient' }], [{}]],
  resolveId: [[{ reference: 'Patient/1' }], [patient], [undefined], [{}], [{ reference: 'x' }]],
  parseReference: [[{ reference: 'Patient/1' }], [{ reference: 'Patient' }], [undefined]],
  tryParseReference: [[{ reference: 'a' }], [{ reference: 'Patient/1/_history/2' }]],
  isReference: [[{ reference: 'Patient/1' }], [{ reference: 'Patient/1' }, 'Observation'], [{}], [undefined]],
  isResource: [[patient], [patient, 'Patient'], [patient, 'Bot'], [{}], [null]],
  isResourceWithId: [[{ resourceType: 'Patient' }], [patient]],
  getIdentifier: [
    [patient, 's'],
    [patient, 'no'],
    [{ resourceType: 'Bundle', identifier: { system: 's', value: 'z' } }, 's'],
  ],
  getIdentifierByType: [[patient, theirs.MRN_IDENTIFIER_TYPE]],
  getExtension: [
    [patient, 'a'],
    [patient, 'a', 'b'],
    [patient, 'a', 'c'],
    [{ resourceType: 'Patient' }, 'a'],
  ],
  getExtensions: [
    [patient, 'a'],
    [patient, 'z'],
  ],
  getExtensionValue: [
    [patient, 'a'],
    [patient, 'a', 'b'],
    [patient, 'z'],
  ],
  getCodeBySystem: [
    [concept, 's'],
    [{}, 'x'],
  ],
  findCodeBySystem: [
    [[concept], 's'],
    [[concept], 'x'],
  ],
  findResourceByCode: [
    [[{ resourceType: 'Observation', code: concept }], 'c', 's'],
    [[{ resourceType: 'Observation', code: concept }], concept, 's'],
  ],
  findResourceInBundle: [
    [bundle, 'Patient', '1'],
    [bundle, 'Patient', '2'],
  ],
  getDisplayString: [
    [patient],
    [{ resourceType: 'Patient', id: '3' }],
    [{ resourceType: 'Organization', name: 'O' }],
    [{ resourceType: 'User', email: 'e' }],
    [{ resourceType: 'Medication', code: { text: 't' } }],
    [{ resourceType: 'Observation', code: { text: 'ct' } }],
    [{ resourceType: 'Practitioner', name: [{ text: 'T' }] }],
    [{ resourceType: 'Subscription', id: 's', criteria: 'cc' }],
    [{ resourceType: 'PractitionerRole', id: 'pr' }],
  ],
  getQuestionnaireAnswers: [[response], [{ resourceType: 'QuestionnaireResponse' }]],
  getAllQuestionnaireAnswers: [[response]],
  addProfileToResource: [[{ resourceType: 'Patient' }, 'u']],
  removeProfileFromResource: [[{ resourceType: 'Patient', meta: { profile: ['u', 'w'] } }, 'u']],
  getDateProperty: [['2024-01-02'], [undefined]],
  calculateAge: [
    ['1980-02-03', '2024-02-02'],
    ['2020-02-29', '2021-02-28'],
    ['2024-01-31', '2024-03-01'],
    ['2024-03-02', '2024-02-02'],
  ],
  calculateAgeString: [
    ['1980-02-03', '2024-02-02'],
    ['2024-01-01', '2024-02-02'],
    ['2023-01-10', '2024-02-02'],
    ['2024-02-01', '2024-02-02'],
  ],
  formatAddress: [
    [{ line: ['1 A St', 'Apt 2'], city: 'C', state: 'S', postalCode: 'P', use: 'home' }],
    [{ line: ['1 A St'], city: 'C', state: 'S', postalCode: 'P', use: 'home' }, { all: true }],
    [
      { use: 'home', line: ['1'] },
      { use: true, lineSeparator: '; ' },
    ],
    [{}],
  ],
  formatHumanName: [
    [patient.name[0]],
    [patient.name[0], { all: true }],
    [patient.name[0], { prefix: false }],
    [{ text: 'T' }],
    [{}],
  ],
  formatGivenName: [[patient.name[0]]],
  formatFamilyName: [[patient.name[0]], [{}]],
  formatDate: [[undefined], [''], ['2024'], ['2024-02'], ['2024-02-03'], ['x']],
  formatQuantity: [
    [mg(5.126), 2],
    [{ value: 5, unit: '%' }],
    [undefined],
    [{ value: 0 }],
    [{ unit: 'mg' }],
    [{ value: 1, comparator: '<' }],
  ],
  formatRange: [
    [{ low: mg(1), high: mg(2) }],
    [{ low: mg(1) }],
    [{ high: mg(1) }],
    [undefined],
    [{}],
    [{ low: mg(1), high: mg(2.257) }, 2],
  ],
  formatCodeableConcept: [[{ text: 't' }], [{ coding: [{ display: 'd', code: 'c' }, { code: 'e' }] }], [undefined]],
  formatCoding: [[{ code: 'c' }], [{ code: 'c', display: 'd' }], [{ code: 'c', display: 'd' }, true], [undefined]],
  formatObservationValue: [
    [{ valueQuantity: mg(1) }],
    [{ valueCodeableConcept: { text: 'c' } }],
    [{ valueString: 's' }],
    [{ component: [{ valueQuantity: mg(1) }, { valueQuantity: mg(2) }] }],
    [{}],
    [undefined],
  ],
  formatReferenceString: [[{ reference: 'Patient/1', display: 'd' }], [{ reference: 'Patient/1' }], [undefined]],
  capitalize: [['abc def'], ['']],
  isEmpty: [[undefined], [null], [''], [[]], [{}], [0], ['a'], [[1]], [false]],
  isPopulated: [[undefined], [null], [''], [[]], [{}], [0], ['a'], [[1]], [false]],
  isDefined: [[undefined], [null], ['']],
  isObject: [[undefined], [null], [{}], [[]], ['a']],
  isString: [['a'], [1]],
  isStringArray: [[['a', 1]], [[]]],
  isUUID: [['550e8400-e29b-41d4-a716-446655440000'], ['x']],
  isCoding: [[{ code: 'a' }], [{ system: 'x' }]],
  isCodeableConcept: [[concept], [{ text: 'x' }]],
  isQuantity: [[mg(1)], [{ unit: 'x' }]],
  isOperationOutcome: [[theirs.allOk], [null]],
  isAckCode: [['AA'], ['ZZ']],
  arrayify: [[undefined], [1], [[1]]],
  singularize: [[['a', 'b']], ['a'], [undefined], [[]]],
  append: [
    [undefined, 1],
    [[1], 2],
  ],
  flatMapFilter: [
    [[1, 2], (x: number) => (x > 1 ? [x, x] : undefined)],
    [undefined, (x: unknown) => x],
  ],
  sumBy: [[[{ a: 1 }, { a: 2 }], ({ a }: { a: number }) => a]],
  splitN: [
    ['a b c', ' ', 2],
    ['abc', ' ', 2],
  ],
  sortStringArray: [[['b', 'a', 'c']]],
  concatUrls: [
    ['http://a/b', 'c'],
    ['http://a/b/', '/c'],
    ['http://a/b', 'c?y=2'],
  ],
  ensureTrailingSlash: [['a'], ['a/']],
  ensureNoLeadingSlash: [['/a'], ['a']],
  getQueryString: [[{ a: 1, b: ['x', 'y'], c: undefined, d: true }], [[['a', 'x y&z']]], [undefined], ['']],
  escapeHtml: [[`<a href="x">&</a>`]],
  stringify: [
    [{ a: 1, b: null, c: [], d: { e: undefined }, f: [null, 1] }],
    [{ a: 1 }, true],
    [{ _a: [null, { id: 'x' }], a: ['1', '2'] }],
  ],
  deepClone: [[{ a: [1, {}] }], [undefined]],
  deepEquals: [
    [{ a: [1, 2] }, { a: [1, 2] }],
    [{ a: 1 }, { a: 2 }],
    [{ a: [1] }, { a: { 0: 1 } }],
    [
      { resourceType: 'Patient', meta: { versionId: '1', lastUpdated: 'x' } },
      { resourceType: 'Patient', meta: { versionId: '2' } },
    ],
    [{ resourceType: 'Patient', meta: { profile: ['a'] } }, { resourceType: 'Patient' }],
  ],
  encodeBase64: [['aé']],
  decodeBase64: [['YcOp']],
  encodeBase64Url: [['a?>é']],
  decodeBase64Url: [['YT8-w6k']],
  arrayBufferToHex: [[new Uint8Array([1, 255]).buffer]],
  assert: [[false, 'm'], [1]],
  assertOk: [
    [theirs.allOk, { a: 1 }],
    [theirs.notFound, undefined],
    [theirs.allOk, undefined],
  ],
  badRequest: [['x'], ['x', 'a.b'], ['x', ['a', 'b']]],
  accepted: [['here']],
  businessRule: [['k', 'm']],
  conflict: [['d'], ['d', 'c']],
  contentTooLarge: [['t']],
  serverTimeout: [[], ['x']],
  serverError: [[new Error('x')]],
  validationError: [['x']],
  normalizeErrorString: [
    [''],
    ['abc'],
    [new Error('m')],
    [null],
    [undefined],
    [{ code: 'E1' }],
    [{ a: 1 }],
    [42],
    [refused],
    [{ resourceType: 'OperationOutcome' }],
  ],
  normalizeOperationOutcome: [['abc'], [new Error('m')], [refused]],
  operationOutcomeToString: [
    [refused],
    [{ resourceType: 'OperationOutcome', issue: [{ diagnostics: 'd' }, { details: { text: 't' } }] }],
  ],
  operationOutcomeIssueToString: [[refused.issue[0]]],
  ...Object.fromEntries(
    ['getStatus', 'isOk', 'isCreated', 'isAccepted', 'isNotFound', 'isGone', 'isConflict', 'isUnauthenticated'].map(
      (name) => [
        name,
        [
          theirs.allOk,
          theirs.created,
          theirs.accepted('x'),
          theirs.notFound,
          theirs.gone,
          theirs.conflict('x'),
          theirs.unauthorized,
          refused,
          theirs.forbidden,
          theirs.tooManyRequests,
          theirs.preconditionFailed,
        ].map((one) => [one]),
      ],
    ),
  ),
}

/** Values that are the same there. */
const CONSTANTS = words(`
  allOk created notFound notModified gone forbidden unauthorized multipleMatches preconditionFailed tooManyRequests
  unsupportedMediaType EMPTY ContentType AckCode MRN_IDENTIFIER_TYPE HTTP_HL7_ORG HTTP_TERMINOLOGY_HL7_ORG HL7_V2_0203
  LOINC SNOMED RXNORM CPT ICD10 NDC UCUM`)

/** Tested by themselves: they change their arguments, differ for a reason, or need more than arguments. */
const ELSEWHERE = words(`
  Hl7Context Hl7Field Hl7Message Hl7Segment parseHl7DateTime formatHl7DateTime OperationOutcomeError setIdentifier
  setCodeBySystem mapByIdentifier generateId sleep lazy assertNever isValidDate formatTime formatDateTime formatPeriod`)

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

function given(module: Readonly<Record<string, unknown>>, name: string, values: readonly unknown[]): unknown {
  const copies = values.map((one) => (typeof one === 'function' || one instanceof Error ? one : structuredClone(one)))
  try {
    return JSON.stringify((module[name] as (...all: unknown[]) => unknown)(...copies)) ?? 'undefined'
  } catch (error) {
    return `threw ${(error as Error).name}: ${(error as Error).message}`
  }
}

describe('what a Bot gets for @medplum/core', () => {
  test.each(Object.keys(SAME))('%s gives what it gives there', (name) => {
    for (const values of SAME[name] ?? []) expect(given(ours, name, values)).toBe(given(theirs, name, values))
  })

  test('has the same constants', () => {
    for (const name of CONSTANTS) expect(ours[name], name).toEqual((theirs as Record<string, unknown>)[name])
  })

  test('has nothing that is not compared, and nothing that is not there', () => {
    const names = Object.keys(ours)
    expect(names.filter((name) => !(name in SAME) && ![...CONSTANTS, ...ELSEWHERE].includes(name))).toEqual([])
    expect(names.filter((name) => !(name in theirs))).toEqual([])
    expect(names.length).toBeGreaterThan(100)
    // And the guide names them all.
    const guide = readFileSync(join(import.meta.dirname, '../../../../../docs/bots.md'), 'utf8')
    expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([])
  })

  test('changes what it is given as it does there', () => {
    for (const { setIdentifier, setCodeBySystem, mapByIdentifier } of [ours, theirs] as (typeof theirs)[]) {
      const resource = structuredClone(patient) as never
      setIdentifier(resource, 's', 'new')
      setIdentifier(resource, 'u', 'more')
      expect(resource).toMatchObject({ identifier: [{ value: 'new' }, {}, { system: 'u', value: 'more' }] })
      const code = {}
      setCodeBySystem(code, 's', 'c')
      setCodeBySystem(code, 's', 'd')
      expect(code).toEqual({ coding: [{ system: 's', code: 'd' }] })
      expect([...mapByIdentifier(bundle as never, 's').keys()]).toEqual(['v'])
    }
  })

  test('writes times in English and in UTC, and says so where a locale is asked for', async () => {
    const bot = `import * as core from '@medplum/core'
      const { formatDateTime, formatTime, formatPeriod } = core
      export const handler = async () => [
        formatDateTime('2024-02-03T14:05:06Z'), formatTime('09:05'), formatTime('x'),
        formatPeriod({ start: '2024-01-01T00:00:00Z' }), formatPeriod(undefined)]`
    const { output } = await runInVm(bot)
    expect(output).toEqual({ json: ['2/3/2024, 2:05:06 PM', '9:05:00 AM', '', '1/1/2024, 12:00:00 AM - ', ''] })
    const other = `import { formatDate } from '@medplum/core'
      export const handler = async () => formatDate('2024-02-03', 'de-DE')`
    const message = 'formatDate takes no locale and no options in a Bot: it writes English, and times in UTC.'
    expect(await refusedInVm(other)).toMatchObject({ message })
  })

  test('refuses what is not given by its name, however a Bot imports it', async () => {
    const message = 'evalFhirPath of @medplum/core is not given to Bots. docs/bots.md lists what is.'
    for (const bot of [
      `import { evalFhirPath } from '@medplum/core'; export const handler = async () => evalFhirPath('a', {})`,
      `import * as core from '@medplum/core'; export const handler = async () => core.evalFhirPath('a', {})`,
      `const { evalFhirPath } = require('@medplum/core'); export const handler = async () => evalFhirPath('a', {})`,
    ])
      expect(await refusedInVm(bot).catch((error: Error) => error)).toMatchObject({ message })
  })

  test('refuses other modules by their names', async () => {
    const bot = `const fs = require('node:fs'); export const handler = async () => fs`
    await expect(runInVm(bot)).rejects.toThrow(
      '"node:fs" is not given to Bots: they may import @medplum/core, @medplum/fhirtypes and their own files.',
    )
  })
})
