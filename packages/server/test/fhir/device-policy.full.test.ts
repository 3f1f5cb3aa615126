import { devicePolicy } from '@damson/access'
import { identityTypes, resourceTypes } from '@damson/fhir'
import { type CallOptions, defaultStore, type Machine, storesUnderTest } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, idsOf, patch, startClinic } from './clinic.ts'

const TYPES = [...new Set([...resourceTypes, ...identityTypes])].sort()
/** What is not the same of every other type: where it is kept, whether it has a body, who owns it. */
const SPECIAL = [...new Set(['Patient', 'Observation', 'Binary', 'AuditEvent', ...identityTypes])].sort()

describe.each(storesUnderTest())('the shipped policy of a device on %s', (store) => {
  let clinic: Clinic
  let device: Machine & { readonly token: string }
  let bot: string
  let other: string
  beforeAll(async () => {
    clinic = await startClinic({ store })
    const made = async (name: string) => {
      const { body } = await clinic.call(`admin/projects/${clinic.owner.project}/bot`, {
        json: { name },
        token: clinic.owner.token,
      })
      // As earlier versions kept it.
      const put = await clinic.fhir(`Bot/${body.id}`, { method: 'PUT', json: { ...body, description: 'with code' } })
      expect(put.status, put.text).toBe(200)
      const kept = { code: 'hidden code', sourceCode: { contentType: 'text/typescript', title: 'hidden source' } }
      const secret = { ...kept, executableCode: { contentType: 'text/javascript', title: 'hidden executable' } }
      for (const table of ['resources', 'resource_history'])
        await clinic.store.db.query({
          sql: `update ${table} set content = left(content, -1) || $1::text where id = $2`,
          params: [`,${JSON.stringify(secret).slice(1)}`, body.id],
        })
      const code = "export const handler = () => 'hidden version'"
      const deployed = await clinic.fhir(`Bot/${body.id}/$deploy`, { json: { code } })
      expect(deployed.status, deployed.text).toBe(200)
      return body.id as string
    }
    ;[bot, other] = [await made('analyzer'), await made('another')]
    const policy = await clinic.made(devicePolicy(bot))
    const machine = await clinic.actors.machine(clinic.owner, {
      kind: 'device',
      accessPolicy: `AccessPolicy/${policy.id}`,
      extra: { basicAllowed: true },
    })
    device = { ...machine, token: await clinic.actors.machineToken(machine) }
  })
  afterAll(() => clinic.close())

  test('allows reading and executing that one Bot, by Bearer and by Basic, its code hidden', async () => {
    for (const credential of [{ token: device.token }, { basic: device.basic }]) {
      const read = await clinic.fhir(`Bot/${bot}`, credential)
      expect(read).toMatchObject({ status: 200, body: { id: bot, name: 'analyzer' } })
      expect(read.text).not.toContain('hidden')
      for (const call of [{ json: {} }, {}, { raw: 'HL7|^~\\&', headers: { 'Content-Type': 'text/plain' } }]) {
        const executed = await clinic.fhir(`Bot/${bot}/$execute`, { ...credential, ...call })
        expect([executed.status, executed.text]).toEqual([200, 'hidden version'])
      }
    }
    expect((await clinic.fhir(`Bot/${bot}`)).text).toContain('hidden code')
    expect((await clinic.fhir(`Bot/${bot}/$source`)).text).toContain('hidden version')
  })

  test('knows no other Bot', async () => {
    for (const id of [other, 'nobody']) {
      expect((await clinic.fhir(`Bot/${id}`, { token: device.token })).status).toBe(404)
      const executed = await clinic.fhir(`Bot/${id}/$execute`, { token: device.token, json: {} })
      expect(executed.status).toBe(404)
    }
  })

  // It is refused before the store is asked: on one of the two with every type.
  const types = store === defaultStore() ? TYPES : SPECIAL
  test(`refuses every other interaction with each of ${types.length} types`, async () => {
    const refusals: string[] = []
    let tried = 0
    for (const type of types) {
      const id = type === 'Bot' ? bot : '00000000-0000-4000-8000-000000000000'
      const resource = { resourceType: type, id }
      const calls: Readonly<Record<string, readonly [path: string, options?: CallOptions]>> = {
        read: [`${type}/${id}`],
        vread: [`${type}/${id}/_history/1`],
        'history of one': [`${type}/${id}/_history`],
        'history of all': [`${type}/_history`],
        search: [type],
        'search by id': [`${type}?_id=${id}`],
        'search by POST': [`${type}/_search`, { form: { _id: id } }],
        create: [type, { json: resource }],
        'create if none': [type, { json: resource, headers: { 'If-None-Exist': `_id=${id}` } }],
        update: [`${type}/${id}`, { method: 'PUT', json: resource }],
        'update by condition': [`${type}?_id=${id}`, { method: 'PUT', json: resource }],
        patch: [`${type}/${id}`, patch([])],
        delete: [`${type}/${id}`, { method: 'DELETE' }],
        execute: [`${type}/${id}/$execute`, { json: {} }],
      }
      for (const [name, [path, options]] of Object.entries(calls)) {
        if (type === 'Bot' && (name === 'read' || name === 'execute')) continue
        tried += 1
        const { status } = await clinic.fhir(path, { token: device.token, ...options })
        // A Binary is refused before it is decided about: it is never found by a condition.
        const expected = type === 'Binary' && /condition|if none/.test(name) ? 400 : 403
        if (status !== expected) refusals.push(`${name} ${type}: ${status}`)
      }
    }
    expect(refusals).toEqual([])
    expect(tried).toBe(types.length * 14 - 2)
  })

  test('is the same in a batch', async () => {
    const entry = TYPES.map((type) => ({ request: { method: 'GET', url: type } }))
    const answer = await clinic.fhir('', {
      token: device.token,
      json: {
        resourceType: 'Bundle',
        type: 'batch',
        entry: [
          ...entry,
          { request: { method: 'GET', url: `Bot/${bot}` } },
          { request: { method: 'POST', url: `Bot/${bot}/$execute` } },
        ],
      },
    })
    const statuses = answer.body.entry.map(({ response }: { response: { status: string } }) => response.status)
    expect(statuses.slice(0, -2)).toEqual(TYPES.map(() => '403'))
    expect(statuses.slice(-2)).toEqual(['200', '200'])
  })

  test('does not let the device take its secret or its rights further', async () => {
    for (const [path, json] of [
      [`fhir/R4/ClientApplication/${device.id}/$rotate-secret`, parameters(device.secret)],
      [`admin/projects/${clinic.owner.project}/client`, { name: 'mine' }],
      [`admin/projects/${clinic.owner.project}/bot`, { name: 'mine' }],
    ] as const)
      expect((await clinic.call(path, { token: device.token, json })).status, path).toBe(403)
  })

  test('every attempt is in the audit with the device as its agent', async () => {
    const events = await clinic.events(
      `agent=ClientApplication/${device.id}&outcome=4&entity=Patient/00000000-0000-4000-8000-000000000000`,
    )
    const kinds = ['delete', 'history', 'operation', 'patch', 'read', 'update', 'vread'].map((name) => `fhir.${name}`)
    expect(new Set(events.map(({ subtype }) => subtype.at(-1)?.code))).toEqual(new Set(kinds))
    const executions = await clinic.events(`agent=ClientApplication/${device.id}&entity=Bot/${bot}&subtype=operation`)
    expect(new Set(executions.map(({ outcome, outcomeDesc }) => `${outcome} ${outcomeDesc}`))).toEqual(
      new Set(['0 undefined']),
    )
  })

  test('hides the code of a Bot also in searches and histories of who is no administrator', async () => {
    const { token } = await clinic.server([{ resourceType: 'Bot' }])
    for (const path of [
      'Bot',
      `Bot/${bot}`,
      `Bot/${bot}/_history`,
      `Bot/${bot}/_history/2`,
      'Bot/_history',
      `Bot?_id=${bot}`,
    ]) {
      const answer = await clinic.fhir(path, { token })
      expect(answer.status, path).toBe(200)
      expect(answer.text, path).not.toContain('hidden')
    }
    for (const operation of ['$source', '$versions', '$deploy', '$roll-back']) {
      const json = operation === '$deploy' ? { code: 'x' } : {}
      const isRead = operation === '$source' || operation === '$versions'
      const answer = await clinic.fhir(`Bot/${bot}/${operation}`, { token: device.token, ...(isRead ? {} : { json }) })
      expect([answer.status, answer.text.includes('hidden')], operation).toEqual([403, false])
    }
    expect(idsOf(await clinic.fhir('Bot', { token })).length).toBe(2)
    for (const [method, extra] of [
      ['PUT', { json: { resourceType: 'Bot', id: bot } }],
      ['DELETE', {}],
    ] as const)
      expect((await clinic.fhir(`Bot/${bot}`, { token, method, ...extra })).status).toBe(403)
  })
})

const parameters = (secret: string): object => ({
  resourceType: 'Parameters',
  parameter: [{ name: 'secret', valueString: secret }],
})
