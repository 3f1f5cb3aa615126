import { type Answer, type Machine, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from '../identity/answer-invitations.ts'
import { begin, claimsOf, freshEmail, must, PASSWORD, redeem, verdict } from '../identity/steps.ts'

/** A word that only the other project's resources hold. */
const MARK = 'Zanzibar'

/** The other project: ids of one resource of each kind, and credentials. */
interface Other {
  readonly owner: Owner
  readonly machine: Machine
  readonly ids: Readonly<Record<string, string>>
  readonly membership: string
  readonly loginId: string
  readonly recoveryId: string
  readonly deviceId: string
  readonly emailId: string
  readonly handle: string
  readonly link: { readonly id: string; readonly secret: string }
}

describe.each(storesUnderTest())('two projects never see each other on %s', (store) => {
  let world: World
  let other: Other
  let strangers: Record<string, { token?: string; basic?: readonly [string, string] }>

  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    other = await otherProject()
    const owner = await world.actors.owner()
    const policy = await world.actors.policy(owner, [
      { resourceType: '*' },
      { resourceType: 'Bot', interaction: ['read'] },
      { resourceType: 'ClientApplication', interaction: ['read'] },
    ])
    const machine = await world.actors.machine(owner, { accessPolicy: policy, extra: { basicAllowed: true } })
    strangers = {
      'an administrator of another project': { token: owner.token },
      'a machine of another project': { basic: machine.basic },
      nobody: {},
    }
  })
  afterAll(() => world.close())

  async function otherProject(): Promise<Other> {
    const owner = await world.actors.owner({ projectName: MARK })
    const make = async (type: string, fields: object = {}): Promise<string> => {
      const json = { resourceType: type, ...fields }
      return must(await world.call(`fhir/R4/${type}`, { json, token: owner.token })).body.id as string
    }
    const deployed = async (id: string): Promise<string> => {
      const json = { code: `export const handler = () => '${MARK}'` }
      must(await world.call(`fhir/R4/Bot/${id}/$deploy`, { json, token: owner.token }))
      return id
    }
    const machine = await world.actors.machine(owner, { extra: { basicAllowed: true, description: MARK } })
    const device = await world.actors.machine(owner, { kind: 'device', extra: { description: MARK } })
    const patient = await make('Patient', { name: [{ family: MARK }], active: true })
    const email = freshEmail()
    const invited = must(
      await world.call(`admin/projects/${owner.project}/invite`, {
        json: { resourceType: 'Patient', firstName: MARK, lastName: MARK, email },
        token: owner.token,
      }),
    )
    const begun = await begin(world.call, { email: owner.email, password: owner.password })
    const { rows } = await world.store.db.query({
      sql: `insert into recoveries (id, user_id, project, language, started_by, started_at, expires_at, proofs, number)
        values (gen_random_uuid(), $1::uuid, $2::uuid, 'en', 'person', now(), now() + interval '1 day', '{email}', '000000')
        returning id::text as id`,
      params: [owner.userId, owner.project],
    })
    const mailed = await world.store.db.query({
      sql: 'select id::text as id from outbox where project = $1::uuid',
      params: [owner.project],
    })
    return {
      owner,
      machine,
      deviceId: device.id,
      emailId: String(mailed.rows[0]?.['id']),
      membership: invited.body.id,
      loginId: claimsOf(owner.token)['login_id'] as string,
      recoveryId: String(rows[0]?.['id']),
      handle: begun.handle,
      link: world.inbox.link(email),
      ids: {
        Patient: patient,
        Observation: await make('Observation', {
          status: 'final',
          code: { text: MARK },
          subject: { reference: `Patient/${patient}` },
        }),
        Practitioner: owner.profile.split('/')[1] ?? '',
        Binary: await make('Binary', { contentType: 'text/plain', data: Buffer.from(MARK).toString('base64') }),
        AccessPolicy: await make('AccessPolicy', { name: MARK, resource: [{ resourceType: 'Patient' }] }),
        Bot: await deployed(await make('Bot', { name: MARK })),
        ClientApplication: machine.id,
        Project: owner.project,
        ProjectMembership: invited.body.id,
        User: invited.body.user.reference.split('/')[1],
        UserConfiguration: await make('UserConfiguration', { name: MARK }),
        DomainConfiguration: await make('DomainConfiguration', {
          domain: 'zanzibar-hospital.org',
          identityProvider: { name: MARK, issuer: 'https://idp.example', clientId: 'x', clientSecret: MARK },
        }),
        AuditEvent: (await world.call('fhir/R4/AuditEvent?_count=1', { token: owner.token })).body.entry[0].resource.id,
      },
    }
  }

  /** What is sent to a route that takes a body, as whoever owns the ids would send it. */
  function bodyFor(url: string, type: string): { json: unknown } | { form: Record<string, string> } {
    const { owner, loginId, handle, link, membership, machine } = other
    if (url.startsWith('/oauth2')) {
      const form = { token: owner.token, grant_type: 'refresh_token', refresh_token: owner.refreshToken ?? '' }
      return { form: { ...form, client_id: machine.id } }
    }
    if (url.startsWith('/auth'))
      return { json: { loginId, login: `${handle}x`, profile: membership, ...link, secret: 'x', password: PASSWORD } }
    if (url.endsWith('/_search')) return { form: { _id: other.ids[type] ?? '' } }
    if (url.startsWith('/admin')) return { json: { resourceType: 'ProjectMembership', id: membership, name: 'x' } }
    return { json: { resourceType: type, id: other.ids[type] } }
  }

  const sensible = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

  test('a walk of every route with the other project’s ids finds nothing, and changes nothing', async () => {
    const { owner, ids, machine, membership, handle, link, loginId, recoveryId, emailId, deviceId } = other
    const idFor = (url: string, type: string): string => {
      if (url.startsWith('/auth/external')) return machine.id
      return url.startsWith('/auth') ? link.id : (ids[type] ?? '')
    }
    const snapshot = async (): Promise<string> =>
      JSON.stringify([
        ...(await Promise.all(
          Object.entries(ids)
            .filter(([type]) => type !== 'AuditEvent')
            .map(async ([type, id]) => (await world.call(`fhir/R4/${type}/${id}`, { token: owner.token })).text),
        )),
        await world.store.db.query({ sql: 'select * from recoveries where id = $1::uuid', params: [recoveryId] }),
        (await world.call(`fhir/R4/ClientApplication/${deviceId}`, { token: owner.token })).text,
      ])
    // What upkeep would end by itself in the middle of the walk is no open recovery.
    await world.app.upkeep.run()
    const before = await snapshot()
    expect(before).toContain('"ended_at":null')
    let walked = 0
    // Signing out concerns whoever asks alone, and would end the walk.
    const routes = world.app.routes.filter(({ method, url }) => sensible.has(method) && url !== '/oauth2/logout')
    for (const { method, url } of routes) {
      const types = url.includes(':type') ? Object.keys(ids) : [/R4\/(\w+)/.exec(url)?.[1] ?? 'Patient']
      const operations = (type: string): readonly string[] => {
        if (!url.includes(':operation')) return ['']
        return type === 'Bot' ? ['$execute', '$deploy', '$roll-back', '$versions', '$source'] : ['$rotate-secret']
      }
      for (const [type, operation] of types.flatMap((one) => operations(one).map((name) => [one, name] as const))) {
        const params: Record<string, string> = {
          type,
          id: idFor(url, type),
          kind: 'client',
          version: '1',
          operation,
          projectId: owner.project,
          project: owner.project,
          membershipId: membership,
          patientId: ids['Patient'] ?? '',
          loginId,
          domainId: ids['DomainConfiguration'] ?? '',
          recoveryId,
          changeId: recoveryId,
          emailId,
          deviceId,
          client: machine.id,
          code: 'x',
          login: `${handle.slice(0, -1)}${handle.endsWith('A') ? 'B' : 'A'}`,
          clientId: '00000000-0000-4000-8000-000000000000',
          secret: 'x',
          flow: link.id,
          end: 'set',
        }
        const path = url.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? name).replace('*', 'x')
        for (const [name, credential] of Object.entries(strangers)) {
          const answer = await world.call(path.slice(1), {
            method,
            ...(method !== 'GET' && method !== 'DELETE' && bodyFor(url, type)),
            ...credential,
            headers: { 'X-Medplum': 'extended', Accept: 'application/fhir+json, */*' },
          })
          walked += 1
          expect(answer.status, `${method} ${path} by ${name}: ${answer.text}`).toBeLessThan(500)
          expect(answer.text, `${method} ${path} by ${name}`).not.toContain(MARK)
          expect(answer.text).not.toContain(owner.email)
          if (/:(id|projectId|membershipId|domainId|deviceId)\b/.test(url) && !url.startsWith('/auth'))
            expect([400, 401, 403, 404, 405, 415], `${method} ${path} by ${name}: ${answer.status}`).toContain(
              answer.status,
            )
        }
      }
    }
    expect(walked).toBeGreaterThan(400)
    expect(await snapshot()).toBe(before)
    for (const credential of [
      strangers['an administrator of another project'],
      strangers['a machine of another project'],
    ])
      expect((await world.call('fhir/R4/Patient', credential)).status).toBe(200)
  })

  test('there is no route that this walk leaves out', () => {
    const parameters = new Set(
      world.app.routes.flatMap(({ url }) => [...url.matchAll(/:(\w+)/g)].map(([, name]) => name)),
    )
    expect(parameters).toEqual(
      new Set([
        'changeId',
        'client',
        'clientId',
        'code',
        'deviceId',
        'domainId',
        'emailId',
        'end',
        'flow',
        'id',
        'kind',
        'login',
        'loginId',
        'membershipId',
        'operation',
        'patientId',
        'project',
        'projectId',
        'recoveryId',
        'secret',
        'type',
        'version',
      ]),
    )
  })

  test('a batch of reads and writes of the other project’s ids is refused entry by entry', async () => {
    const { ids } = other
    const entry = Object.entries(ids).flatMap(([type, id]) => [
      { request: { method: 'GET', url: `${type}/${id}` } },
      { request: { method: 'GET', url: `${type}/${id}/_history` } },
      { request: { method: 'GET', url: `${type}?_id=${id}` } },
      { request: { method: 'DELETE', url: `${type}/${id}` } },
      { request: { method: 'PUT', url: `${type}/${id}` }, resource: { resourceType: type, id } },
    ])
    const { text, body } = await world.call('fhir/R4', {
      json: { resourceType: 'Bundle', type: 'batch', entry },
      ...strangers['an administrator of another project'],
    })
    expect(text).not.toContain(MARK)
    const statuses: readonly string[] = body.entry.map(
      ({ response }: { response: { status: string } }) => response.status,
    )
    // A search finds nothing; everything else is refused.
    for (const [at, status] of statuses.entries())
      if (at % 5 !== 2) expect(['400', '403', '404', '405'], JSON.stringify(entry[at])).toContain(status)
  })

  test('a search by any reference to the other project finds nothing', async () => {
    const { ids } = other
    const token = strangers['an administrator of another project'] as { token: string }
    for (const query of [
      `Observation?subject=Patient/${ids['Patient']}`,
      `Observation?subject=${world.fhirUrl}Patient/${ids['Patient']}`,
      `Patient?_id=${ids['Patient']}`,
      `Patient?name=${MARK}`,
      `Patient?_compartment=Patient/${ids['Patient']}`,
      `ProjectMembership?user=User/${ids['User']}`,
      `ProjectMembership?project=Project/${ids['Project']}`,
      `AccessPolicy?name=${MARK}`,
      `ClientApplication?name=a`,
      `Bot?name=${MARK}`,
      `User?project=Project/${ids['Project']}`,
      `AuditEvent?entity=Patient/${ids['Patient']}`,
      `AuditEvent?agent=${other.owner.profile}`,
      `Patient?_project=${ids['Project']}`,
    ]) {
      const answer = await world.call(`fhir/R4/${query}`, token)
      expect([200, 400], query).toContain(answer.status)
      const found = (answer.body.entry ?? []) as readonly { resource: { id: string } }[]
      expect(
        found.filter(({ resource }) => Object.values(ids).includes(resource.id)),
        query,
      ).toEqual([])
      expect(answer.text).not.toContain(`"${MARK}"`)
    }
  })

  test('what names the other project’s policies, users, profiles, clients or Bots is refused', async () => {
    const { ids } = other
    const mine = await world.actors.owner()
    const policy = await world.actors.policy(mine, [{ resourceType: 'Patient' }])
    const membership = (fields: object): object => ({
      resourceType: 'ProjectMembership',
      project: { reference: `Project/${mine.project}` },
      user: { reference: `User/${mine.userId}` },
      profile: { reference: mine.profile },
      accessPolicy: { reference: policy },
      ...fields,
    })
    const post = (json: object): Promise<Answer> =>
      world.call(`fhir/R4/${(json as { resourceType: string }).resourceType}`, { json, token: mine.token })
    for (const [fields, why] of [
      [{ project: { reference: `Project/${ids['Project']}` } }, 'wrong_project'],
      [{ user: { reference: `User/${ids['User']}` } }, 'unknown_user'],
      [{ user: { reference: `User/${other.owner.userId}` } }, 'unknown_user'],
      [{ user: { reference: `ClientApplication/${ids['ClientApplication']}` } }, 'unknown_user'],
      [{ user: { reference: `Bot/${ids['Bot']}` } }, 'unknown_user'],
      [{ user: { reference: 'User/00000000-0000-4000-8000-000000000000' } }, 'unknown_user'],
    ] as const)
      expect(verdict(await post(membership(fields))), JSON.stringify(fields)).toBe(`400 ${why}`)
    const client = await world.actors.machine(mine, { accessPolicy: policy })
    const ofClient = { user: { reference: `ClientApplication/${client.id}` } }
    for (const [fields, why] of [
      [{ ...ofClient, profile: { reference: `Patient/${ids['Patient']}` } }, 'unknown_profile'],
      [{ ...ofClient, profile: { reference: other.owner.profile } }, 'unknown_profile'],
      [{ ...ofClient, accessPolicy: { reference: `AccessPolicy/${ids['AccessPolicy']}` } }, 'unknown_policy'],
    ] as const)
      expect(verdict(await post(membership(fields))), JSON.stringify(fields)).toBe(`400 ${why}`)
    for (const path of ['client', 'bot'])
      expect(
        verdict(
          await world.call(`admin/projects/${mine.project}/${path}`, {
            json: { name: 'x', accessPolicy: { reference: `AccessPolicy/${ids['AccessPolicy']}` } },
            token: mine.token,
          }),
        ),
      ).toBe('400 unknown_policy')
    const { body: project } = await world.call(`fhir/R4/Project/${mine.project}`, { token: mine.token })
    for (const fields of [
      { defaultPatientAccessPolicy: { reference: `AccessPolicy/${ids['AccessPolicy']}` } },
      {
        defaultAccessPolicies: [
          { profileType: 'Bot', accessPolicy: { reference: `AccessPolicy/${ids['AccessPolicy']}` } },
        ],
      },
    ])
      expect(
        verdict(
          await world.call(`fhir/R4/Project/${mine.project}`, {
            method: 'PUT',
            json: { ...project, ...fields },
            token: mine.token,
          }),
        ),
      ).toBe('400 unknown_policy')
  })

  test('a membership twice, or an external id twice, is a conflict, not a failure', async () => {
    const mine = await world.actors.owner()
    const policy = await world.actors.policy(mine, [{ resourceType: 'Patient' }])
    const client = await world.actors.machine(mine, { accessPolicy: policy })
    const again = {
      resourceType: 'ProjectMembership',
      project: { reference: `Project/${mine.project}` },
      user: { reference: `ClientApplication/${client.id}` },
      profile: { reference: `ClientApplication/${client.id}` },
      accessPolicy: { reference: policy },
    }
    const post = (json: object): Promise<Answer> => world.call('fhir/R4/ProjectMembership', { json, token: mine.token })
    expect(verdict(await post(again))).toBe('409 already_member')
    const external = async (): Promise<object> => {
      const bare = { resourceType: 'ClientApplication', name: 'x', kind: 'server' }
      const { body } = must(await world.call('fhir/R4/ClientApplication', { json: bare, token: mine.token }))
      const itself = { reference: `ClientApplication/${body.id}` }
      return { ...again, user: itself, profile: itself, externalId: 'one' }
    }
    expect((await post(await external())).status).toBe(201)
    expect(verdict(await post(await external()))).toBe('409 external_id_taken')
  })

  test('a person of both is in one at a time: a token of one reads nothing of the other', async () => {
    const email = freshEmail()
    const mine = await world.actors.owner()
    for (const { project, token } of [other.owner, mine])
      must(
        await world.call(`admin/projects/${project}/invite`, {
          json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, admin: true },
          token,
        }),
      )
    for (const { text } of world.inbox.to(email)) {
      const [, id, secret] = /auth\/setpassword\/(\S+)\/(\S+)/.exec(text) ?? []
      if (id !== undefined) await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } })
    }
    await answerInvitations(world, { email })
    const tokens = await Promise.all(
      [other.owner, mine].map(async ({ project }) => {
        const begun = await begin(world.call, { email, projectId: project })
        return (await redeem(world.call, begun)).body.access_token as string
      }),
    )
    const ask = (token: string | undefined): Promise<Answer> =>
      world.call(`fhir/R4/Patient/${other.ids['Patient']}`, { token: token ?? '' })
    expect((await ask(tokens[0])).status).toBe(200)
    expect((await ask(tokens[1])).status).toBe(404)
    expect((await world.call(`admin/projects/${other.owner.project}`, { token: tokens[1] ?? '' })).status).toBe(404)
  })

  test('a page link of one project opens nothing in another', async () => {
    const { owner } = other
    for (let i = 0; i < 3; i += 1)
      must(
        await world.call('fhir/R4/Patient', {
          json: { resourceType: 'Patient', name: [{ family: MARK }] },
          token: owner.token,
        }),
      )
    const { body } = await world.call('fhir/R4/Patient?_count=1', { token: owner.token })
    const next = new URL(body.link.find(({ relation }: { relation: string }) => relation === 'next').url as string)
    const answer = await world.call(
      `${next.pathname.slice(1)}${next.search}`,
      strangers['an administrator of another project'],
    )
    expect(verdict(answer)).toBe('400 invalid_cursor')
  })
})
