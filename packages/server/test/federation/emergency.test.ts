import { hasPostgres, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, must, PASSWORD, refresh, verdict } from '../identity/steps.ts'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { type DomainClinic, startDomainClinic } from './domain-clinic.ts'

let serial = 0

describe.each(storesForWalks())('the emergency account of a project, on %s', (store) => {
  let here: DomainClinic
  beforeAll(async () => {
    here = await startDomainClinic({ store })
  })
  afterAll(() => here.world.close())

  const set = (membership: string | null) =>
    here.admin('emergency-account', {
      json: { membership: membership === null ? null : { reference: `ProjectMembership/${membership}` } },
    })
  const mails = (email: string) =>
    here.world.inbox.to(email).filter(({ subject }) => subject.startsWith('The emergency account was used')).length
  const used = async (): Promise<number> => (await here.kinds('emergency_account.used')).length

  /** An enforced domain, and its emergency account. */
  async function emergency() {
    const domain = `emergency-${(serial += 1)}.org`
    const person = await here.person(`alarm@${domain}`, { admin: true })
    expect(verdict(await set(person.membership))).toBe('400 emergency_account_without_factor')
    const codes = await here.factor(person.email)
    must(await set(person.membership))
    await here.enforced(domain)
    return { ...person, codes }
  }
  const lives = async (token: string): Promise<boolean> => (await here.world.call('auth/me', { token })).status === 200

  test('is chosen against the version of the project that was read, and not over what somebody else has chosen since', async () => {
    const first = await emergency()
    const second = await here.person(`second@emergency-${(serial += 1)}.org`, { admin: true })
    await here.factor(second.email)
    const choose = (membership: string, version: string) =>
      here.admin('emergency-account', {
        json: { membership: { reference: `ProjectMembership/${membership}` } },
        headers: { 'If-Match': version },
      })
    const read = async () => {
      const answer = must(
        await here.world.call(`fhir/R4/Project/${here.clinic.project}`, { token: here.clinic.admin.token }),
      )
      return { version: answer.headers.get('etag') ?? '', chosen: answer.body.emergencyAccount?.reference }
    }
    const { version } = await read()
    const chosen = must(await choose(second.membership, version))
    expect(chosen.headers.get('etag')).toBe((await read()).version)
    expect(verdict(await choose(first.membership, version))).toBe('412 version_mismatch')
    expect((await read()).chosen).toBe(`ProjectMembership/${second.membership}`)
    must(await choose(first.membership, chosen.headers.get('etag') ?? ''))
  })

  test('is audited and mailed at its own page too, and once more when it opens an app there', async () => {
    const { world, clinic } = here
    const person = await emergency()
    const { body: app } = must(
      await here.admin('client', {
        json: {
          name: 'An App',
          kind: 'app',
          tokenEndpointAuthMethod: 'none',
          firstParty: true,
          redirectUris: ['https://app.example/cb'],
        },
      }),
    )
    const [before, mailed] = [await used(), mails(clinic.admin.email)]
    const at = `/projects/${clinic.project}`
    const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
    const page = await browser.open(`${at}/account`)
    const entered = await browser.post(`${at}/account/sign-in`, {
      form: page.hidden('form'),
      email: person.email,
      password: PASSWORD,
    })
    expect(entered.status).toBe(303)
    // The password alone opens nothing: neither the page, nor an app.
    const asked = await browser.follow(entered)
    expect(asked.heading).toBe('Enter your code')
    const answer = { form: asked.hidden('form'), next: asked.hidden('next'), way: 'recovery', do: 'prove' }
    const proven = await browser.post(`${at}/account/code`, { ...answer, code: person.codes[0] ?? '' })
    expect(proven.status).toBe(303)
    expect(await used()).toBe(before + 1)
    await expect.poll(() => mails(clinic.admin.email)).toBe(mailed + 1)
    const query = new URLSearchParams({
      client_id: app.id,
      redirect_uri: 'https://app.example/cb',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })
    const { location } = await browser.open(`${at}/oauth2/authorize?${query.toString()}`)
    expect(new URL(location).searchParams.get('code')).toBeTypeOf('string')
    expect(await used()).toBe(before + 2)
    await expect.poll(() => mails(clinic.admin.email)).toBe(mailed + 2)
  })

  test('is told to itself where it is the only administrator; a refresh is no use of its own', async () => {
    const { world, clinic } = here
    const parameter = [
      { name: 'name', valueString: 'Lonely Practice' },
      { name: 'ownerEmail', valueString: `alone@lonely-${(serial += 1)}.org` },
    ]
    const email = `alone@lonely-${serial}.org`
    const made = must(
      await world.call('fhir/R4/Project/$init', {
        json: { resourceType: 'Parameters', parameter },
        token: clinic.admin.token,
      }),
    )
    const { id, secret } = world.inbox.link(email)
    must(await world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } }))
    const project: string = made.body.id
    const owner = must(await here.signIn(email, PASSWORD, { projectId: project })).body
    await here.factor(email)
    const { body: me } = must(await world.call('auth/me', { token: owner.access_token }))
    const json = { membership: { reference: `ProjectMembership/${me.membership.id}` } }
    must(await world.call(`admin/projects/${project}/emergency-account`, { json, token: owner.access_token }))
    expect(mails(email)).toBe(0)
    const scope = 'openid offline_access'
    const again = must(await here.signIn(email, PASSWORD, { projectId: project, scope })).body
    await expect.poll(() => mails(email)).toBe(1)
    must(await refresh(world.call, again.refresh_token))
    const { body } = must(
      await world.call('fhir/R4/AuditEvent?subtype=emergency_account.used', { token: again.access_token }),
    )
    expect([body.entry.length, mails(email)]).toEqual([1, 1])
  })

  test.each<[string, (membership: string) => Promise<unknown>]>([
    ['it is removed', async (membership) => must(await here.admin(`members/${membership}`, { method: 'DELETE' }))],
    ['it is switched off', (membership) => change(membership, { active: false })],
    ['it is no administrator any more', (membership) => change(membership, { admin: false })],
    ['the project has none any more', async () => must(await set(null))],
    [
      'another takes its place',
      async () => {
        const other = await here.person(`other-${(serial += 1)}@free.org`, { admin: true })
        await here.factor(other.email)
        must(await set(other.membership))
      },
    ],
  ])('stays outside of nothing when %s, and what it signed in ends', async (_when, act) => {
    const { email, membership } = await emergency()
    const token = must(await here.signIn(email, PASSWORD)).body.access_token
    await change(membership, { profile: undefined })
    expect(await lives(token)).toBe(true)
    await act(membership)
    expect(await lives(token)).toBe(false)
    expect(verdict(await here.signIn(email, PASSWORD))).toBe('400 domain_provider')
  })

  async function change(membership: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
    const { body } = must(await here.admin(`members/${membership}`))
    const present = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
    must(await here.admin(`members/${membership}`, { json: { ...body, ...present } }))
  }

  test('is asked for a factor of its own at each sign-in, and never for an e-mail', async () => {
    const { world, clinic } = here
    const { email, codes } = await emergency()
    const at = `fhir/R4/Project/${clinic.project}`
    const { token } = clinic.admin
    const { body } = must(await world.call(at, { token }))
    const setting = [{ name: 'allowedMfaMethods', valueString: 'email' }]
    must(await world.call(at, { method: 'PUT', json: { ...body, setting }, token }))
    const first = await begin(world.call, { email, projectId: clinic.project })
    expect(first.answer.body).toMatchObject({ mfaRequired: true, mfaMethods: ['totp'] })
    expect((await world.call('auth/mfa/send-email', { json: { login: first.handle } })).status).toBe(400)
    must(await world.call('auth/mfa/verify', { json: { login: first.handle, token: codes[0] } }))
    // One that was chosen by an earlier version, which asked for none.
    const sql = 'delete from factors using users u where user_id = u.id and u.email = $1'
    await world.store.db.query({ sql, params: [email] })
    const second = await begin(world.call, { email, projectId: clinic.project })
    expect(second.answer.body).toMatchObject({ mfaEnrollRequired: true, allowedMfaMethods: ['totp'] })
    expect(second.code).toBe('')
    const { body: changed } = must(await world.call(at, { token }))
    must(await world.call(at, { method: 'PUT', json: { ...changed, setting: undefined }, token }))
  })

  test('that no domain holds keeps what it signed in, also when it is one no more', async () => {
    const person = await here.person(`free-${(serial += 1)}@nowhere-held.org`, { admin: true })
    await here.factor(person.email)
    must(await set(person.membership))
    const token = must(await here.signIn(person.email, PASSWORD)).body.access_token
    must(await set(null))
    expect(await lives(token)).toBe(true)
  })
})

describe.runIf(hasPostgres())('an emergency account that stops being one while it signs in', () => {
  let here: DomainClinic
  beforeAll(async () => {
    here = await startDomainClinic({ store: 'postgres' })
  })
  afterAll(() => here.world.close())

  test('is held to its domain', async () => {
    const { world, clinic } = here
    const person = await here.person('alarm@meanwhile.org', { admin: true })
    const codes = [...(await here.factor(person.email))]
    const set = (membership: object | null) => here.admin('emergency-account', { json: { membership } })
    const chosen = { reference: `ProjectMembership/${person.membership}` }
    must(await set(chosen))
    await here.enforced('meanwhile.org')
    let meanwhile: (() => Promise<unknown>) | undefined
    const node = await world.restarted({
      faulty: (db) => ({
        ...db,
        engine: db.engine,
        query: db.query.bind(db),
        tx: (work, options) =>
          db.tx(
            (tx) =>
              work({
                ...tx,
                store: tx.store,
                async query(query) {
                  const change = query.name === 'domains.hold-way' ? meanwhile : undefined
                  meanwhile = change === undefined ? meanwhile : undefined
                  await change?.()
                  return tx.query(query)
                },
                exec: tx.exec.bind(tx),
                ...(tx.defer !== undefined && { defer: tx.defer.bind(tx) }),
              }),
            options,
          ),
        exec: db.exec.bind(db),
        listen: db.listen.bind(db),
        close: db.close.bind(db),
      }),
    })
    const signIn = async () => {
      const { email, password } = person
      const begun = await begin(node.call, { email, password, projectId: clinic.project })
      return node.call('auth/mfa/verify', { json: { login: begun.handle, token: codes.shift() } })
    }
    expect(must(await signIn()).body.code).toBeTypeOf('string')
    meanwhile = async () => must(await set(null))
    const { status, body } = await signIn()
    expect([body.code, status]).toEqual([undefined, 400])
    expect(meanwhile).toBeUndefined()
  })
})
