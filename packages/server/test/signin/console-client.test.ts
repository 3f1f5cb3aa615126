/** The console's own client: built in, public, first-party, and of use at its own address alone. */
import { type Answer, pkce, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { ADMINISTRATOR, type Hosted, type Person, startHosted } from './hosted.ts'

const STORED = '00000000-0000-4000-8000-64616d736f6e'
type Changes = Readonly<Record<string, string | undefined>>
const answerIn = (visit: Visit): Record<string, string> => Object.fromEntries(new URL(visit.location).searchParams)
const claimsIn = (token: unknown): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())

describe.each(storesForWalks())('the client of the console on %s', (store) => {
  let hosted: Hosted
  let nurse: Person
  beforeAll(async () => {
    hosted = await startHosted({ store })
    nurse = await hosted.member('Practitioner')
  })
  afterAll(() => hosted.world.close())

  const { verifier, challenge } = pkce()
  /** At the server's own address, or at a project's: a path such as `projects/1/`. */
  const query = (at: string, changes: Changes): string => {
    const sent = {
      response_type: 'code',
      client_id: 'damson-console',
      redirect_uri: `${hosted.issuer}${at}console/`,
      scope: 'openid profile',
      state: 'the-state',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    }
    return new URLSearchParams(
      Object.entries(sent).filter((one): one is [string, string] => one[1] !== undefined),
    ).toString()
  }
  const ask = (browser: CookieBrowser, at = '', changes: Changes = {}): Promise<Visit> =>
    browser.open(`/${at}oauth2/authorize?${query(at, changes)}`)
  const signIn = async (person: Person, at = '', changes: Changes = {}, browser = hosted.browser()): Promise<Visit> => {
    const page = await ask(browser, at, changes)
    return browser.follow(await browser.post(`/${at}signin`, { request: page.hidden('request'), ...person }))
  }
  const redeem = (code: string, at = '', changes: Record<string, string> = {}): Promise<Answer> => {
    const form = { code, client_id: 'damson-console', redirect_uri: `${hosted.issuer}${at}console/`, ...changes }
    return hosted.world.call(`${at}oauth2/token`, {
      form: { grant_type: 'authorization_code', code_verifier: verifier, ...form },
    })
  }
  const ofClinic = (): string => `projects/${hosted.clinic.project}/`

  test('signs people in without consent, at the server’s address and at a project’s, for its own API alone', async () => {
    for (const at of ['', ofClinic()]) {
      const back = await signIn(ADMINISTRATOR, at)
      expect(back.location).toMatch(new RegExp(`^${hosted.issuer}${at}console/\\?code=`))
      const { body } = must(await redeem(answerIn(back)['code'] ?? '', at))
      expect(claimsIn(body.access_token)).toMatchObject({
        iss: `${hosted.issuer}${at}`,
        aud: `${hosted.issuer}${at}fhir/R4/`,
        client_id: 'damson-console',
      })
      expect(claimsIn(body.id_token)).toMatchObject({ aud: 'damson-console' })
      const project = `admin/projects/${hosted.clinic.project}`
      expect((await hosted.world.call(`${at}${project}`, { token: body.access_token })).status).toBe(200)
      const elsewhere = at === '' ? ofClinic() : ''
      expect((await hosted.world.call(`${elsewhere}${project}`, { token: body.access_token })).status).toBe(401)
    }
  })

  test('is named by the audit', async () => {
    const { clinic, world } = hosted
    await signIn(ADMINISTRATOR, ofClinic())
    const { body } = must(await world.call('fhir/R4/AuditEvent?_count=50', { token: clinic.token }))
    const reference = `ClientApplication/${STORED}`
    const named = must(await world.call('fhir/R4/AuditEvent?_count=50&_names=true', { token: clinic.token })).body
    // It belongs to no record, and everybody knows it: also where no names are asked for.
    for (const told of [JSON.stringify(body), JSON.stringify(named)]) {
      expect(told).toContain(`{"reference":"${reference}","display":"Damson Console"}`)
      expect(told).not.toContain(`{"reference":"${reference}"}`)
    }
  })

  test('is linked on the account page of those who administer something there, and of nobody else', async () => {
    const shown = async (person: Person, at: string): Promise<string> => {
      const browser = hosted.browser()
      await signIn(person, at, {}, browser)
      return (await browser.open(`/${at}account`)).text
    }
    for (const at of ['', ofClinic()]) {
      expect(await shown(ADMINISTRATOR, at)).toContain(`href="${hosted.issuer}${at}console/"`)
      expect(await shown(nurse, at)).not.toContain('console/')
    }
  })

  test('never gets a refresh token', async () => {
    for (const scope of ['openid offline_access', 'openid online_access offline profile']) {
      const back = await signIn(ADMINISTRATOR, '', { scope })
      const { body } = must(await redeem(answerIn(back)['code'] ?? ''))
      expect(Object.keys(body)).not.toContain('refresh_token')
      expect(body.scope).not.toMatch(/offline|online/)
    }
  })

  test('gives nobody a right: a person who administers nothing is refused by the API', async () => {
    const back = await signIn(nurse, ofClinic())
    const { body } = must(await redeem(answerIn(back)['code'] ?? '', ofClinic()))
    for (const path of ['', '/members', '/emails']) {
      const at = `${ofClinic()}admin/projects/${hosted.clinic.project}${path}`
      expect((await hosted.world.call(at, { token: body.access_token })).status).toBe(403)
    }
  })

  test('lets nobody in whose membership was switched off, and its tokens end with it', async () => {
    const { clinic, world } = hosted
    const person = await hosted.member('Practitioner')
    const { body } = must(await redeem(answerIn(await signIn(person, ofClinic()))['code'] ?? '', ofClinic()))
    const { body: me } = must(await world.call(`${ofClinic()}auth/me`, { token: body.access_token }))
    const membership = `admin/projects/${clinic.project}/members/${me.membership.id}`
    must(await world.call(membership, { method: 'DELETE', token: clinic.token }))
    expect((await world.call(`${ofClinic()}auth/me`, { token: body.access_token })).status).toBe(401)
    expect((await signIn(person, ofClinic())).location).not.toContain('code=')
  })

  describe('is refused', () => {
    test.each([
      ['another page of this server', (issuer: string) => `${issuer}account`],
      ['without its last slash', (issuer: string) => `${issuer}console`],
      ['a view of the console', (issuer: string) => `${issuer}console/people`],
      ['with a query', (issuer: string) => `${issuer}console/?a=b`],
      ['another host', () => 'https://evil.example/console/'],
      ['another port', (issuer: string) => `${new URL(issuer).protocol}//localhost:1/console/`],
      ['a loopback address', () => 'http://127.0.0.1:1/console/'],
      ['the screen of a device', () => 'urn:damson:other-screen'],
    ])('an address that is not its own: %s', async (_name, of) => {
      const page = await ask(hosted.browser(), '', { redirect_uri: of(hosted.issuer) })
      expect([page.status, page.location]).toEqual([400, ''])
    })

    test('the console’s address at another issuer, in either direction', async () => {
      const [own, theirs] = [`${hosted.issuer}console/`, `${hosted.issuer}${ofClinic()}console/`]
      expect((await ask(hosted.browser(), ofClinic(), { redirect_uri: own })).status).toBe(400)
      expect((await ask(hosted.browser(), '', { redirect_uri: theirs })).status).toBe(400)
    })

    test('a request without PKCE, or with plain', async () => {
      const without = { code_challenge: undefined, code_challenge_method: undefined }
      for (const changes of [without, { code_challenge_method: 'plain' }]) {
        const { location } = await ask(hosted.browser(), '', changes)
        expect(new URL(location).searchParams.get('error')).toBe('invalid_request')
      }
    })

    test('a code with another verifier, another client, a secret, or at another issuer', async () => {
      const app = await hosted.app()
      const tries: readonly ((code: string) => Promise<Answer>)[] = [
        (code) => redeem(code, '', { code_verifier: pkce().verifier }),
        (code) => redeem(code, '', { client_id: app.id }),
        (code) => redeem(code, '', { client_secret: 'guessed' }),
        (code) => redeem(code, ofClinic()),
      ]
      for (const attempt of tries) {
        const code = answerIn(await signIn(ADMINISTRATOR))['code'] ?? ''
        const { status, body } = await attempt(code)
        expect([status, Object.keys(body)]).toEqual([expect.any(Number), expect.not.arrayContaining(['access_token'])])
        expect(status).toBeGreaterThanOrEqual(400)
      }
    })

    test('every grant but the code', async () => {
      const id = { client_id: 'damson-console' }
      for (const form of [
        { ...id, grant_type: 'client_credentials', client_secret: 'x' },
        { ...id, grant_type: 'client_credentials' },
        { ...id, grant_type: 'refresh_token', refresh_token: 'x.1.y' },
        { ...id, grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
      ])
        expect((await hosted.world.call('oauth2/token', { form })).status).toBeGreaterThanOrEqual(400)
      const device = await hosted.world.call('oauth2/device_authorization', { form: { ...id, scope: 'openid' } })
      expect(device.status).toBeGreaterThanOrEqual(400)
    })
  })

  test('finds the address typed by who proves themselves anew, as no other app does', async () => {
    const typed = ({ text }: Visit): string | undefined => {
      const [field] = /<input[^>]* name="email"[^>]*>/.exec(text) ?? []
      return field && (/\svalue="([^"]*)"/.exec(field)?.[1] ?? '')
    }
    const browser = hosted.browser()
    await signIn(ADMINISTRATOR, '', {}, browser)
    const app = await hosted.app()
    for (const demands of [{ max_age: '0' }, { acr_values: 'urn:damson:acr:aal2', max_age: '0' }])
      expect(typed(await ask(browser, '', demands))).toBe(ADMINISTRATOR.email)
    expect(typed(await ask(browser, '', { max_age: '0', login_hint: 'ada@example.org' }))).toBe('ada@example.org')
    expect(typed(await ask(browser, '', { prompt: 'login' }))).toBe('')
    expect(typed(await ask(hosted.browser(), '', { max_age: '0' }))).toBe('')
    expect(typed(await browser.open(`/oauth2/authorize?${app.query({ max_age: '0' })}`))).toBe('')
  })

  test('is answered in the window group of its page, which no other app is', async () => {
    const HEADER = 'cross-origin-opener-policy'
    const page = await hosted.browser().open('/console/')
    const app = await hosted.app()
    for (const at of ['', ofClinic()])
      expect((await ask(hosted.browser(), at, { prompt: 'none' })).headers.get(HEADER)).toBe(page.headers.get(HEADER))
    const { location, headers } = await hosted.browser().open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
    expect([location, headers.get(HEADER)]).toEqual([expect.stringContaining('login_required'), null])
  })

  test('is no client of the sign-in API, which would give it a refresh token', async () => {
    const { world } = hosted
    for (const at of ['', ofClinic()])
      for (const clientId of ['damson-console', STORED]) {
        const scope = 'openid offline_access'
        const json = { ...ADMINISTRATOR, clientId, scope, codeChallenge: challenge, codeChallengeMethod: 'S256' }
        const headers = { Origin: new URL(hosted.issuer).origin }
        const answers = [
          await world.call(`${at}auth/login`, { json, headers }),
          await world.call(`${at}auth/newuser`, { json: { ...json, firstName: 'A', lastName: 'B' }, headers }),
          await world.call(`${at}auth/method`, { json: { email: ADMINISTRATOR.email, clientId }, headers }),
          await world.call(`${at}auth/clientinfo/${clientId}`),
        ]
        for (const { status } of answers) expect([400, 404]).toContain(status)
      }
  })

  test('cannot be registered, read, changed or deleted by a project', async () => {
    const { clinic, world } = hosted
    for (const id of ['damson-console', STORED]) {
      const at = `fhir/R4/ClientApplication/${id}`
      const json = { resourceType: 'ClientApplication', id, name: 'mine', redirectUris: ['https://evil.example/'] }
      const answers = [
        await world.call(at, { method: 'PUT', json, token: clinic.token }),
        await world.call(at, { token: clinic.token }),
        await world.call(at, { method: 'DELETE', token: clinic.token }),
        await world.call(`${at}/$rotate-secret`, { method: 'POST', json: {}, token: clinic.token }),
        await world.call(`admin/projects/${clinic.project}/client`, {
          json: { ...json, kind: 'app' },
          token: clinic.token,
        }),
      ]
      const put = answers.map(({ status, body }) => [status, body.id === id])
      expect(put.filter(([status, same]) => Number(status) < 400 && same === true)).toEqual([])
    }
    const page = await ask(hosted.browser(), '', { redirect_uri: 'https://evil.example/' })
    expect(page.status).toBe(400)
    expect((await signIn(ADMINISTRATOR)).location).toContain('console/?code=')
  })

  // The last one: from here on the administrator has two projects.
  test('asks a person of two projects in which one, by their names, and once in a browser', async () => {
    const parameter = [{ name: 'name', valueString: 'Hillside <Practice>' }]
    const json = { resourceType: 'Parameters', parameter }
    const made = must(await hosted.world.call('fhir/R4/Project/$init', { json, token: hosted.clinic.token })).body
    const browser = hosted.browser()
    const page = await signIn(ADMINISTRATOR, '', {}, browser)
    expect(page.heading).toBe('Which project?')
    const names = [...page.text.matchAll(/name="membership" value="[^"]+"><span><strong><bdi>([^<]+)/g)]
    expect(names.map(([, name]) => name)).toContain('Hillside &lt;Practice&gt;')
    const chosen = /value="([^"]+)"><span><strong><bdi>Hillside/.exec(page.text)?.[1] ?? ''
    const action = /action="([^"]*\/signin\/[0-9a-f-]+)"/.exec(page.text)?.[1] ?? ''
    const back = await browser.follow(await browser.post(action, { membership: chosen }))
    const projectOf = async (visit: Visit): Promise<string> =>
      must(await redeem(answerIn(visit)['code'] ?? '')).body.project.reference
    expect(await projectOf(back)).toBe(`Project/${made.id}`)
    expect(await projectOf(await ask(browser))).toBe(`Project/${made.id}`)
    expect((await ask(browser, '', { prompt: 'select_account' })).location).toBe('')
    expect((await signIn(ADMINISTRATOR, '', {}, hosted.browser())).heading).toBe('Which project?')
  })
})
