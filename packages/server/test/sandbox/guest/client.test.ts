import { runInNewContext } from 'node:vm'
import { MedplumClient } from '@medplum/core'
import { describe, expect, test } from 'vitest'
import type { FhirCall } from '../../../src/base/sandbox/guest/contract.ts'
import { fhir, refusedInVm, runInVm } from './in-vm.ts'

/** Calls of a Bot's client, each with the same call of `@medplum/core`'s. */
const CALLS: readonly string[] = [
  `client.readResource('Patient', '1')`,
  `client.readReference({ reference: 'Patient/1' })`,
  `client.readReference({ reference: 'system' })`,
  `client.readHistory('Patient', '1')`,
  `client.readHistory('Patient', '1', { count: 2, offset: 3 })`,
  `client.readVersion('Patient', '1', '2')`,
  `client.readPatientEverything('1')`,
  `client.readCanonical('Questionnaire', 'http://example.org/q')`,
  `client.search('Patient', { name: 'a b', _count: 3, active: undefined })`,
  `client.search('Patient', '?name=a')`,
  `client.search('Patient')`,
  `client.searchOne('Patient', 'name=a')`,
  `client.searchResources('Patient', [['name', 'a'], ['name', 'b']])`,
  `client.searchResources('Patient', { name: ['a', 'b'] })`,
  `client.createResource({ resourceType: 'Patient', active: true })`,
  `client.createResourceIfNoneExist({ resourceType: 'Patient' }, 'identifier=a|b')`,
  `client.updateResource({ resourceType: 'Patient', id: '1' })`,
  `client.upsertResource({ resourceType: 'Patient' }, { identifier: 'a|b' })`,
  `client.patchResource('Patient', '1', [{ op: 'add', path: '/active', value: true }])`,
  `client.deleteResource('Patient', '1')`,
  `client.validateResource({ resourceType: 'Patient' })`,
  `client.valueSetExpand({ url: 'u', filter: 'a' })`,
  `client.executeBatch({ resourceType: 'Bundle', type: 'batch' })`,
  `client.executeBot('1', { a: 1 })`,
  `client.executeBot({ system: 's', value: 'v' }, 'text', 'text/plain')`,
  `client.executeBot('1', null)`,
  `client.createBinary('abc', 'a b.txt', 'text/plain')`,
  `client.createBinary({ data: 'abc', contentType: 'text/plain', securityContext: { reference: 'Patient/1' } })`,
  `client.get('fhir/R4/Patient/1')`,
  `client.get(client.fhirUrl('Patient', '1'))`,
  `client.get(client.fhirSearchUrl('Patient', { name: 'a b' }))`,
  `client.post('fhir/R4/Patient', { resourceType: 'Patient' })`,
  `client.post(client.fhirUrl('Patient', '$match'), 'text', 'text/plain')`,
  `client.put('fhir/R4/Patient/1', { resourceType: 'Patient', id: '1' })`,
  `client.patch('fhir/R4/Patient/1', [])`,
  `client.delete('fhir/R4/Patient/1')`,
  `client.createMedia({ data: 'x', contentType: 'text/plain', filename: 'f', additionalFields: { subject: { reference: 'Patient/1' } } })`,
  `client.createDocumentReference({ data: 'x', contentType: 'text/plain', filename: 'f' })`,
  `client.readResource('Patient', '1', { headers: { 'X-Medplum-On-Behalf-Of': 'Practitioner/1' } })`,
]

type Sent = readonly [string, string, Readonly<Record<string, string>>, string | undefined]

/** A call without what only makes two texts of the same query differ. */
function sentBy({ method, path, headers = {}, body }: FhirCall): Sent {
  const [address = '', query] = path.split('?')
  const known = /^(accept|content-type|if-none-exist|x-security-context|x-medplum-on-behalf-of)$/
  const kept = Object.entries(headers).filter(([name]) => known.test(name))
  return [method, `${address}?${new URLSearchParams(query)}`, Object.fromEntries(kept), body]
}

async function ofMedplum(call: string): Promise<{ readonly value: unknown; readonly sent: readonly Sent[] }> {
  const sent: Sent[] = []
  const client = new MedplumClient({
    baseUrl: 'https://example.org/',
    fetch: async (url: string, { method, headers, body }: RequestInit) => {
      const path = url.replace(/^https:\/\/example.org\/fhir\/R4\/?/, '')
      const entries = [...new Headers(headers)]
      sent.push(
        sentBy({
          method: method ?? 'GET',
          path,
          headers: Object.fromEntries(entries),
          ...(typeof body === 'string' && { body }),
        }),
      )
      return Response.json(JSON.parse(ANSWER), { headers: { 'content-type': 'application/fhir+json' } })
    },
  })
  const value: unknown = await runInNewContext(call, { client })
  return { value, sent }
}

const ANSWER = JSON.stringify({
  resourceType: 'Bundle',
  id: '1',
  url: 'Binary/1',
  entry: [{ resource: { resourceType: 'Patient', id: '1' } }],
})

describe('the client of a Bot', () => {
  test.each(CALLS)('%s asks and gives what @medplum/core does', async (call) => {
    const theirs = await ofMedplum(call)
    const bot = `export async function handler(client) { return { value: await ${call} } }`
    const event = { baseUrl: 'https://example.org/' }
    const { output, calls } = await runInVm(bot, event, () => fhir(JSON.parse(ANSWER)))
    expect(calls.map(sentBy)).toEqual(theirs.sent)
    expect(output).toEqual({ json: JSON.parse(JSON.stringify({ value: theirs.value })) })
  })

  test('throws the outcome of a refused request, as OperationOutcomeError', async () => {
    const bot = `import { OperationOutcomeError, normalizeErrorString } from '@medplum/core'
      export async function handler(client) {
        try { await client.createResource({ resourceType: 'Patient' }) }
        catch (error) { return [error instanceof OperationOutcomeError, error.outcome.issue[0].code, normalizeErrorString(error)] }
      }`
    const issue = [{ severity: 'error', code: 'forbidden', details: { text: 'Not yours' }, expression: ['Patient'] }]
    const { output } = await runInVm(bot, {}, () => fhir({ resourceType: 'OperationOutcome', issue }, 403))
    expect(output).toEqual({ json: [true, 'forbidden', 'Not yours (Patient)'] })
  })

  test('goes from page to page', async () => {
    const page = (id: string, next?: string): unknown =>
      fhir({
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Patient', id } }],
        link: next === undefined ? [] : [{ relation: 'next', url: `https://example.org/fhir/R4/Patient?${next}` }],
      })
    const bot = `export async function handler(client) {
      const ids = []
      for await (const found of client.searchResourcePages('Patient', { active: true, _count: 1 })) ids.push(found[0].id)
      return ids
    }`
    const { output, calls } = await runInVm(bot, {}, ({ path }: FhirCall) =>
      path.includes('_cursor') ? page('2') : page('1', 'active=true&_count=1&_cursor=x'),
    )
    expect(output).toEqual({ json: ['1', '2'] })
    expect(calls.map(({ path }) => path)).toEqual([
      'Patient?active=true&_count=1',
      'Patient?active=true&_count=1&_cursor=x',
    ])
  })

  test('sends and gets bytes as they are', async () => {
    const bot = `export async function handler(client, event) {
      const attachment = await client.createAttachment({ data: event.input, contentType: 'image/png', filename: 'a.png' })
      const blob = await client.download(attachment.url)
      return [attachment, blob.type, [...(await blob.bytes())]]
    }`
    const event = { contentType: 'image/png', encoding: 'base64', input: 'AP+A' } as const
    const { output, calls } = await runInVm(bot, event, ({ method }: FhirCall) =>
      method === 'POST'
        ? fhir({ resourceType: 'Binary', id: '7' }, 201)
        : { status: 200, headers: { 'content-type': 'image/png' }, body: 'AP+A', base64: true },
    )
    expect(output).toEqual({
      json: [{ contentType: 'image/png', url: 'Binary/7', title: 'a.png' }, 'image/png', [0, 255, 128]],
    })
    expect(calls).toMatchObject([{ path: 'Binary?_filename=a.png', body: 'AP+A', base64: true }, { path: 'Binary/7' }])
  })

  test.each([
    [`client.createPdf({})`, 'client.createPdf is not given to Bots. docs/bots.md lists what is.'],
    [`client.startLogin({})`, 'client.startLogin is not given to Bots. docs/bots.md lists what is.'],
    [`client.get('admin/projects/1')`, "A Bot's client reaches fhir/R4/… alone, not admin/projects/1."],
    [`client.get('fhir/R4/../admin')`, "A Bot's client reaches fhir/R4/… alone, not fhir/R4/../admin."],
    [
      `client.get('https://other.example/x')`,
      "A Bot's client reaches its own server alone, not https://other.example/x: use fetch, and name the host in Bot.allowedHost.",
    ],
    [`client.readResource('Patient', '')`, 'The "id" parameter cannot be null, undefined, or an empty string.'],
    [`client.readReference({})`, 'Missing reference'],
    [`client.createResource({})`, 'Missing resourceType'],
    [`client.updateResource({ resourceType: 'Patient' })`, 'Missing id'],
    [`client.createBinary('abc')`, 'A Binary needs a contentType, such as text/csv.'],
  ])('refuses %s with a sentence', async (call, message) => {
    const bot = `export const handler = async (client) => ${call}`
    expect(await refusedInVm(bot)).toMatchObject({ message })
  })

  test('shows a Bot neither its host nor a way to it', async () => {
    const bot = `export const handler = async (client) =>
      [typeof host, Object.keys(client), JSON.stringify(client), typeof process, typeof globalThis.require]`
    expect((await runInVm(bot)).output).toEqual({ json: ['undefined', [], '{}', 'undefined', 'undefined'] })
  })
})
