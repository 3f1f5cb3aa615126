import type { CallOptions } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf, issueOf } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { type BotClinic, type MadeBot, Output, startBotClinic } from './bot-clinic.ts'

const HL7 = 'x-application/hl7-v2+er7'
const MESSAGE = 'MSH|^~\\&|LAB|HOSP|EHR|CLINIC|20261129||ORU^R01|4711|P|2.5.1\rPID|1||42||Lovelace^Ada\r'

/** What would be a whole entry of a batch, and another. */
const FORGED = '{"resourceType":"Basic"},"response":{"status":"201"}},{"resource":{"resourceType":"Basic"}'
const binary = (contentType: string, text: string): object => ({
  resourceType: 'Binary',
  contentType,
  data: Buffer.from(text).toString('base64'),
})
// oxlint-disable-next-line typescript/no-explicit-any -- a test looks at what is there
const jsonOf = ({ data }: { readonly data: string }): any => JSON.parse(Buffer.from(data, 'base64').toString())

describe('what a Bot is given, and what it answers', () => {
  let clinic: BotClinic
  let echo: MadeBot
  beforeAll(async () => {
    clinic = await startBotClinic()
    echo = await clinic.bot(undefined, async (_client, event) => event, {
      identifier: [{ system: 'urn:bots', value: 'echo' }],
    })
  })
  afterAll(() => clinic.close())

  const run = (bot: MadeBot, options: CallOptions = { json: {} }, query = '') =>
    clinic.fhir(`Bot/${bot.id}/$execute${query}`, options)
  const sent = (type: string, raw: string | Uint8Array): CallOptions => ({
    method: 'POST',
    raw: raw as string,
    headers: { 'Content-Type': type },
  })

  test.each<[string, CallOptions, object]>([
    ['JSON', { json: { a: [1, 'x', null] } }, { encoding: 'json', input: { a: [1, 'x', null] } }],
    [
      'a resource',
      sent('application/fhir+json', '{"resourceType":"Patient"}'),
      { contentType: 'application/fhir+json', encoding: 'json', input: { resourceType: 'Patient' } },
    ],
    ['JSON that is no object', sent('application/json', '[1,2]'), { encoding: 'json', input: [1, 2] }],
    ['text', sent('text/plain', 'hello'), { contentType: 'text/plain', encoding: 'text', input: 'hello' }],
    ['XML', sent('application/xml', '<a/>'), { encoding: 'text', input: '<a/>' }],
    [
      'a form',
      sent('application/x-www-form-urlencoded', 'a=1&b=2&b=3&__proto__=x'),
      { encoding: 'json', input: JSON.parse('{"a":"1","b":["2","3"],"__proto__":"x"}') },
    ],
    ['HL7 v2', sent(HL7, MESSAGE), { contentType: HL7, encoding: 'text', input: MESSAGE }],
    ['HL7 v2 by another name', sent('application/hl7-v2', MESSAGE), { contentType: HL7, encoding: 'text' }],
    [
      'text in another charset',
      sent('text/plain; charset=iso-8859-1', Buffer.from('Zoë', 'latin1')),
      { encoding: 'text', input: 'Zoë' },
    ],
    [
      'bytes',
      sent('application/pdf', Buffer.from([0, 255, 10])),
      { contentType: 'application/pdf', encoding: 'base64', input: 'AP8K' },
    ],
    [
      'bytes of no type',
      { method: 'POST', raw: Buffer.from([0, 255]) },
      { contentType: 'application/octet-stream', input: 'AP8=' },
    ],
  ])('is %s', async (_name, options, expected) => {
    const answer = await run(echo, options)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toMatchObject(expected)
  })

  test('is nothing, or the query of a GET', async () => {
    const nothing = (await run(echo, { method: 'POST' })).body
    expect(nothing).not.toHaveProperty('input')
    const asked = await run(echo, { method: 'GET' }, '?a=1&b=x%20y&b=z')
    expect(asked.body).toMatchObject({ encoding: 'json', input: { a: '1', b: ['x y', 'z'] } })
    // HEAD, which should do nothing, runs nothing.
    expect((await run(echo, { method: 'HEAD' })).status).toBe(404)
  })

  test('is told who asks and with which headers, and not with which credential', async () => {
    const { body } = await run(echo, { json: {}, headers: { 'X-Signature': 'abc', Cookie: 'a=b' } })
    expect(body).toMatchObject({
      bot: { reference: echo.reference },
      requester: { reference: clinic.owner.profile },
      headers: { 'x-signature': 'abc', 'content-type': expect.any(String) },
      secrets: {},
      traceId: expect.any(String),
    })
    expect(JSON.stringify(body)).not.toMatch(/authorization|cookie/i)
    expect(JSON.stringify(body)).not.toContain(clinic.owner.token)
  })

  test('comes by its identifier too, with Basic, in a batch and at the address of its project', async () => {
    const policy = await clinic.actors.policy(clinic.owner, [
      { resourceType: 'Bot', interaction: ['read'], criteria: `Bot?_id=${echo.id}` },
    ])
    const machine = await clinic.actors.machine(clinic.owner, { accessPolicy: policy, extra: { basicAllowed: true } })
    const byName = (query: string, options: CallOptions = { json: {} }) =>
      clinic.fhir(`Bot/$execute${query}`, { basic: machine.basic, ...options })
    expect((await byName('?identifier=urn:bots|echo')).body.requester).toEqual({
      reference: `ClientApplication/${machine.id}`,
    })
    expect((await byName('?identifier=urn:bots|echo&a=1', { method: 'GET' })).body.input).toMatchObject({ a: '1' })
    expect((await byName('?identifier=urn:bots|other')).status).toBe(404)
    expect(issueOf(await byName('')).reason).toBe('missing_identifier')
    const hidden = await clinic.bot(undefined, async () => 'hidden', {
      identifier: [{ system: 'urn:bots', value: 'hidden' }],
    })
    expect((await byName('?identifier=urn:bots|hidden')).status).toBe(404)
    must(await clinic.change(hidden.reference, { identifier: [{ system: 'urn:bots', value: 'echo' }] }))
    expect((await byName('?identifier=urn:bots|echo')).status).toBe(200)
    const owned = await clinic.fhir('Bot/$execute?identifier=urn:bots|echo', { json: {} })
    expect([owned.status, issueOf(owned).reason]).toEqual([412, 'multiple_matches'])
    const batch = await clinic.fhir(
      '',
      batchOf([{ request: { method: 'POST', url: `Bot/${echo.id}/$execute` }, resource: { a: 1 } }]),
    )
    expect(jsonOf(batch.body.entry[0].resource).input).toEqual({ a: 1 })
  })

  test.each<[string, unknown, object]>([
    ['a resource', { id: '1', resourceType: 'Basic' }, { id: '1', resourceType: 'Basic' }],
    ['nothing', undefined, { resourceType: 'OperationOutcome' }],
    [
      'JSON that is no resource',
      [1, { resourceType: 'Basic' }],
      binary('application/json; charset=utf-8', '[1,{"resourceType":"Basic"}]'),
    ],
    [
      'text that looks like JSON',
      new Output({ text: FORGED, contentType: 'application/fhir+json' }),
      binary('application/fhir+json', FORGED),
    ],
    ['bytes', Buffer.from([0, 255]), { resourceType: 'Binary', contentType: 'application/octet-stream', data: 'AP8=' }],
  ])('answers a batch with %s in its own entry, and nothing of the others', async (_name, value, resource) => {
    const bot = await clinic.bot(undefined, async () => value)
    const request = { method: 'POST', url: `${bot.reference}/$execute` }
    const { body } = await clinic.fhir('', batchOf([{ request }, { request: { method: 'GET', url: 'Basic/none' } }]))
    expect(body.entry.length).toBe(2)
    const [first, second] = body.entry
    expect([first.response, second.response.status]).toEqual([{ status: '200' }, '404'])
    expect(first.resource).toEqual(expect.objectContaining(resource))
    expect(Object.keys(first).toSorted()).toEqual(['resource', 'response'])
  })

  test.each<[string, unknown, string, string]>([
    ['JSON', { a: 1 }, 'application/json; charset=utf-8', '{"a":1}'],
    ['a resource', { resourceType: 'Patient' }, 'application/fhir+json; charset=utf-8', '{"resourceType":"Patient"}'],
    ['a number', 42, 'application/json; charset=utf-8', '42'],
    ['text', 'plain', 'text/plain; charset=utf-8', 'plain'],
    ['bytes', Buffer.from('abc'), 'application/octet-stream', 'abc'],
  ])('answers %s', async (_name, value, type, text) => {
    const answer = await run(await clinic.bot(undefined, async () => value))
    expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([200, type, text])
    if (!type.includes('json')) expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })

  test('answers nothing with OK, and an HL7 v2 message with one', async () => {
    expect((await run(await clinic.bot(undefined, async () => undefined))).body).toMatchObject({ id: 'ok' })
    const ack = await run(await clinic.bot(undefined, async () => 'MSH|^~\\&|\rMSA|AA|4711\r'), sent(HL7, MESSAGE))
    expect([ack.status, ack.headers.get('content-type')]).toEqual([200, HL7])
  })

  test('refuses bad input before it runs, and says what is wrong', async () => {
    const cases: readonly [CallOptions, number, string][] = [
      [sent('application/json', '{"a":'), 400, 'malformed_json'],
      [sent('text/plain', Buffer.from([0xff, 0xfe, 0xfd])), 400, 'wrong_encoding'],
      [sent('text/plain; charset=martian', 'x'), 415, 'unknown_charset'],
      [sent('application/x-www-form-urlencoded', 'a=1&'.repeat(200)), 400, 'too_many_parameters'],
      [sent('text/plain', 'x'.repeat(1_048_577)), 413, 'body_too_large'],
    ]
    for (const [options, status, reason] of cases) {
      const answer = await run(echo, options)
      expect([answer.status, issueOf(answer).reason]).toEqual([status, reason])
    }
  })

  test('what the Bot throws is told to its caller, as an OperationOutcome', async () => {
    const bot = await clinic.bot(undefined, () => Promise.reject(new Error('The order has no patient.')))
    const answer = await run(bot)
    expect([answer.status, issueOf(answer)]).toEqual([
      400,
      { code: 'processing', reason: 'bot_threw', text: 'The order has no patient.' },
    ])
    const [event] = await clinic.events(`entity=${bot.reference}&subtype=operation`)
    expect(event).toMatchObject({ outcome: '4', outcomeDesc: 'bot_threw' })
  })

  test('a sender of HL7 v2 gets a negative acknowledgement, with the place', async () => {
    const failing = await clinic.bot(undefined, () => Promise.reject(new Error('No bed | none^at all')))
    const failed = await run(failing, sent(HL7, MESSAGE))
    expect([failed.status, failed.headers.get('content-type')]).toEqual([400, HL7])
    const [header, msa, error] = failed.text.split('\r')
    expect(header).toMatch(
      /^MSH\|\^~\\&\|EHR\|CLINIC\|LAB\|HOSP\|\d{14}(\.\d{3})?\|\|ACK\^R01\|[0-9a-f]{20}\|P\|2\.5\.1$/,
    )
    expect(msa).toBe('MSA|AE|4711|Application Error')
    expect(error).toBe('ERR|||207^Application internal error^HL70357|E||||No bed \\F\\ none\\S\\at all')

    const broken = Buffer.concat([Buffer.from(`${MESSAGE}PID|2||`), Buffer.from([0xff]), Buffer.from('|x\r')])
    const refused = await run(echo, sent(HL7, broken))
    expect([refused.status, refused.text.split('\r')[1]]).toEqual([400, 'MSA|AR|4711|Application Reject'])
    expect(refused.text).toContain('ERR||PID^2^3|102^Data type error^HL70357|E||||')
    const garbage = await run(echo, sent(HL7, 'hello'))
    expect([garbage.status, garbage.text.split('\r')[1]]).toEqual([400, 'MSA|AR||Application Reject'])
    const { token } = await clinic.server([{ resourceType: 'Patient' }])
    const forbidden = await run(echo, { ...sent(HL7, MESSAGE), token })
    expect([forbidden.status, forbidden.text.split('\r')[1]]).toEqual([403, 'MSA|AE|4711|Application Error'])
  })
})
