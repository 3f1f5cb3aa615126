/** What administrators are told to mend in their project, and what each of them may hear of it. */
import { compile, effectiveAccess, parsePolicy } from '@damson/access'
import type { Project, ProjectSetting } from '@damson/fhir'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Grantee } from '#domain/access'
import { type PostureDeps, postureOf } from '#domain/posture'
import { type Asked, noneSeen, seen } from '../../src/domain/posture/rule.ts'
import { issueOf } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { type Kind, type Office, startOffice } from './administrators.ts'

describe.each(storesForWalks())('the posture of a project on %s', (store) => {
  let office: Office
  beforeAll(async () => {
    office = await startOffice({ store })
  })
  afterAll(() => office.world.close())

  const ask = (by: Kind = 'owner', query = ''): Promise<Answer> => office.admin(by, 'GET', `posture${query}`)
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  const finding = async (code: string, by: Kind = 'owner'): Promise<any> =>
    must(await ask(by)).body.findings.find((one: { code: string }) => one.code === code)
  const client = async (extra: object): Promise<string> =>
    must(
      await office.admin('owner', 'POST', 'client', {
        kind: 'server',
        accessPolicy: { reference: office.ward },
        ...extra,
      }),
    ).body.id
  const sql = (text: string, ...params: readonly string[]) => office.world.store.db.query({ sql: text, params })
  const switchOff = (id: string) => sql(`update clients set active = false where id = $1::uuid`, id)

  /** The settings of the project; without any, those that it had. */
  const setting = async (...settings: readonly object[]): Promise<void> => {
    const at = `Project/${office.owner.project}`
    const { body } = must(await office.fhir('owner', 'GET', at))
    had ??= body.setting ?? []
    must(await office.fhir('owner', 'PUT', at, { ...body, setting: settings.length > 0 ? settings : had }))
  }
  let had: readonly object[] | undefined

  test('is of this version and address, and says what the server cannot know', async () => {
    const { body, headers } = must(await ask())
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toMatchObject({
      checkedAt: expect.stringMatching(/^\d{4}/),
      version: expect.any(String),
      baseUrl: expect.stringMatching(/^http/),
    })
    expect(body.signingKeys.map(({ algorithm }: { algorithm: string }) => algorithm)).toEqual(['ES256', 'RS256'])
    const states = Object.fromEntries(body.checks.map(({ code, state }: Record<string, string>) => [code, state]))
    expect(states).toMatchObject({ backup: 'unknown', no_tls: 'ok', old_signing_key: 'ok', old_secret: 'ok' })
  })

  test('tells of the last backup that the program made, once it is older than a week', async () => {
    const backedUp = (days: number) =>
      sql(`update installation set backed_up_at = now() - make_interval(days => $1::int)`, String(days))
    await backedUp(6)
    expect(await finding('backup')).toBeUndefined()
    await backedUp(8)
    expect(await finding('backup')).toMatchObject({
      title: 'The last backup is older than a week.',
      affected: [{ at: expect.stringMatching(/^\d{4}/) }],
    })
    await sql('update installation set backed_up_at = null')
  })

  test('tells of signing keys whose successors should sign by now, as where upkeep has stopped', async () => {
    const aged = async (by: string): Promise<Answer> => {
      await sql(`update signing_keys set signs_from = signs_from - $1::interval`, by)
      const node = await office.world.restarted()
      const { token } = office.people.owner
      const answer = must(await node.call(`admin/projects/${office.owner.project}/posture`, { token }))
      await node.close()
      await sql(`delete from signing_keys where signs_from > now()`)
      await sql(`update signing_keys set signs_from = signs_from + $1::interval`, by)
      return answer
    }
    const codesOf = ({ body }: Answer): readonly string[] => body.findings.map(({ code }: { code: string }) => code)
    // Ninety days, and one in which the successor is published before it signs.
    expect(codesOf(await aged('90 days 12 hours'))).not.toContain('old_signing_key')
    const old = (await aged('92 days')).body.findings.find(({ code }: { code: string }) => code === 'old_signing_key')
    expect(old).toMatchObject({
      severity: 'medium',
      title: '2 signing keys are older than they should be.',
      affected: [
        { display: 'ES256', at: expect.stringMatching(/^\d{4}/) },
        { display: 'RS256', at: expect.stringMatching(/^\d{4}/) },
      ],
    })
    expect(await finding('old_signing_key')).toBeUndefined()
  })

  const looked = (
    deps: Partial<PostureDeps>,
    // Everybody who sees the overview is told.
    grantee = { role: undefined } as Grantee,
    { setting = [], now = new Date() }: { readonly setting?: readonly ProjectSetting[]; readonly now?: Date } = {},
  ) => {
    const { baseUrl, store } = office.world
    const project: Project & { id: string } = {
      resourceType: 'Project',
      id: office.owner.project,
      setting: [...setting],
    }
    return postureOf(
      {
        db: store.db,
        signingKeys: { overdue: () => [] },
        approvals: { waiting: async () => [], problem: () => undefined },
        baseUrl,
        adminUrl: baseUrl,
        isDevelopment: true,
        mailGoesTo: 'mail_server',
        certificate: { seen: () => 'none' },
        allowsBasic: false,
        version: '0.1.0',
        releasedAt: undefined,
        ...deps,
      },
      { grantee, project, now },
    )
  }

  test.each([
    ['http://damson.example.org/', 'found'],
    ['http://10.0.0.1:3000/', 'found'],
    ['https://damson.example.org/', 'ok'],
    ['http://localhost:3000/', 'ok'],
    ['http://127.0.0.1:3000/', 'ok'],
  ])('looks whether %s begins with https, unless it is of this machine alone', async (baseUrl, state) => {
    const { checks, findings } = await looked({ baseUrl })
    expect(checks).toContainEqual({ code: 'no_tls', state })
    expect(findings.filter(({ code }) => code === 'no_tls')).toMatchObject(
      state === 'found' ? [{ severity: 'high', count: 1 }] : [],
    )
  })

  test.each([
    ['mail_server', 'ok', []],
    ['inbox', 'found', [{ severity: 'low', affected: [{ state: 'inbox' }] }]],
    ['nowhere', 'found', [{ severity: 'high', affected: [{ state: 'nowhere' }] }]],
  ] as const)('tells whether e-mails leave the server: %s', async (mailGoesTo, state, found) => {
    const { checks, findings } = await looked({ mailGoesTo })
    expect(checks).toContainEqual({ code: 'no_mail', state })
    expect(findings.filter(({ code }) => code === 'no_mail')).toMatchObject(found)
  })

  const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000)
  test.each([
    ['none at its address', 'none', ['ok', 'ok'], []],
    ['one that was not looked at', undefined, ['unknown', 'unknown'], []],
    ['an address that is not reached', 'unreached', ['unknown', 'unknown'], []],
    ['one that is good', { expiresAt: inDays(31) }, ['ok', 'ok'], []],
    ['one that expires soon', { expiresAt: inDays(29) }, ['found', 'ok'], [['medium', 'expires']]],
    ['one that expires in days', { expiresAt: inDays(6) }, ['found', 'ok'], [['high', 'expires']]],
    ['one that has expired', { expiresAt: inDays(-1) }, ['found', 'ok'], [['high', 'expired']]],
    [
      'one of another name',
      { expiresAt: inDays(31), problem: 'wrong_name' },
      ['ok', 'found'],
      [['high', 'wrong_name']],
    ],
    [
      'one of nobody',
      { expiresAt: inDays(1), problem: 'not_trusted' },
      ['found', 'found'],
      [
        ['high', 'expires'],
        ['high', 'not_trusted'],
      ],
    ],
  ] as const)('tells of the certificate at its address: %s', async (_, seen, states, found) => {
    const { checks, findings } = await looked({
      baseUrl: 'https://damson.example.org/',
      certificate: { seen: () => seen },
    })
    const codes = new Set<string>(['certificate_expires', 'certificate_refused'])
    expect(checks.filter(({ code }) => codes.has(code)).map(({ state }) => state)).toEqual(states)
    const told = findings.filter(({ code }) => codes.has(code))
    expect(told.map(({ severity, affected }) => [severity, affected[0]?.state])).toEqual(found)
    for (const { affected } of told) expect(affected[0]?.name).toBe('damson.example.org')
  })

  test('tells of nodes that run different versions for longer than an upgrade takes, and not which machines they are', async () => {
    // Tomorrow nobody has heard of the node of this test, which may write of itself at any moment.
    const now = inDays(1)
    const add = (version: string, started: string, seen = '0 seconds') =>
      sql(
        `insert into nodes (id, host, version, started_at, seen_at, state)
          values (gen_random_uuid(), 'ward-3', $1, $4::timestamptz - $2::interval, $4::timestamptz - $3::interval, '{}'::jsonb)`,
        version,
        started,
        seen,
        now.toISOString(),
      )
    const found = async () =>
      (await looked({}, undefined, { now })).findings.find(({ code }) => code === 'versions_differ')
    await add('0.1.0', '2 days')
    await add('0.1.0', '1 day')
    await add('0.1.1', '10 minutes')
    await add('0.0.9', '3 days', '10 minutes')
    expect(await found()).toBeUndefined()
    await add('0.1.1', '2 hours')
    const differ = await found()
    expect(differ).toMatchObject({ severity: 'medium', count: 2, affected: [{ name: '0.1.0' }, { name: '0.1.1' }] })
    expect(JSON.stringify(differ)).not.toContain('ward-3')
    await sql(`delete from nodes where host = 'ward-3'`)
  })

  test.each([
    [undefined, 'ok'],
    [inDays(-179), 'ok'],
    [inDays(-181), 'found'],
  ])('looks whether its release of %s is old', async (releasedAt, state) => {
    const { checks, findings } = await looked({ releasedAt })
    expect(checks).toContainEqual({ code: 'release_old', state })
    expect(findings.filter(({ code }) => code === 'release_old')).toMatchObject(
      state === 'found' ? [{ severity: 'medium', affected: [{ name: '0.1.0', at: releasedAt }] }] : [],
    )
  })

  test('names clients that may use Basic, with why and what to do', async () => {
    const id = await client({ name: 'Analyzer', basicAllowed: true })
    expect(await finding('basic_allowed')).toEqual({
      code: 'basic_allowed',
      severity: 'high',
      title: 'A client may send its secret with every request.',
      why: expect.stringMatching(/\.$/),
      remedy: expect.stringMatching(/\.$/),
      count: 1,
      isMore: false,
      affected: [{ reference: `ClientApplication/${id}`, display: 'Analyzer' }],
    })
    await switchOff(id)
    expect(await finding('basic_allowed')).toBeUndefined()
  })

  test('names clients that nobody used for 90 days, and secrets older than a year', async () => {
    const id = await client({ name: 'Forgotten' })
    const used = await client({ name: 'In use' })
    expect(await finding('unused_client')).toBeUndefined()
    await sql(`update clients set created_at = now() - interval '91 days' where id in ($1::uuid, $2::uuid)`, id, used)
    await sql(
      `insert into client_uses (client_id, project, used_at, how, address, program)
        values ($1::uuid, $2::uuid, now(), 'secret', '', '')`,
      used,
      office.owner.project,
    )
    expect((await finding('unused_client')).affected).toEqual([
      { reference: `ClientApplication/${id}`, display: 'Forgotten' },
    ])
    expect(await finding('old_secret')).toBeUndefined()
    await sql(`update client_secrets set created_at = now() - interval '366 days' where client_id = $1::uuid`, used)
    expect((await finding('old_secret')).affected).toMatchObject([{ display: 'In use', at: expect.any(String) }])
    await switchOff(id)
    await switchOff(used)
    expect([await finding('unused_client'), await finding('old_secret')]).toEqual([undefined, undefined])
  })

  test('names who works here without a second factor: administrators, then who may read every chart, then others', async () => {
    const found = await finding('no_second_factor')
    const { owner, nurse } = office.people
    const named = found.affected.map(({ reference }: { reference: string }) => reference)
    expect(found).toMatchObject({ severity: 'high', count: named.length })
    expect(named).toContain(`ProjectMembership/${owner.membership}`)
    expect(named).toContain(`ProjectMembership/${office.people['help-desk'].membership}`)
    // Reads all patients, and is last.
    expect(found.affected.at(-1)).toMatchObject({
      reference: `ProjectMembership/${nurse.membership}`,
      profile: nurse.profile,
      display: 'A B',
      state: 'every_chart',
    })
    const narrow = await office.world.actors.policy(office.owner, [
      { resourceType: 'Patient', criteria: 'Patient?_id=1' },
      { resourceType: 'Observation' },
    ])
    const other = await office.member({ accessPolicy: { reference: narrow } })
    const after = await finding('no_second_factor')
    expect(after.count).toBe(found.count + 1)
    expect(after.affected.at(-1)).toMatchObject({
      reference: `ProjectMembership/${other.membership}`,
      state: 'staff',
    })
    for (const { userId, membership } of [nurse, other]) {
      await sql(
        `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
          values (gen_random_uuid(), $1::uuid, 'email', '', now(), now())`,
        userId,
      )
      expect(JSON.stringify(await finding('no_second_factor'))).not.toContain(membership)
    }
    await sql('delete from factors where user_id = $1::uuid', nurse.userId)
  })

  test('leaves out people whom their provider alone signs in, and who cannot sign in yet', async () => {
    const federated = await office.member({ accessPolicy: { reference: office.ward } })
    const counted = async (): Promise<number> => (await finding('no_second_factor')).count
    const before = await counted()
    await sql(
      `insert into identities (id, project, user_id, provider_key, issuer, subject, how, linked_at)
        values (gen_random_uuid(), $1::uuid, $2::uuid, 'x', 'x', 'x', 'proved', now())`,
      office.owner.project,
      federated.userId,
    )
    // They can still use their password,
    expect(await counted()).toBe(before)
    // unless they must use the provider of their e-mail domain,
    await sql(`update users set email = 'ada@enforced.example' where id = $1::uuid`, federated.userId)
    const domain = crypto.randomUUID()
    const add = `insert into domains (id, project, domain, token, status, enforced)
      values ($1::uuid, $2::uuid, 'enforced.example', 'x', 'proven', $3::boolean)`
    await sql(add, domain, office.owner.project, 'false')
    expect(await counted()).toBe(before)
    await sql('update domains set enforced = true where id = $1::uuid', domain)
    expect(await counted()).toBe(before - 1)
    await sql('update domains set project = $2::uuid where id = $1::uuid', domain, crypto.randomUUID())
    expect(await counted()).toBe(before)
    await sql('delete from domains where id = $1::uuid', domain)
    // or have none.
    await sql('update users set password_hash = null where id = $1::uuid', federated.userId)
    expect(await counted()).toBe(before - 1)
    must(await office.invite({ accessPolicy: { reference: office.ward } }))
    expect(await counted()).toBe(before - 1)
    // An e-mail alone, where it signs people in, is one proof too.
    await setting({ name: 'emailSignIn', valueString: 'Practitioner' })
    expect(await counted()).toBe(before)
    await setting()
  })

  test('counts patients apart, unless they are sent a code where their password is typed in a new browser', async () => {
    const before = (await finding('no_second_factor')).count
    const own = await office.world.actors.policy(office.owner, [
      { resourceType: 'Patient', criteria: 'Patient?_id=%patient.id' },
    ])
    const { membership } = await office.member({ resourceType: 'Patient', accessPolicy: { reference: own } })
    expect((await finding('no_second_factor')).count).toBe(before)
    await setting({ name: 'newBrowserCode', valueString: 'Practitioner' })
    expect(await finding('patient_password_alone')).toMatchObject({
      severity: 'low',
      count: 1,
      affected: [{ reference: `ProjectMembership/${membership}`, state: 'patient' }],
    })
    await setting({ name: 'newBrowserCode', valueString: 'Patient' })
    expect(await finding('patient_password_alone')).toBeUndefined()
    // Where a factor is demanded of everybody, they are among those who have yet to add one.
    const policy = parsePolicy({ resourceType: 'AccessPolicy', resource: [{ resourceType: 'ProjectMembership' }] })
    if (!policy.ok) throw new Error('the policy is no policy')
    const access = effectiveAccess([{ policy: compile(policy.value), parameters: [] }], {
      profile: 'Practitioner/1',
      admin: true,
    })
    const { findings } = await looked({}, { role: 'owner', access, project: office.owner.project } as Grantee, {
      setting: [
        { name: 'mfaRequired', valueBoolean: true },
        { name: 'newBrowserCode', valueString: 'Patient' },
      ],
    })
    expect(findings.find(({ code }) => code === 'second_factor_pending')).toMatchObject({
      severity: 'low',
      count: before + 1,
    })
    await setting()
  })

  test('names a policy with every type once somebody besides administrators has it', async () => {
    const wide = await office.world.actors.policy(office.owner, [{ resourceType: '*' }])
    expect(await finding('wildcard_policy')).toBeUndefined()
    await client({ name: 'Wide', accessPolicy: { reference: wide } })
    expect((await finding('wildcard_policy')).affected).toContainEqual({ reference: wide, display: 'a policy' })
  })

  test('names developer mode, and a domain whose record is missing', async () => {
    // The office is in developer mode.
    expect(await finding('developer_mode')).toMatchObject({
      severity: 'medium',
      affected: [{ at: expect.any(String) }],
    })
    const { body } = must(await office.admin('owner', 'POST', 'domain', { domain: 'hillside.example' }))
    expect(await finding('domain_failing')).toBeUndefined()
    await sql(`update domains set status = 'proven', misses = 3 where id = $1::uuid`, body.id)
    expect(await finding('domain_failing')).toMatchObject({
      severity: 'high',
      affected: [{ reference: `DomainConfiguration/${body.id}`, display: 'hillside.example', state: 'missing' }],
    })
  })

  test('tells each administrator only what their role covers', async () => {
    await client({ name: 'Analyzer', basicAllowed: true })
    const states = async (by: Kind) =>
      Object.fromEntries(
        must(await ask(by)).body.checks.map(({ code, state }: Record<string, string>) => [code, state]),
      )
    expect(await states('owner')).not.toContain('not_allowed')
    expect(await states('help-desk')).toMatchObject({
      basic_allowed: 'not_allowed',
      changes_waiting: 'not_allowed',
      no_second_factor: 'found',
    })
    expect(await states('limited')).toMatchObject({ changes_waiting: 'not_allowed' })
    expect(await states('app-developer')).toMatchObject({
      changes_waiting: 'not_allowed',
      no_second_factor: 'not_allowed',
      wildcard_policy: 'not_allowed',
    })
    expect(await states('privacy-officer')).toMatchObject({
      basic_allowed: 'not_allowed',
      no_second_factor: 'not_allowed',
    })
    // An app developer sees their own clients alone.
    expect(await finding('basic_allowed', 'app-developer')).toBeUndefined()
  })

  test('tells nobody below an owner which administrators above them have no second factor', async () => {
    const named = async (by: Kind) =>
      ((await finding('no_second_factor', by))?.affected ?? []).map(({ reference }: { reference: string }) => reference)
    const of = (...kinds: readonly Kind[]) => kinds.map((kind) => `ProjectMembership/${office.people[kind].membership}`)
    const second = await office.member({ accessPolicy: { reference: office.ward } })
    const above = [...of('owner', 'privacy-officer', 'deployer'), `ProjectMembership/${second.membership}`]
    // With another membership, they are the owner.
    await sql(
      `update memberships set user_id = $1::uuid where id = $2::uuid`,
      office.people.owner.userId,
      second.membership,
    )
    expect(await named('owner')).toEqual(expect.arrayContaining(above.slice(0, 3)))
    for (const by of ['identity-administrator', 'help-desk'] as const)
      expect([by, (await named(by)).filter((one: string) => above.includes(one))]).toEqual([by, []])
    expect(await named('help-desk')).toContain(of('nurse')[0])
    expect(await named('identity-administrator')).toEqual(expect.arrayContaining(of('help-desk', 'app-developer')))
    await sql('delete from memberships where id = $1::uuid', second.membership)
  })

  test.each([
    [200, 'ok'],
    [201, 'unknown'],
  ])('of %i whom the asker may not see it says %s: not all of more are looked at', async (count, state) => {
    const rows = Array.from({ length: count }, () => ({ id: crypto.randomUUID() }))
    const asked = { project: { id: office.owner.project } } as Asked
    const found = await seen(office.world.store.db, asked, { op: 'any', of: [] }, 'ProjectMembership', rows)
    expect([found.rows, noneSeen(found.isMore)]).toEqual([[], state])
  })

  test('names of those near a limit only whom the administrator may see, as the figures do', async () => {
    const { owner, world } = office
    const id = await client({ name: 'Chatty export' })
    const { membership } = await office.member({ accessPolicy: { reference: office.ward } })
    for (const subject of [`ClientApplication/${id}`, `ProjectMembership/${membership}`])
      await sql(
        `insert into near_limits (project, hour, name, subject, percent) values ($1::uuid, now(), 'fhir', $2, 90)`,
        owner.project,
        subject,
      )
    const none = `ClientApplication?_id=${crypto.randomUUID()}`
    const reference = await world.actors.policy(owner, [
      { resourceType: 'ClientApplication', criteria: none },
      { resourceType: 'AccessPolicy' },
    ])
    const { token } = await office.member({ admin: true, accessPolicy: { reference } })
    for (const path of ['posture', 'figures']) {
      const all = must(await office.admin('owner', 'GET', path)).text
      expect([all.includes(id), all.includes(membership)]).toEqual([true, true])
      const some = must(await world.call(`admin/projects/${owner.project}/${path}`, { token })).text
      expect([some.includes(id), some.includes(membership)]).toEqual([false, false])
    }
    // Nor what is left of whose limits.
    const limited = await client({ name: 'With a limit', fhirRequestLimit: 100 })
    const at = `fhir/R4/Project/${owner.project}/$rate-limits`
    const left = (by: string, query = ''): Promise<Answer> => world.call(`${at}${query}`, { token: by })
    const { token: all } = office.people.owner
    expect(must(await left(all)).text).toContain(limited)
    expect(must(await left(token)).text).not.toContain(limited)
    must(await left(all, `?membershipId=${membership}`))
    expect((await left(token, `?membershipId=${membership}`)).status).toBe(403)
  })

  test('is refused to others, and with parameters', async () => {
    expect((await ask('nurse')).status).toBe(403)
    const stranger = await office.world.actors.owner()
    const at = `admin/projects/${office.owner.project}/posture`
    expect((await office.world.call(at, { token: stranger.token })).status).toBe(404)
    expect((await office.world.call(at, {})).status).toBe(401)
    expect(issueOf(await ask('owner', '?all=true')).reason).toBe('unknown_parameter')
  })
})
