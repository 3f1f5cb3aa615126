import { randomBytes } from 'node:crypto'
import { type Answer, type Machine, type Node, startWorld, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { dynamic, sql } from '#base/db'
import { must } from '../identity/steps.ts'
import { type Clinic, issueOf, patch, resourcesOf, startClinic } from './clinic.ts'

const parameters = (...values: readonly (readonly [name: string, value: unknown])[]): object => ({
  resourceType: 'Parameters',
  parameter: values.map(([name, valueString]) => ({ name, valueString })),
})

describe.each(storesForWalks())('ClientApplication/$rotate-secret on %s', (store) => {
  let clinic: Clinic
  let machine: Machine
  beforeAll(async () => {
    clinic = await startClinic({ store })
  })
  afterAll(() => clinic.close())
  beforeEach(async () => {
    machine = await clinic.actors.machine(clinic.owner, { extra: { basicAllowed: true } })
  })

  const rotate = (json: unknown, id = machine.id, token = clinic.owner.token): Promise<Answer> =>
    clinic.fhir(`ClientApplication/${id}/$rotate-secret`, { method: 'POST', json, token })

  /** How a secret fares at the token endpoint, in the header and in the form, and with Basic. */
  async function works(secret: string): Promise<readonly boolean[]> {
    const grant = { grant_type: 'client_credentials' }
    const answers = await Promise.all([
      clinic.call('oauth2/token', { form: { ...grant, client_id: machine.id, client_secret: secret } }),
      clinic.call('oauth2/token', { form: grant, basic: [machine.id, secret] }),
      clinic.fhir('Patient', { basic: [machine.id, secret] }),
    ])
    return answers.map(({ status }) => status === 200)
  }
  const yes = [true, true, true]
  const no = [false, false, false]

  test('gives a new secret; both work until the old one is dropped', async () => {
    const rotated = await rotate(parameters(['secret', machine.secret]))
    expect(rotated).toMatchObject({
      status: 200,
      body: { resourceType: 'ClientApplication', id: machine.id, retiringSecret: machine.secret },
    })
    expect(rotated.headers.get('Cache-Control')).toBe('no-store')
    const { secret } = rotated.body
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect([await works(machine.secret), await works(secret)]).toEqual([yes, yes])

    const dropped = await rotate(parameters(['retiringSecret', machine.secret]))
    expect([dropped.status, dropped.body.secret, dropped.body.retiringSecret]).toEqual([200, undefined, undefined])
    expect([await works(machine.secret), await works(secret)]).toEqual([no, yes])
  })

  test('a token that was had with the old secret lives on', async () => {
    const token = await clinic.actors.machineToken(machine)
    await rotate(parameters(['secret', machine.secret]))
    await rotate(parameters(['retiringSecret', machine.secret]))
    expect((await clinic.fhir('Patient', { token })).status).toBe(200)
  })

  test('a second rotation drops the one that was retiring', async () => {
    const first = (await rotate(parameters(['secret', machine.secret]))).body.secret as string
    const second = (await rotate(parameters(['secret', first]))).body.secret as string
    expect([await works(machine.secret), await works(first), await works(second)]).toEqual([no, yes, yes])
  })

  test('of two rotations in one moment one wins', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => rotate(parameters(['secret', machine.secret]))))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 400, 400, 400])
    const secret = answers.find(({ status }) => status === 200)?.body.secret as string
    expect([await works(machine.secret), await works(secret)]).toEqual([yes, yes])
  })

  test('gives a client that has none its first secret, and only once', async () => {
    const { id } = await clinic.made({
      resourceType: 'ClientApplication',
      name: 'by FHIR',
      kind: 'server',
      tokenEndpointAuthMethod: 'client_secret_basic',
    })
    const first = await rotate({ resourceType: 'Parameters' }, id)
    expect([first.status, first.body.secret?.length]).toEqual([200, 43])
    const again = await rotate(undefined, id)
    expect([again.status, issueOf(again).reason]).toEqual([409, 'secret_exists'])
  })

  test('of several first secrets asked for in one moment there is one', async () => {
    const { id } = await clinic.made({ resourceType: 'ClientApplication', name: 'racing', kind: 'server' })
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => rotate(undefined, id)))
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409, 409, 409])
  })

  test.each<[what: string, status: number, body: (current: string) => unknown]>([
    ['a wrong secret', 400, () => parameters(['secret', 'wrong'])],
    ['an empty secret', 400, () => parameters(['secret', ''])],
    ['a wrong retiring secret', 400, () => parameters(['retiringSecret', 'wrong'])],
    ['the current secret as the retiring one', 400, (current) => parameters(['retiringSecret', current])],
    ['both', 400, (current) => parameters(['secret', current], ['retiringSecret', current])],
    ['one twice', 400, (current) => parameters(['secret', 'wrong'], ['secret', current])],
    ['a number', 400, () => parameters(['secret', 7])],
    ['a parameter of another name', 400, () => parameters(['clientSecret', 'x'])],
    ['parameters that are no list', 400, () => ({ resourceType: 'Parameters', parameter: { name: 'secret' } })],
    ['parameters that are nothing', 400, () => ({ resourceType: 'Parameters', parameter: [null, 'secret', 7] })],
    ['no Parameters', 400, (current) => ({ secret: current })],
    ['a list', 400, () => []],
    ['a text', 400, () => 'secret'],
  ])('refuses %s, and changes nothing', async (_what, status, body) => {
    const refused = await rotate(body(machine.secret))
    expect(refused.status, refused.text).toBe(status)
    issueOf(refused)
    expect(refused.text).not.toContain(machine.secret)
    expect(await works(machine.secret)).toEqual(yes)
  })

  test('refuses a secret chosen by the caller, by whatever way', async () => {
    const read = (await clinic.fhir(`ClientApplication/${machine.id}`)).body
    for (const [path, options] of [
      [`ClientApplication/${machine.id}`, { method: 'PUT', json: { ...read, secret: 'my-own' } }],
      [`ClientApplication/${machine.id}`, { method: 'PUT', json: { ...read, retiringSecret: 'my-own' } }],
      [`ClientApplication/${machine.id}`, patch([{ op: 'add', path: '/secret', value: 'my-own' }])],
      ['ClientApplication', { json: { resourceType: 'ClientApplication', name: 'x', secret: 'my-own' } }],
    ] as const)
      expect((await clinic.fhir(path, options)).status).toBe(400)
    expect(await works('my-own')).toEqual(no)
  })

  test('is for administrators of the project who may change the client', async () => {
    const other = await clinic.actors.owner()
    expect((await rotate(parameters(['secret', machine.secret]), machine.id, other.token)).status).toBe(404)
    expect((await rotate(parameters(['secret', machine.secret]), 'nobody')).status).toBe(404)
    const token = await clinic.actors.machineToken(machine)
    expect((await rotate(parameters(['secret', machine.secret]), machine.id, token)).status).toBe(403)
    expect(
      (
        await clinic.call(`fhir/R4/ClientApplication/${machine.id}/$rotate-secret`, {
          json: parameters(['secret', machine.secret]),
        })
      ).status,
    ).toBe(401)
    expect(await works(machine.secret)).toEqual(yes)
  })

  describe('of one that was lost', () => {
    const versionOf = async (): Promise<string> =>
      (await clinic.fhir(`ClientApplication/${machine.id}`)).headers.get('etag') ?? ''
    const lost = async (json: unknown, headers: Record<string, string>, token = clinic.owner.token): Promise<Answer> =>
      clinic.fhir(`ClientApplication/${machine.id}/$rotate-secret`, { method: 'POST', json, headers, token })

    test('gives a new one without the old one, which ends at once with whatever was retiring', async () => {
      const first = machine.secret
      const second = (await rotate(parameters(['secret', first]))).body.secret as string
      const answer = await lost({ lost: true }, { 'If-Match': await versionOf() })
      expect(answer.status, answer.text).toBe(200)
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect(answer.body).not.toHaveProperty('retiringSecret')
      const third = answer.body.secret as string
      expect([await works(first), await works(second), await works(third)]).toEqual([no, no, yes])
      expect(
        (await clinic.events(`entity=ClientApplication/${machine.id}&subtype=client.secret_rotated`))[0],
      ).toMatchObject({ outcome: '0', outcomeDesc: 'lost' })
    })

    test('keeps the old one until it is dropped or rotated, where that is asked for', async () => {
      const keep = { lost: true, keep: true }
      const second = (await lost(keep, { 'If-Match': await versionOf() })).body.secret as string
      expect([await works(machine.secret), await works(second)]).toEqual([yes, yes])
      const asParameters = {
        resourceType: 'Parameters',
        parameter: ['lost', 'keep'].map((name) => ({ name, valueBoolean: true })),
      }
      const third = (await lost(asParameters, { 'If-Match': await versionOf() })).body.secret as string
      expect([await works(machine.secret), await works(second), await works(third)]).toEqual([no, yes, yes])
      must(await rotate(parameters(['retiringSecret', second])))
      expect([await works(second), await works(third)]).toEqual([no, yes])
    })

    test('ends the old one without knowing it, once, for the version that was read, and with nothing else', async () => {
      const second = (await lost({ lost: true, keep: true }, { 'If-Match': await versionOf() })).body.secret as string
      const version = await versionOf()
      for (const [body, headers, status] of [
        [{ retire: true }, {}, 428],
        [{ retire: true }, { 'If-Match': 'W/"99"' }, 412],
        [{ retire: false }, { 'If-Match': version }, 400],
        [{ retire: true, keep: true }, { 'If-Match': version }, 400],
        [{ retire: true, lost: true }, { 'If-Match': version }, 400],
      ] as const)
        expect((await lost(body, headers)).status, JSON.stringify(body)).toBe(status)
      const { token } = await clinic.server([{ resourceType: 'ClientApplication' }])
      expect((await lost({ retire: true }, { 'If-Match': version }, token)).status).toBe(403)
      expect([await works(machine.secret), await works(second)]).toEqual([yes, yes])
      const ended = must(await lost({ retire: true }, { 'If-Match': version }))
      expect(ended.body).not.toHaveProperty('secret')
      expect([await works(machine.secret), await works(second)]).toEqual([no, yes])
      expect((await lost({ retire: true }, { 'If-Match': await versionOf() })).status).toBe(409)
      expect(await works(second)).toEqual(yes)
    })

    test('needs the version that it is about, so that of two at once one wins', async () => {
      expect([await lost({ lost: true }, {})].map(({ status, body }) => [status, body.issue[0].details.text])).toEqual([
        [428, expect.stringContaining('If-Match')],
      ])
      expect((await lost({ lost: true }, { 'If-Match': 'W/"99"' })).status).toBe(412)
      expect(await works(machine.secret)).toEqual(yes)
      const version = await versionOf()
      const answers = await Promise.all([1, 2, 3].map(() => lost({ lost: true }, { 'If-Match': version })))
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412, 412])
      const secret = answers.find(({ status }) => status === 200)?.body.secret as string
      expect([await works(machine.secret), await works(secret)]).toEqual([no, yes])
    })

    test('is for an administrator of the project, and for nothing else that may change the client', async () => {
      const { token } = await clinic.server([{ resourceType: 'ClientApplication' }])
      const headers = { 'If-Match': await versionOf() }
      const refused = await lost({ lost: true }, headers, token)
      // The operation's own words: the policy, which refuses it too, is not even asked.
      expect([refused.status, issueOf(refused).text]).toEqual([
        403,
        'Only an administrator of the project may rotate secrets.',
      ])
      expect((await lost({ lost: true }, headers, (await clinic.actors.owner()).token)).status).toBe(404)
      for (const wrong of [
        { lost: false },
        { lost: 'true' },
        { lost: true, keep: 1 },
        { keep: true },
        { lost: true, x: 1 },
      ])
        expect((await lost(wrong, headers)).status, JSON.stringify(wrong)).toBe(400)
      expect(
        (
          await lost(
            {
              resourceType: 'Parameters',
              parameter: [
                { name: 'lost', valueBoolean: true },
                { name: 'secret', valueString: machine.secret },
              ],
            },
            headers,
          )
        ).status,
      ).toBe(400)
      expect(await works(machine.secret)).toEqual(yes)
    })

    test('is told to the other administrators by e-mail, and to nobody else', async () => {
      const invite = async (email: string, admin: boolean): Promise<void> => {
        const json = { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'L', email, admin }
        must(await clinic.call(`admin/projects/${clinic.owner.project}/invite`, { json, token: clinic.owner.token }))
        const { id, secret } = clinic.inbox.link(email)
        must(await clinic.call('auth/setpassword', { json: { id, secret, password: 'a quiet garden path' } }))
      }
      const [admin, member, invited] = ['admin', 'member', 'invited'].map(
        (one) => `${one}-${machine.id}@example.org`,
      ) as [string, string, string]
      await invite(admin, true)
      await invite(member, false)
      // Not proven yet: who reads that address is not known.
      const json = { resourceType: 'Practitioner', firstName: 'B', lastName: 'C', email: invited, admin: true }
      must(await clinic.call(`admin/projects/${clinic.owner.project}/invite`, { json, token: clinic.owner.token }))
      const answer = await lost({ lost: true }, { 'If-Match': await versionOf() })
      expect(answer.status).toBe(200)
      const told = (email: string) => clinic.inbox.to(email).filter(({ subject }) => subject.includes('secret'))
      await expect.poll(() => told(admin).length).toBe(1)
      expect(told(admin)[0]?.text).toContain(machine.id)
      expect(told(admin)[0]?.text).not.toContain(answer.body.secret)
      for (const email of [clinic.owner.email, member, invited]) expect(told(email)).toEqual([])
    })
  })

  test('leaves no secret in a resource, a version, the audit or any table', async () => {
    const rotated = await rotate(parameters(['secret', machine.secret]))
    const secrets = [machine.secret, rotated.body.secret as string]
    await rotate(parameters(['retiringSecret', machine.secret]))
    const at = `ClientApplication/${machine.id}`
    for (const path of [
      at,
      `${at}/_history`,
      `${at}/_history/1`,
      `ClientApplication?_id=${machine.id}`,
      'ClientApplication/_history',
      'AuditEvent?_count=1000',
    ]) {
      const { text, status } = await clinic.fhir(path, { headers: { 'X-Medplum': 'extended' } })
      expect(status, path).toBe(200)
      for (const secret of secrets) expect(text.includes(secret), path).toBe(false)
    }
    const tables = await dynamic.rows<{ name: string }>(
      clinic.store.db,
      sql`select tablename as name from pg_tables where schemaname = 'public'`,
    )
    expect(tables.length).toBeGreaterThan(20)
    for (const { name } of tables) {
      const rows = await dynamic.rows<{ row: string }>(
        clinic.store.db,
        sql`select t::text as row from ${sql.table(name)} t`,
      )
      for (const secret of secrets)
        expect(
          rows.some(({ row }) => row.includes(secret)),
          name,
        ).toBe(false)
    }
    const events = await clinic.events(`entity=${at}&subtype=client.secret_rotated`)
    expect(events.map(({ outcomeDesc, outcome }) => [outcome, outcomeDesc])).toEqual([
      ['0', 'retired'],
      ['0', 'rotated'],
    ])
    expect(resourcesOf(await clinic.fhir(`${at}/_history`))).toHaveLength(1)
  })
})

test('a client gets a new secret once the master key that made its old one is given up', async () => {
  const world = await startWorld()
  try {
    const owner = await world.actors.owner()
    const { id, secret } = await world.actors.machine(owner)
    const token = (node: Node, of: string): Promise<number> =>
      node
        .call('oauth2/token', { form: { grant_type: 'client_credentials' }, basic: [id, of] })
        .then(({ status }) => status)
    const anew = (node: Node): Promise<Answer> =>
      node.call(`fhir/R4/ClientApplication/${id}/$rotate-secret`, { json: parameters(), token: owner.token })

    const key = randomBytes(32)
    const previous = { DAMSON_KEY_PREVIOUS: Buffer.from(world.key).toString('hex') }
    const both = await world.restarted({ key, env: previous })
    await both.app.upkeep.run()
    expect([await token(both, secret), issueOf(await anew(both)).reason]).toEqual([200, 'secret_exists'])

    const one = await world.restarted({ key })
    expect(await token(one, secret)).toBe(401)
    const given = await anew(one)
    expect(given.status, given.text).toBe(200)
    expect([await token(one, given.body.secret), issueOf(await anew(one)).reason]).toEqual([200, 'secret_exists'])
  } finally {
    await world.close()
  }
})
