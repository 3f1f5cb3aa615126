import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, follow, freshEmail, must, PASSWORD, reasonOf, redeem, refresh, verdict } from '../identity/steps.ts'
import { DAY_MS, type DomainClinic, PROVIDER, startDomainClinic, tried } from './domain-clinic.ts'

let count = 0
const freshDomain = (): string => `hospital-${(count += 1)}.org`

describe.each(storesForWalks())('an e-mail domain on %s', (store) => {
  let here: DomainClinic
  beforeAll(async () => {
    here = await startDomainClinic({ store })
  })
  afterAll(() => here.world.close())

  /** Somebody of a domain who has a password and a place in the project. */
  const person = async (domain: string, fields: object = {}) =>
    here.person(freshEmail().replace('example.org', domain), fields)

  describe('is proven', () => {
    test('by its own record in DNS, and by no other project’s', async () => {
      const domain = freshDomain()
      const added = must(await here.add(domain))
      expect(added.body).toMatchObject({ domain, status: 'pending', enforced: false, tested: false, serverWide: false })
      expect(added.body.record).toEqual({
        type: 'TXT',
        name: `_damson-challenge.${domain}`,
        value: expect.stringMatching(/^damson-domain-verification=[\w-]{22,}$/),
      })
      expect(verdict(await here.verify(added.body.id))).toBe('400 record_missing')
      here.zone.set(added.body.record.name, [
        'damson-domain-verification=of-somebody-else',
        `x${added.body.record.value}`,
      ])
      expect(verdict(await here.verify(added.body.id))).toBe('400 record_missing')
      here.zone.set(added.body.record.name, new Error('SERVFAIL'))
      expect(verdict(await here.verify(added.body.id))).toBe('503 dns_unavailable')
      here.publish(added)
      expect(must(await here.verify(added.body.id)).body).toMatchObject({ status: 'proven', enforced: false })
      const read = must(
        await here.world.call(`fhir/R4/DomainConfiguration/${added.body.id}`, { token: here.clinic.admin.token }),
      )
      expect(read.body).toMatchObject({ domain, status: 'proven' })
      expect(
        (await here.kinds('domain.proven')).filter(
          (text) => text.includes(added.body.id) && text.includes('"outcome":"0"'),
        ),
      ).toHaveLength(1)
    })

    test('by one project at a time, and the other is told only after showing that it is theirs', async () => {
      const domain = freshDomain()
      const first = must(await here.add(domain))
      here.publish(first)
      must(await here.verify(first.body.id))
      const second = must(await here.add(domain, { serverWide: true }))
      expect(second.body.record.value).not.toBe(first.body.record.value)
      expect(verdict(await here.verify(second.body.id))).toBe('400 record_missing')
      here.zone.set(first.body.record.name, [first.body.record.value, second.body.record.value])
      expect(verdict(await here.verify(second.body.id))).toBe('409 domain_taken')
      must(await here.admin(`domain/${first.body.id}`, { method: 'DELETE' }))
      expect(must(await here.verify(second.body.id)).body).toMatchObject({ status: 'proven', serverWide: true })
    })

    test('however it is written, and only if it is an organisation’s', async () => {
      const added = must(await here.add(' Spital-Zürich.ch. '))
      expect(added.body.domain).toBe('xn--spital-zrich-klb.ch')
      expect(verdict(await here.add('spital-zürich.CH'))).toBe('409 domain_exists')
      for (const [domain, why] of [
        ['gmail.com', 'public_mail_domain'],
        ['co.uk', 'public_suffix'],
        ['ada@myhospital.org', 'malformed_domain'],
      ] as const)
        expect(verdict(await here.add(domain)), domain).toBe(`400 ${why}`)
    })
  })

  test('is one of a hundred of its project at most', async () => {
    const { project } = here.clinic
    const { db } = here.world.store
    await db.query({
      sql: `insert into domains (id, project, domain, token, status)
        select gen_random_uuid(), $1, 'many-' || n || '.org', 'token', 'pending'
        from generate_series(1, 97 - (select count(*) from domains where project = $1)) n`,
      params: [project],
    })
    const added = await Promise.all(Array.from({ length: 9 }, () => here.add(freshDomain())))
    expect(added.map((one) => (one.status < 300 ? 'added' : verdict(one))).sort()).toEqual([
      ...Array.from({ length: 6 }, () => '409 too_many_domains'),
      ...Array.from({ length: 3 }, () => 'added'),
    ])
    await db.query({ sql: "delete from domains where project = $1 and domain like 'many-%'", params: [project] })
    must(await here.add(freshDomain()))
  })

  test('is changed, enforced and removed only as it was seen', async () => {
    const added = must(await here.add(freshDomain()))
    const path = `domain/${added.body.id}`
    const named = (name: string) => ({ identityProvider: { ...PROVIDER, name } })
    const mine = named('Mine')
    expect([added.headers.get('etag'), added.body.version]).toEqual(['W/"1"', 1])
    const seen = { 'If-Match': must(await here.admin(path)).headers.get('etag') ?? '' }
    // At once: one of them, and the other sees it.
    const both = await Promise.all([mine, named('Theirs')].map((json) => here.admin(path, { json, headers: seen })))
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1)
    // 409: both were read before one was written.
    expect(both.some(({ status }) => status === 412 || status === 409)).toBe(true)
    const before = must(await here.admin(path))
    expect([before.headers.get('etag'), before.body.version]).toEqual(['W/"2"', 2])
    for (const [to, asked] of [
      [path, { json: mine }],
      [`${path}/enforce`, { json: { enforced: true } }],
      [path, { method: 'DELETE' }],
    ] as const)
      for (const headers of [seen, { 'If-Match': 'nothing' }])
        expect(verdict(await here.admin(to, { ...asked, headers }))).toBe('412 version_mismatch')
    expect(must(await here.admin(path)).body).toEqual(before.body)
    // Without the header, as before.
    must(await here.admin(path, { json: mine }))
    must(await here.admin(path, { method: 'DELETE', headers: { 'If-Match': 'W/"3"' } }))
  })

  describe('is enforced', () => {
    test('only when it is proven, and its very provider was tried', async () => {
      const added = must(await here.add(freshDomain()))
      const { id } = added.body
      expect(verdict(await here.enforce(id))).toBe('400 domain_not_proven')
      here.publish(added)
      must(await here.verify(id))
      expect(verdict(await here.enforce(id))).toBe('400 provider_not_tested')
      await tried(here.world, `domain:${id}`)
      expect(must(await here.enforce(id)).body).toMatchObject({ enforced: true, tested: true })
      const other = { identityProvider: { ...PROVIDER, clientId: 'another' } }
      expect(verdict(await here.admin(`domain/${id}`, { json: other }))).toBe('400 provider_not_tested')
      expect(verdict(await here.admin(`domain/${id}`, { json: { identityProvider: null } }))).toBe(
        '400 provider_missing',
      )
      must(await here.admin(`domain/${id}`, { json: { identityProvider: { ...PROVIDER, name: 'New Name' } } }))
      must(await here.enforce(id, false))
      expect(must(await here.admin(`domain/${id}`, { json: other })).body).toMatchObject({ tested: false })
    })

    test('and then refuses a password for all of its addresses, however they are written, known or not', async () => {
      const domain = freshDomain()
      const known = await person(domain)
      const tagged = await here.person(`Ada+tag@${domain}`)
      const dotted = await here.person(`bob@${domain}.`)
      const outside = await here.person(`x@sub.${domain}`)
      must(await here.signIn(known.email, PASSWORD))
      await here.enforced(domain)
      const answers = []
      for (const { email, password } of [
        known,
        { email: known.email.toUpperCase(), password: PASSWORD },
        { email: known.email, password: 'not this one, but long enough' },
        { email: `nobody@${domain}`, password: PASSWORD },
        { email: `Ada+tag@${domain.toUpperCase()}`, password: tagged.password },
        dotted,
      ])
        answers.push(await here.signIn(email, password))
      expect(answers.map(verdict)).toEqual(answers.map(() => '400 domain_provider'))
      expect(new Set(answers.map(({ body }) => body.issue[0].details.text)).size).toBe(1)
      must(await here.signIn(outside.email, PASSWORD))
    })

    test('and then sends all of its addresses to its provider, from /auth/method and from the page', async () => {
      const domain = freshDomain()
      const { world, clinic } = here
      const { body: app } = must(
        await here.admin('client', {
          json: {
            name: 'An App',
            kind: 'app',
            tokenEndpointAuthMethod: 'none',
            firstParty: true,
            redirectUris: ['https://app.example/cb'],
            signIn: 'own',
          },
        }),
      )
      const method = async (email: string, more: object = { projectId: clinic.project }) =>
        (await world.call('auth/method', { json: { email, ...more } })).body
      const query = new URLSearchParams({
        client_id: app.id,
        redirect_uri: 'https://app.example/cb',
        response_type: 'code',
        scope: 'openid',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      })
      const page = async (email: string) =>
        (
          await world.call(
            `oauth2/authorize?${query.toString()}&${new URLSearchParams({ login_hint: email }).toString()}`,
          )
        ).text
      const address = `Nobody+tag@${domain.toUpperCase()}`
      expect(await method(address)).toEqual({})
      expect(await page(address)).not.toContain('Continue with')
      const id = await here.enforced(domain)
      for (const more of [{ projectId: clinic.project }, { clientId: app.id }]) {
        const answer = await method(address, more)
        expect(answer.domain).toBe(domain)
        expect(answer.authorizeUrl).toMatch(new RegExp(`^${world.baseUrl}auth/external/start\\?.*domain%3A${id}`))
      }
      expect(await method(`ada@sub.${domain}`)).toEqual({})
      expect(await method(address, {})).toEqual({})
      const shown = await page(address)
      expect(shown).toContain(`provider=domain%3A${id}`)
      expect(shown).toContain('My Hospital')
      expect(shown).toContain(`<meta http-equiv="refresh" content="0;url=/auth/external/start?`)
      expect(shown).not.toContain(address)
      expect(shown).not.toContain('Enter your password')
    })

    test('and then no e-mail is sent, no password chosen and nobody registered for it', async () => {
      const domain = freshDomain()
      const known = await person(domain)
      const invited = `late@${domain}`
      must(await here.clinic.invite({ email: invited, scope: 'project' }))
      await here.clinic.openForPatients()
      await here.enforced(domain)
      const { world, clinic } = here
      const mails = world.inbox.to(known.email).length
      for (const email of [known.email, `nobody@${domain}`])
        expect(verdict(await world.call('auth/resetpassword', { json: { email, projectId: clinic.project } }))).toBe(
          '400 domain_provider',
        )
      expect(world.inbox.to(known.email)).toHaveLength(mails)
      const { id, secret } = world.inbox.link(invited)
      expect(verdict(await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } }))).toBe(
        '400 domain_provider',
      )
      expect(verdict(await here.admin(`members/${known.membership}/resetpassword`, { json: {} }))).toBe(
        '400 domain_provider',
      )
      const registered = await begin(world.call, {
        email: `new@${domain}`,
        projectId: clinic.project,
        firstName: 'A',
        lastName: 'B',
      })
      expect(verdict(registered.answer)).toBe('400 domain_provider')
    })

    test('and ends what was signed in with otherwise, in this project alone', async () => {
      const domain = freshDomain()
      const ada = await person(domain)
      const idn = await here.person(`ada@other-${domain}`)
      const signedIn = must(await here.signIn(ada.email, PASSWORD, { scope: 'openid offline_access' }))
      const other = must(await here.signIn(idn.email, PASSWORD))
      const pending = await begin(here.world.call, { email: ada.email, projectId: here.clinic.project })
      await here.enforced(domain)
      const me = (token: string) => here.world.call('auth/me', { token })
      expect((await me(signedIn.body.access_token)).status).toBe(401)
      expect((await refresh(here.world.call, signedIn.body.refresh_token)).status).toBe(400)
      expect((await redeem(here.world.call, pending)).status).toBe(400)
      must(await me(other.body.access_token))
      expect((await here.kinds('login.revoked')).filter((text) => text.includes('domain_enforced'))).not.toHaveLength(0)
    })

    test('in its project alone: a person with a place elsewhere signs in there', async () => {
      const domain = freshDomain()
      const email = `both@${domain}`
      await here.person(email, { scope: 'server' })
      const parameter = [
        { name: 'name', valueString: 'Hillside Practice' },
        { name: 'ownerEmail', valueString: email },
      ]
      const made = must(
        await here.world.call('fhir/R4/Project/$init', {
          json: { resourceType: 'Parameters', parameter },
          token: here.clinic.admin.token,
        }),
      )
      await here.enforced(domain)
      expect(verdict(await here.signIn(email, PASSWORD))).toBe('400 domain_provider')
      must(await here.signIn(email, PASSWORD, { projectId: made.body.id }))
      const anywhere = must(await here.signIn(email, PASSWORD, { projectId: undefined }))
      expect(anywhere.body.project.reference).toBe(`Project/${made.body.id}`)
    })

    test('for the whole server by its administrators alone, and then in every project', async () => {
      const domain = freshDomain()
      const email = `owner@${domain}`
      const parameter = [
        { name: 'name', valueString: 'Harbor Clinic' },
        { name: 'ownerEmail', valueString: email },
        { name: 'ownerFirstName', valueString: 'Mary' },
        { name: 'ownerLastName', valueString: 'Seacole' },
      ]
      const { world, clinic } = here
      const made = must(
        await world.call('fhir/R4/Project/$init', {
          json: { resourceType: 'Parameters', parameter },
          token: clinic.admin.token,
        }),
      )
      await follow(world, email)
      const owner = must(await here.signIn(email, PASSWORD, { projectId: made.body.id })).body.access_token
      const add = (json: object) => world.call(`admin/projects/${made.body.id}/domain`, { json, token: owner })
      expect(verdict(await add({ domain, serverWide: true }))).toBe('403 needs_super_admin')
      const added = must(await here.add(domain, { serverWide: true }))
      here.publish(added)
      must(await here.verify(added.body.id))
      await tried(world, `domain:${added.body.id}`)
      const seen = must(await world.call(`admin/projects/${made.body.id}/domain`, { token: owner }))
      expect(seen.body.domains).toEqual([])
      expect(
        (await world.call(`admin/projects/${made.body.id}/domain/${added.body.id}`, { token: owner })).status,
      ).toBe(404)
      must(await here.enforce(added.body.id))
      expect((await world.call('auth/me', { token: owner })).status).toBe(401)
      expect(verdict(await here.signIn(email, PASSWORD, { projectId: made.body.id }))).toBe('400 domain_provider')
      expect(verdict(await here.signIn(email, PASSWORD, { projectId: undefined }))).toBe('400 domain_provider')
    })
  })

  describe('by FHIR', () => {
    const call = (method: string, path: string, json?: object, token = here.clinic.admin.token) =>
      here.world.call(`fhir/R4/DomainConfiguration${path}`, { method, token, ...(json !== undefined && { json }) })

    test('goes through the same gate, and never sets what DNS has to show', async () => {
      const domain = freshDomain()
      const resource = { resourceType: 'DomainConfiguration', domain, identityProvider: PROVIDER }
      for (const wrong of [{ status: 'proven' }, { enforced: true }, { domain: 'gmail.com' }, { domain: 'A.org' }])
        expect((await call('POST', '', { ...resource, ...wrong })).status, JSON.stringify(wrong)).toBe(400)
      const made = must(await call('POST', '', resource))
      const at = `/${made.body.id}`
      expect(reasonOf(await call('PUT', at, { ...made.body, status: 'proven' }))).toBe('protected_field')
      expect(reasonOf(await call('PUT', at, { ...made.body, enforced: true }))).toBe('domain_not_proven')
      expect(reasonOf(await call('PUT', at, { ...made.body, domain: freshDomain() }))).toBe('fixed_domain')
      here.publish(must(await here.admin(`domain${at}`)))
      must(await here.verify(made.body.id))
      const proven = must(await call('GET', at)).body
      expect(reasonOf(await call('PUT', at, { ...proven, status: undefined }))).toBe('protected_field')
      expect(reasonOf(await call('PUT', at, { ...proven, enforced: true }))).toBe('provider_not_tested')
      await tried(here.world, `domain:${made.body.id}`)
      expect(must(await call('PUT', at, { ...proven, enforced: true })).body).toMatchObject({ enforced: true })
      must(await call('DELETE', at))
      expect((await here.admin(`domain${at}`)).status).toBe(404)
    })

    test('and is for administrators who may do everything', async () => {
      const member = await here.clinic.member({ scope: 'project' })
      const token = must(await here.signIn(member.email, PASSWORD)).body.access_token
      expect(
        (await call('POST', '', { resourceType: 'DomainConfiguration', domain: freshDomain() }, token)).status,
      ).toBe(403)
      expect((await here.admin('domain', { json: { domain: freshDomain() }, token })).status).toBe(403)
      const { body } = must(
        await here.world.call('fhir/R4/AccessPolicy', {
          json: {
            resourceType: 'AccessPolicy',
            name: 'domains alone',
            resource: [{ resourceType: 'DomainConfiguration' }],
          },
          token: here.clinic.admin.token,
        }),
      )
      const some = await here.clinic.member({
        scope: 'project',
        admin: true,
        accessPolicy: { reference: `AccessPolicy/${body.id}` },
      })
      const limited = must(await here.signIn(some.email, PASSWORD)).body.access_token
      const resource = { resourceType: 'DomainConfiguration', domain: freshDomain() }
      expect((await call('POST', '', resource, limited)).status).toBe(403)
      expect(verdict(await here.admin('domain', { json: { domain: freshDomain() }, token: limited }))).toBe(
        '403 needs_all',
      )
    })
  })

  describe('is looked at every day', () => {
    test('the first miss is mailed to the administrators, the seventh suspends; found again, it is back', async () => {
      const domain = freshDomain()
      const added = must(await here.add(domain))
      const { id, record } = added.body
      here.publish(added)
      must(await here.verify(id))
      await tried(here.world, `domain:${id}`)
      must(await here.enforce(id))
      const { email } = here.clinic.admin
      const mails = () => here.world.inbox.to(email).filter(({ subject }) => subject.includes(domain))
      const status = async () =>
        must(await here.admin(`domain/${id}`, { token: await here.clinic.adminToken() })).body.status

      await here.world.travel(DAY_MS)
      expect(mails()).toEqual([])
      here.zone.set(record.name, new Error('SERVFAIL'))
      await here.world.travel(DAY_MS)
      expect(mails()).toEqual([])
      here.zone.set(record.name, ['something else'])
      for (let day = 1; day <= 6; day += 1) {
        await here.world.travel(DAY_MS)
        await here.world.travel(60_000)
        expect(mails().map(({ subject }) => subject)).toEqual([expect.stringContaining('is missing')])
      }
      expect(mails()[0]?.text).toContain(record.value)
      expect(await status()).toBe('proven')
      await here.world.travel(DAY_MS)
      expect(mails().map(({ subject }) => subject)[1]).toContain('is suspended')
      expect(await status()).toBe('suspended')
      expect(verdict(await here.signIn(`ada@${domain}`, PASSWORD))).toBe('400 domain_suspended')
      here.publish(added)
      await here.world.travel(DAY_MS)
      expect(mails().map(({ subject }) => subject)[2]).toContain('works again')
      expect(await status()).toBe('proven')
      expect(verdict(await here.signIn(`ada@${domain}`, PASSWORD))).toBe('400 domain_provider')
      for (const kind of ['domain.missing', 'domain.suspended'])
        expect((await here.kinds(kind)).filter((text) => text.includes(id))).toHaveLength(1)
    })

    test('a suspended one that another project has proven meanwhile stays so', async () => {
      const domain = freshDomain()
      await here.clinic.adminToken()
      const added = must(await here.add(domain))
      here.publish(added)
      must(await here.verify(added.body.id))
      here.zone.delete(added.body.record.name)
      for (let day = 1; day <= 7; day += 1) await here.world.travel(DAY_MS)
      await here.clinic.adminToken()
      const other = must(await here.add(domain, { serverWide: true }))
      here.zone.set(added.body.record.name, [added.body.record.value, other.body.record.value])
      must(await here.verify(other.body.id))
      await here.world.travel(DAY_MS)
      await here.clinic.adminToken()
      const at = async (id: string) => must(await here.admin(`domain/${id}`)).body.status
      expect([await at(added.body.id), await at(other.body.id)]).toEqual(['suspended', 'proven'])
      expect(verdict(await here.verify(added.body.id))).toBe('409 domain_taken')
    })
  })

  describe('leaves the emergency account outside', () => {
    test('which has the project’s one exception; its use is audited, and mailed to every administrator', async () => {
      const domain = freshDomain()
      await here.clinic.adminToken()
      const emergency = await person(domain, { admin: true })
      const other = await person(domain, { admin: true })
      const ordinary = await person(domain)
      const set = (membership: string | null) =>
        here.admin('emergency-account', {
          json: { membership: membership === null ? null : { reference: `ProjectMembership/${membership}` } },
        })
      expect(verdict(await set(ordinary.membership))).toBe('400 unsuitable_emergency_account')
      expect(verdict(await set('00000000-0000-4000-8000-000000000000'))).toBe('400 unsuitable_emergency_account')
      await here.factor(emergency.email)
      must(await set(emergency.membership))
      const before = must(await here.signIn(emergency.email, PASSWORD))
      await here.enforced(domain)
      must(await here.world.call('auth/me', { token: before.body.access_token }))

      const wrong = await here.signIn(emergency.email, 'not this one, but long enough')
      const nobody = await here.signIn(`nobody@${domain}`, PASSWORD)
      expect([verdict(wrong), verdict(nobody), verdict(await here.signIn(other.email, PASSWORD))]).toEqual([
        '400 domain_provider',
        '400 domain_provider',
        '400 domain_provider',
      ])
      expect(wrong.body.issue).toEqual(nobody.body.issue)
      const used = (await here.kinds('emergency_account.used')).length
      const mailed = (email: string) =>
        here.world.inbox.to(email).filter(({ subject }) => subject.startsWith('The emergency account was used'))
      const earlier = mailed(other.email).length
      must(await here.signIn(emergency.email, PASSWORD))
      expect(await here.kinds('emergency_account.used')).toHaveLength(used + 1)
      await expect.poll(() => mailed(other.email).length).toBe(earlier + 1)
      expect(mailed(other.email)[0]?.text).toContain(emergency.email)
      expect(mailed(here.clinic.admin.email).length).toBeGreaterThan(0)
      expect(mailed(ordinary.email)).toEqual([])

      must(await set(null))
      expect(verdict(await here.signIn(emergency.email, PASSWORD))).toBe('400 domain_provider')
    })
  })
})
