import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damagedExample } from '../../test/damaged-example.ts'
import { parseJson } from '../json/json.ts'
import type { IssueCode } from './issue.ts'
import { validate } from './validate.ts'

const patient = (elements: object) => ({ resourceType: 'Patient', ...elements })
const observation = (elements: object) => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Heart rate' },
  ...elements,
})
const url = 'http://example.org/fhir/StructureDefinition/x'

describe('validate accepts', () => {
  test.each<[rule: string, resource: object]>([
    ['a resource with nothing but its type, where nothing is required', patient({})],
    ['extensions beside a missing primitive', patient({ _birthDate: { extension: [{ url, valueString: 'x' }] } })],
    [
      'a null where only the extensions are given',
      patient({
        name: [{ given: ['Ada', null], _given: [null, { extension: [{ url, valueCode: 'x' }] }] }],
      }),
    ],
    [
      'values beyond the last sibling',
      patient({
        name: [{ given: ['Ada', 'B'], _given: [{ id: 'a', extension: [{ url, valueCode: 'x' }] }] }],
      }),
    ],
    [
      'extensions in place of a required primitive',
      { resourceType: 'Observation', _status: { extension: [{ url, valueCode: 'x' }] }, code: { text: 'x' } },
    ],
    [
      'a choice and its own sibling',
      observation({ valueString: 'x', _valueString: { extension: [{ url, valueCode: 'x' }] } }),
    ],
    ['partial dates', patient({ birthDate: '1974-12' })],
    ['29 February in a leap year', patient({ birthDate: '2024-02-29' })],
    ['a leap second', observation({ effectiveDateTime: '2016-12-31T23:59:60Z' })],
    [
      'a reference to a contained resource',
      patient({
        contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }],
        managingOrganization: { reference: '#o' },
      }),
    ],
    [
      'a reference by URN',
      patient({ managingOrganization: { reference: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520' } }),
    ],
    [
      'an absolute reference',
      patient({ managingOrganization: { reference: 'https://example.org/fhir/Organization/1' } }),
    ],
    ['a versioned reference', patient({ managingOrganization: { reference: 'Organization/1/_history/2' } })],
    ['a conditional reference', patient({ managingOrganization: { reference: 'Organization?identifier=x|1' } })],
    ['a reference by identifier alone', patient({ managingOrganization: { identifier: { value: '1' } } })],
    [
      'a decimal kept as text',
      parseJson(
        '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10}}',
      ) as object,
    ],
    ['tab, line feed and carriage return in text', patient({ name: [{ text: 'A\tB\r\nC' }] })],
    ['base64 with white space', { resourceType: 'Binary', contentType: 'text/plain', data: 'SGVs\nbG8=' }],
    [
      'a coded concept that is unknown, by extension alone',
      {
        resourceType: 'AllergyIntolerance',
        patient: { reference: 'Patient/1' },
        clinicalStatus: { extension: [{ url, valueCode: 'unknown' }] },
      },
    ],
    [
      'meta as the server extends it',
      patient({
        meta: {
          author: { reference: 'Practitioner/1' },
          project: 'p1',
          account: { reference: 'Organization/1' },
          accounts: [{ reference: 'Organization/1' }],
          onBehalfOf: { reference: 'Patient/1' },
          compartment: [{ reference: 'Patient/1' }],
        },
      }),
    ],
    [
      'a client',
      {
        resourceType: 'ClientApplication',
        name: 'App',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        basicAllowed: false,
        redirectUris: ['https://app.example.org/'],
        allowedOrigin: ['https://app.example.org'],
        contacts: ['ops@example.org'],
      },
    ],
    [
      'all fields that an access policy has on the wire',
      {
        resourceType: 'AccessPolicy',
        name: 'p',
        basedOn: [{ reference: 'AccessPolicy/1' }],
        compartment: { reference: 'Organization/1' },
        resource: [
          {
            resourceType: 'Patient',
            criteria: 'Patient?_compartment=%patient',
            readonly: true,
            interaction: ['read'],
            hiddenFields: ['ssn'],
            readonlyFields: ['name'],
            writeConstraint: [{ language: 'text/fhirpath', expression: 'true' }],
          },
        ],
        ipAccessRule: [{ name: 'all', value: '*', action: 'block' }],
      },
    ],
    [
      'a project',
      {
        resourceType: 'Project',
        status: 'active',
        superAdmin: false,
        strictMode: true,
        owner: { reference: 'User/1' },
        origin: ['https://app.example.org'],
        features: ['bots'],
        link: [{ project: { reference: 'Project/1' } }],
        setting: [{ name: 'mfaRequired', valueBoolean: true }],
        defaultAccessPolicies: [{ profileType: 'Patient', accessPolicy: { reference: 'AccessPolicy/1' } }],
      },
    ],
    [
      'a membership',
      {
        resourceType: 'ProjectMembership',
        project: { reference: 'Project/1' },
        user: { reference: 'User/1' },
        profile: { reference: 'Patient/1' },
        access: [
          {
            policy: { reference: 'AccessPolicy/1' },
            parameter: [{ name: 'clinic', valueReference: { reference: 'Organization/1' } }],
          },
        ],
      },
    ],
    [
      'a resource within a Bundle, whose references are its own',
      {
        resourceType: 'Bundle',
        type: 'collection',
        entry: [
          {
            resource: patient({
              contained: [{ resourceType: 'Organization', id: 'o', name: 'O' }],
              managingOrganization: { reference: '#o' },
            }),
          },
        ],
      },
    ],
  ])('%s', (_rule, resource) => {
    expect(validate(resource)).toEqual([])
  })
})

describe('validate refuses', () => {
  test.each<[rule: string, resource: unknown, code: IssueCode, expression: string]>([
    ['what is no object', 'Patient', 'structure', 'Resource'],
    ['an array', [], 'structure', 'Resource'],
    ['null', null, 'structure', 'Resource'],
    ['a missing resourceType', { id: '1' }, 'required', 'Resource.resourceType'],
    ['an unknown resourceType', { resourceType: 'Patent' }, 'value', 'Resource.resourceType'],
    ['an abstract resourceType', { resourceType: 'DomainResource' }, 'value', 'Resource.resourceType'],
    [
      'a resourceType that is a property of every object',
      { resourceType: 'constructor' },
      'value',
      'Resource.resourceType',
    ],
    ['an unknown element', patient({ nickname: 'Ada' }), 'structure', 'Patient.nickname'],
    ['an unknown element that every object has', patient({ constructor: 'x' }), 'structure', 'Patient.constructor'],
    [
      'an element named __proto__',
      JSON.parse('{"resourceType":"Patient","__proto__":{"id":"1"}}'),
      'structure',
      'Patient.__proto__',
    ],
    ['a name that is no identifier', patient({ 'a`b c': 1 }), 'structure', 'Patient.`a\\`b c`'],
    [
      'an unknown element inside',
      patient({ contact: [{ nickname: 'x' }] }),
      'structure',
      'Patient.contact[0].nickname',
    ],
    [
      'a private key of a client',
      { resourceType: 'ClientApplication', jwks: { keys: [{ kty: 'EC', d: 'x' }] } },
      'structure',
      'ClientApplication.jwks.keys[0].d',
    ],
    ['a choice without its type', observation({ value: 1 }), 'structure', 'Observation.value'],
    ['a choice of a type it does not have', observation({ valueDecimal: 1 }), 'structure', 'Observation.valueDecimal'],
    ['two types of a choice', observation({ valueString: 'x', valueInteger: 1 }), 'structure', 'Observation.value'],
    [
      'two types of a choice, one by extension alone',
      observation({ valueString: 'x', _valueInteger: { extension: [{ url, valueCode: 'x' }] } }),
      'structure',
      'Observation.value',
    ],
    ['a missing required element', { resourceType: 'Observation', status: 'final' }, 'required', 'Observation.code'],
    [
      'a missing required element inside',
      patient({ link: [{ type: 'seealso' }] }),
      'required',
      'Patient.link[0].other',
    ],
    [
      'a missing required choice',
      {
        resourceType: 'MedicationRequest',
        status: 'active',
        intent: 'order',
        subject: { reference: 'Patient/1' },
      },
      'required',
      'MedicationRequest.medication',
    ],
    ['an array for what does not repeat', patient({ birthDate: ['1974-12-25'] }), 'structure', 'Patient.birthDate'],
    ['a single value for what repeats', patient({ name: { family: 'X' } }), 'structure', 'Patient.name'],
    ['an empty array', patient({ name: [] }), 'structure', 'Patient.name'],
    ['an empty object', patient({ maritalStatus: {} }), 'structure', 'Patient.maritalStatus'],
    ['an object with nothing but an id', patient({ maritalStatus: { id: 'x' } }), 'invariant', 'Patient.maritalStatus'],
    ['an empty string', patient({ name: [{ family: '' }] }), 'value', 'Patient.name[0].family'],
    ['null for a value', patient({ active: null }), 'value', 'Patient.active'],
    [
      'null in an array without a counterpart',
      patient({ name: [{ given: ['A', null] }] }),
      'value',
      'Patient.name[0].given[1]',
    ],
    [
      'null for the extensions of nothing',
      patient({ name: [{ given: ['A'], _given: [null, null] }] }),
      'structure',
      'Patient.name[0].given[1]',
    ],
    [
      'a sibling that does not repeat beside one that does',
      patient({ name: [{ given: ['A'], _given: { extension: [{ url, valueCode: 'x' }] } }] }),
      'structure',
      'Patient.name[0].given',
    ],
    ['a sibling of an element that has elements', patient({ _name: [{ id: 'x' }] }), 'structure', 'Patient._name'],
    ['a sibling with a value of its own', patient({ _active: { value: true } }), 'structure', 'Patient.active.value'],
    ['text for an object', patient({ maritalStatus: 'M' }), 'structure', 'Patient.maritalStatus'],
    ['an object for text', patient({ birthDate: { year: 1974 } }), 'value', 'Patient.birthDate'],
    [
      'a raw number for an object',
      parseJson('{"resourceType":"Patient","maritalStatus":1.0}'),
      'structure',
      'Patient.maritalStatus',
    ],
    ['text for a boolean', patient({ active: 'true' }), 'value', 'Patient.active'],
    ['a day that does not exist', patient({ birthDate: '2015-02-30' }), 'value', 'Patient.birthDate'],
    ['29 February in a common year', patient({ birthDate: '1900-02-29' }), 'value', 'Patient.birthDate'],
    ['the year 0000', patient({ birthDate: '0000-01-01' }), 'value', 'Patient.birthDate'],
    ['a date with a time', patient({ birthDate: '1974-12-25T10:00:00Z' }), 'value', 'Patient.birthDate'],
    [
      'a time without a zone',
      observation({ effectiveDateTime: '2015-02-07T13:28:17' }),
      'value',
      'Observation.effective',
    ],
    ['an hour of 24', observation({ effectiveDateTime: '2015-02-07T24:00:00Z' }), 'value', 'Observation.effective'],
    ['an instant without a time', observation({ effectiveInstant: '2015-02-07' }), 'value', 'Observation.effective'],
    ['a time of day with a zone', observation({ valueTime: '13:28:17Z' }), 'value', 'Observation.value'],
    ['a negative positiveInt', patient({ telecom: [{ value: '1', rank: 0 }] }), 'value', 'Patient.telecom[0].rank'],
    ['an integer with a fraction', observation({ valueInteger: 1.5 }), 'value', 'Observation.value'],
    [
      'an integer written with a fraction',
      parseJson('{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueInteger":1.0}'),
      'value',
      'Observation.value',
    ],
    ['an integer of more than 32 bits', observation({ valueInteger: 2 ** 31 }), 'value', 'Observation.value'],
    [
      'a decimal beyond all numbers',
      parseJson('{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1e999}}'),
      'value',
      'Observation.value.value',
    ],
    ['a decimal as text', observation({ valueQuantity: { value: '1.0' } }), 'value', 'Observation.value.value'],
    ['an id with an underscore', patient({ id: 'a_b' }), 'value', 'Patient.id'],
    ['an id that is too long', patient({ id: 'x'.repeat(65) }), 'value', 'Patient.id'],
    ['an id with extensions', patient({ _id: { extension: [{ url, valueCode: 'x' }] } }), 'structure', 'Patient._id'],
    ['a URI with a space', patient({ implicitRules: 'http://a b' }), 'value', 'Patient.implicitRules'],
    ['a code with a space at its end', patient({ language: 'en ' }), 'value', 'Patient.language'],
    [
      'an OID without its prefix',
      { resourceType: 'Parameters', parameter: [{ name: 'x', valueOid: '1.2.3' }] },
      'value',
      'Parameters.parameter[0].value',
    ],
    [
      'a UUID in upper case',
      {
        resourceType: 'Parameters',
        parameter: [{ name: 'x', valueUuid: 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520' }],
      },
      'value',
      'Parameters.parameter[0].value',
    ],
    [
      'base64 of the wrong length',
      { resourceType: 'Binary', contentType: 'text/plain', data: 'SGVsbG8' },
      'value',
      'Binary.data',
    ],
    ['a NUL', patient({ name: [{ text: 'A\u0000' }] }), 'value', 'Patient.name[0].text'],
    ['another control character', patient({ name: [{ text: '\u001b[2J' }] }), 'value', 'Patient.name[0].text'],
    ['half of a surrogate pair', patient({ name: [{ text: '\ud800' }] }), 'value', 'Patient.name[0].text'],
    [
      'a string of more than 1 MB',
      patient({ name: [{ text: 'x'.repeat(1024 * 1024 + 1) }] }),
      'value',
      'Patient.name[0].text',
    ],
    ['a code outside a required binding', patient({ gender: 'm' }), 'code-invalid', 'Patient.gender'],
    [
      'a concept outside a required binding',
      {
        resourceType: 'AllergyIntolerance',
        patient: { reference: 'Patient/1' },
        clinicalStatus: { coding: [{ system: 'http://example.org', code: 'active' }] },
      },
      'code-invalid',
      'AllergyIntolerance.clinicalStatus',
    ],
    [
      'text for a concept with a required binding',
      {
        resourceType: 'AllergyIntolerance',
        patient: { reference: 'Patient/1' },
        clinicalStatus: { text: 'active' },
      },
      'code-invalid',
      'AllergyIntolerance.clinicalStatus',
    ],
    [
      'a reference to the wrong type',
      patient({ managingOrganization: { reference: 'Patient/1' } }),
      'value',
      'Patient.managingOrganization',
    ],
    [
      'a reference whose URL shows the wrong type',
      patient({ managingOrganization: { reference: 'https://example.org/fhir/Patient/1' } }),
      'value',
      'Patient.managingOrganization',
    ],
    [
      'a reference by identifier to the wrong type',
      patient({ managingOrganization: { type: 'Patient', identifier: { value: '1' } } }),
      'value',
      'Patient.managingOrganization',
    ],
    [
      'a reference to a type that does not exist',
      patient({ managingOrganization: { reference: 'Organisation/1' } }),
      'value',
      'Patient.managingOrganization.reference',
    ],
    [
      'a reference that is no reference',
      patient({ managingOrganization: { reference: 'the hospital' } }),
      'value',
      'Patient.managingOrganization.reference',
    ],
    [
      'a reference to a contained resource that is not there',
      patient({ managingOrganization: { reference: '#o' } }),
      'invariant',
      'Patient.managingOrganization.reference',
    ],
    [
      'a reference to a contained resource of the wrong type',
      patient({ contained: [patient({ id: 'o' })], managingOrganization: { reference: '#o' } }),
      'value',
      'Patient.managingOrganization',
    ],
    [
      'a contained resource that is invalid',
      patient({ contained: [observation({ status: 'done' })] }),
      'code-invalid',
      'Patient.contained[0].status',
    ],
    [
      'a contained resource that contains one',
      patient({ contained: [patient({ contained: [patient({})] })] }),
      'invariant',
      'Patient.contained[0].contained',
    ],
    [
      'a contained resource without a type',
      patient({ contained: [{ id: 'x' }] }),
      'required',
      'Patient.contained[0].resourceType',
    ],
    [
      'an invalid resource in a Bundle',
      { resourceType: 'Bundle', type: 'batch', entry: [{ resource: patient({ active: 1 }) }] },
      'value',
      'Bundle.entry[0].resource.active',
    ],
    [
      'an extension without a URL',
      patient({ extension: [{ valueString: 'x' }] }),
      'required',
      'Patient.extension[0].url',
    ],
    [
      'an extension with neither value nor extensions',
      patient({ extension: [{ url }] }),
      'invariant',
      'Patient.extension[0]',
    ],
    [
      'an extension with both value and extensions',
      patient({ extension: [{ url, valueString: 'x', extension: [{ url, valueString: 'y' }] }] }),
      'invariant',
      'Patient.extension[0]',
    ],
    [
      'a narrative that is no <div>',
      patient({ text: { status: 'generated', div: '<p>Ada</p>' } }),
      'value',
      'Patient.text.div',
    ],
    [
      'a narrative that is not closed',
      patient({ text: { status: 'generated', div: '<div>Ada' } }),
      'value',
      'Patient.text.div',
    ],
    [
      'a secret of a client',
      { resourceType: 'ClientApplication', secret: 'x' },
      'structure',
      'ClientApplication.secret',
    ],
    [
      'a password hash',
      { resourceType: 'User', firstName: 'A', lastName: 'B', passwordHash: 'x' },
      'structure',
      'User.passwordHash',
    ],
    [
      'a kind of client that does not exist',
      { resourceType: 'ClientApplication', kind: 'robot' },
      'code-invalid',
      'ClientApplication.kind',
    ],
    [
      'a member that is no principal',
      {
        resourceType: 'ProjectMembership',
        project: { reference: 'Project/1' },
        user: { reference: 'Patient/1' },
        profile: { reference: 'Patient/1' },
      },
      'value',
      'ProjectMembership.user',
    ],
  ])('%s', (_rule, resource, code, expression) => {
    expect(validate(resource)).toMatchObject([{ code, expression }])
  })
})

describe('validate', () => {
  test('names the element that was probably meant', () => {
    expect(validate(patient({ birthdate: '1974-12-25' }))[0]?.text).toContain('birthDate')
  })

  test('quotes no values', () => {
    const issues = validate(patient({ birthDate: 'secret-1', gender: 'secret-2', id: 'secret_3' }))
    expect(issues).toHaveLength(3)
    expect(JSON.stringify(issues)).not.toContain('secret')
  })

  test('reports no more than 50 issues', () => {
    expect(validate(patient({ name: Array.from({ length: 1000 }, () => ({ x: 1 })) }))).toHaveLength(50)
  })

  test.each<[what: string, make: (levels: number) => unknown]>([
    ['arrays', (levels) => nest(levels, (inner) => [inner])],
    ['extensions', (levels) => patient({ extension: nest(levels, (inner) => [{ url, extension: inner }]) })],
    [
      'items',
      (levels) => ({
        resourceType: 'Questionnaire',
        status: 'draft',
        item: nest(levels, (inner) => [{ linkId: '1', type: 'group', item: inner }]),
      }),
    ],
    ['contained resources', (levels) => nest(levels, (inner) => patient({ contained: [inner] }))],
    [
      'bundles',
      (levels) => nest(levels, (inner) => ({ resourceType: 'Bundle', type: 'batch', entry: [{ resource: inner }] })),
    ],
  ])('answers a million nested %s with one issue', (_what, make) => {
    expect(validate(make(1_000_000))).toHaveLength(1)
  })

  test('finds contained resources without searching them one by one', () => {
    const ids = Array.from({ length: 30_000 }, (_, index) => `c${index}`)
    const resource = patient({
      contained: ids.map((id) => ({ resourceType: 'Practitioner', id })),
      generalPractitioner: ids.map((id) => ({ reference: `#${id}` })),
    })
    const started = performance.now()
    expect(validate(resource)).toEqual([])
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('never throws, and always says where', () => {
    fc.assert(
      fc.property(damagedExample, (resource) => {
        const issues = validate(resource)
        expect(issues.length).toBeLessThanOrEqual(50)
        expect(issues.filter(({ expression, text }) => expression === '' || text === '')).toEqual([])
      }),
    )
  })
})

function nest(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = [{ url, valueString: 'x' }]
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}
