import { runInThisContext } from 'node:vm'
import * as theirs from '@medplum/core'
import { afterAll, describe, expect, test } from 'vitest'
import { startGuests } from './in-sandbox.ts'
import { fhir } from './in-vm.ts'

const guests = startGuests()

afterAll(() => guests.stop())

const patient = {
  resourceType: 'Patient',
  id: '1',
  name: [{ given: ['Ada'], family: 'Lovelace' }],
  identifier: [{ system: 's', value: 'v' }],
}

/** Calls of helpers and of the web, whose results QuickJS and Node must agree on. */
const EXPRESSIONS = [
  `core.createReference(patient)`,
  `core.getIdentifier(patient, 's')`,
  `core.formatHumanName(patient.name[0], { all: true })`,
  `core.formatDate('2024-02-03')`,
  `core.calculateAge('1980-02-03', '2024-02-02')`,
  `core.operationOutcomeToString(core.badRequest('no', 'a.b'))`,
  `core.normalizeErrorString(new TypeError('wrong'))`,
  `core.deepEquals({ a: [1] }, { a: [1] })`,
  `core.stringify({ a: 1, b: [], c: { d: undefined } })`,
  `core.encodeBase64Url('a?>é😀')`,
  `core.decodeBase64(core.encodeBase64('é😀'))`,
  `core.sortStringArray(['b', 'a', 'c'])`,
  `core.parseHl7DateTime('20240203040506.123+0130')`,
  `core.formatHl7DateTime('2024-02-03T04:05:06.789Z')`,
  `core.getQueryString({ a: 'x y', b: 2 })`,
  `core.Hl7Message.parse('MSH|^~\\\\&|A\\rPID|1||x^y~z').getSegment('PID').getField(3).components`,
  `new URL('../b?c=ü#d', 'https://user:p@example.org:8080/x/y/z').href`,
  `[...new URLSearchParams('a=1&b=%20+c&a=%zz')]`,
  `[...new TextEncoder().encode('é😀\\ud800')]`,
  `new TextDecoder().decode(Uint8Array.of(0xc3, 0xa9, 0xff, 0xf0, 0x9f, 0x98, 0x80))`,
  `[btoa('\\xff\\x00'), atob('/wA=').length]`,
  `Buffer.from('é').toString('hex')`,
  `structuredClone({ a: new Date(0), b: [new Map([[1, 2]])] }).a.toISOString()`,
  `new Date('2024-02-03T04:05:06Z').toISOString()`,
]

describe('a Bot in the real sandbox', () => {
  test('computes what Node and @medplum/core do', async () => {
    const bot = `import * as core from '@medplum/core'
      export async function handler(client, event) {
        const patient = event.input
        return [${EXPRESSIONS.join(',\n')}]
      }`
    const { output } = await guests.run(bot, { input: patient })
    const expected: unknown = runInThisContext(`(core, patient) => [${EXPRESSIONS.join(',')}]`)(theirs, patient)
    expect(output).toEqual({ json: JSON.parse(JSON.stringify(expected)) })
  })

  test('reads, writes, fetches and logs through the broker', async () => {
    const bot = `import { OperationOutcomeError } from '@medplum/core'
      export async function handler(client, event) {
        console.log('begins', { of: event.bot.reference })
        const found = await client.readResource('Patient', '1')
        const response = await fetch('https://api.example/x', { method: 'POST', body: Uint8Array.of(1) })
        const refused = await client.deleteResource('Patient', '2').catch((error) => error)
        return [found.id, await response.json(), refused instanceof OperationOutcomeError, crypto.randomUUID().length]
      }`
    const { output, calls, log } = await guests.run(bot, {}, ({ method }, name) => {
      if (name === 'fetch') return { status: 200, url: 'https://api.example/x', headers: {}, body: 'eyJhIjoxfQ==' }
      return method === 'DELETE' ? fhir(theirs.forbidden, 403) : fhir(patient)
    })
    expect(output).toEqual({ json: ['1', { a: 1 }, true, 36] })
    expect(calls).toMatchObject([{ path: 'Patient/1' }, { body: 'AQ==', base64: true }, { path: 'Patient/2' }])
    expect(log).toEqual(['info: begins {"of":"Bot/1"}'])
  })

  test('gets messages of HL7 v2, and answers with one', async () => {
    const bot = `export const handler = async (client, event) => event.input.buildAck()`
    const input = 'MSH|^~\\&|A|B|C|D|2024||ADT^A01|7|P|2.5\rPID|1||Müller'
    const { output } = await guests.run(bot, { contentType: 'x-application/hl7-v2+er7', encoding: 'text', input })
    expect(output).toMatchObject({ text: expect.stringContaining('\rMSA|AA|7|OK') })
  })

  test('finds nothing of the run before, and nothing of the host', async () => {
    const bot = `export const handler = async () => {
      globalThis.left = (globalThis.left ?? 0) + 1
      Array.prototype.at = () => 'spoilt'
      return [globalThis.left, typeof host, typeof process, typeof require('@medplum/core').constructor.constructor('return this')().host]
    }`
    for (let run = 0; run < 3; run += 1)
      expect((await guests.run(bot)).output).toEqual({ json: [1, 'undefined', 'undefined', 'undefined'] })
  })

  test('is told why it was refused', async () => {
    await expect(guests.run(`export const other = 1`)).rejects.toMatchObject({ why: 'no_handler' })
    await expect(guests.run(`export const handler = async () => 1n`)).rejects.toMatchObject({ why: 'unserialisable' })
    await expect(guests.run(`export const handler = async () => { throw { code: 'E1' } }`)).rejects.toMatchObject({
      why: 'threw',
      message: 'Error: E1',
    })
    await expect(
      guests.run(`import { evalFhirPath } from '@medplum/core'; export const handler = () => evalFhirPath('a')`),
    ).rejects.toMatchObject({
      why: 'threw',
      message: 'Error: evalFhirPath of @medplum/core is not given to Bots. docs/bots.md lists what is.',
    })
  })
})
