import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from '../identity/answer-invitations.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from './hosted.ts'

const ASKS = 'Give Heart Diary access?'
const DAY = 86_400_000
const LABS = 'openid patient/Observation.rs'

describe.each(storesForWalks())('what a person allowed an app on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app({ firstParty: false, resourceScopesRequired: false })
  })
  afterAll(() => hosted.world.close())

  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const codeIn = ({ location }: Visit): string | undefined =>
    URL.canParse(location) ? (new URL(location).searchParams.get('code') ?? undefined) : undefined

  /** Signs in in a browser that knows nothing, and answers the page if there is one. */
  async function visit(person: Person, scope: string, by = app, changes: Record<string, string> = {}): Promise<Visit> {
    return hosted.signIn(hosted.browser(), by, person, { scope, ...changes })
  }
  async function allow(
    person: Person,
    scope: string,
    {
      by = app,
      ticked = scope,
      changes = {},
      heading = ASKS,
    }: { by?: HostedApp; ticked?: string; changes?: Record<string, string>; heading?: string } = {},
  ): Promise<string> {
    const browser: CookieBrowser = hosted.browser()
    const page = await hosted.signIn(browser, by, person, { scope, ...changes })
    expect(page.heading).toBe(heading)
    const form = new URLSearchParams({ decision: 'allow' })
    for (const word of ticked.split(' ').filter((one) => one.includes('/'))) form.append('scope', word)
    const back = await browser.follow(await browser.post(actionOf(page), form.toString()))
    return codeIn(back) ?? 'none'
  }
  const tokens = async (code: string, by = app): Promise<Record<string, string>> => (await by.redeem(code)).body
  const answersTo = async (token: string | undefined): Promise<number> =>
    (await hosted.world.call('fhir/R4/Observation', { token: token ?? '' })).status
  const refresh = (token: string | undefined, by = app): ReturnType<typeof hosted.world.call> =>
    hosted.world.call('oauth2/token', {
      form: { grant_type: 'refresh_token', refresh_token: token ?? '', client_id: by.id },
    })
  const clientOf = async ({ id }: HostedApp, change: object): Promise<void> => {
    const { token } = hosted.clinic
    const { body } = await hosted.world.call(`fhir/R4/ClientApplication/${id}`, { token })
    const json = { ...body, ...change }
    const put = await hosted.world.call(`fhir/R4/ClientApplication/${id}`, { method: 'PUT', json, token })
    expect(put.status).toBe(200)
  }
  const audited = async (kind: string): Promise<readonly { readonly [name: string]: unknown }[]> => {
    const { body } = await hosted.world.call(`fhir/R4/AuditEvent?subtype=${kind}&_count=1000`, {
      token: hosted.clinic.token,
    })
    return (body.entry ?? []).map(({ resource }: { resource: unknown }) => resource)
  }

  test('is an answer the next time, to as much or less', async () => {
    const person = await hosted.member('Patient')
    await allow(person, `${LABS} patient/Condition.rs`)
    for (const scope of ['openid patient/Condition.rs patient/Observation.rs', LABS, 'openid patient/Observation.r']) {
      const back = await visit(person, scope)
      expect(back.location.startsWith(`${CALLBACK}?code=`)).toBe(true)
      expect(await tokens(codeIn(back) ?? '')).toMatchObject({ scope })
    }
    const silent = (await audited('login.succeeded')).filter(({ outcomeDesc }) => outcomeDesc === 'remembered_consent')
    expect(silent.length).toBeGreaterThanOrEqual(3)
  })

  test.each([
    `${LABS} patient/Condition.rs`,
    'openid patient/Observation.crs',
    'openid patient/*.rs',
    'openid user/Observation.rs',
    `${LABS} offline_access`,
    `${LABS} email`,
    // Without resource scopes an app may do whatever the person may: less is asked in words, and more is meant.
    'openid',
  ])('is no answer to %s', async (scope) => {
    const person = await hosted.member('Patient')
    await allow(person, LABS)
    expect((await visit(person, scope)).heading).toBe(ASKS)
  })

  test('is told apart on the page from what is new, and the page says where to take it back', async () => {
    const person = await hosted.member('Patient')
    const first = await visit(person, LABS)
    expect(first.text).not.toContain('class="new"')
    expect(first.text).toContain('We remember what you allow, and do not ask each time.')
    expect(first.text).toContain('<a href="/account">your account</a>')
    await allow(person, LABS)
    const more = await visit(person, `${LABS} patient/Condition.rs`)
    const of = (scope: string): string =>
      new RegExp(`value="${scope.replaceAll('.', '\\.')}".*?</div>`).exec(more.text)?.[0] ?? ''
    expect(of('patient/Condition.rs')).toContain('<strong class="new">Not asked before</strong>')
    expect(of('patient/Observation.rs')).toContain('You allowed this before')
    const native = await hosted.app({ firstParty: false, redirectUris: ['org.example.app:/callback'] })
    const each = await visit(person, LABS, native, { redirect_uri: 'org.example.app:/callback' })
    expect(each.text).toContain('You see this page each time')
  })

  test('is asked for with the time that a sign-in of this person lasts', async () => {
    const [patient, clinician] = [await hosted.member('Patient'), await hosted.member('Practitioner')]
    expect((await visit(patient, 'openid online_access')).text).toMatch(/24 hours|1 day/)
    expect((await visit(clinician, 'openid online_access')).text).toContain('12 hours')
  })

  test('grows with what is allowed on top of it', async () => {
    const person = await hosted.member('Patient')
    await allow(person, LABS)
    await allow(person, 'openid patient/Condition.rs')
    expect(codeIn(await visit(person, `${LABS} patient/Condition.rs`))).toBeDefined()
  })

  test('shrinks to what was left ticked, and what the app held beyond that ends', async () => {
    const person = await hosted.member('Patient')
    const both = `${LABS} patient/Condition.rs`
    const held = await tokens(await allow(person, `${both} offline_access`))
    const little = await tokens(codeIn(await visit(person, LABS)) ?? '')
    expect(await answersTo(held['access_token'])).toBe(200)
    await allow(person, `${both} email`, { ticked: LABS })
    expect(await answersTo(held['access_token'])).toBe(401)
    expect((await refresh(held['refresh_token'])).status).toBe(400)
    expect(await answersTo(little['access_token'])).toBe(200)
    // What was unticked was answered too: the same request is not asked again, and gets what was left.
    expect((await tokens(codeIn(await visit(person, both)) ?? ''))['scope']).toBe(LABS)
    expect(codeIn(await visit(person, LABS))).toBeDefined()
  })

  describe('what was never ticked', () => {
    const WRITES = 'openid patient/Observation.cruds'
    const boxes = ({ text }: Visit): readonly string[] =>
      [...text.matchAll(/name="scope" value="([^"]+)"( checked)?/g)].map(([, box = '', at = '']) => `${box}${at}`)

    test('is a write, a deletion apart, unless an administrator says that the app needs it', async () => {
      const person = await hosted.member('Patient')
      const needs = await hosted.app({ firstParty: false, requiredScope: ['patient/Observation.c'] })
      expect(boxes(await visit(person, WRITES))).toEqual([
        'patient/Observation.rs checked',
        'patient/Observation.cu',
        'patient/Observation.d',
      ])
      expect(boxes(await visit(person, 'openid patient/Observation.crs', needs))).toEqual([
        'patient/Observation.rs checked',
        'patient/Observation.c checked',
      ])
    })

    test('is not granted, not asked again, and ends nothing', async () => {
      const person = await hosted.member('Patient')
      const held = await tokens(await allow(person, `${LABS} patient/Condition.rs offline_access`))
      const given = await tokens(await allow(person, WRITES, { ticked: LABS }))
      expect(given['scope']).toBe(LABS)
      const again = await tokens(codeIn(await visit(person, WRITES)) ?? '')
      expect(again['scope']).toBe(LABS)
      const written = await hosted.world.call('fhir/R4/Observation', {
        token: again['access_token'] ?? '',
        json: { resourceType: 'Observation', status: 'final', code: { text: 'x' } },
      })
      expect(written.status).toBe(403)
      expect((await refresh(held['refresh_token'])).status).toBe(200)
      // What was allowed before is still allowed.
      expect(codeIn(await visit(person, `${LABS} patient/Condition.rs`))).toBeDefined()
    })

    test('can be ticked when the app asks anew, and then stays', async () => {
      const person = await hosted.member('Patient')
      await allow(person, WRITES, { ticked: LABS })
      const anew = await visit(person, WRITES, app, { prompt: 'consent' })
      expect(boxes(anew)).toEqual(['patient/Observation.rs checked', 'patient/Observation.cu', 'patient/Observation.d'])
      const ticked = 'patient/Observation.rs patient/Observation.cu'
      const more = await tokens(await allow(person, WRITES, { ticked, changes: { prompt: 'consent' } }))
      expect(more['scope']).toBe('openid patient/Observation.crus')
      expect((await tokens(codeIn(await visit(person, WRITES)) ?? ''))['scope']).toBe('openid patient/Observation.crus')
    })

    test('is asked about again together with what is new, and by an app under another name', async () => {
      const person = await hosted.member('Patient')
      await allow(person, WRITES, { ticked: LABS })
      expect((await visit(person, `${WRITES} patient/Condition.c`)).heading).toBe(ASKS)
      const renamed = await hosted.app({ firstParty: false, name: 'Diary' })
      await allow(person, WRITES, {
        by: renamed,
        ticked: 'patient/Observation.cruds',
        heading: 'Give Diary access?',
      })
      await clientOf(renamed, { name: 'Ledger' })
      const page = await visit(person, WRITES, renamed)
      expect(boxes(page)).toEqual(['patient/Observation.rs checked', 'patient/Observation.cu', 'patient/Observation.d'])
    })
  })

  test('shows who made the app, and refuses what it could not show', async () => {
    const LOGO = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')
    const shown = { publisher: 'Riverside <Software>', privacyUri: 'https://diary.example/privacy' }
    const by = await hosted.app({ firstParty: false, ...shown, signInForm: { logo: { data: LOGO } } })
    const { text } = await visit(await hosted.member('Patient'), LABS, by)
    expect(text).toContain('Made by <strong>Riverside &lt;Software&gt;</strong>')
    expect(text).toContain('<a href="https://diary.example/privacy" target="_blank" rel="noopener noreferrer">')
    const [, at = ''] = /src="(\/assets\/clients\/[^"]+)"/.exec(text) ?? []
    const logo = await hosted.browser().open(at)
    expect([logo.status, (await hosted.browser().open(at.replace(/[^/]+\/logo$/, 'x/logo'))).status]).toEqual([
      200, 404,
    ])
    // A picture elsewhere, or one that could hold scripts, is for the app's own form alone.
    for (const logo of [{ url: 'https://diary.example/x.png' }, { data: Buffer.from('<svg/>').toString('base64') }]) {
      const other = await hosted.app({ firstParty: false, ...shown, signInForm: { logo } })
      expect((await visit(await hosted.member('Patient'), LABS, other)).text).not.toContain('/assets/clients/')
    }
    const client = await hosted.world.call(`fhir/R4/ClientApplication/${by.id}`, { token: hosted.clinic.token })
    for (const [field, value, code] of [
      ['requiredScope', ['system/Observation.rs'], 'malformed_required_scope'],
      ['requiredScope', ['openid'], 'malformed_required_scope'],
      ['requiredScope', Array.from({ length: 51 }, () => 'user/Patient.c'), 'malformed_required_scope'],
      ['privacyUri', 'http://diary.example/', 'malformed_privacy_uri'],
      ['privacyUri', 'javascript:alert(1)', 'malformed_privacy_uri'],
      ['publisher', 'x'.repeat(101), 'long_publisher'],
    ] as const) {
      const json = { ...client.body, [field]: value }
      const answer = await hosted.world.call(`fhir/R4/ClientApplication/${by.id}`, {
        method: 'PUT',
        json,
        token: hosted.clinic.token,
      })
      expect([answer.status, answer.body.issue[0].details.coding[0].code]).toEqual([400, code])
    }
  })

  test('shrinks from all that the policy allows to a few types, and what the app held beyond them ends', async () => {
    const person = await hosted.member('Patient')
    const all = await tokens(await allow(person, 'openid offline_access'))
    expect(await answersTo(all['access_token'])).toBe(200)
    await allow(person, `${LABS} offline_access patient/Condition.rs`, { ticked: LABS })
    expect(await answersTo(all['access_token'])).toBe(401)
    expect((await refresh(all['refresh_token'])).status).toBe(400)
  })

  test('shrinks also for a code that the app has not taken yet', async () => {
    const person = await hosted.member('Patient')
    const both = `${LABS} patient/Condition.rs`
    await allow(person, both)
    const early = codeIn(await visit(person, both)) ?? ''
    await allow(person, `${both} email`, { ticked: LABS })
    expect((await app.redeem(early)).status).toBe(400)
  })

  test('is one consent for a native app, whatever port it listens at', async () => {
    const person = await hosted.member('Patient')
    const native = await hosted.app({ firstParty: false, redirectUris: ['http://127.0.0.1/callback'] })
    const onPort = (port: number) => ({ redirect_uri: `http://127.0.0.1:${port}/callback` })
    await allow(person, LABS, { by: native, changes: onPort(4001) })
    expect((await visit(person, LABS, native, onPort(4002))).text).toContain('You allowed this before')
  })

  test('is nobody else’s answer, and not one to another app or in another role', async () => {
    const person = await hosted.member('Patient')
    await allow(person, LABS)
    expect((await visit(await hosted.member('Patient'), LABS)).heading).toBe(ASKS)
    const other = await hosted.app({ firstParty: false })
    expect((await visit(person, LABS, other)).heading).toBe(ASKS)
    await hosted.invite(person.email, { resourceType: 'Practitioner', forceNewMembership: true })
    await answerInvitations(hosted.world, person, 'accept', `/projects/${hosted.clinic.project}`)
    const browser = hosted.browser()
    const roles = await hosted.signIn(browser, app, person, { scope: 'openid user/Observation.rs' })
    expect(roles.heading).toBe('Which role?')
  })

  test('is none where the app sends people to another site', async () => {
    const elsewhere = 'https://diary.example.net/callback'
    const two = await hosted.app({ firstParty: false, redirectUris: [CALLBACK, elsewhere] })
    const person = await hosted.member('Patient')
    await allow(person, LABS, { by: two })
    expect((await visit(person, LABS, two, { redirect_uri: elsewhere })).heading).toBe(ASKS)
    expect(codeIn(await visit(person, LABS, two))).toBeDefined()
  })

  test.each([
    'http://127.0.0.1:8080/callback',
    'http://[::1]/callback',
    'http://localhost:3000/',
    'org.example.app:/callback',
  ])('is never an answer to whatever listens at %s', async (uri) => {
    const native = await hosted.app({ firstParty: false, redirectUris: [uri] })
    const person = await hosted.member('Patient')
    await allow(person, LABS, { by: native, changes: { redirect_uri: uri } })
    expect((await visit(person, LABS, native, { redirect_uri: uri })).heading).toBe(ASKS)
  })

  test('is one to an app on a loopback address that proves itself', async () => {
    const uri = 'http://127.0.0.1:8080/callback'
    const proven = { firstParty: false, kind: 'server', tokenEndpointAuthMethod: 'client_secret_basic' }
    const server = await hosted.app({ ...proven, redirectUris: [uri] })
    const person = await hosted.member('Patient')
    await allow(person, LABS, { by: server, changes: { redirect_uri: uri } })
    expect(codeIn(await visit(person, LABS, server, { redirect_uri: uri }))).toBeDefined()
    await clientOf(server, { kind: 'app', tokenEndpointAuthMethod: 'none', redirectUris: [uri] })
    expect((await visit(person, LABS, server, { redirect_uri: uri })).heading).toBe(ASKS)
  })

  test('is none to an app by another name', async () => {
    const renamed = await hosted.app({ firstParty: false, name: 'Ledger' })
    const person = await hosted.member('Patient')
    const browser = hosted.browser()
    const page = await hosted.signIn(browser, renamed, person, { scope: LABS })
    await browser.post(actionOf(page), { decision: 'allow', scope: 'patient/Observation.rs' })
    await clientOf(renamed, { name: 'Heart Diary' })
    expect((await visit(person, LABS, renamed)).heading).toBe(ASKS)
  })

  test('goes with the place in the project, and does not come back with it', async () => {
    const person = await hosted.member('Patient')
    const held = await tokens(await allow(person, LABS))
    const { token } = hosted.clinic
    const reference = String((held as { profile?: { reference?: string } }).profile?.reference)
    const { body } = await hosted.world.call(`fhir/R4/ProjectMembership?profile=${reference}`, { token })
    const membership = body.entry[0].resource
    for (const active of [false, true]) {
      const json = { ...membership, active, meta: undefined }
      const path = `fhir/R4/ProjectMembership/${membership.id}`
      expect((await hosted.world.call(path, { method: 'PUT', json, token })).status).toBe(200)
    }
    expect(await answersTo(held['access_token'])).toBe(401)
    expect((await visit(person, LABS)).heading).toBe(ASKS)
  })

  test('goes with the app; a while after its end nothing is kept of it, of others all', async () => {
    const [gone, kept] = [await hosted.app({ firstParty: false }), await hosted.app({ firstParty: false })]
    const person = await hosted.member('Patient')
    for (const by of [gone, kept]) await allow(person, LABS, { by })
    const rows = async (by: HostedApp): Promise<readonly unknown[]> => {
      const sql = 'select revoked_why as why from consents where client_id = $1'
      return (await hosted.world.store.db.query({ sql, params: [by.id] })).rows.map(({ why }) => why)
    }
    const { token } = hosted.clinic
    const path = `fhir/R4/ClientApplication/${gone.id}`
    expect((await hosted.world.call(path, { method: 'DELETE', token })).status).toBeLessThan(300)
    expect([await rows(gone), await rows(kept)]).toEqual([['client_removed'], [null]])
    await hosted.travel(DAY)
    expect(await rows(gone)).toEqual(['client_removed'])
    await hosted.travel(60 * DAY)
    expect([await rows(gone), await rows(kept)]).toEqual([[], [null]])
  })

  test('is told to whoever reads the audit: to whom, what, and about whose record', async () => {
    const person = await hosted.member('Patient')
    const held = await tokens(await allow(person, LABS))
    const patient = (held as { profile?: { reference?: string } }).profile?.reference
    const [latest] = await audited('consent.granted')
    expect(latest).toMatchObject({
      outcome: '0',
      agent: [{ who: { reference: patient } }, { who: { reference: `ClientApplication/${app.id}` } }],
      entity: [
        { what: { reference: `ClientApplication/${app.id}` }, query: Buffer.from(LABS).toString('base64') },
        { what: { reference: patient } },
      ],
    })
  })

  test('lasts a year, and the app’s access no longer than it', async () => {
    const person = await hosted.member('Patient')
    const scope = `${LABS} offline_access`
    await allow(person, scope)
    for (let month = 0; month < 3; month += 1) await hosted.travel(90 * 86_400_000)
    const late = await tokens(codeIn(await visit(person, scope)) ?? '')
    expect((await refresh(late['refresh_token'])).status).toBe(200)
    await hosted.travel(80 * 86_400_000)
    const rotated = await refresh(late['refresh_token'])
    expect(rotated.status).toBe(400)
    await hosted.travel(16 * 86_400_000)
    expect((await visit(person, scope)).heading).toBe(ASKS)
  })
})
