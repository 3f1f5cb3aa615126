import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importUsers } from '../identity/importing.ts'
import { claimsOf, follow, must, PASSWORD, reasonOf } from '../identity/steps.ts'
import {
  APP,
  type App,
  type Arrived,
  answerIn,
  callbackOf,
  type Federated,
  signInWith,
  startFederated,
  tokensOf,
} from './external.ts'
import { giveFactor } from './own-factor.ts'

type Says = Readonly<Record<string, unknown>>
/** A common password, and bcrypt of it. */
const LISTED = 'passwordpassword'
const LISTED_HASH = '$2b$04$XPLnUqQisPyN9cn9p9dyTum8pQrSTCbRYglhv5x.0YdN4U07SCWx6'

let serial = 0
const fresh = (domain = 'clinic.example'): string =>
  `person-${++serial}-${Math.random().toString(36).slice(2)}@${domain}`

describe.each(storesForWalks())('who a provider’s person is, on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(provider, STAFF)
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const STAFF = { emailDomain: ['clinic.example'], profileType: ['Practitioner'] }

  /** Signs in somebody of whom the provider says this. */
  async function arrive(says: Says, at: App = app, browser = federated.browser()): Promise<Arrived> {
    provider.misbehave({ idToken: says, userinfo: says })
    try {
      return await signInWith(federated, browser, at, provider, 'mallory')
    } finally {
      provider.behave()
    }
  }
  const verified = (email: string, sub = `sub-${++serial}`): Says => ({ sub, email, email_verified: true })
  const profileOf = async (arrived: Arrived, at: App = app): Promise<string> =>
    (await tokensOf(federated, at, arrived)).body.profile.reference
  const as = (path: string, options: object): Promise<Answer> =>
    federated.world.call(path, { token: federated.owner.token, ...options })
  const identities = async (email: string): Promise<number> => {
    const { rows } = await federated.world.store.db.query({
      sql: 'select i.id from identities i join users u on u.id = i.user_id where u.email = $1',
      params: [email],
    })
    return rows.length
  }

  const givePasskey = (email: string): Promise<unknown> =>
    federated.world.store.db.query({
      sql: `insert into passkeys (id, user_id, credential_id, public_key, counter, transports, backup_eligible, backed_up,
          aaguid, name, created_at)
        select gen_random_uuid(), id, 'credential of ' || id, '', 0, '{}', false, false, gen_random_uuid(), 'Key', now()
        from users where email = $1`,
      params: [email],
    })

  const giveNumber = (email: string): Promise<unknown> =>
    federated.world.store.db.query({
      sql: `insert into sign_in_numbers (user_id, project, number_hash, key_version, sealed_number, proven_at)
        select id, project, 'number of ' || id, '', '', now() from users where email = $1`,
      params: [email],
    })

  /** What is refused writes nothing, whatever it is. */
  async function refusedWith(says: Says, heading: RegExp, at: App = app): Promise<void> {
    const before = await federated.written()
    const { visit } = await arrive(says, at)
    expect(visit.heading, visit.text).toMatch(heading)
    expect(await federated.written()).toBe(before)
  }

  test('a verified address of a listed domain links once; then issuer and subject alone count', async () => {
    const [email, other] = [fresh(), fresh()]
    const { body: invited } = await federated.invite({ email })
    await federated.invite({ email: other })
    const says = verified(email.toUpperCase())
    expect(await profileOf(await arrive(says))).toBe(invited.profile.reference)
    // Whatever the address says from now on, it moves nothing.
    for (const changed of [other, 'somewhere@else.example', undefined])
      expect(await profileOf(await arrive({ ...says, email: changed, email_verified: false }))).toBe(
        invited.profile.reference,
      )
    expect(await identities(other)).toBe(0)
    await refusedWith(verified(email), /can’t sign in this way/)
  })

  test.each<[string, (email: string) => Says, RegExp]>([
    ['"true" as a string', (email) => ({ ...verified(email), email_verified: 'true' }), /not confirmed/],
    ['1', (email) => ({ ...verified(email), email_verified: 1 }), /not confirmed/],
    ['nothing about it', (email) => ({ ...verified(email), email_verified: undefined }), /not confirmed/],
    ['a list of addresses', (email) => ({ ...verified(email), email: [email] }), /not confirmed/],
    ['no address', (email) => ({ ...verified(email), email: undefined }), /not confirmed/],
    ['a name around it', (email) => ({ ...verified(email), email: `Ada <${email}>` }), /not confirmed/],
    ['two addresses in one', (email) => ({ ...verified(email), email: `${email}, x@clinic.example` }), /not confirmed/],
    ['another address of the domain', (email) => verified(`x${email}`), /You don’t have an account here yet/],
    ['a sub-domain', (email) => verified(email.replace('@', '@mail.')), /Choose another account/],
    ['a domain that ends alike', (email) => verified(email.replace('@', '@evil-')), /Choose another account/],
    ['sub-addressing', (email) => verified(email.replace('@', '+x@')), /You don’t have an account here yet/],
  ])('nobody is linked by %s', async (_, says, heading) => {
    const email = fresh()
    await federated.invite({ email })
    await refusedWith(says(email), heading)
    expect(await identities(email)).toBe(0)
  })

  test('an address of another domain, and a profile of another type, are not for this provider', async () => {
    const [elsewhere, patient] = [fresh('other.example'), fresh()]
    await federated.invite({ email: elsewhere })
    await federated.invite({ email: patient, resourceType: 'Patient' })
    await refusedWith(verified(elsewhere), /Choose another account/)
    const browser = federated.browser()
    const { visit } = await arrive(verified(elsewhere), app, browser)
    expect(visit.text).toContain('ends in @<bdi>clinic.example</bdi>. If you have none')
    // Its button leads to the provider again, where the person chooses.
    const plain = (href = ''): string => href.replaceAll('&amp;', '&')
    const [, again] = /class="button" href="([^"]+)"/.exec(visit.text) ?? []
    const page = await browser.open(plain(again))
    const [, start] = /href="(\/auth\/external\/start[^"]*)"/.exec(page.text) ?? []
    const sent = await browser.open(plain(start))
    expect(new URL(sent.location).searchParams.get('prompt')).toBe('select_account')
    await refusedWith(verified(patient), /can’t sign in this way/)
    expect([await identities(elsewhere), await identities(patient)]).toEqual([0, 0])
  })

  test.each<[string, (email: string) => Promise<void>]>([
    [
      'a password',
      async (email) => {
        await federated.invite({ email })
        await follow(federated.world, email)
      },
    ],
    [
      'an authenticator app and no password',
      async (email) => {
        await federated.invite({ email })
        await giveFactor(federated.world, email)
      },
    ],
    [
      'a passkey and no password',
      async (email) => {
        await federated.invite({ email })
        await givePasskey(email)
      },
    ],
    [
      'a phone number that signs it in',
      async (email) => {
        await federated.invite({ email })
        await giveNumber(email)
      },
    ],
    ['the rights of an administrator', async (email) => void (await federated.invite({ email, admin: true }))],
    ['a role of administrators', async (email) => void (await federated.invite({ email, adminRole: 'help-desk' }))],
    [
      'a membership in another project',
      async (email) => {
        await federated.invite({ email })
        const other = await federated.world.actors.owner()
        must(
          await federated.world.call(`admin/projects/${other.project}/invite`, {
            json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email },
            token: other.token,
          }),
        )
        await federated.world.store.db.query({
          sql: `update memberships set user_id = (select user_id from memberships m join users u on u.id = m.user_id
            where m.project = $1 and u.email = $2)
            where project = $3 and user_id in (select id from users where email = $2)`,
          params: [federated.owner.project, email, other.project],
        })
      },
    ],
  ])('an account with %s proves itself first', async (_, make) => {
    const email = fresh()
    await make(email)
    await refusedWith(verified(email), /Link your account/)
    expect(await identities(email)).toBe(0)
  })

  test('whoever proves their account with its password is linked, and needs none the next time', async () => {
    const email = fresh()
    const { body: invited } = await federated.invite({ email })
    await follow(federated.world, email)
    const browser = federated.browser()
    const says = verified(email)
    provider.misbehave({ idToken: says, userinfo: says })
    const { visit, verifier } = await signInWith(federated, browser, app, provider, 'mallory')
    provider.behave()
    const fields = { link: visit.hidden('link'), email, decision: 'link' }
    const wrong = await browser.post('/auth/external/link', { ...fields, password: 'not the right one at all' })
    expect([wrong.status, await identities(email)]).toEqual([400, 0])
    const elsewhere = await federated.browser().post('/auth/external/link', { ...fields, password: PASSWORD })
    expect([elsewhere.status, await identities(email)]).toEqual([400, 0])
    const linked = await browser.post('/auth/external/link', { ...fields, password: PASSWORD })
    expect(linked.location).toMatch(new RegExp(`^${APP}\\?code=`))
    const tokens = await tokensOf(federated, app, { visit: linked, verifier, callback: '', ...answerIn(linked) })
    expect(tokens.body.profile.reference).toBe(invited.profile.reference)
    expect(await profileOf(await arrive(says))).toBe(invited.profile.reference)
    expect(await identities(email)).toBe(1)
    const subjects = federated.world.inbox.to(email).map(({ subject }) => subject)
    expect(subjects.filter((subject) => /New way to sign in/.test(subject))).toHaveLength(1)
    expect(subjects.at(-1)).toMatch(/A sign-in from a new browser/)
    // A new password through the mail gives up what the old one proved.
    must(await federated.world.call('auth/resetpassword', { json: { email } }))
    await follow(federated.world, email)
    expect(await identities(email)).toBe(0)
  })

  const withPassword = async (email: string): Promise<void> => {
    await federated.invite({ email })
    await follow(federated.world, email)
  }

  /** Somebody who may link what a provider says to their account, in a browser that shows the form. */
  async function aboutToLink(make = withPassword, email = fresh()) {
    await make(email)
    const browser = federated.browser()
    const says = verified(email)
    provider.misbehave({ idToken: says, userinfo: says })
    const { visit } = await signInWith(federated, browser, app, provider, 'mallory')
    provider.behave()
    const fields = { link: visit.hidden('link'), email, decision: 'link', password: PASSWORD }
    return { email, link: (more = {}) => browser.post('/auth/external/link', { ...fields, ...more }) }
  }

  test('the person is told of it in their own language, which whoever has their password does not choose', async () => {
    const { email, link } = await aboutToLink()
    await federated.world.store.db.query({ sql: `update users set language = 'es' where email = $1`, params: [email] })
    expect((await link()).location).toMatch(new RegExp(`^${APP}\\?code=`))
    expect(federated.world.inbox.to(email).map(({ subject }) => subject)).toContain('Nueva forma de iniciar sesión')
  })

  test('an account with a second factor is linked only with a code of it, or the provider would lead around it', async () => {
    const { email, link } = await aboutToLink()
    const { access_token: token } = (await federated.world.actors.signIn(email, PASSWORD)).body
    const { body } = must(await federated.world.call('auth/mfa/status', { token }))
    const secret = new URL(body.enrollUri).searchParams.get('secret') ?? ''
    const code = (steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 })
    const used = code(0)
    must(await federated.world.call('auth/mfa/enroll', { json: { token: used }, token }))
    for (const more of [{}, { code: '' }, { code: '000000' }, { code: used }]) {
      const refused = await link(more)
      expect([refused.status, refused.heading, await identities(email)]).toEqual([400, 'Link your account', 0])
      expect(refused.text).toContain('name="code"')
    }
    const linked = await link({ code: code(1) })
    expect(linked.location).toMatch(new RegExp(`^${APP}\\?code=`))
    expect(await identities(email)).toBe(1)
  })

  test('an account with passkeys alone is linked with the password and a code by e-mail', async () => {
    const { email, link } = await aboutToLink()
    await givePasskey(email)
    for (const more of [{}, { code: '000000' }]) {
      const refused = await link(more)
      expect([refused.status, refused.heading, await identities(email)]).toEqual([400, 'Link your account', 0])
    }
    const code = /\b\d{6}\b/.exec(federated.world.inbox.to(email).at(-1)?.text ?? '')?.[0] ?? ''
    // Not in a browser that did not ask for it.
    const elsewhere = await aboutToLink(() => Promise.resolve(), email)
    expect([(await elsewhere.link({ code })).status, await identities(email)]).toEqual([400, 0])
    expect((await link({ code })).location).toMatch(new RegExp(`^${APP}\\?code=`))
    expect(await identities(email)).toBe(1)
  })

  test.each<[string, string, (email: string) => Promise<void>]>([
    [
      'is on the list of common ones',
      LISTED,
      async (email) => {
        const name = { firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner' }
        const line = { id: email, email, emailVerified: true, ...name, passwordHash: LISTED_HASH }
        const { project, token } = federated.owner
        await importUsers(federated.world.call, project, token, [line])
      },
    ],
    [
      'is short without its app',
      PASSWORD,
      async (email) => {
        await withPassword(email)
        const sql = 'update users set password_short = true where email = $1'
        await federated.world.store.db.query({ sql, params: [email] })
      },
    ],
  ])('a password that %s links only with a code by e-mail', async (_, password, make) => {
    const { email, link } = await aboutToLink(make)
    for (const more of [{}, { code: '000000' }]) {
      const refused = await link({ password, ...more })
      expect([refused.status, refused.heading, await identities(email)]).toEqual([400, 'Link your account', 0])
      expect(refused.text).toContain('name="code"')
    }
    const mails = federated.world.inbox.to(email).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0])
    const code = mails.findLast((one) => one !== undefined) ?? ''
    expect((await link({ password, code })).location).toMatch(new RegExp(`^${APP}\\?code=`))
    expect(await identities(email)).toBe(1)
  })

  test('whoever changes their password gives up what the old one linked, whoever linked it', async () => {
    const { email, link } = await aboutToLink()
    expect((await link()).location).toMatch(new RegExp(`^${APP}\\?code=`))
    const { access_token: token } = (await federated.world.actors.signIn(email, PASSWORD)).body
    const json = { oldPassword: PASSWORD, newPassword: 'another quiet garden path' }
    expect(await identities(email)).toBe(1)
    must(await federated.world.call('auth/changepassword', { json, token }))
    expect(await identities(email)).toBe(0)
  })

  test('a password that is changed while it is being proven links nothing', async () => {
    const { email, link } = await aboutToLink()
    let answer: ReturnType<typeof link> | undefined
    await federated.world.store.db.tx(async (tx) => {
      await tx.query({
        sql: `update users set password_hash = password_hash || 'x' where email = $1`,
        params: [email],
      })
      answer = link()
      // Long enough for it to be proven by what is still committed, and linked if nothing held it back.
      await new Promise((resolve) => setTimeout(resolve, 800))
    })
    // Where the store lets others read meanwhile, the old one was right and came too late; else it is wrong.
    expect((await answer)?.status).toBe(store === 'postgres' ? 403 : 400)
    expect(await identities(email)).toBe(0)
  })

  test('another account than the address names is not linked by its own password', async () => {
    const [email, own] = [fresh(), fresh()]
    for (const one of [email, own]) {
      await federated.invite({ email: one })
      await follow(federated.world, one)
    }
    const browser = federated.browser()
    const says = verified(email)
    provider.misbehave({ idToken: says, userinfo: says })
    const { visit } = await signInWith(federated, browser, app, provider, 'mallory')
    provider.behave()
    const sent = await browser.post('/auth/external/link', {
      link: visit.hidden('link'),
      email: own,
      password: PASSWORD,
    })
    expect([sent.status, await identities(own), await identities(email)]).toEqual([400, 0, 0])
  })

  test('an external id is that of one issuer, and of no other', async () => {
    const bySubject = await federated.app(provider, { identitySource: 'subject' })
    const sub = `00u-${++serial}`
    await federated.invite({ externalId: sub, externalIdIssuer: 'https://other.example' })
    await refusedWith({ sub }, /You don’t have an account here yet/, bySubject)
    const { body } = await federated.invite({ externalId: sub, externalIdIssuer: provider.issuer })
    expect(await profileOf(await arrive({ sub, email: undefined }, bySubject), bySubject)).toBe(body.profile.reference)
    // The project takes the id back: what was linked by it ends.
    const membership = must(await as(`fhir/R4/ProjectMembership/${body.id}`, {})).body
    must(
      await as(`fhir/R4/ProjectMembership/${body.id}`, {
        method: 'PUT',
        json: { ...membership, externalId: `${sub}-new` },
      }),
    )
    await refusedWith({ sub }, /You don’t have an account here yet/, bySubject)
  })

  test('an account that an external id names proves itself too, when it has more than a place here', async () => {
    const bySubject = await federated.app(provider, { identitySource: 'subject' })
    const [sub, email] = [`00u-${++serial}`, fresh()]
    await federated.invite({ externalId: sub, externalIdIssuer: provider.issuer, email })
    await follow(federated.world, email)
    await refusedWith({ sub, email: undefined }, /Link your account/, bySubject)
    expect(await identities(email)).toBe(0)
  })

  test('an account that signs in by e-mail is not given away by an external id that is written beside it', async () => {
    const bySubject = await federated.app(provider, { identitySource: 'subject' })
    const [sub, email] = [`00u-${++serial}`, fresh()]
    const { body } = await federated.invite({ email })
    await federated.world.store.db.query({
      sql: 'update users set email_proven_at = now() where email = $1',
      params: [email],
    })
    const at = `fhir/R4/ProjectMembership/${body.id}`
    const membership = must(await as(at, {})).body
    const json = { ...membership, externalId: sub, externalIdIssuer: provider.issuer }
    must(await as(at, { method: 'PUT', json }))
    await refusedWith({ sub, email: undefined }, /Link your account/, bySubject)
    expect(await identities(email)).toBe(0)
  })

  test('the mailbox of an invitation opens nothing once its person signs in by an external id', async () => {
    const bySubject = await federated.app(provider, { identitySource: 'subject' })
    const [sub, email, other] = [`00u-${++serial}`, fresh(), fresh()]
    const { body } = await federated.invite({ externalId: sub, externalIdIssuer: provider.issuer, email })
    expect((await arrive({ sub, email: undefined }, bySubject)).code).not.toBe('')
    const before = await federated.written()
    await expect(follow(federated.world, email)).rejects.toThrow('400')
    const at = `admin/projects/${federated.owner.project}/members/${body.id}/resetpassword`
    const reset = await as(at, { json: {} })
    const moved = await as(`fhir/R4/${body.user.reference}/$update-email`, { json: { email: other } })
    expect([reasonOf(reset), reasonOf(moved), federated.world.inbox.to(other)]).toEqual(['opened', 'opened', []])
    expect(await federated.written()).toBe(before)
  })

  test('no other mailbox opens an account that a provider signs in by its address', async () => {
    const [email, other] = [fresh(), fresh()]
    const { body } = await federated.invite({ email, scope: 'project' })
    expect((await arrive(verified(email))).code).not.toBe('')
    const before = await federated.written()
    const moved = await as(`fhir/R4/${body.user.reference}/$update-email`, { json: { email: other } })
    expect([moved.status, reasonOf(moved), federated.world.inbox.to(other)]).toEqual([409, 'opened', []])
    expect(await federated.written()).toBe(before)
  })

  test('an account that another provider signs in is not linked by its address', async () => {
    const email = fresh()
    await federated.invite({ email })
    expect((await arrive(verified(email))).code).not.toBe('')
    const other = await startHostileProvider({ redirectUris: [APP] })
    const at = await federated.app(other, STAFF)
    const says = verified(email)
    other.misbehave({ idToken: says, userinfo: says })
    const before = await federated.written()
    expect((await signInWith(federated, federated.browser(), at, other, 'mallory')).visit.heading).toMatch(
      /Link your account/,
    )
    expect(await federated.written()).toBe(before)
    await other.stop()
  })

  test('the page that links shows an address only when it is verified', async () => {
    const asking = await federated.app(provider, { identitySource: 'subject', accountPolicy: 'ask' })
    const says = { sub: `00u-${++serial}`, email: 'ceo@clinic.example', email_verified: false, name: 'The CEO' }
    const { visit } = await arrive(says, asking)
    expect(visit.heading).toMatch(/Link your account/)
    expect(visit.text).not.toMatch(/ceo@|The CEO/)
    expect(visit.text).toContain(says.sub)
  })

  test('an external id without an issuer is that of the only one whose subjects the project uses', async () => {
    const { owner, world } = { owner: await federated.world.actors.owner(), world: federated.world }
    const own: Federated = { ...federated, owner }
    const call = async (path: string, json: object): Promise<Answer> =>
      must(await world.call(path, { json, token: owner.token }))
    const client = async (identityProvider: object): Promise<string> =>
      (
        await call(`admin/projects/${owner.project}/client`, {
          name: 'x',
          kind: 'app',
          tokenEndpointAuthMethod: 'none',
          firstParty: true,
          redirectUris: [APP],
          identityProvider,
        })
      ).body.id
    const config = {
      discoveryUrl: provider.endpoints.discovery,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      identitySource: 'subject',
    }
    const id = await client(config)
    provider.allowRedirectUri(callbackOf(world.baseUrl, id))
    const at: App = { id, start: (changes) => app.start({ client_id: id, ...changes }) }
    const sub = `only-${++serial}`
    await call(`admin/projects/${owner.project}/invite`, {
      resourceType: 'Patient',
      firstName: 'A',
      lastName: 'B',
      externalId: sub,
    })
    const second = await client({ ...config, discoveryUrl: undefined, issuer: 'https://second.example' })
    provider.misbehave({ idToken: { sub }, userinfo: { sub } })
    expect((await signInWith(own, federated.browser(), at, provider, 'mallory')).visit.heading).toMatch(
      /You don’t have an account here yet/,
    )
    must(await world.call(`fhir/R4/ClientApplication/${second}`, { method: 'DELETE', token: owner.token }))
    expect((await signInWith(own, federated.browser(), at, provider, 'mallory')).code).not.toBe('')
    provider.behave()
  })

  test('whoever is new is made an account, once, where the provider may bring people along', async () => {
    const creating = await federated.app(provider, {
      emailDomain: ['*'],
      profileType: ['Patient'],
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    })
    const email = fresh('anywhere.example')
    const says = { ...verified(email), given_name: 'Nova', family_name: 'New' }
    const profile = await profileOf(await arrive(says, creating), creating)
    expect(profile).toMatch(/^Patient\//)
    expect(await profileOf(await arrive(says, creating), creating)).toBe(profile)
    expect(must(await as(`fhir/R4/${profile}`, {})).body.name).toEqual([{ given: ['Nova'], family: 'New' }])
    expect(await identities(email)).toBe(1)
    await refusedWith({ ...verified(fresh('anywhere.example')), email_verified: false }, /not confirmed/, creating)
    // An address that it may not vouch for is not kept: nobody is found by it.
    const bySubject = await federated.app(provider, {
      identitySource: 'subject',
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    })
    const foreign = fresh('bank.example')
    expect((await arrive(verified(foreign), bySubject)).code).not.toBe('')
    const { rows } = await federated.world.store.db.query({
      sql: 'select id from users where email = $1',
      params: [foreign],
    })
    expect(rows).toEqual([])
  })

  test('of first sign-ins at the same moment one links, and one account is made', async () => {
    const creating = await federated.app(provider, {
      emailDomain: ['*'],
      profileType: ['Patient'],
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    })
    const email = fresh('race.example')
    const says = verified(email)
    provider.misbehave({ idToken: says, userinfo: says })
    // On a busy machine the last may wait longer for the others than the store lets anybody wait: they begin again, as they
    // are told.
    const patiently = async (): Promise<Arrived> => {
      for (;;) {
        const arrived = await signInWith(federated, federated.browser(), creating, provider, 'mallory')
        if (arrived.visit.status !== 503) return arrived
      }
    }
    const all = await Promise.all(Array.from({ length: 5 }, patiently))
    provider.behave()
    const profiles = new Set(await Promise.all(all.map((arrived) => profileOf(arrived, creating))))
    const { rows } = await federated.world.store.db.query({
      sql: 'select id from users where email = $1',
      params: [email],
    })
    expect([profiles.size, rows.length, await identities(email)]).toEqual([1, 1, 1])
  })

  test('claims choose the membership and the policy, or refuse', async () => {
    const policy = await federated.world.actors.policy(federated.owner, [
      { resourceType: 'Patient', interaction: ['read'] },
    ])
    const ruled = await federated.app(provider, {
      ...STAFF,
      claimRule: [
        { claim: 'https://example.com/roles', value: 'blocked', refuse: true },
        { claim: 'https://example.com/roles', value: 'clinician', accessPolicy: { reference: policy } },
        { claim: 'groups', value: 'Patients', profileType: 'Patient' },
      ],
    })
    const email = fresh()
    const { body } = await federated.invite({ email })
    const says = { ...verified(email), groups: ['Staff'] }
    const policyNow = async (): Promise<string | undefined> =>
      must(await as(`fhir/R4/ProjectMembership/${body.id}`, {})).body.accessPolicy?.reference
    expect((await arrive({ ...says, 'https://example.com/roles': ['x', 'clinician'] }, ruled)).code).not.toBe('')
    expect(await policyNow()).toBe(policy)
    expect((await arrive({ ...says, 'https://example.com/roles': [] }, ruled)).code).not.toBe('')
    expect(await policyNow()).toBeUndefined()
    // Never an administrator's: its policy is for an owner to choose.
    const membership = must(await as(`fhir/R4/ProjectMembership/${body.id}`, {})).body
    const role = { ...membership, adminRole: 'help-desk' }
    must(await as(`fhir/R4/ProjectMembership/${body.id}`, { method: 'PUT', json: role }))
    expect((await arrive({ ...says, 'https://example.com/roles': ['clinician'] }, ruled)).code).not.toBe('')
    expect(await policyNow()).toBeUndefined()
    await refusedWith({ ...says, 'https://example.com/roles': ['blocked'] }, /can’t sign in this way/, ruled)
    await refusedWith({ ...says, groups: ['Patients'] }, /can’t sign in this way/, ruled)
    // Whoever asks the provider for less of themselves is judged by no less.
    await refusedWith({ ...says, 'https://example.com/roles': undefined }, /can’t sign in this way/, ruled)
    await refusedWith(verified(email), /can’t sign in this way/, ruled)
  })

  test('a second factor of the provider’s counts where the configuration says so, and no other', async () => {
    const accepting = await federated.app(provider, { ...STAFF, acceptsSecondFactor: true })
    const ruled = await federated.app(provider, {
      ...STAFF,
      claimRule: [
        { claim: 'acr', value: 'high', secondFactor: true },
        { claim: 'device.posture', value: 'unmanaged', refuse: true },
      ],
    })
    const email = fresh()
    await federated.invite({ email })
    const says = { ...verified(email), device: { posture: 'managed' } }
    const assured = async (more: Says, at: App): Promise<unknown> => {
      const { acr, amr } = claimsOf(
        (await tokensOf(federated, at, await arrive({ ...says, ...more }, at))).body.id_token,
      )
      return [String(acr).at(-1), amr]
    }
    for (const amr of [['mfa'], ['pwd', 'otp']]) expect(await assured({ amr }, accepting)).toEqual(['2', ['mfa']])
    for (const amr of [undefined, 'mfa', ['pwd'], ['otp'], ['pwd', 'pin']])
      expect(await assured({ amr }, accepting), String(amr)).toEqual(['1', []])
    expect(await assured({ amr: ['mfa'] }, app)).toEqual(['1', []])
    expect(await assured({ acr: 'high' }, ruled)).toEqual(['2', ['mfa']])
    expect(await assured({ acr: 'low', amr: ['mfa'] }, ruled)).toEqual(['1', []])
    await refusedWith({ ...says, device: { posture: 'unmanaged' } }, /can’t sign in this way/, ruled)
  })

  test('another project’s person is nobody here, and its provider speaks for nobody here', async () => {
    const email = fresh()
    const other = await federated.world.actors.owner()
    must(
      await federated.world.call(`admin/projects/${other.project}/invite`, {
        json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email },
        token: other.token,
      }),
    )
    await refusedWith(verified(email), /You don’t have an account here yet/)
    expect(await identities(email)).toBe(0)
  })

  test('a browser is known by no provider: the first password in it asks for a code by e-mail', async () => {
    const { world, owner, browser: open } = federated
    const at = `fhir/R4/Project/${owner.project}`
    const { setting = [], ...rest } = must(await as(at, {})).body
    const put = (all: readonly object[]): Promise<Answer> => as(at, { method: 'PUT', json: { ...rest, setting: all } })
    const others = setting.filter(({ name }: { readonly name: string }) => name !== 'newBrowserCode')
    must(await put([...others, { name: 'newBrowserCode', valueString: 'Practitioner' }]))
    const [email, browser] = [fresh(), open()]
    await federated.invite({ email })
    const says = verified(email)
    provider.misbehave({ idToken: says, userinfo: says })
    const { code } = await signInWith(federated, browser, app, provider, 'mallory')
    provider.behave()
    expect(code).not.toBe('')
    must(await world.call('auth/resetpassword', { json: { email } }))
    await follow(world, email)
    const own = (await federated.app(undefined)).start({ response_type: 'code', prompt: 'login' })
    const page = await browser.open(own.url.replace('auth/external/start', 'oauth2/authorize'))
    const typed = await browser.post('/signin', { request: page.hidden('request'), email, password: PASSWORD })
    expect((await browser.follow(typed)).heading).toBe('Enter your code')
    must(await put(setting))
  })

  test('a person who is switched off signs in no more', async () => {
    const email = fresh()
    const { body } = await federated.invite({ email })
    const says = verified(email)
    expect((await arrive(says)).code).not.toBe('')
    const membership = must(await as(`fhir/R4/ProjectMembership/${body.id}`, {})).body
    must(await as(`fhir/R4/ProjectMembership/${body.id}`, { method: 'PUT', json: { ...membership, active: false } }))
    await refusedWith(says, /can’t sign in this way/)
  })
})
