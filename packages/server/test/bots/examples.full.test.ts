import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { POLICIES } from '../../../../examples/bots/src/policies.ts'
import { type ActingClinic, startActingClinic } from '../acting/acting-clinic.ts'
import { must } from '../identity/steps.ts'
import { type Guests, startGuests } from '../sandbox/guest/in-sandbox.ts'

const FOLDER = join(import.meta.dirname, '../../../../examples/bots/src')
const HL7 = 'x-application/hl7-v2+er7'
const MRN = 'https://hillside.example/mrn'

const sourceOf = (name: string): string => readFileSync(join(FOLDER, `${name}.ts`), 'utf8')

const resultsOf = (mrn: string, ...values: string[]): string =>
  [
    'MSH|^~\\&|LAB|HILLSIDE|EHR|HILLSIDE|20260301120000||ORU^R01^ORU_R01|M1|P|2.5.1',
    `PID|1||${mrn}^^^HILLSIDE^MR||Lovelace^Ada`,
    'OBR|1||L77|24323-8^Panel^LN',
    ...values.map((value, at) => `OBX|${at + 1}|NM|718-7^Hemoglobin^LN||${value}|g/dL|||||F|||20260301113000`),
  ].join('\r')

const admissionOf = (mrn: string, type: string): string =>
  [
    `MSH|^~\\&|ADT|HILLSIDE|EHR|HILLSIDE|20260301120000||ADT^${type}^ADT_${type}|M2|P|2.5.1`,
    `PID|1||${mrn}^^^HILLSIDE^MR||Hopper^Grace||19061209|F`,
    `PV1|1|I|||||||||||||||||V9${mrn}|||||||||||||||||||||||||20260301110000${type === 'A03' ? '|20260302090000' : ''}`,
  ].join('\r')

describe('the Bots of examples/bots', () => {
  const ids = new Map<string, string>()
  let clinic: ActingClinic
  beforeAll(async () => {
    clinic = await startActingClinic({})
    for (const [name, policy] of Object.entries(POLICIES)) ids.set(name, await made(name, policy))
  })
  afterAll(() => clinic.close())

  /** A Bot that may do what its policy says. */
  async function made(name: string, entries: readonly object[]): Promise<string> {
    const { owner, call } = clinic
    const accessPolicy = { reference: await clinic.actors.policy(owner, entries) }
    const { body } = must(
      await call(`admin/projects/${owner.project}/bot`, { json: { name, accessPolicy }, token: owner.token }),
    )
    const identifier = [{ system: 'https://hillside.example/bots', value: name }]
    must(await clinic.change(`Bot/${body.id}`, { identifier }))
    must(await clinic.fhir(`Bot/${body.id}/$deploy`, { json: { code: sourceOf(name), filename: `${name}.ts` } }))
    return body.id
  }

  const execute = (name: string, input: object): Promise<Answer> =>
    clinic.fhir(`Bot/${ids.get(name)}/$execute`, { json: input })
  const sent = (name: string, message: string, type = HL7): Promise<Answer> =>
    clinic.fhir(`Bot/${ids.get(name)}/$execute`, { method: 'POST', raw: message, headers: { 'Content-Type': type } })
  async function withSecrets(secrets: Readonly<Record<string, string>>): Promise<void> {
    const json = Object.entries(secrets).map(([name, valueString]) => ({ name, valueString }))
    must(await clinic.call(`admin/projects/${clinic.owner.project}/secrets`, { json, token: clinic.owner.token }))
  }
  /** With what the server adds, such as the author. */
  const found = async (search: string): Promise<Record<string, never>[]> =>
    (must(await clinic.fhir(search, { headers: { 'X-Medplum': 'extended' } })).body.entry ?? []).map(
      ({ resource }: { resource: never }) => resource,
    )

  test('are ten, each with a policy', () => {
    const names = readdirSync(FOLDER).map((file) => file.replace('.ts', ''))
    expect(names.filter((name) => name !== 'policies').toSorted()).toEqual(Object.keys(POLICIES).toSorted())
    expect(Object.keys(POLICIES)).toHaveLength(10)
  })

  test('lab-results: a message of results becomes Observations, once', async () => {
    const patient = await clinic.made({ resourceType: 'Patient', identifier: [{ system: MRN, value: 'A1' }] })
    for (let time = 0; time < 2; time += 1) {
      const { status, text } = await sent('lab-results', resultsOf('A1', '13.2', '12.9'))
      expect([status, text]).toEqual([200, expect.stringContaining('\rMSA|AA|M1|OK')])
    }
    const results = await found(`Observation?subject=Patient/${patient.id}&_sort=_lastUpdated`)
    expect(results).toHaveLength(2)
    expect(results[0]).toMatchObject({
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '718-7' }] },
      valueQuantity: { unit: 'g/dL' },
      effectiveDateTime: '2026-03-01T11:30:00.000Z',
      meta: { author: { reference: `Bot/${ids.get('lab-results')}` } },
    })
    expect((await sent('lab-results', resultsOf('A1', '13.2', 'high'))).text).toContain('ERR||OBX^2^5|102^^HL70357|E')
    expect((await sent('lab-results', resultsOf('nobody', '1'))).text).toContain('ERR||PID^1^3|204^^HL70357|E')
    expect(await found('Observation?code=718-7')).toHaveLength(2)
  })

  test('admissions: admitted, corrected, discharged', async () => {
    for (const type of ['A01', 'A08', 'A03'])
      expect((await sent('admissions', admissionOf('B2', type))).text).toContain('\rMSA|AA|M2|OK')
    const [patient, ...more] = await found(`Patient?identifier=${MRN}|B2`)
    expect([patient, more]).toMatchObject([
      { birthDate: '1906-12-09', gender: 'female', name: [{ family: 'Hopper' }] },
      [],
    ])
    expect(await found('Encounter?identifier=https://hillside.example/visit|V9B2')).toMatchObject([
      { status: 'finished', period: { start: '2026-03-01T11:00:00.000Z', end: '2026-03-02T09:00:00.000Z' } },
    ])
  })

  test('message-router: passes each message to the Bot for its type', async () => {
    expect((await sent('message-router', admissionOf('C3', 'A01'))).text).toContain('\rMSA|AA|M2|OK')
    expect(await found(`Patient?identifier=${MRN}|C3`)).toHaveLength(1)
    expect((await sent('message-router', resultsOf('nobody', '1'))).text).toContain('ERR||PID^1^3|204')
    expect(
      (await sent('message-router', admissionOf('C3', 'A01').replace('ADT^A01^ADT_A01', 'SIU^S12'))).text,
    ).toContain('\rMSA|AR|M2')
  })

  test('intake-form: a form becomes a patient', async () => {
    const item = [
      { linkId: 'family-name', answer: [{ valueString: 'Curie' }] },
      { linkId: 'birth-date', answer: [{ valueDate: '1867-11-07' }] },
    ]
    const form = { resourceType: 'QuestionnaireResponse', status: 'in-progress', item }
    const { body } = must(await execute('intake-form', form))
    expect(body).toMatchObject({ resourceType: 'Patient', name: [{ family: 'Curie' }], birthDate: '1867-11-07' })
    expect(await found(`QuestionnaireResponse?subject=Patient/${body.id}`)).toMatchObject([{ status: 'completed' }])
    const refused = await execute('intake-form', { ...form, item: [] })
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('The form needs a family name')])
  })

  test('payment-webhook: the invoice is balanced once it is paid', async () => {
    const identifier = [{ system: 'https://hillside.example/invoice', value: 'R7' }]
    await clinic.made({
      resourceType: 'Invoice',
      status: 'issued',
      identifier,
      totalGross: { value: 12.5, currency: 'EUR' },
    })
    const paid = (amount: number): object => ({
      type: 'payment_intent.succeeded',
      data: { object: { metadata: { invoice: 'R7' }, amount_received: amount } },
    })
    expect((await execute('payment-webhook', paid(1_000))).text).toContain('Invoice R7 is not paid in full.')
    for (let time = 0; time < 2; time += 1)
      expect(must(await execute('payment-webhook', paid(1_250))).body).toEqual({ handled: true })
    expect(await found('Invoice?identifier=https://hillside.example/invoice|R7')).toMatchObject([
      { status: 'balanced', meta: {} },
    ])
    // As the service itself does it: signed, and taken once.
    const secret = 'whsec_that_the_service_showed'
    await withSecrets({ STRIPE: secret, PAYER_KEY: 'k-1' })
    const webhook = { verification: 'stripe', secretName: ['STRIPE'] }
    must(await clinic.change(`Bot/${ids.get('payment-webhook')}`, { publicWebhook: true, webhook }))
    const member = must(await clinic.fhir(`ProjectMembership?user=Bot/${ids.get('payment-webhook')}`)).body.entry[0]
      .resource
    const [raw, at] = [JSON.stringify(paid(1_250)), Math.floor(Date.now() / 1_000)]
    const signed = createHmac('sha256', secret).update(`${at}.${raw}`).digest('hex')
    const deliver = (signature: string): Promise<Answer> =>
      clinic.call(`webhook/${member.id}`, {
        method: 'POST',
        raw,
        headers: { 'Content-Type': 'application/json', 'Stripe-Signature': signature },
      })
    expect((await deliver(`t=${at},v1=${'0'.repeat(64)}`)).status).toBeGreaterThanOrEqual(400)
    expect(must(await deliver(`t=${at},v1=${signed}`)).body).toEqual({ handled: true })
    expect((await deliver(`t=${at},v1=${signed}`)).status).toBe(409)
    expect(must(await execute('payment-webhook', { type: 'charge.updated', data: { object: {} } })).body).toEqual({
      handled: false,
    })
  })

  test('daily-report: the results of a day become a CSV', async () => {
    const result = (text: string, value: number): object => ({
      resourceType: 'Observation',
      status: 'final',
      code: { text },
      effectiveDateTime: '2026-02-01T10:00:00Z',
      valueQuantity: { value, unit: 'x' },
    })
    for (const [text, value] of [
      ['Glucose', 90],
      ['Glucose', 110],
      ['=cmd', 1],
    ] as const)
      await clinic.made(result(text, value))
    const { body } = must(await execute('daily-report', { date: '2026-02-01' }))
    const { url, title } = body.content[0].attachment
    expect([body.description, title]).toEqual(['Results of 2026-02-01', 'results-2026-02-01.csv'])
    const { text } = must(await clinic.fhir(url.replace(/^.*(Binary\/.*)$/, '$1'), { headers: { Accept: 'text/csv' } }))
    expect(text).toBe(`result,count,least,mean,most\r\n"'=cmd",1,1,1.00,1\r\n"Glucose",2,90,100.00,110\r\n`)
  })

  test('scan-inbox: a PDF waits to be filed, and nothing else does', async () => {
    const { body } = must(await sent('scan-inbox', '%PDF-1.7 scanned', 'application/pdf'))
    expect(body).toMatchObject({ docStatus: 'preliminary', description: 'Scanned, 16 bytes' })
    expect(body.content[0].attachment).toMatchObject({ contentType: 'application/pdf', title: 'scan.pdf' })
    const refused = await sent('scan-inbox', '<html>', 'application/pdf')
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('This is no PDF.')])
  })

  test('overdue-tasks: what is late is urgent', async () => {
    const task = (end: string): object => ({
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      restriction: { period: { end } },
    })
    const [late, early] = [
      await clinic.made(task('2026-01-01T00:00:00Z')),
      await clinic.made(task('2026-12-31T00:00:00Z')),
    ]
    for (const marked of [1, 0])
      expect(must(await execute('overdue-tasks', { now: '2026-06-01T00:00:00Z' })).body).toEqual({ marked, failed: [] })
    expect((await clinic.fhir(`Task/${late.id}`)).body.priority).toBe('urgent')
    expect((await clinic.fhir(`Task/${early.id}`)).body.priority).toBeUndefined()
  })

  test('consent-notice: the privacy officer learns of it, and the chart has one flag', async () => {
    const patient = await clinic.made({ resourceType: 'Patient', name: [{ text: 'Ada' }] })
    const consent = {
      resourceType: 'Consent',
      id: 'c1',
      status: 'inactive',
      patient: { reference: `Patient/${patient.id}` },
    }
    for (let time = 0; time < 2; time += 1)
      expect(must(await execute('consent-notice', consent)).body).toMatchObject({
        resourceType: 'Task',
        description: `Patient/${patient.id} has withdrawn a consent.`,
      })
    expect(await found(`Flag?subject=Patient/${patient.id}`)).toHaveLength(1)
  })

  describe('eligibility', () => {
    let guests: Guests
    beforeAll(() => {
      guests = startGuests()
    })
    afterAll(() => guests.stop())

    const coverage = {
      resourceType: 'Coverage',
      id: '1',
      subscriberId: 'M-5',
      beneficiary: { reference: 'Patient/1' },
      payor: [{ reference: 'Organization/1' }],
    }
    const secrets = { PAYER_KEY: { name: 'PAYER_KEY', valueString: 'k-1' } }
    const payer = (status: number): unknown => ({
      status,
      url: '',
      headers: {},
      body: Buffer.from('{"active":true,"until":"2026-12-31"}').toString('base64'),
    })

    test('asks the payer with the secret, and keeps its answer', async () => {
      const { output, calls } = await guests.run(
        sourceOf('eligibility'),
        { input: coverage, secrets },
        ({ body }, name) =>
          name === 'fetch' ? payer(200) : { status: 201, headers: { 'content-type': 'application/fhir+json' }, body },
      )
      expect(calls[0]).toMatchObject({
        url: 'https://payer.example/v1/eligibility',
        headers: { authorization: 'Bearer k-1' },
      })
      expect(output).toMatchObject({ json: { insurance: [{ inforce: true, benefitPeriod: { end: '2026-12-31' } }] } })
    })

    test('reaches the payer only where its host is allowed, and has the secret only where it is named', async () => {
      expect((await execute('eligibility', coverage)).text).toContain('The project has no secret PAYER_KEY.')
      await withSecrets({ PAYER_KEY: 'k-1' })
      must(await clinic.change(`Bot/${ids.get('eligibility')}`, { secretName: ['PAYER_KEY'] }))
      expect((await execute('eligibility', coverage)).text).toContain('allowedHost')
    })

    test('says what is missing', async () => {
      const code = sourceOf('eligibility')
      await expect(guests.run(code, { input: coverage })).rejects.toThrow('Error: The project has no secret PAYER_KEY.')
      await expect(guests.run(code, { input: coverage, secrets }, () => payer(503))).rejects.toThrow(
        'Error: The payer answered 503.',
      )
    })
  })

  test('a Bot that fails tells its author the line that they wrote', async () => {
    const { owner, call } = clinic
    const id = must(await call(`admin/projects/${owner.project}/bot`, { json: { name: 'fails' }, token: owner.token }))
      .body.id
    const code = [
      'interface Sent { name?: { given: string[] } }',
      'export async function handler(_: unknown, { input }: { input: Sent }): Promise<unknown> {',
      '  const name: Sent["name"] = input.name',
      '  return name!.given',
      '}',
    ].join('\n')
    must(await clinic.fhir(`Bot/${id}/$deploy`, { json: { code, filename: 'fails.ts' } }))
    expect((await clinic.fhir(`Bot/${id}/$execute`, { json: {} })).status).toBe(400)
    const { body } = must(await call('auth/me', { token: owner.token }))
    must(await clinic.change(`ProjectMembership/${body.membership.id}`, { readBotLogs: true }))
    expect(must(await clinic.fhir(`Bot/${id}/$logs`)).text).toMatch(/fails\.ts:4:\d+/)
  })
})
