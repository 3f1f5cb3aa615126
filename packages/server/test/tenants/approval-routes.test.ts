/** Which changes of machines wait for an approval, and how many. */
import { type Answer, startWorld, storesForWalks } from '@damson/testkit'
import { describe, expect, test } from 'vitest'
import { verdict } from '../identity/steps.ts'
import { CHOSEN, OBSERVATIONS, PATH, waitingChanges } from './waiting-changes.ts'

describe.each(storesForWalks())('waiting for an approval, on %s', (store) => {
  const bench = waitingChanges(store)
  const { as, byMachine, read, must, machine, change, statusOf, idOf, owner, open, decide } = bench

  const ADMIN = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', membership: { admin: true } }
  const admin = (path: string, json: object): Promise<Answer> =>
    byMachine(`admin/projects/${bench.hosted.clinic.project}/${path}`, { json })

  test('is for changes of rights, providers, keys, demands and domains, on each route', async () => {
    const member = await bench.hosted.member('Practitioner')
    const user = must(await as(`fhir/R4/User?email=${member.email}`)).body.entry[0].resource.id
    const own = must(await as(`fhir/R4/ProjectMembership?user=User/${user}`)).body.entry[0].resource
    const project = await read(`Project/${bench.hosted.clinic.project}`)
    const client = await read(`ClientApplication/${bench.app.id}`)
    const another = { ...own, id: undefined, accessPolicy: { reference: bench.target } }
    const answers: Readonly<Record<string, Answer>> = {
      member: await admin(`members/${own.id}`, { ...own, accessPolicy: { reference: bench.target } }),
      administrator: await admin('invite', { ...ADMIN, email: 'new-admin@example.org' }),
      'second membership': await admin('invite', {
        resourceType: 'Patient',
        firstName: 'A',
        lastName: 'B',
        email: member.email,
        scope: 'project',
        forceNewMembership: true,
      }),
      'membership as a resource': await byMachine('fhir/R4/ProjectMembership', { json: another }),
      domain: await admin('domain', { domain: 'clinic.example' }),
      'emergency account': await admin('emergency-account', {
        membership: { reference: `ProjectMembership/${own.id}` },
      }),
      settings: await byMachine(`fhir/R4/Project/${bench.hosted.clinic.project}`, {
        method: 'PUT',
        json: { ...project, setting: undefined },
      }),
      patch: await byMachine(`fhir/R4/${bench.target}`, {
        method: 'PATCH',
        json: [{ op: 'add', path: '/mfaRequired', value: true }],
        headers: { 'Content-Type': 'application/json-patch+json' },
      }),
      'whose pages read answers': await byMachine(`fhir/R4/Project/${bench.hosted.clinic.project}`, {
        method: 'PUT',
        json: { ...project, origin: ['https://other.example'] },
      }),
      'new app of the project’s own': await admin('client', {
        name: 'Ours',
        kind: 'app',
        tokenEndpointAuthMethod: 'none',
        firstParty: true,
        redirectUris: ['https://other.example/'],
      }),
      'where codes go': await byMachine(`fhir/R4/ClientApplication/${bench.app.id}`, {
        method: 'PUT',
        json: { ...client, redirectUris: ['https://other.example/'] },
      }),
    }
    const statuses = Object.entries(answers).map(([what, { status }]) => [what, status])
    expect(statuses).toEqual(Object.keys(answers).map((what) => [what, 202]))
    // What the request says beside the resource is shown, and it is made as it was sent.
    const browser = await owner()
    const invited = answers['administrator'] as Answer
    const page = await open(browser, idOf(invited))
    expect([page.text.includes('new-admin@example.org'), page.text.includes('admin')]).toEqual([true, true])
    expect((await decide(browser, idOf(invited), 'approve')).location).toBe(`${PATH}?done=approved`)
    const made = await statusOf(invited)
    expect([made.status, made.body.resourceType, made.body.admin]).toEqual([200, 'ProjectMembership', true])
    const patched = answers['patch'] as Answer
    expect((await decide(browser, idOf(patched), 'approve')).location).toBe(`${PATH}?done=approved`)
    expect(await read(bench.target)).toMatchObject({ mfaRequired: true })
  })

  test('is for where the invitation of an account leads that nobody has opened', async () => {
    const [old, thief] = ['unopened@example.org', 'thief@example.org']
    const invited = must(
      await as(`admin/projects/${bench.hosted.clinic.project}/invite`, {
        json: { ...ADMIN, email: old, scope: 'project' },
      }),
    )
    const at = `fhir/R4/${invited.body.user.reference}/$update-email`
    const asked = await byMachine(at, { json: { email: thief } })
    expect([asked.status, bench.hosted.world.inbox.to(thief)]).toEqual([202, []])
    const browser = await owner()
    const text = (await open(browser, idOf(asked))).text
    expect([text.includes(old), text.includes(thief)]).toEqual([true, true])
    expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=approved`)
    expect([(await statusOf(asked)).status, bench.hosted.world.inbox.to(thief).length]).toEqual([200, 1])
  })

  test('is for the code of a Bot, which is shown as it was sent', async () => {
    const { body } = must(await as(`admin/projects/${bench.hosted.clinic.project}/bot`, { json: { name: 'Analyzer' } }))
    const at = `fhir/R4/Bot/${body.id}`
    const json = { code: 'export const handler = () => 1 // seen by the owner', filename: 'main.ts' }
    const asked = await byMachine(`${at}/$deploy`, { json })
    const broken = await byMachine(`${at}/$deploy`, { json: { code: 'export const' } })
    expect([asked.status, verdict(broken)]).toEqual([202, '400 invalid_code'])
    expect((await as(`${at}/$source`)).headers.get('etag')).toBe('W/"0"')
    const browser = await owner()
    expect((await open(browser, idOf(asked))).text).toContain('seen by the owner')
    expect((await decide(browser, idOf(asked), 'approve')).location).toBe(`${PATH}?done=approved`)
    expect((await statusOf(asked)).status).toBe(200)
    expect((await as(`${at}/$source`)).text).toContain('seen by the owner')
  })

  test('is not for inviting people, making clients under own policies, new policies, and what takes away', async () => {
    const invited = await admin('invite', { ...ADMIN, membership: {}, email: 'nurse@example.org', sendEmail: false })
    const client = await admin('client', { name: 'Device', kind: 'device', accessPolicy: { reference: bench.target } })
    const made = await byMachine('fhir/R4/AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'New', resource: [{ resourceType: 'Patient' }] },
    })
    const membership = { ...invited.body, active: false, meta: undefined }
    const off = await byMachine(`fhir/R4/ProjectMembership/${invited.body.id}`, { method: 'PUT', json: membership })
    expect([invited, client, made, off].map(({ status }) => status)).toEqual([200, 201, 201, 200])
  })

  test('is not for a batch: an entry is refused, and says to send it alone', async () => {
    const resource = { ...(await read(bench.target)), ...OBSERVATIONS }
    const entry = [{ request: { method: 'PUT', url: bench.target }, resource }]
    const batch = await byMachine('fhir/R4', { json: { resourceType: 'Bundle', type: 'batch', entry } })
    const { status, outcome } = batch.body.entry[0].response
    expect([batch.status, status]).toEqual([200, '403'])
    expect(outcome.issue[0].details.text).toContain('not in a batch')
    expect((await (await owner()).open(PATH)).text).toContain('Nothing waits for your approval.')
  })

  test('is for 100 changes of a project, 20 of a machine, none of them larger than a page can show', async () => {
    const large = await change({ ...OBSERVATIONS, name: 'x'.repeat(130_000) })
    expect(verdict(large)).toBe('413 change_too_large')
    const fill = (client: string, count: number): Promise<unknown> =>
      bench.hosted.world.store.db.query({
        sql: `insert into pending_changes
            (id, project, client_id, state, digest, sealed, told, created_at, expires_at)
          select gen_random_uuid(), $1, $2, 'waiting', '', '', true, now(), now() + interval '99 years'
          from generate_series(1, $3::integer)`,
        params: [bench.hosted.clinic.project, client, count],
      })
    const another = await machine('Another')
    await fill(bench.pipeline.id, 20)
    expect(verdict(await change(OBSERVATIONS))).toBe('409 too_many_waiting')
    expect((await change(OBSERVATIONS, another)).status).toBe(202)
    await fill(bench.hosted.clinic.project, 79)
    expect(verdict(await change(OBSERVATIONS, another))).toBe('409 too_many_waiting')
  })

  test('waits also while the master key is changed: what waits is sealed anew', async () => {
    const asked = await change(OBSERVATIONS)
    const refused = await change({ ...OBSERVATIONS, name: 'Refused' })
    await decide(await owner(), idOf(refused), 'refuse')
    const { store: kept, key, restarted } = bench.hosted.world
    const versions = async (): Promise<readonly string[]> => {
      const { rows } = await kept.db.query({
        sql: "select split_part(sealed, $1, 1) as v from pending_changes where state = 'waiting'",
        params: ['.'],
      })
      return rows.map((row) => (row as { v: string }).v)
    }
    const before = await versions()
    const rotating = await restarted({
      key: new Uint8Array(32).fill(9),
      env: { DAMSON_KEY_PREVIOUS: Buffer.from(key).toString('hex') },
    })
    await rotating.app.upkeep.run()
    const after = await versions()
    expect([after.length, after[0] === before[0]]).toEqual([1, false])
    const at = (asked.headers.get('content-location') ?? '').slice(bench.hosted.issuer.length)
    expect((await rotating.call(at, { basic: bench.pipeline.basic })).status).toBe(202)
    await rotating.close()
  })

  test('is chosen: without the setting a machine changes at once; what was asked for is decided as before', async () => {
    const asked = await change(OBSERVATIONS)
    await bench.hosted.set()
    expect((await change({ name: 'At once', mfaRequired: true })).status).toBe(200)
    const browser = await owner()
    expect((await decide(browser, idOf(asked), 'approve')).status).toBe(409)
    await bench.hosted.set(CHOSEN)
  })
})

test('new projects have the setting, and it is a flag', async () => {
  const world = await startWorld({ shared: true })
  const owner = await world.actors.owner()
  const at = `fhir/R4/Project/${owner.project}`
  const { body } = await world.call(at, { token: owner.token })
  expect(body.setting).toContainEqual(CHOSEN)
  const json = { ...body, setting: [{ name: CHOSEN.name, valueString: 'true' }] }
  const wrong = await world.call(at, { method: 'PUT', json, token: owner.token })
  expect([wrong.status, wrong.text.includes('is a valueBoolean')]).toEqual([400, true])
  await world.close()
})
