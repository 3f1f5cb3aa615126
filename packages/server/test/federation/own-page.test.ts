/** `/account` of people whom a provider proves: alone, beside a password, in two roles and in two projects. */
import { storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import {
  APP,
  type App,
  type Arrived,
  callbackOf,
  configOf,
  type Federated,
  signInWith,
  startFederated,
} from './external.ts'

const SCOPE = 'openid offline_access user/Patient.rs'
const VOUCHES = { emailDomain: ['clinic.example'], profileType: ['Practitioner', 'Patient'] }
let serial = 0

describe.each(storesForWalks())('one’s own page by a provider, on %s', (store) => {
  let federated: Federated
  let google: HostileProvider
  let app: App
  beforeAll(async () => {
    federated = await startFederated({ store })
    google = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(google, { ...VOUCHES, name: 'Google' }, { name: 'Growth Charts', firstParty: false })
    for (const at of [federated.world.baseUrl, `${federated.world.baseUrl}projects/${federated.owner.project}/`])
      google.allowRedirectUri(callbackOf(at, app.id))
  })
  afterAll(async () => {
    await google.stop()
    await federated.world.close()
  })

  interface Person {
    readonly email: string
    readonly sub: string
    /** When the provider proved them, in seconds, where it says so. */
    readonly provenAt?: number
  }
  async function invited(fields: object = {}): Promise<Person> {
    const email = `person-${(serial += 1)}@clinic.example`
    await federated.invite({ email, ...fields })
    return { email, sub: `sub-${serial}` }
  }
  /** What the provider says while something is done. */
  async function as<T>({ email, sub, provenAt }: Person, act: () => Promise<T>): Promise<T> {
    const says = { sub, email, email_verified: true, ...(provenAt !== undefined && { auth_time: provenAt }) }
    google.misbehave({ idToken: says, userinfo: says })
    try {
      return await act()
    } finally {
      google.behave()
    }
  }
  /** Signs in to the app and allows it what it asks for. */
  async function connected(
    person: Person,
    browser: CookieBrowser,
    at = app,
  ): Promise<Arrived & { readonly token: string }> {
    const arrived = await as(person, () => signInWith(federated, browser, at, google, 'mallory', { scope: SCOPE }))
    let { visit } = arrived
    visit = await browser.follow(visit)
    const action = /action="(\/signin\/[0-9a-f-]+)"/.exec(visit.text)?.[1]
    if (action !== undefined)
      visit = await browser.follow(await browser.post(action, { decision: 'allow', scope: 'user/Patient.rs' }))
    const code = new URL(visit.location).searchParams.get('code') ?? ''
    const form = {
      grant_type: 'authorization_code',
      code,
      code_verifier: arrived.verifier,
      client_id: at.id,
      redirect_uri: APP,
    }
    const { body } = must(await federated.world.call('oauth2/token', { form }))
    return { ...arrived, token: body.access_token }
  }
  const buttons = ({ text }: Visit): readonly string[] =>
    [...text.matchAll(/href="([^"]*\/auth\/external\/account\?[^"]+)"/g)].map(([, href = '']) =>
      href.replaceAll('&amp;', '&'),
    )
  /** Presses the button of a provider on the page, and comes back. */
  async function byProvider(browser: CookieBrowser, page: Visit, person: Person): Promise<Visit> {
    const [button = ''] = buttons(page)
    expect(button).not.toBe('')
    const sent = await browser.open(button)
    expect(sent.status).toBe(302)
    const callback = await as(person, () => google.signIn(sent.location, 'mallory').then(async (url) => url))
    return as(person, () => browser.open(callback.replace(federated.world.baseUrl, '/')))
  }
  const formIn = (page: Visit): string => page.hidden('form')
  const sql = async (
    text: string,
    ...params: readonly (string | null)[]
  ): Promise<readonly Record<string, unknown>[]> =>
    (await federated.world.store.db.query({ sql: text, params: [...params] })).rows

  test('opens for a person with Google alone, who withdraws what they allowed', async () => {
    const nurse = await invited()
    const browser = federated.browser()
    const { token } = await connected(nurse, browser)
    must(await federated.world.call('auth/me', { token }))
    await browser.post('/oauth2/logout', {
      confirmation: (await browser.open('/oauth2/logout')).hidden('confirmation'),
      decision: 'out',
    })
    // In this browser Google signed someone in, so it is offered.
    const asked = await browser.open('/account')
    expect([asked.heading, buttons(asked).length]).toEqual(['Sign in', 1])
    const back = await byProvider(browser, asked, nurse)
    expect([back.status, back.location]).toEqual([302, '/account'])
    const page = await browser.follow(back)
    for (const words of [nurse.email, 'Growth Charts', 'Google', 'Set a password']) expect(page.text).toContain(words)
    expect(page.text).not.toContain('Change your password')
    // In UTC, until a script of the page writes it in the reader's own zone.
    expect(page.text).toMatch(
      /Last used <bdi><time datetime="\d{4}-[^"]+Z" data-locale="en-GB">[^<]+ UTC<\/time><\/bdi>/,
    )
    const connectedAgain = await connected(nurse, browser)
    const shown = await browser.open('/account')
    const off = await browser.post('/account', { form: formIn(shown), do: 'turn-off', app: shown.hidden('app') })
    expect(off.location).toBe('/account?done=app')
    expect((await federated.world.call('auth/me', { token: connectedAgain.token })).status).toBe(401)
    expect((await browser.open('/account')).text).not.toContain('Growth Charts</strong>')
  })

  test('offers at a project’s address what the project offers, and at the server’s nothing that was not used', async () => {
    const nurse = await invited()
    const browser = federated.browser()
    expect(buttons(await browser.open('/account'))).toEqual([])
    const at = `/projects/${federated.owner.project}`
    const page = await browser.open(`${at}/account`)
    expect(buttons(page)).toEqual([`${at}/auth/external/account?provider=client%3A${app.id}`])
    // A second app has the same registration at the same issuer: one button is enough.
    await federated.app(google, { ...VOUCHES, name: 'Google' })
    expect(buttons(await browser.open(`${at}/account`))).toHaveLength(1)
    const shown = await browser.follow(await byProvider(browser, page, nurse))
    expect([shown.heading, shown.text.includes(nurse.email)]).toEqual(['Your account', true])
  })

  test('neither offers nor takes the provider of an app that uses none', async () => {
    const own = await federated.app(google, VOUCHES, { signIn: 'own' })
    const browser = federated.browser()
    const at = `/projects/${federated.owner.project}`
    expect((await browser.open(`${at}/account`)).text).not.toContain(own.id)
    const refused = await browser.open(`/auth/external/account?provider=client:${own.id}`)
    expect([refused.status, refused.heading]).toEqual([400, 'This way to sign in is no longer available'])
    for (const provider of ['', 'client:x', `domain:${own.id}`, 'site:x', 'server:nobody'])
      expect((await browser.open(`/auth/external/account?provider=${provider}`)).status, provider).toBe(400)
  })

  test('tells a person whose provider was removed while they were there, and leads back', async () => {
    const short = await federated.app(google, VOUCHES)
    const nurse = await invited()
    const browser = federated.browser()
    const sent = await browser.open(`/auth/external/account?provider=client:${short.id}`)
    const callback = await as(nurse, () => google.signIn(sent.location, 'mallory'))
    const { token } = federated.owner
    must(await federated.world.call(`fhir/R4/ClientApplication/${short.id}`, { method: 'DELETE', token }))
    const back = await browser.open(callback.replace(federated.world.baseUrl, '/'))
    expect([back.status, back.heading]).toEqual([400, 'This way to sign in is no longer available'])
    expect(back.text).toContain('href="/account"')
  })

  test('makes no account, and links none that has a proof of its own', async () => {
    const before = await federated.written()
    const stranger = { email: `stranger-${(serial += 1)}@clinic.example`, sub: `sub-${serial}` }
    const creating = await federated.app(google, {
      ...VOUCHES,
      accountPolicy: 'create',
      defaultProfileType: 'Patient',
    })
    const made = await federated.written()
    const browser = federated.browser()
    const go = async (person: Person): Promise<Visit> => {
      const sent = await browser.open(`/auth/external/account?provider=client:${creating.id}`)
      const callback = await as(person, () => google.signIn(sent.location, 'mallory'))
      return as(person, () => browser.open(callback.replace(federated.world.baseUrl, '/')))
    }
    // Google would go on with the account that was refused: the button lets the person choose another one.
    const choosesAfter = async ({ text }: Visit): Promise<void> => {
      const [, again = ''] = /class="button" href="([^"]+)"/.exec(text) ?? []
      const sent = await browser.open(again.replaceAll('&amp;', '&'))
      expect(new URL(sent.location).searchParams.get('prompt')).toBe('select_account')
    }
    const unknown = await go(stranger)
    expect(unknown.heading).toBe('You don’t have an account here yet')
    expect(await federated.written()).toBe(made)
    await choosesAfter(unknown)
    expect(before).not.toBe(made)
    const elsewhere = await go({ email: `stranger-${(serial += 1)}@elsewhere.example`, sub: `sub-${serial}` })
    expect([elsewhere.status, elsewhere.heading]).toEqual([403, 'Choose another account'])
    expect(elsewhere.text).toMatch(/ends in @.*clinic\.example/)
    await choosesAfter(elsewhere)
    const both = await invited()
    await follow(federated.world, both.email)
    const held = await federated.written()
    const refused = await go(both)
    expect([refused.status, refused.heading]).toEqual([403, 'Your account is not linked yet'])
    expect(await federated.written()).toBe(held)
  })

  test('ends nobody else’s sign-in in this browser', async () => {
    const [one, other] = [await invited(), await invited()]
    const browser = federated.browser()
    await connected(one, browser)
    const sent = await browser.open(`/auth/external/account?provider=client:${app.id}`)
    const callback = await as(other, () => google.signIn(sent.location, 'mallory'))
    const back = await as(other, () => browser.open(callback.replace(federated.world.baseUrl, '/')))
    expect([back.status, back.heading]).toEqual([403, 'Someone else is signed in here'])
    expect((await browser.open('/account')).text).toContain(one.email)
  })

  test('opens to nobody whose account is switched off', async () => {
    const person = await invited()
    const browser = federated.browser()
    await connected(person, browser)
    await sql('update users set active = false where email = $1', person.email)
    const elsewhere = federated.browser()
    const sent = await elsewhere.open(`/auth/external/account?provider=client:${app.id}`)
    const callback = await as(person, () => google.signIn(sent.location, 'mallory'))
    const back = await as(person, () => elsewhere.open(callback.replace(federated.world.baseUrl, '/')))
    expect([back.status, back.heading]).toEqual([403, 'You can’t sign in this way'])
    expect([...elsewhere.cookies.keys()].some((name) => name.includes('-root'))).toBe(false)
  })

  describe('of a person with two projects', () => {
    let here: Person
    let membership: string
    let browser: CookieBrowser
    beforeAll(async () => {
      here = await invited()
      browser = federated.browser()
      await connected(here, browser)
      // They join another project, whose app they allow something too: what the first one’s provider says must not open that.
      const other = await federated.world.actors.owner()
      const { body } = must(
        await federated.world.call(`admin/projects/${other.project}/invite`, {
          token: other.token,
          json: { resourceType: 'Practitioner', firstName: 'Ada', lastName: 'Lovelace', email: here.email },
        }),
      )
      membership = body.id
      await sql(
        `insert into consents (project, id, membership_id, client_id, client_name, client_public, redirect_origin, patient, scope, limited, granted_at, ends_at, last_used_at)
        select $1, gen_random_uuid(), $2, $3, 'Secret App', false, 'https://x.example', '', 'user/Patient.rs', false, now(), now() + interval '1 year', now()`,
        other.project,
        membership,
        app.id,
      )
    })

    test('shows what is of the provider’s project, and says so', async () => {
      const page = await browser.open('/account')
      expect(page.text).toContain('Growth Charts')
      expect(page.text).not.toContain('Secret App')
      expect(page.text).toContain('so you see your data at')
      // The provider says whose address it is; only the mailbox proves it.
      expect(page.text).not.toContain('Invitations')
    })

    test('ends nothing of the other project, and changes nothing of the account', async () => {
      const before = await federated.written()
      const form = async (): Promise<string> => formIn(await browser.open('/account'))
      for (const fields of [
        { do: 'turn-off', app: `${membership} ${app.id}` },
        { do: 'end-all' },
        { do: 'end-others' },
      ])
        expect((await browser.post('/account', { form: await form(), ...fields })).location).toBe(
          '/account?done=nothing',
        )
      for (const path of ['factors', 'factors/add', 'email', 'data', 'passkeys', 'changes']) {
        expect((await browser.open(`/account/${path}`)).location, path).toBe('/account/password')
        const sent = { form: await form(), do: 'delete', email: 'x@example.org', password: PASSWORD, new: PASSWORD }
        expect((await browser.post(`/account/${path}`, sent)).status, path).toBe(403)
      }
      expect(JSON.parse(await federated.written())[0]).toEqual(JSON.parse(before)[0])
    })

    test('lets the person set a password by e-mail, with which they see everything', async () => {
      const page = await browser.open('/account/password')
      expect(page.heading).toBe('Set a password')
      const sent = await browser.post('/account/password', { form: formIn(page) })
      expect(sent.location).toBe('/account?done=mailed')
      expect((await browser.follow(sent)).text).toContain('We sent you an e-mail with a link')
      await expect
        .poll(() => federated.world.inbox.to(here.email).some(({ text }) => text.includes('/auth/setpassword/')))
        .toBe(true)
      await follow(federated.world, here.email)
      const elsewhere = federated.browser()
      const asked = await elsewhere.open('/account')
      const given = { form: formIn(asked), email: here.email, password: PASSWORD }
      const all = await elsewhere.follow(await elsewhere.post('/account/sign-in', given))
      expect(all.text).not.toContain('so you see your data at')
      expect(all.text).toContain('Change your password')
      const offer = all.hidden('offer')
      expect(offer).toContain(membership)
      const sees = async (): Promise<boolean> => (await elsewhere.open('/account')).text.includes('Secret App')
      expect(await sees()).toBe(false)
      const accepted = await elsewhere.post('/account', { form: formIn(all), do: 'accept', offer })
      expect(accepted.location).toBe('/account?done=accepted')
      expect(await sees()).toBe(true)
    })

    test('asks who also has a password for it, before they change anything', async () => {
      browser = federated.browser()
      const page = {
        ...(await browser.open('/account')),
        text: `href="/auth/external/account?provider=client:${app.id}"`,
      }
      const asked = await byProvider(browser, page, here)
      expect(asked.location).toBe('/account')
      const proof = await browser.open('/account/factors')
      expect([proof.heading, proof.text.includes('name="password"'), buttons(proof)]).toEqual([
        'Confirm that it is you',
        true,
        [],
      ])
      const proven = await browser.post('/account/sign-in', { form: formIn(proof), password: PASSWORD })
      expect(proven.location).toBe('/account/factors')
      expect((await browser.follow(proven)).status).toBe(200)
    })
  })

  describe('of a person whose address nobody confirmed, by an external id,', () => {
    let bySubject: App
    beforeAll(async () => {
      const ids = { identitySource: 'subject', profileType: ['Practitioner', 'Patient'], name: 'Our ids' }
      bySubject = await federated.app(google, ids, { name: 'Ward Rounds' })
    })

    async function byId(): Promise<{ readonly person: Person; readonly browser: CookieBrowser }> {
      const [email, sub] = [`mistyped-${(serial += 1)}@clinic.example`, `00u-${serial}`]
      await federated.invite({ email, externalId: sub, externalIdIssuer: google.issuer })
      const [person, browser] = [{ email, sub, provenAt: Math.floor(Date.now() / 1_000) }, federated.browser()]
      await connected(person, browser, bySubject)
      return { person, browser }
    }
    const provenAt = async (email: string): Promise<unknown> =>
      (await sql('select email_proven_at as at from users where email = $1', email))[0]?.['at']

    test('sets a password by a link that works only where they are signed in', async () => {
      const { person, browser } = await byId()
      const mails = federated.world.inbox.to(person.email).length
      await browser.post('/account/password', { form: formIn(await browser.open('/account/password')) })
      await expect.poll(() => federated.world.inbox.to(person.email).length).toBe(mails + 1)
      const { id, secret } = federated.world.inbox.link(person.email)
      const [link, before] = [`/auth/setpassword/${id}/${secret}`, await federated.written()]
      // Whoever reads the mailbox may be a stranger.
      await expect(follow(federated.world, person.email)).rejects.toThrow('400')
      const stranger = await federated.browser().post(link, { password: PASSWORD })
      expect([stranger.status, stranger.heading]).toEqual([403, 'Open the link where you are signed in'])
      expect([await federated.written(), await provenAt(person.email)]).toEqual([before, null])
      // Nor does it count where somebody else is signed in, or where they were, until they are again.
      const { browser: another } = await byId()
      expect((await another.post(link, { password: PASSWORD })).status).toBe(403)
      const ended = (at: string): Promise<unknown> =>
        sql(
          `update login_roots set revoked_at = ${at} where user_id = (select id from users where email = $1)`,
          person.email,
        )
      await ended('now()')
      expect((await browser.post(link, { password: PASSWORD })).status).toBe(403)
      await ended('null')
      expect((await browser.post(link, { password: PASSWORD })).location).toMatch(/^\/auth\/setpassword\/set/)
      expect(await provenAt(person.email)).not.toBeNull()
    })

    test('changes it, and the mailbox of before hears and undoes nothing', async () => {
      const { person, browser } = await byId()
      const [mails, email] = [federated.world.inbox.to(person.email).length, `right-${serial}@clinic.example`]
      const press = async (what: string, fields: Readonly<Record<string, string>>): Promise<Visit> =>
        browser.post('/account/email', { form: formIn(await browser.open('/account/email')), do: what, ...fields })
      await press('ask', { email })
      await expect.poll(() => federated.world.inbox.to(email)).toHaveLength(1)
      const code = /\b\d{6}\b/.exec(federated.world.inbox.to(email)[0]?.text ?? '')?.[0] ?? ''
      expect((await press('confirm', { code })).location).toBe('/account?done=email')
      await expect.poll(() => federated.world.inbox.to(email)).toHaveLength(2)
      expect(federated.world.inbox.to(person.email)).toHaveLength(mails)
      const [change] = await sql('select old_email as old from email_changes where new_email = $1', email)
      expect(change).toEqual({ old: null })
    })
  })

  test('of a project’s own account is whole, and is proven again by the provider that proved it', async () => {
    const patient = await invited({ resourceType: 'Patient' })
    const browser = federated.browser()
    await connected(patient, browser)
    const page = await browser.open('/account')
    expect(page.text).not.toContain('so you see your data at')
    await federated.world.travel(16 * 60_000)
    const again = await browser.open('/account')
    const asked = await browser.post('/account', { form: formIn(again), do: 'end-others' })
    expect([asked.heading, asked.text.includes('name="password"')]).toEqual(['Confirm that it is you', false])
    expect(asked.text).toContain('To continue, sign in with')
    const back = await byProvider(browser, asked, patient)
    expect(back.location).toBe('/account')
    const now = await browser.follow(back)
    expect((await browser.post('/account', { form: formIn(now), do: 'end-others' })).location).toBe(
      '/account?done=others',
    )
  })

  test('offers after the domain is typed that of the domain', async () => {
    const browser = federated.browser()
    const domain = `typed-${(serial += 1)}.example`
    const { body } = must(
      await federated.world.call(`admin/projects/${federated.owner.project}/domain`, {
        token: federated.owner.token,
        json: { domain, identityProvider: configOf(google, { name: 'The Hospital' }) },
      }),
    )
    const typed = async (at: string): Promise<readonly string[]> => {
      const page = await browser.open(`${at}/account`)
      return buttons(
        await browser.post(`${at}/account/sign-in`, { form: formIn(page), step: 'email', email: `ada@${domain}` }),
      )
    }
    const at = `/projects/${federated.owner.project}`
    expect([await typed(''), await typed(at)]).toEqual([[], []])
    await sql("update domains set status = 'proven', enforced = true where id = $1", body.id)
    const button = `/auth/external/account?provider=domain%3A${body.id}`
    expect([await typed(''), await typed(at)]).toEqual([[button], [`${at}${button}`]])
    expect((await browser.open(button)).status).toBe(302)
  })
})
