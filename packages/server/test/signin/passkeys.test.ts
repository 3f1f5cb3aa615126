/** Passkeys: made on one's own page, used to sign in, and refused in every way that they can be wrong. */
import { type Bent, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, startHosted } from './hosted.ts'
import { askedIn, askedTo, codeIn, PASSKEYS, passkeyBench } from './passkey-bench.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe.each(storesForWalks())('passkeys on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const { authenticator, own, make, withPasskey, use, confirm } = passkeyBench(
    () => hosted,
    () => app,
  )
  const audited = async (kind: string): Promise<readonly string[]> => {
    const { token } = hosted.clinic
    const { body } = await hosted.world.call(`fhir/R4/AuditEvent?subtype=${kind}&_count=1000`, { token })
    return (body.entry ?? []).map(({ resource }: { resource: { outcomeDesc: string } }) => resource.outcomeDesc)
  }
  const subjects = (email: string): readonly string[] => hosted.world.inbox.to(email).map(({ subject }) => subject)
  const idTokenOf = async (visit: Visit): Promise<Record<string, unknown>> => {
    const { body } = await app.redeem(codeIn(visit))
    return JSON.parse(Buffer.from(String(body.id_token).split('.')[1] ?? '', 'base64url').toString())
  }
  const press = (browser: CookieBrowser, page: Visit, fields: Record<string, string>): Promise<Visit> =>
    browser.post(PASSKEYS, { form: page.hidden('form'), ...fields }).then((visit) => browser.follow(visit))
  const idIn = ({ text }: Visit): string => /name="id" value="([^"]+)"/.exec(text)?.[1] ?? ''

  describe('sign people in', () => {
    test('without an address, as two factors; the page names no credential before', async () => {
      const { keys } = await withPasskey()
      const page = await hosted.signInPage(hosted.browser(), app)
      expect(askedTo(page, 'use')).toMatchObject({ rpId: 'localhost', allowCredentials: [] })
      expect(page.text).toMatch(/<button type="button" class="quiet" hidden>Sign in with a passkey/)
      expect(page.text).toContain('<noscript><p class="hint">To sign in with a passkey, turn on JavaScript')
      const claims = await idTokenOf(await use(keys))
      expect(claims).toMatchObject({ acr: 'http://idmanagement.gov/ns/assurance/aal/2', amr: ['swk', 'user', 'mfa'] })
    })

    test('as one factor where the authenticator did not verify them', async () => {
      const { keys } = await withPasskey()
      const claims = await idTokenOf(await use(keys, { bent: { isVerified: false } }))
      expect(claims).toMatchObject({ acr: 'http://idmanagement.gov/ns/assurance/aal/1', amr: ['swk'] })
    })

    test('as a password does: with consent, a proof made just now, and single sign-on afterwards', async () => {
      const { keys } = await withPasskey()
      const foreign = await hosted.app({ name: 'Growth Charts', firstParty: false })
      const browser = hosted.browser()
      expect((await use(keys, { browser, asking: foreign })).heading).toContain('Growth Charts')
      const changes = { prompt: 'login', max_age: '0' }
      expect(codeIn(await use(keys, { browser, changes }))).not.toBe('')
      expect(codeIn(await browser.follow(await hosted.signInPage(browser, app)))).not.toBe('')
    })

    test('on a page that loads our own files, and asks for one address of ours', async () => {
      const page = await hosted.signInPage(hosted.browser(), app)
      const policy = page.headers.get('content-security-policy') ?? ''
      const at = (path: string): string => new URL(path, hosted.issuer).href
      expect(policy).toContain(`script-src ${at('/assets/webauthn.js')} ${at('/assets/passkey.js')};`)
      expect(policy).toContain(`connect-src ${at('/signin/passkey-challenge')};`)
      expect(policy).toContain("default-src 'none'")
    })

    test('at their own page, at every address of the server', async () => {
      const { person, keys } = await withPasskey()
      for (const at of ['', `/projects/${hosted.clinic.project}`]) {
        const browser = hosted.browser()
        const page = await browser.open(`${at}/account`)
        const passkey = keys.get(askedTo(page, 'use'))
        const visit = await browser.post(`${at}/account/sign-in`, { form: page.hidden('form'), passkey })
        expect((await browser.follow(visit)).text).toContain(person.email)
      }
    })

    test('with a new challenge where the page was open for long, in that browser alone', async () => {
      const { keys } = await withPasskey()
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app)
      await hosted.travel(10 * MINUTE)
      const renewed = JSON.parse((await browser.post('/signin/passkey-challenge', '')).text)
      const passkey = keys.get({ ...askedTo(page, 'use'), ...renewed })
      expect((await hosted.browser().post('/signin/passkey-challenge', '')).status).toBe(404)
      const foreign = { Origin: 'https://evil.example' }
      expect((await browser.post('/signin/passkey-challenge', '', foreign)).status).toBe(403)
      const visit = await browser.post('/signin', { request: page.hidden('request'), passkey })
      expect(codeIn(await browser.follow(visit))).not.toBe('')
    })
  })

  describe('do not sign in', () => {
    const expectRefused = async (visit: Visit, text: string): Promise<void> => {
      expect([visit.status, visit.heading]).toEqual([400, 'Sign in'])
      expect(visit.text).toContain(text)
      expect(visit.setCookies.filter((cookie) => cookie.includes('root'))).toEqual([])
    }
    const REFUSED = 'The passkey was not accepted.'

    test.each<[string, Bent, string]>([
      ['of another origin', { origin: 'https://evil.example' }, REFUSED],
      ['in a frame of another origin', { crossOrigin: true }, REFUSED],
      ['for another host', { rpId: 'evil.example' }, REFUSED],
      ['of the type for making one', { type: 'webauthn.create' }, REFUSED],
      ['with a challenge of their own', { challenge: Buffer.alloc(32).toString('base64url') }, 'That took too long.'],
      ['without anybody there', { isPresent: false }, REFUSED],
      ['with another key', { forged: true }, REFUSED],
      ['without the name of the account', { userHandle: undefined }, REFUSED],
      ['with the name of another account', { userHandle: 'A'.repeat(43) }, REFUSED],
      ['that can suddenly not be copied', { backupEligible: false, backedUp: false }, REFUSED],
      ['that say they are copied and cannot be', { backupEligible: false, backedUp: true }, REFUSED],
      ['that nobody has', { credentialId: Buffer.alloc(32, 7) }, 'We do not know this passkey.'],
    ])('%s, and nothing is half changed', async (_, bent, text) => {
      const { keys } = await withPasskey()
      await expectRefused(await use(keys, { bent }), text)
      expect(codeIn(await use(keys))).not.toBe('')
    })

    test('as another person, whose credential they name', async () => {
      const [one, other] = [await withPasskey(), await withPasskey()]
      const [victim] = other.keys.held
      const { id, userHandle } = victim ?? { id: Buffer.alloc(1), userHandle: '' }
      await expectRefused(await use(one.keys, { bent: { credentialId: id, userHandle } }), REFUSED)
      await expectRefused(await use(one.keys, { bent: { userHandle } }), REFUSED)
      expect(codeIn(await use(other.keys))).not.toBe('')
    })

    test.each<[string, string]>([
      ['nothing', ''],
      ['no JSON', '{"id":'],
      ['a list', '[]'],
      ['null', 'null'],
      ['no response', '{"id":"AA","rawId":"AA","type":"public-key"}'],
      ['an id that is not base64url', '{"id":"++","rawId":"++","type":"public-key","response":{}}'],
      ['too much', `{"id":"${'A'.repeat(50_000)}"}`],
    ])('by an answer that is %s', async (_, passkey) => {
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app)
      await expectRefused(await browser.post('/signin', { request: page.hidden('request'), passkey }), REFUSED)
      expect(codeIn(await browser.follow(await hosted.signInPage(browser, app)))).toBe('')
    })

    test.each<[string, (answer: Record<string, Record<string, string>>) => void]>([
      ['another raw id', (answer) => Object.assign(answer, { rawId: 'AAAA' })],
      ['broken client data', ({ response }) => Object.assign(response ?? {}, { clientDataJSON: 'AAAA' })],
      ['broken authenticator data', ({ response }) => Object.assign(response ?? {}, { authenticatorData: 'AAAA' })],
      ['a broken signature', ({ response }) => Object.assign(response ?? {}, { signature: 'AAAA' })],
      ['another type', (answer) => Object.assign(answer, { type: 'password' })],
    ])('by an answer with %s', async (_, bend) => {
      const { keys } = await withPasskey()
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app)
      const answer = JSON.parse(keys.get(askedTo(page, 'use')))
      bend(answer)
      const passkey = JSON.stringify(answer)
      await expectRefused(await browser.post('/signin', { request: page.hidden('request'), passkey }), REFUSED)
      expect(codeIn(await browser.follow(await hosted.signInPage(browser, app)))).toBe('')
    })

    test('twice with one answer, in another browser, after five minutes, or by the challenge for making one', async () => {
      const { keys, browser: mine } = await withPasskey()
      await confirm(mine, keys)
      const [browser, other] = [hosted.browser(), hosted.browser()]
      const [page, otherPage] = [await hosted.signInPage(browser, app), await hosted.signInPage(other, app)]
      const asked = askedTo(page, 'use')
      const send = (at: CookieBrowser, from: Visit, passkey: string): Promise<Visit> =>
        at.post('/signin', { request: from.hidden('request'), passkey })
      const answer = keys.get(asked)
      await expectRefused(await send(other, otherPage, answer), 'That took too long.')
      const both = await Promise.all([send(browser, page, answer), send(browser, page, answer)])
      expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 400])
      await expectRefused(await send(browser, page, answer), 'That took too long.')
      const { challenge } = askedTo(await mine.open(PASSKEYS), 'make')
      await expectRefused(
        await send(mine, await hosted.signInPage(mine, app, { prompt: 'login' }), keys.get({ ...asked, challenge })),
        'That took too long.',
      )
      const late = await hosted.signInPage(other, app)
      const slow = keys.get(askedTo(late, 'use'))
      await hosted.travel(5 * MINUTE)
      await expectRefused(await send(other, late, slow), 'That took too long.')
    })

    test('where they were copied: the owner and the audit are told, and the original goes on', async () => {
      const { person, keys } = await withPasskey({ counts: true, synced: false })
      const [original] = keys.held
      if (original === undefined) throw new Error('no passkey is held')
      const copy = { ...original }
      expect(codeIn(await use(keys))).not.toBe('')
      expect(codeIn(await use(keys))).not.toBe('')
      await expectRefused(await use(keys, { held: copy }), REFUSED)
      await expectRefused(await use(keys, { bent: { counter: 0 } }), REFUSED)
      expect(subjects(person.email)).toContainEqual(expect.stringContaining('may have copied your passkey'))
      expect(await audited('factor.failed')).toContain('copied_passkey')
      expect(codeIn(await use(keys))).not.toBe('')
    })

    test('once they are removed; the browser is told to forget them', async () => {
      const { keys, browser } = await withPasskey()
      const page = await confirm(browser, keys)
      await press(browser, page, { do: 'remove', id: idIn(page) })
      const visit = await use(keys)
      await expectRefused(visit, 'We do not know this passkey.')
      const credentialId = keys.held[0]?.id.toString('base64url')
      expect(askedIn(visit)[0]?.unknown).toEqual({ rpId: 'localhost', credentialId })
    })

    test('people who are expected otherwise, whose app signs in elsewhere, or whose access was ended', async () => {
      const { keys } = await withPasskey()
      const [other, wanted] = [await withPasskey(), await withPasskey()]
      const { id_token } = (await app.redeem(codeIn(await use(wanted.keys)))).body
      await expectRefused(
        await use(other.keys, { changes: { id_token_hint: String(id_token) } }),
        'expects a different person',
      )
      const browser = hosted.browser()
      const page = await hosted.signInPage(browser, app)
      const passkey = keys.get(askedTo(page, 'use'))
      const { token } = hosted.clinic
      const read = await hosted.world.call(`fhir/R4/ClientApplication/${app.id}`, { token })
      const json = { ...read.body, signIn: 'external' }
      const put = (body: object) =>
        hosted.world.call(`fhir/R4/ClientApplication/${app.id}`, { method: 'PUT', json: body, token })
      expect((await put(json)).status).toBe(200)
      const refused = await browser.post('/signin', { request: page.hidden('request'), passkey })
      expect((await put(read.body)).status).toBe(200)
      expect([refused.status, codeIn(refused)]).toEqual([400, ''])
      expect(await audited('login.failed')).toContain('client_provider')
      const { profile } = (await app.redeem(codeIn(await use(keys)))).body
      const found = await hosted.world.call(`fhir/R4/ProjectMembership?profile=${profile.reference}`, { token })
      const [entry] = found.body.entry
      const at = `fhir/R4/ProjectMembership/${entry.resource.id}`
      const ended = await hosted.world.call(at, { method: 'PUT', json: { ...entry.resource, active: false }, token })
      expect(ended.status).toBe(200)
      await expectRefused(await use(keys), 'which has no access here')
    })
  })

  describe('are made', () => {
    test('by people who have just signed in; they and the audit are told', async () => {
      const { person, browser } = await withPasskey({ aaguid: Buffer.from('fbfc3007154e4ecc8c0b6e020557d7bd', 'hex') })
      expect(subjects(person.email)).toContainEqual(expect.stringContaining('New passkey'))
      expect(await audited('factor.added')).toContain('passkey')
      const { text } = await browser.open(PASSKEYS)
      expect(text).toContain('Copied to your other devices by <bdi>Apple Passwords</bdi>')
      expect(text).toContain('Not used yet')
    })

    test.each<[string, Bent, string]>([
      ['of another origin', { origin: 'https://evil.example' }, 'was not accepted'],
      ['in a frame of another origin', { crossOrigin: true }, 'was not accepted'],
      ['for another host', { rpId: 'evil.example' }, 'was not accepted'],
      ['of the type for using one', { type: 'webauthn.get' }, 'was not accepted'],
      ['with a challenge of their own', { challenge: 'AAAA' }, 'That took too long'],
      ['without anybody there', { isPresent: false }, 'was not accepted'],
      ['with a certificate that was not asked for', { format: 'fido-u2f' }, 'was not accepted'],
      ['with an algorithm that was not asked for', { algorithm: -35 }, 'was not accepted'],
      ['with an id that is too long', { credentialId: Buffer.alloc(1_030, 1) }, 'was not accepted'],
    ])('not %s', async (_, bent, text) => {
      const browser = await own(await hosted.member('Patient'))
      const visit = await make(browser, authenticator(), bent)
      expect(visit.status).toBe(400)
      expect(visit.text).toContain(text)
      expect(visit.text).toContain('You have no passkeys yet.')
      expect((await make(browser, authenticator())).text).toContain('The passkey is created')
    })

    test.each(['', '{', 'null', '{"id":"AA"}', 'x'.repeat(60_000)])('not from %j', async (passkey) => {
      const browser = await own(await hosted.member('Patient'))
      const page = await browser.open(PASSKEYS)
      const visit = await browser.post(PASSKEYS, { form: page.hidden('form'), passkey })
      expect([visit.status, visit.heading]).toEqual([400, 'Passkeys'])
    })

    test('not twice from one authenticator, nor with the credential of another account', async () => {
      const { keys } = await withPasskey()
      const browser = await own(await hosted.member('Patient'))
      const visit = await make(browser, authenticator(), { credentialId: keys.held[0]?.id ?? Buffer.alloc(1) })
      expect(visit.text).toContain('already has a passkey')
    })

    test('after the first one only by whoever confirms with one: a password adds no second factor to a stolen account', async () => {
      const person = await hosted.member('Patient')
      const [keys, thief] = [authenticator(), authenticator()]
      const [browser, stolen] = [await own(person), await own(person)]
      // The thief's page was open before there was any.
      const early = await stolen.open(PASSKEYS)
      const flow = await hosted.signInPage(stolen, app, { prompt: 'login' })
      await make(browser, keys)
      const answer = thief.create(askedTo(early, 'make'))
      const late = await stolen.post(PASSKEYS, { form: early.hidden('form'), passkey: answer })
      expect(late.heading).toBe('Confirm that it is you')
      expect(late.text).not.toContain('name="password"')
      const begun = await stolen.post('/signin', { request: flow.hidden('request'), ...person, can: 'passkey' })
      const path = begun.location.split('?')[0] ?? ''
      const offered = await stolen.post(path, { offered: 'passkey', passkey: answer })
      expect([offered.status, offered.text.includes('first confirm with one')]).toEqual([400, true])
      // Whoever has one adds another.
      const page = await confirm(browser, keys)
      const second = keys.create(askedTo(page, 'make'))
      expect((await press(browser, page, { passkey: second })).text).toContain('The passkey is created')
    })

    test('and they guard the first app: whoever knows the password sets up none', async () => {
      const { person } = await withPasskey()
      const thief = await own(person)
      const asked = await thief.open('/account/factors/add')
      expect(asked.heading).toBe('Confirm that it is you')
    })

    test('not in a sign-in that ends meanwhile, as by a recovery: it would outlive what took the account back', async () => {
      const { db } = hosted.world.store
      const person = await hosted.member('Patient')
      const browser = await own(person)
      const of = `(select id from users where email = '${person.email}')`
      // Between the answer to the challenge, which has been taken then, and the new passkey.
      await db.exec(`create function end_meanwhile() returns trigger language plpgsql as $$
        begin
          update login_roots set revoked_at = now(), revoked_why = 'recovered' where user_id = ${of};
          return null;
        end $$;
        create trigger end_meanwhile after insert on passkey_challenges execute function end_meanwhile()`)
      await make(browser, authenticator())
      await db.exec('drop trigger end_meanwhile on passkey_challenges; drop function end_meanwhile')
      const sql = `select count(*)::int as n from passkeys where user_id = ${of}`
      expect((await db.query({ sql, params: [] })).rows).toEqual([{ n: 0 }])
    })

    test('not after fifteen minutes without another proof', async () => {
      const person = await hosted.member('Patient')
      const browser = await own(person)
      await hosted.travel(16 * MINUTE)
      const page = await browser.open(PASSKEYS)
      expect(askedIn(page).map(({ does }) => does)).toEqual([undefined])
      const again = await browser.post(PASSKEYS, { form: page.hidden('form'), do: 'confirm' })
      expect(again.heading).toBe('Confirm that it is you')
      const form = { form: again.hidden('form'), password: person.password }
      const back = await browser.follow(await browser.post('/account/sign-in', form))
      expect(askedTo(back, 'make')).toMatchObject({ attestation: 'none', user: { name: person.email } })
    })
  })

  describe('of one’s own page', () => {
    test('are renamed and removed, which ends the other sign-ins and is told', async () => {
      const { person, keys, browser } = await withPasskey()
      const elsewhere = hosted.browser()
      await use(keys, { browser: elsewhere })
      const page = await confirm(browser, keys)
      const renamed = await press(browser, page, { do: 'rename', id: idIn(page), name: ' <b>Phone</b>\u0007 ' })
      expect(renamed.text).toContain('<strong id="passkey-0">&lt;b&gt;Phone&lt;/b&gt;</strong>')
      expect((await press(browser, page, { do: 'rename', id: idIn(page), name: ' ' })).text).toContain(
        'Nothing changed',
      )
      const removed = await press(browser, page, { do: 'remove', id: idIn(page) })
      expect(removed.text).toContain('You have no passkeys yet.')
      expect(askedIn(removed).find(({ signal }) => signal !== undefined)?.signal).toMatchObject({
        rpId: 'localhost',
        allAcceptedCredentialIds: [],
      })
      expect((await elsewhere.open('/account')).heading).toBe('Sign in')
      expect((await browser.open('/account')).heading).toBe('Your account')
      expect(subjects(person.email)).toContainEqual(expect.stringContaining('A passkey was removed'))
      expect(await audited('factor.removed')).toContain('passkey')
      expect((await press(browser, page, { do: 'remove', id: idIn(page) })).text).toContain('Nothing changed')
    })

    test('are nobody else’s to change', async () => {
      const [one, other] = [await withPasskey(), await withPasskey()]
      const [mine, theirs] = [await confirm(one.browser, one.keys), await confirm(other.browser, other.keys)]
      for (const fields of [{ do: 'remove' }, { do: 'rename', name: 'Mine now' }])
        expect((await press(one.browser, mine, { ...fields, id: idIn(theirs) })).text).toContain('Nothing changed')
      expect((await press(one.browser, mine, { do: 'remove', id: 'x' })).text).toContain('Nothing changed')
      expect(codeIn(await use(other.keys))).not.toBe('')
    })

    test('are shown to nobody who is not signed in', async () => {
      const visit = await hosted.browser().open(PASSKEYS)
      expect([visit.status, visit.location]).toEqual([303, '/account'])
    })
  })

  describe('are offered after a password', () => {
    const offerTo = async (person: { email: string; password: string }, browser: CookieBrowser): Promise<Visit> => {
      const page = await hosted.signInPage(browser, app, { prompt: 'login' })
      const fields = { request: page.hidden('request'), ...person, can: 'passkey' }
      return browser.follow(await browser.post('/signin', fields))
    }

    test('where the device can have one, once in thirty days, and the sign-in goes on either way', async () => {
      const person = await hosted.member('Patient')
      const browser = hosted.browser()
      const offer = await offerTo(person, browser)
      expect(offer.heading).toBe('Sign in faster next time?')
      // The sign-in does not go on behind the page.
      const { rows } = await hosted.world.store.db.query({
        sql: `select 1 from logins l join users u on u.id = l.user_id where u.email = $1 and l.code_hash is not null`,
        params: [person.email],
      })
      expect(rows).toEqual([])
      const action = /<form id="passkey" method="post" action="([^"]+)"/.exec(offer.text)?.[1] ?? ''
      expect(codeIn(await browser.follow(await browser.post(action, { offered: 'later' })))).not.toBe('')
      expect(codeIn(await offerTo(person, browser))).not.toBe('')
      await hosted.travel(29 * DAY)
      expect(codeIn(await offerTo(person, hosted.browser()))).not.toBe('')
      await hosted.travel(DAY)
      const again = await offerTo(person, browser)
      const keys = authenticator()
      const passkey = keys.create(askedTo(again, 'make'))
      const at = /<form id="passkey" method="post" action="([^"]+)"/.exec(again.text)?.[1] ?? ''
      expect((await browser.post(at, { offered: 'passkey', passkey: 'x' })).heading).toBe('Sign in faster next time?')
      expect(codeIn(await browser.follow(await browser.post(at, { offered: 'passkey', passkey })))).not.toBe('')
      expect(codeIn(await use(keys))).not.toBe('')
    })

    test('and not by a sign-in of long ago, which the page of an app goes on with', async () => {
      const person = await hosted.member('Patient')
      const browser = hosted.browser()
      await offerTo(person, browser)
      await hosted.travel(11 * MINUTE)
      const consent = await hosted.signInPage(browser, app, { prompt: 'consent' })
      const path = consent.location
      expect(path).toMatch(/^\/signin\//)
      const sent = await browser.post(path, { offered: 'passkey', passkey: 'x' })
      expect([sent.status, sent.text.includes('challenge')]).toEqual([303, false])
    })

    test('and not before the role is chosen, which may demand more', async () => {
      const person = await hosted.member('Patient', 'Practitioner')
      const visit = await offerTo(person, hosted.browser())
      expect([visit.status, visit.heading]).toEqual([200, 'Which role?'])
    })

    test('and not to whoever has one', async () => {
      const { person } = await withPasskey()
      expect(codeIn(await offerTo(person, hosted.browser()))).not.toBe('')
    })
  })

  test('the host says which origins may use its passkeys', async () => {
    const { body } = await hosted.world.call('.well-known/webauthn')
    expect(body).toEqual({ origins: [new URL(hosted.issuer).origin] })
  })
})

test('wrong passkeys of one address are counted, and a right one is let in all the same', async () => {
  const hosted = await startHosted({ env: { DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '20' } })
  const app = await hosted.app()
  const { use, withPasskey } = passkeyBench(
    () => hosted,
    () => app,
  )
  const { keys } = await withPasskey()
  const wrong = async (): Promise<number> => (await use(keys, { bent: { forged: true } })).status
  let status = 0
  for (let tries = 0; tries < 25 && status !== 429; tries += 1) status = await wrong()
  expect(status).toBe(429)
  expect(codeIn(await use(keys))).not.toBe('')
  await hosted.world.close()
})

test('a passkey of another project on the same host is told so, and opens nothing', async () => {
  const hosted = await startHosted({ development: true })
  const app = await hosted.app()
  const owner = await hosted.world.actors.owner()
  const client = await hosted.world.call(`admin/projects/${owner.project}/client`, {
    json: { name: 'Theirs', kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [CALLBACK], firstParty: true },
    token: owner.token,
  })
  const theirs = { ...app, query: (changes = {}) => app.query({ client_id: client.body.id, ...changes }) }
  const bench = passkeyBench(
    () => hosted,
    () => theirs,
  )
  const keys = bench.authenticator()
  expect((await bench.make(await bench.own(owner), keys)).text).toContain('The passkey is created')
  expect(codeIn(await bench.use(keys))).not.toBe('')
  const visit = await bench.use(keys, { asking: app })
  expect([visit.status, visit.heading]).toEqual([400, 'Sign in'])
  expect(visit.text).toContain('belongs to another account, which has no access here')
  expect(visit.setCookies.filter((cookie) => cookie.includes('root'))).toEqual([])
  await hosted.world.close()
})
