import { type Answer, type Machine, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from './answer-invitations.ts'
import {
  begin,
  type Clinic,
  claimsOf,
  freshEmail,
  makeClient,
  must,
  PASSWORD,
  redeem,
  register,
  startClinic,
  verdict,
} from './steps.ts'

const EVIL = 'https://evil.example'
const APP = 'https://app.example.org'

describe.each(storesForWalks())('the sign-in API on %s', (store) => {
  let world: World
  let owner: Owner
  let other: Owner
  let client: string
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
    other = await world.actors.owner()
    client = (await makeClient(world.call, owner, { allowedOrigin: [APP] })).body.id
  })
  afterAll(() => world.close())

  const signIn = (fields: object = {}, headers: Record<string, string> = {}) =>
    begin(world.call, { email: owner.email, password: owner.password, ...fields }, headers)

  describe('demands PKCE with S256', () => {
    test.each<[string, object, string]>([
      ['no challenge', { codeChallenge: undefined, codeChallengeMethod: undefined }, 'pkce_required'],
      ['an empty one', { codeChallenge: '' }, 'pkce_required'],
      ['plain', { codeChallengeMethod: 'plain' }, 'pkce_plain_refused'],
      ['no method, which would mean plain', { codeChallengeMethod: undefined }, 'pkce_plain_refused'],
      ['s256', { codeChallengeMethod: 's256' }, 'pkce_plain_refused'],
      ['a challenge that is no hash', { codeChallenge: 'a'.repeat(42) }, 'malformed_challenge'],
      ['a challenge with padding', { codeChallenge: `${'a'.repeat(43)}=` }, 'malformed_challenge'],
      ['a challenge that is not base64url', { codeChallenge: `${'a'.repeat(42)}+` }, 'malformed_challenge'],
    ])('and refuses %s with the remedy', async (_, fields, why) => {
      const { answer } = await signIn(fields)
      expect(verdict(answer)).toBe(`400 ${why}`)
      expect(answer.text).toMatch(/S256|43 characters/)
    })
  })

  test.each<[string, object, number]>([
    ['a SMART scope', { scope: 'openid patient/*.rs' }, 400],
    ['a launch', { launch: 'x' }, 400],
    ['a project id that is none', { projectId: 'x' }, 400],
    ['a profile type that nobody signs in as', { resourceType: 'ClientApplication' }, 400],
    ['a client that is not there', { clientId: '00000000-0000-4000-8000-000000000000' }, 404],
    ['a client id that is none', { clientId: 'x' }, 400],
  ])('refuses %s', async (_, fields, status) => {
    expect((await signIn(fields)).answer.status).toBe(status)
  })

  test('takes an address in any case and form, with the empty client id that the SDK sends', async () => {
    const { answer } = await signIn({ email: ` ${owner.email.toUpperCase()} `, clientId: '', projectId: '' })
    expect(answer.body.code).toMatch(/^[\w-]{43}$/)
  })

  describe('gives a handle', () => {
    test('that is not the login id, and that no token, resource or audit event holds', async () => {
      const begun = await signIn()
      const { body } = await redeem(world.call, begun)
      const audit = await world.call('fhir/R4/AuditEvent?_count=100', { token: owner.token })
      const { rows } = await world.store.db.query({ sql: 'select * from logins', params: [] })
      for (const text of [
        JSON.stringify(claimsOf(body.access_token)),
        JSON.stringify(body),
        audit.text,
        JSON.stringify(rows),
      ]) {
        expect(text).not.toContain(begun.handle)
        expect(text).not.toContain(begun.code)
      }
      expect(begun.handle).not.toBe(claimsOf(body.access_token)['login_id'])
    })

    test('that is dead once its code is redeemed', async () => {
      const begun = await signIn()
      expect((await world.call(`auth/login/${begun.handle}`)).status).toBe(200)
      const { code } = (await world.call(`auth/login/${begun.handle}`)).body
      must(await redeem(world.call, { ...begun, code }))
      for (const answer of [
        await world.call(`auth/login/${begun.handle}`),
        await world.call('auth/profile', { json: { login: begun.handle, profile: 'x' } }),
        await world.call('auth/scope', { json: { login: begun.handle, scope: 'openid' } }),
        await world.call('auth/newproject', { json: { login: begun.handle, projectName: 'Clinic' } }),
        await world.call('auth/newpatient', { json: { login: begun.handle, projectId: owner.project } }),
      ])
        expect(verdict(answer)).toBe('400 unknown_login')
    })

    test('that is refused altered, guessed, or as the login id itself', async () => {
      const begun = await signIn()
      const { body } = await redeem(world.call, begun)
      const { handle } = await signIn()
      for (const wrong of [
        claimsOf(body.access_token)['login_id'] as string,
        handle.slice(1),
        `${handle}A`,
        handle.toLowerCase(),
        'x',
        'a'.repeat(300),
        encodeURIComponent("' or true --"),
      ])
        expect(verdict(await world.call(`auth/login/${wrong}`)), wrong).toBe('400 unknown_login')
    })

    test('whose answers nobody keeps', async () => {
      const { answer, handle } = await signIn()
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect((await world.call(`auth/login/${handle}`)).headers.get('cache-control')).toBe('no-store')
    })

    test('and with each code makes the one before it useless', async () => {
      const begun = await signIn()
      const { code } = (await world.call(`auth/login/${begun.handle}`)).body
      expect(code).not.toBe(begun.code)
      expect(verdict(await redeem(world.call, begun))).toBe('400 invalid_grant')
      expect((await redeem(world.call, { ...begun, code })).status).toBe(200)
    })
  })

  describe('with several memberships', () => {
    let email: string
    let memberships: readonly string[]
    beforeAll(async () => {
      email = freshEmail()
      const invite = (to: Owner) =>
        world.call(`admin/projects/${to.project}/invite`, {
          json: { resourceType: 'Practitioner', firstName: 'Nick', lastName: 'Riviera', email },
          token: to.token,
        })
      const first = must(await invite(owner))
      const { id, secret } = world.inbox.link(email)
      must(await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } }))
      memberships = [first.body.id, must(await invite(other)).body.id]
      await answerInvitations(world, { email })
    })

    const choose = (login: string, profile: unknown) => world.call('auth/profile', { json: { login, profile } })

    test('lists them, and lets one be chosen, once', async () => {
      const begun = await begin(world.call, { email })
      expect(begun.answer.body.code).toBeUndefined()
      expect(begun.answer.body.memberships).toEqual(
        expect.arrayContaining(
          memberships.map((id) => ({
            id,
            project: { reference: expect.stringMatching(/^Project\//), display: 'A Project' },
            profile: { reference: expect.stringMatching(/^Practitioner\//), display: 'Nick Riviera' },
          })),
        ),
      )
      const chosen = await choose(begun.handle, memberships[1])
      expect(chosen.body).toEqual({ login: begun.handle, code: expect.any(String) })
      for (const id of memberships) expect(verdict(await choose(begun.handle, id))).toBe('400 membership_set')
      const { body } = await redeem(world.call, { ...begun, code: chosen.body.code })
      expect(body.project.reference).toBe(`Project/${other.project}`)
    })

    test('lets one of two be chosen when both are at once', async () => {
      const begun = await begin(world.call, { email })
      const chosen = await Promise.all([...memberships, ...memberships].map((id) => choose(begun.handle, id)))
      expect(chosen.filter(({ status }) => status === 200)).toHaveLength(1)
    })

    test('refuses a membership of somebody else, of another kind, or none', async () => {
      const begun = await begin(world.call, { email })
      const { body } = await world.call('auth/me', { token: owner.token })
      for (const wrong of [
        body.membership.id,
        owner.project,
        owner.profile.split('/')[1],
        '00000000-0000-4000-8000-000000000000',
        'x',
      ])
        expect(verdict(await choose(begun.handle, wrong)), wrong).toBe('400 unknown_membership')
      for (const wrong of [undefined, '', null, [memberships[0]], { id: memberships[0] }])
        expect((await choose(begun.handle, wrong)).status).toBe(400)
      expect((await choose(begun.handle, memberships[0])).status).toBe(200)
    })

    test('narrows the choice to the project, or the kind of profile, that was asked for', async () => {
      const { body } = (await begin(world.call, { email, projectId: owner.project })).answer
      expect(body.code).toEqual(expect.any(String))
      expect(verdict((await begin(world.call, { email, resourceType: 'Patient' })).answer)).toBe(
        '400 wrong_credentials',
      )
    })

    test('drops one that is switched off meanwhile', async () => {
      const begun = await begin(world.call, { email })
      const at = `admin/projects/${other.project}/members/${memberships[1]}`
      const { body } = await world.call(at, { token: other.token })
      must(await world.call(at, { json: { ...body, active: false }, token: other.token }))
      expect(verdict(await choose(begun.handle, memberships[1]))).toBe('400 unknown_membership')
      must(await world.call(at, { json: { ...body, active: true }, token: other.token }))
      expect((await choose(begun.handle, memberships[1])).status).toBe(200)
    })
  })

  test('leads nowhere once the account is switched off', async () => {
    const begun = await signIn({ scope: 'openid profile' })
    const switchTo = (active: boolean) =>
      world.store.db.query({ sql: 'update users set active = $1 where email = $2', params: [active, owner.email] })
    await switchTo(false)
    expect((await world.call('auth/scope', { json: { login: begun.handle, scope: 'openid' } })).status).toBe(400)
    await switchTo(true)
    expect((await world.call('auth/scope', { json: { login: begun.handle, scope: 'openid' } })).status).toBe(200)
  })

  describe('narrows the scope', () => {
    const scope = (login: string, text: unknown) => world.call('auth/scope', { json: { login, scope: text } })

    test('and never widens it again', async () => {
      const begun = await signIn({ scope: 'openid profile offline_access' })
      const narrowed = await scope(begun.handle, 'openid offline_access')
      expect(verdict(await scope(begun.handle, 'openid profile'))).toBe('400 scope_not_narrower')
      const { code } = (await scope(begun.handle, 'openid')).body
      expect(verdict(await redeem(world.call, { ...begun, code: narrowed.body.code }))).toBe('400 invalid_grant')
      const { body } = await redeem(world.call, { ...begun, code })
      expect(body).toMatchObject({ scope: 'openid' })
      expect(body.refresh_token).toBeUndefined()
    })

    test.each<[unknown, string]>([
      ['openid profile email', 'scope_not_narrower'],
      ['offline', 'scope_not_narrower'],
      ['online_access', 'scope_not_narrower'],
      ['patient/*.read', 'scope_not_narrower'],
      ['user/Patient.rs', 'scope_not_narrower'],
      ['system/*.read', 'unsupported_scope'],
      ['openid\u0000', 'invalid_body'],
      ['', 'invalid_body'],
      [undefined, 'invalid_body'],
      [['openid'], 'invalid_body'],
    ])('not to %j', async (text, why) => {
      const { handle } = await signIn({ scope: 'openid profile' })
      expect(verdict(await scope(handle, text))).toBe(`400 ${why}`)
    })
  })

  describe('by origin', () => {
    let registered: string
    beforeAll(async () => {
      registered = `https://${freshEmail().replace('@', '.')}`
      const at = `fhir/R4/Project/${other.project}`
      const { body } = await world.call(at, { token: other.token })
      must(await world.call(at, { method: 'PUT', json: { ...body, origin: [registered] }, token: other.token }))
    })
    const from = (Origin: string, fields: object = {}) =>
      begin(world.call, { email: other.email, password: other.password, ...fields }, { Origin })

    test.each(['http://localhost:3000', 'http://127.0.0.1', 'https://localhost:8443', 'http://[::1]:3000'])(
      'on the embedded loopback server, without a client id, lets %s in',
      async (origin) => {
        expect((await from(origin)).answer.status).toBe(200)
      },
    )

    test.each([EVIL, APP, 'null', 'http://localhost.evil.example', 'file://', 'http://10.0.0.1', ''])(
      'keeps %j out, whatever it asks for',
      async (origin) => {
        for (const answer of [
          (await from(origin)).answer,
          (await from(origin, { projectId: other.project })).answer,
          (await from(origin, { projectId: 'new' })).answer,
          (await register(hostile(origin), { projectId: 'new' })).answer,
          await world.call('auth/method', { json: { email: other.email }, headers: { Origin: origin } }),
          await world.call('auth/resetpassword', { json: { email: other.email }, headers: { Origin: origin } }),
        ])
          expect(verdict(answer)).toBe('403 invalid_origin')
      },
    )
    const hostile =
      (origin: string): typeof world.call =>
      (path, options) =>
        world.call(path, { ...options, headers: { ...options?.headers, Origin: origin } })

    test('lets a page of a project sign in to that project, and to no other', async () => {
      expect((await from(registered)).answer.body.code).toEqual(expect.any(String))
      expect((await from(registered, { projectId: other.project })).answer.status).toBe(200)
      const mine = { email: owner.email, password: owner.password }
      expect(verdict((await from(registered, { ...mine, projectId: owner.project })).answer)).toBe('403 invalid_origin')
      expect(verdict((await from(registered, mine)).answer)).toBe('400 wrong_credentials')
      expect(verdict((await from(registered, { projectId: 'new' })).answer)).toBe('403 invalid_origin')
    })

    test('lets a first-party client in from the origin that it registered, and from no other', async () => {
      const asClient = (origin: string, fields: object = {}) =>
        begin(
          world.call,
          { email: owner.email, password: owner.password, clientId: client, ...fields },
          { Origin: origin },
        )
      expect((await asClient(APP)).answer.status).toBe(200)
      for (const origin of [EVIL, `${APP}:443`, `${APP}.evil.example`, 'http://app.example.org', 'null', registered])
        expect(verdict((await asClient(origin)).answer), origin).toBe('403 invalid_origin')
      for (const projectId of [other.project, 'new'])
        expect(verdict((await asClient(APP, { projectId })).answer)).toBe('400 wrong_project')
    })

    test('keeps out clients that are not first-party, are devices, or are switched off', async () => {
      const make = async (fields: object): Promise<string> => (await makeClient(world.call, owner, fields)).body.id
      const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
      const origin = { allowedOrigin: [APP] }
      const device = { kind: 'device', tokenEndpointAuthMethod: undefined, accessPolicy: { reference: policy } }
      const off = await make(origin)
      const { body } = await world.call(`fhir/R4/ClientApplication/${off}`, { token: owner.token })
      const json = { ...body, status: 'off' }
      must(await world.call(`fhir/R4/ClientApplication/${off}`, { method: 'PUT', json, token: owner.token }))
      for (const [id, why] of [
        [await make({ ...origin, firstParty: false }), '403 not_first_party'],
        [await make({ ...origin, ...device }), '403 not_first_party'],
        [off, '400 inactive_client'],
      ] as const)
        expect(
          verdict(
            (await begin(world.call, { email: owner.email, password: owner.password, clientId: id }, { Origin: APP }))
              .answer,
          ),
        ).toBe(why)
    })

    test('is not deceived by a name that was pointed at this machine', async () => {
      const { port } = new URL(world.baseUrl)
      const rebound = await fetch(`http://127.0.0.1:${port}/auth/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Host: `evil.example:${port}` },
        body: JSON.stringify({ email: owner.email, password: owner.password }),
      })
      expect(rebound.status).toBe(403)
    })
  })

  describe('/auth/me', () => {
    test('is 200 for a fresh token, and shows the person, and no secret', async () => {
      const { body, headers, text } = await world.call('auth/me', { token: owner.token })
      expect(body).toMatchObject({
        project: { resourceType: 'Project', id: owner.project, name: 'A Project', strictMode: true },
        membership: { resourceType: 'ProjectMembership', admin: true, profile: { reference: owner.profile } },
        profile: { id: owner.profile.split('/')[1] },
        config: { menu: expect.any(Array) },
        accessPolicy: { basedOn: [{ reference: expect.any(String) }] },
        user: { id: owner.userId, email: owner.email },
        security: { mfaEnrolled: false, memberships: [{ admin: true }] },
      })
      expect(body.project.superAdmin).toBeUndefined()
      expect(headers.get('cache-control')).toBe('no-store')
      expect(text).not.toMatch(/passwordHash|secret|argon2|hash/i)
    })

    test('works for a machine, by Bearer, and by Basic where that is allowed', async () => {
      const machine = await world.actors.machine(owner, { extra: { basicAllowed: true } })
      const token = await world.actors.machineToken(machine)
      for (const options of [{ token }, { basic: machine.basic }]) {
        const { body } = await world.call('auth/me', options)
        expect(body.profile).toMatchObject({ resourceType: 'ClientApplication', id: machine.id })
        expect(body.user).toBeUndefined()
      }
    })

    test('is 403, never 401, for a valid token whose profile is gone: the SDK would ask for ever', async () => {
      const someone = await world.actors.owner()
      must(await world.call(`fhir/R4/${someone.profile}`, { method: 'DELETE', token: someone.token }))
      expect(verdict(await world.call('auth/me', { token: someone.token }))).toBe('403 missing_profile')
    })

    test('is 401 without a credential, and with a broken one', async () => {
      expect((await world.call('auth/me')).status).toBe(401)
      for (const Authorization of ['Bearer', 'Bearer ', 'Bearer x', `Bearer  ${owner.token}x`, 'Digest x', owner.token])
        expect((await world.call('auth/me', { headers: { Authorization } })).status, Authorization).toBe(401)
    })
  })

  describe('/auth/revoke', () => {
    const revoke = (token: string, loginId: unknown) => world.call('auth/revoke', { json: { loginId }, token })
    const signedIn = async (): Promise<{ token: string; loginId: string }> => {
      const { body } = await redeem(world.call, await signIn())
      return { token: body.access_token, loginId: claimsOf(body.access_token)['login_id'] as string }
    }

    test("ends another of one's own sign-ins, and one's own too", async () => {
      const [mine, also] = [await signedIn(), await signedIn()]
      const { body } = await world.call('auth/me', { token: mine.token })
      expect(body.security.sessions.map(({ id }: { id: string }) => id)).toContain(also.loginId)
      expect((await revoke(mine.token, also.loginId)).body.id).toBe('ok')
      expect(verdict(await world.call('auth/me', { token: also.token }))).toBe('401 revoked_login')
      expect((await revoke(mine.token, mine.loginId)).status).toBe(200)
      expect((await world.call('auth/me', { token: mine.token })).status).toBe(401)
    })

    test("of another person's, a machine's or no login says that there is none, and ends nothing", async () => {
      const { token } = await signedIn()
      const machine = await world.actors.machineToken(await world.actors.machine(owner))
      for (const id of [other.token, machine].map((theirs) => claimsOf(theirs)['login_id']))
        expect((await revoke(token, id)).status).toBe(404)
      expect((await revoke(token, '00000000-0000-4000-8000-000000000000')).status).toBe(404)
      for (const id of ['x', undefined, null, [], owner.token]) expect((await revoke(token, id)).status).toBe(400)
      for (const theirs of [other.token, machine])
        expect((await world.call('auth/me', { token: theirs })).status).toBe(200)
      expect(verdict(await revoke(machine, claimsOf(machine)['login_id']))).toBe('403 not_a_person')
    })
  })

  describe('/auth/clientinfo', () => {
    test('shows what the sign-in page shows, to anybody, and nothing else', async () => {
      const { body, text } = await world.call(`auth/clientinfo/${client}`)
      expect(body).toEqual({})
      expect(text).not.toContain(owner.project)
    })

    test.each(['x', '00000000-0000-4000-8000-000000000000', '%00', '..%2F..%2Fetc'])('of %s is nothing', async (id) => {
      expect([400, 404]).toContain((await world.call(`auth/clientinfo/${id}`)).status)
    })

    test('of a client that is off, or of a suspended project, is nothing', async () => {
      const someone = await world.actors.owner()
      const { body: made } = await makeClient(world.call, someone)
      expect((await world.call(`auth/clientinfo/${made.id}`)).status).toBe(200)
      const at = `fhir/R4/Project/${someone.project}`
      const { body } = await world.call(at, { token: someone.token })
      must(await world.call(at, { method: 'PUT', json: { ...body, status: 'suspended' }, token: someone.token }))
      expect((await world.call(`auth/clientinfo/${made.id}`)).status).toBe(404)
    })
  })

  test('a stale or foreign Bearer on a public route is as none', async () => {
    for (const Authorization of ['Bearer x.y.z', `Bearer ${other.token}`, 'Basic eDp5'])
      expect((await signIn({}, { Authorization })).answer.status, Authorization).toBe(200)
  })
})

describe.each(storesForWalks())('in production on %s', (store) => {
  let clinic: Clinic
  let world: World
  let machine: Machine
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    machine = await world.actors.machine({ project: clinic.project, token: clinic.admin.token } as Owner)
  })
  afterAll(() => world.close())
  const raw = async (path: string, json: object, headers: Record<string, string> = {}): Promise<Answer> =>
    world.call(path, { json, headers: { Origin: '', ...headers } })

  test('no loopback page and no page at all may use the sign-in API, only our own', async () => {
    const { email, password } = clinic.admin
    expect((await begin(world.call, { email, password })).answer.status).toBe(200)
    for (const Origin of ['', 'http://localhost:3000', 'http://127.0.0.1:3000', 'null', EVIL])
      expect(verdict((await begin(world.call, { email, password }, { Origin })).answer), Origin).toBe(
        '403 invalid_origin',
      )
    for (const [path, json] of [
      ['auth/method', { email }],
      ['auth/resetpassword', { email }],
    ] as const)
      expect(verdict(await raw(path, json))).toBe('403 invalid_origin')
    expect((await world.call('dev/inbox')).status).toBe(404)
  })

  test('a sign-in that is not finished in ten minutes is over, whatever its step', async () => {
    const { email, password } = clinic.admin
    const [early, late] = [await begin(world.call, { email, password }), await begin(world.call, { email, password })]
    await world.travel(595_000)
    expect((await world.call(`auth/login/${early.handle}`)).status).toBe(200)
    await world.travel(5_000)
    expect(verdict(await world.call(`auth/login/${late.handle}`))).toBe('400 login_expired')
    for (const answer of [
      await world.call('auth/scope', { json: { login: late.handle, scope: 'openid' } }),
      await world.call('auth/profile', { json: { login: late.handle, profile: 'x' } }),
      await redeem(world.call, late),
    ])
      expect(answer.status).toBe(400)
    await clinic.adminToken()
  })

  test('a machine is told of no session, and of none of the administrator', async () => {
    const { body } = await world.call('auth/me', { token: await world.actors.machineToken(machine) })
    expect(body.security).toBeUndefined()
  })
})
