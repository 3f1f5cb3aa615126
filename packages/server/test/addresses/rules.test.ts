import { type Answer, type Owner, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, follow, freshEmail, must, PASSWORD, reasonOf, verdict } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { CONFIRMED, from, putRules, rulesAt } from './rules.ts'

const HERE = '198.51.100.7'
const ELSEWHERE = '203.0.113.9'
const allow = (value: string): object => ({ value, action: 'allow' })
const block = (value: string): object => ({ value, action: 'block' })
const CALLBACK = 'https://app.example/callback'

describe.each(storesUnderTest())('rules on addresses, on %s,', (store) => {
  let world: World
  let owner: Owner
  let policyOfOwner: string
  beforeAll(async () => {
    world = await startWorld({ store, env: { DAMSON_TRUSTED_PROXIES: '127.0.0.1' } })
    owner = await world.actors.owner()
    policyOfOwner = (await project()).defaultAccessPolicies.find(
      ({ profileType }: { profileType: string }) => profileType === 'Admin',
    ).accessPolicy.reference
  })
  afterAll(() => world.close())

  const as = (path: string, options: object = {}): Promise<Answer> =>
    world.call(path, { token: owner.token, headers: from(HERE), ...options })
  const project = async (): Promise<Answer['body']> => must(await as(`fhir/R4/Project/${owner.project}`)).body
  const administrator = () => ({ world, token: owner.token, headers: from(HERE) })
  const ofProject = () => ({ at: `Project/${owner.project}` })
  const makePolicy = async (...ipAccessRule: readonly object[]): Promise<string> => {
    const json = { resourceType: 'AccessPolicy', name: 'x', resource: [{ resourceType: 'Patient' }], ipAccessRule }
    return `AccessPolicy/${must(await as('fhir/R4/AccessPolicy', { json })).body.id}`
  }
  /** Somebody with these policies, and the token of a sign-in from here. */
  const member = async (first: string | undefined, ...more: readonly string[]): Promise<Answer['body']> => {
    const email = freshEmail()
    const membership = {
      ...(first !== undefined && { accessPolicy: { reference: first } }),
      access: more.map((reference) => ({ policy: { reference } })),
    }
    const json = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, membership }
    must(await as(`admin/projects/${owner.project}/invite`, { json }))
    await follow(world, email)
    return { email, password: PASSWORD }
  }
  const signInFrom = async (email: string, address: string): Promise<string> =>
    verdict((await begin(world.call, { email, projectId: owner.project }, from(address))).answer)

  describe('that cannot be enforced are refused, and change nothing:', () => {
    test.each([
      ['no address', [allow('the clinic')], 'malformed_address', /Write an address/],
      ['bits beyond the range', [allow('10.1.2.3/8')], 'malformed_address', /write 10\.0\.0\.0\/8/],
      ['an octal look', [allow('010.0.0.1')], 'malformed_address', /leading zeros/],
      ['a zone', [allow('fe80::1%eth0')], 'malformed_address', /zone/],
      ['a half prefix', [allow('10.1')], 'malformed_address', /end a prefix with a dot/],
      ['too many', Array.from({ length: 101 }, () => allow('10.')), 'too_many', /at most 100/],
    ])('%s', async (_, rules, code, text) => {
      const machine = await world.actors.machine(owner)
      for (const at of [await makePolicy(allow(HERE)), `ClientApplication/${machine.id}`, `Project/${owner.project}`]) {
        const before = must(await as(`fhir/R4/${at}`)).text
        const answer = await putRules(administrator(), { at }, [allow(HERE), ...rules])
        const of = at.startsWith('AccessPolicy') ? 'policy' : 'rule'
        expect([at, verdict(answer)]).toEqual([at, `400 ${of}_${code}`])
        expect(answer.text).toMatch(text)
        expect(answer.body.issue[0].expression[0]).toMatch(/ipAccessRule(\[1\]\.value)?$/)
        expect(must(await as(`fhir/R4/${at}`)).text).toBe(before)
      }
    })

    test.each([[[]], [[{ value: '10.' }]], [[{ value: '10.', action: 'deny' }]], [[{ action: 'allow' }]], [['10.']]])(
      'in an invalid shape: %j',
      async (ipAccessRule) => {
        for (const at of [await makePolicy(allow(HERE)), `Project/${owner.project}`]) {
          const { body } = must(await as(`fhir/R4/${at}`))
          const answer = await as(`fhir/R4/${at}`, { method: 'PUT', json: { ...body, ipAccessRule } })
          expect([answer.status, answer.body.resourceType], answer.text).toEqual([400, 'OperationOutcome'])
          expect(must(await as(`fhir/R4/${at}`)).body.meta.versionId).toBe(body.meta.versionId)
        }
      },
    )
  })

  describe('are put together', () => {
    test('of policies in their order: the first rule that has the address decides', async () => {
      const [blocks, allows] = [await makePolicy(block('203.0.113.0/24')), await makePolicy(allow('*'))]
      const { email: strict } = await member(blocks, allows)
      const { email: lax } = await member(allows, blocks)
      const { email: alone } = await member(undefined, blocks)
      expect(await signInFrom(strict, ELSEWHERE)).toBe('400 blocked_address')
      expect(await signInFrom(alone, ELSEWHERE)).toBe('400 blocked_address')
      expect(await signInFrom(alone, HERE)).toBe('200')
      expect(await signInFrom(lax, ELSEWHERE)).toBe('200')
    })

    test('of policies, client and project so that none opens what another closes', async () => {
      const { email } = await member(await makePolicy(allow('*')))
      await rulesAt(administrator(), ofProject(), [block('203.0.113.0/24'), allow('*')])
      expect(await signInFrom(email, ELSEWHERE)).toBe('400 blocked_address')
      await rulesAt(administrator(), ofProject(), [allow('*')])
      const { email: other } = await member(await makePolicy(allow(HERE)))
      expect(await signInFrom(other, ELSEWHERE)).toBe('400 blocked_address')
      expect(await signInFrom(other, HERE)).toBe('200')
      await rulesAt(administrator(), ofProject(), [])
      expect(await signInFrom(email, ELSEWHERE)).toBe('200')
    })

    test('of the policy that the project gives to those without one', async () => {
      const patients = (await project()).defaultAccessPolicies.find(
        ({ profileType }: { profileType: string }) => profileType === 'Patient',
      ).accessPolicy.reference
      const email = freshEmail()
      const json = { resourceType: 'Patient', firstName: 'A', lastName: 'B', email }
      must(await as(`admin/projects/${owner.project}/invite`, { json }))
      await follow(world, email)
      await rulesAt(administrator(), { at: patients }, [allow(HERE)])
      expect(await signInFrom(email, ELSEWHERE)).toBe('400 blocked_address')
      expect(await signInFrom(email, HERE)).toBe('200')
      await rulesAt(administrator(), { at: patients }, [])
      expect(await signInFrom(email, ELSEWHERE)).toBe('200')
    })

    test('and IPv4 written as IPv6 is IPv4', async () => {
      const { email } = await member(await makePolicy(allow('198.51.100.0/24')))
      expect(await signInFrom(email, '::ffff:198.51.100.7')).toBe('200')
      expect(await signInFrom(email, '::ffff:203.0.113.9')).toBe('400 blocked_address')
      expect(await signInFrom(email, '2001:db8::1')).toBe('400 blocked_address')
    })
  })

  test('a change counts at once for those who are signed in', async () => {
    const policy = await makePolicy(block('192.0.2.0/24'))
    const { email, password } = await member(policy)
    const { body } = must(await world.actors.signIn(email, password, { projectId: owner.project }))
    const read = async (): Promise<number> =>
      (await world.call('fhir/R4/Patient', { token: body.access_token, headers: from(ELSEWHERE) })).status
    expect(await read()).toBe(200)
    await rulesAt(administrator(), { at: policy }, [allow(HERE)])
    expect(await read()).toBe(403)
    await rulesAt(administrator(), { at: policy }, [])
    expect(await read()).toBe(200)
  })

  describe('that would shut out who saves them', () => {
    const refused = (answer: Answer): void => {
      expect(verdict(answer)).toBe('409 would_lock_you_out')
      expect(answer.text).toContain(HERE)
      expect(answer.text).toContain('X-Damson-Confirm: lockout')
    }

    test('wait to be confirmed, in the project and in the own policy', async () => {
      for (const at of [`Project/${owner.project}`, policyOfOwner]) {
        refused(await putRules(administrator(), { at }, [allow(ELSEWHERE)]))
        refused(await putRules(administrator(), { at }, [block('*')]))
        expect((await as(`fhir/R4/${at}`)).body.ipAccessRule).toBeUndefined()
        await rulesAt(administrator(), { at }, [allow(HERE)])
        // From the address that remains.
        await rulesAt(administrator(), { at }, [])
      }
    })

    test('in a batch and in a patch too, and nothing of them is kept', async () => {
      const at = `Project/${owner.project}`
      const { body } = must(await as(`fhir/R4/${at}`))
      const resource = { ...body, ipAccessRule: [allow(ELSEWHERE)] }
      const entry = [{ request: { method: 'PUT', url: at }, resource }]
      const batch = must(await as('fhir/R4', { json: { resourceType: 'Bundle', type: 'batch', entry } }))
      expect(batch.body.entry[0].response.status).toMatch(/^409/)
      const raw = JSON.stringify([{ op: 'add', path: '/ipAccessRule', value: [allow(ELSEWHERE)] }])
      const headers = { 'Content-Type': 'application/json-patch+json', ...from(HERE) }
      refused(await as(`fhir/R4/${at}`, { method: 'PATCH', raw, headers }))
      expect((await project()).meta.versionId).toBe(body.meta.versionId)
    })

    test('also by a policy that is given to the own membership', async () => {
      const policy = await makePolicy(allow(ELSEWHERE))
      const { body: me } = must(await as('auth/me'))
      const { body } = must(await as(`fhir/R4/ProjectMembership/${me.membership.id}`))
      const access = [{ policy: { reference: policyOfOwner } }, { policy: { reference: policy } }]
      const json = { ...body, accessPolicy: undefined, access }
      refused(await as(`fhir/R4/ProjectMembership/${me.membership.id}`, { method: 'PUT', json }))
      refused(await as(`admin/projects/${owner.project}/members/${me.membership.id}`, { json }))
      expect((await as('auth/me')).status).toBe(200)
    })

    test('also by another default of the project, for those without a policy of their own', async () => {
      const closed = await makePolicy(allow(ELSEWHERE))
      const { defaultAccessPolicies: before, ...body } = await project()
      const withDefault = (profileType: string): object[] => [
        ...before.filter((one: Answer['body']) => one.profileType !== profileType),
        { profileType, accessPolicy: { reference: closed } },
      ]
      const save = (defaultAccessPolicies: readonly object[]): Promise<Answer> =>
        as(`fhir/R4/Project/${owner.project}`, { method: 'PUT', json: { ...body, defaultAccessPolicies } })
      const answer = await save(withDefault('Admin'))
      refused(answer)
      expect(answer.body.issue[0].expression).toEqual(['Project.defaultAccessPolicies'])
      expect((await project()).meta.versionId).toBe(body.meta.versionId)
      must(await save(withDefault('Practitioner')))
      must(await save(before))
    })

    test('are saved when they are confirmed', async () => {
      const confirmed = { ...administrator(), headers: { ...from(HERE), ...CONFIRMED } }
      await rulesAt(confirmed, ofProject(), [allow(ELSEWHERE)])
      expect(reasonOf(await as('auth/me'))).toBe('blocked_address')
      await rulesAt({ ...administrator(), headers: from(ELSEWHERE) }, ofProject(), [allow(HERE), allow(ELSEWHERE)])
      await rulesAt(administrator(), ofProject(), [])
    })

    test('those for others do not', async () => {
      const machine = await world.actors.machine(owner)
      await rulesAt(administrator(), { at: `ClientApplication/${machine.id}` }, [allow(ELSEWHERE)])
      expect((await as('auth/me')).status).toBe(200)
    })
  })

  test('of a client made in one call are its own', async () => {
    const ipAccessRule = [allow(HERE)]
    const { id, secret } = await world.actors.machine(owner, { extra: { ipAccessRule } })
    expect(must(await as(`fhir/R4/ClientApplication/${id}`)).body.ipAccessRule).toEqual(ipAccessRule)
    const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
    const ask = async (address: string): Promise<number> =>
      (await world.call('oauth2/token', { form, headers: from(address) })).status
    expect([await ask(HERE), await ask(ELSEWHERE)]).toEqual([200, 400])
    const bad = { name: 'x', kind: 'app', ipAccessRule: [allow('10.1')] }
    expect(verdict(await as(`admin/projects/${owner.project}/client`, { json: bad }))).toBe(
      '400 rule_malformed_address',
    )
  })

  describe('on the pages', () => {
    let app: string
    let email: string
    beforeAll(async () => {
      const json = { name: 'app', kind: 'app', firstParty: true, redirectUris: [CALLBACK] }
      app = must(await as(`admin/projects/${owner.project}/client`, { json })).body.id
      email = (await member(await makePolicy(allow(HERE)))).email
    })
    const authorize = (changes: Record<string, string> = {}): string =>
      `/oauth2/authorize?${new URLSearchParams({
        response_type: 'code',
        client_id: app,
        redirect_uri: CALLBACK,
        scope: 'openid',
        state: 's',
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        ...changes,
      })}`

    test('the person learns what to do, and the app gets no code', async () => {
      const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
      const page = await browser.open(authorize(), from(ELSEWHERE))
      const sent = await browser.post(
        '/signin',
        { request: page.hidden('request'), email, password: PASSWORD },
        from(ELSEWHERE),
      )
      expect(sent.location).toMatch(/^\/signin\//)
      const end = await browser.open(sent.location, from(ELSEWHERE))
      expect([end.status, end.heading, end.location]).toEqual([403, 'You can’t sign in from this network', ''])
      expect(end.text).toContain('/oauth2/authorize?')
      // The browser is signed in, and the app asks silently: from here it gets a code, from elsewhere it does not.
      const silent = (await browser.open(authorize({ prompt: 'none' }), from(ELSEWHERE))).location
      expect(new URL(silent).searchParams.get('error')).toBe('access_denied')
      const here = (await browser.open(authorize({ prompt: 'none' }), from(HERE))).location
      expect(new URL(here).searchParams.get('code')).not.toBeNull()
    })

    test('of the account, a person elsewhere ends sign-ins, and neither sees nor changes anything else', async () => {
      const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
      const page = await browser.open('/account', from(ELSEWHERE))
      const fields = { form: page.hidden('form'), email, password: PASSWORD }
      await browser.post('/account/sign-in', fields, from(ELSEWHERE))
      const own = await browser.open('/account', from(ELSEWHERE))
      expect([own.status, own.heading]).toEqual([200, 'Your account'])
      const pages = ['data', 'email', 'factors', 'passkeys', 'password', 'record']
      for (const one of pages) {
        const shown = await browser.open(`/account/${one}`, from(ELSEWHERE))
        expect([one, shown.status, shown.heading]).toEqual([one, 403, 'You can’t sign in from this network'])
        expect([one, (await browser.open(`/account/${one}`, from(HERE))).status]).not.toEqual([one, 403])
      }
      const changed = { form: own.hidden('form'), password: PASSWORD, new: 'another quiet garden path' }
      expect((await browser.post('/account/password', changed, from(ELSEWHERE))).status).toBe(403)
      const ended = await browser.post('/account', { form: own.hidden('form'), do: 'end-all' }, from(ELSEWHERE))
      expect(ended.location).toMatch(/^\/account\?done=/)
    })
  })

  test('cost a request no statement', async () => {
    const { noting, during } = createNotebook()
    const { email, password } = await member(await makePolicy(allow('198.51.100.0/24'), block('*')))
    const node = await world.restarted({ faulty: noting })
    const call = (path: string, options: object = {}): Promise<Answer> =>
      node.call(path, { headers: from(HERE), ...options })
    const begun = await begin(node.call, { email, password, projectId: owner.project }, from(HERE))
    const form = { grant_type: 'authorization_code', code: begun.code, code_verifier: begun.verifier }
    const { access_token: token } = must(await call('oauth2/token', { form })).body
    const read = async (): Promise<readonly string[]> => {
      const { inTransactions, outside } = await during(async () => must(await call('fhir/R4/Patient', { token })))
      return [...inTransactions.flat(), ...outside]
    }
    await read()
    expect((await read()).filter((name) => /^(access|addresses)\./.test(name))).toEqual([])
  })
})
