import { type Answer, createSoftwareAuthenticator, pkce, type SoftwareAuthenticator } from '@damson/testkit'
import { generateSync } from 'otplib'
import { expect, vi } from 'vitest'
import { secretIn } from '../identity/factor-clinic.ts'
import { begin, must, PASSWORD, redeem, refresh } from '../identity/steps.ts'
import type { CookieBrowser, Visit } from '../signin/cookie-browser.ts'
import { askedTo, PASSKEYS } from '../signin/passkey-bench.ts'
import type { Rule } from './rules.ts'
import type { Way, Ways } from './way.ts'
import { CALLBACK, type WaysClinic } from './ways-clinic.ts'

type Prepare = Way['prepare']
const SCOPE = 'openid offline_access'

/** Messages are sent after the answer. */
const soon = (isThere: () => void): Promise<void> => vi.waitFor(isThere, { timeout: 10_000, interval: 5 })

const own = (prepare: Prepare, more: Partial<Way> = {}): Way => ({
  proof: 'own',
  ends: 'code',
  isOfApp: true,
  ...more,
  prepare,
})
const withoutApp = (prepare: Prepare, more: Partial<Way> = {}): Way =>
  own(prepare, { isOfApp: false, ends: 'nothing', ...more })
const goesOn = (prepare: Prepare, more: Partial<Way> = {}): Way => own(prepare, { proof: 'step', ...more })

/** The ways that begin with Damson's own proof, and the steps of every way. */
export function ownWays(here: () => WaysClinic): Ways {
  let people = 0
  const freshAddress = ({ domain }: Rule): string => `person-${(people += 1)}@${domain}`
  const call: WaysClinic['world']['call'] = (path, options) => here().world.call(path, options)
  const post = (path: string, json: object): Promise<Answer> => call(path, { json })

  /** Somebody of the domain with as many memberships, who may read patients. */
  async function person(rule: Rule, places = 1, scope = 'project'): Promise<{ email: string; membership: string }> {
    const email = freshAddress(rule)
    // Both before the link is followed: whoever has an account is only offered a second one.
    if (places > 1) await here().invite({ email, scope: 'project', resourceType: 'Patient' })
    return here().person(email, { scope, forceNewMembership: places > 1 })
  }

  /** An app's sign-in names the app; other rules hold without one too. */
  const askedBy = ({ isOfApp }: Rule): object =>
    isOfApp ? { clientId: here().appId } : { projectId: here().owner.project }
  const challenge = (): object => ({ codeChallenge: pkce().challenge, codeChallengeMethod: 'S256' })

  /** A step of a sign-in by the API. */
  const step = (
    places: number,
    act: (login: string, membership: string) => Promise<Answer>,
    before: (email: string) => Promise<void> = () => Promise.resolve(),
  ): Prepare => {
    return async (rule) => {
      const { email, membership } = await person(rule, places)
      await before(email)
      const { handle } = await begin(call, { email, scope: 'openid profile', ...askedBy(rule) })
      expect(handle).not.toBe('')
      return () => act(handle, membership)
    }
  }

  const query = (more: Readonly<Record<string, string>> = {}): string =>
    new URLSearchParams({
      response_type: 'code',
      client_id: here().appId,
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 'x',
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
      ...more,
    }).toString()

  async function passwordPage(browser: CookieBrowser, email: string, asked = query()): Promise<() => Promise<Visit>> {
    const page = await browser.open(`/oauth2/authorize?${asked}`)
    const fields = { request: page.hidden('request'), email, password: PASSWORD }
    return async () => browser.follow(await browser.post('/signin', fields))
  }
  const signInOnPages = async (browser: CookieBrowser, email: string): Promise<Visit> =>
    (await passwordPage(browser, email))()
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''

  /** What an app is launched with by the EHR, for one sign-in. */
  async function launched(): Promise<Record<string, string>> {
    const { appId, ehr, patient, world } = here()
    const { body } = must(
      await call(`fhir/R4/ClientApplication/${appId}/$smart-launch`, {
        token: ehr,
        json: { patient: patient.split('/')[1] },
      }),
    )
    const url: string = body.parameter.find(({ name }: { name: string }) => name === 'url').valueUrl
    const launch = new URL(url).searchParams.get('launch') ?? ''
    return { launch, scope: 'openid launch patient/Patient.rs', aud: world.fhirUrl }
  }

  const resumed = (method: 'GET' | 'POST', asked: () => Promise<Record<string, string>> = async () => ({})): Way =>
    goesOn(async (rule) => {
      const browser = here().newBrowser()
      await signInOnPages(browser, (await person(rule)).email)
      const request = query(await asked())
      return async () =>
        browser.follow(
          method === 'GET'
            ? await browser.open(`/oauth2/authorize?${request}`)
            : await browser.post('/oauth2/authorize', request),
        )
    })

  /** A flow that has come as far as the choice of a role. */
  async function openFlow(rule: Rule): Promise<{ browser: CookieBrowser; at: string; membership: string }> {
    const { email, membership } = await person(rule, 2)
    const browser = here().newBrowser()
    return { browser, at: actionOf(await signInOnPages(browser, email)), membership }
  }

  async function linkFor(rule: Rule): Promise<{ readonly id: string; readonly secret: string }> {
    const email = freshAddress(rule)
    await here().invite({ email, scope: 'project' })
    return here().world.inbox.link(email)
  }

  /** Somebody of the domain with a passkey, and another browser. */
  async function withPasskey(rule: Rule): Promise<{ keys: SoftwareAuthenticator; browser: CookieBrowser }> {
    const [{ email }, browser] = [await person(rule), here().newBrowser()]
    await signInOnPages(browser, email)
    const page = await browser.open(PASSKEYS)
    const keys = createSoftwareAuthenticator({ origin: new URL(here().world.baseUrl).origin })
    const passkey = keys.create(askedTo(page, 'make'))
    expect((await browser.post(PASSKEYS, { form: page.hidden('form'), passkey })).location).toContain('done=added')
    return { keys, browser: here().newBrowser() }
  }
  const byPasskey =
    (isVerified: boolean): Prepare =>
    async (rule) => {
      const { keys, browser } = await withPasskey(rule)
      const page = await browser.open(`/oauth2/authorize?${query()}`)
      const passkey = keys.get(askedTo(page, 'use'), { isVerified })
      return async () => browser.follow(await browser.post('/signin', { request: page.hidden('request'), passkey }))
    }

  /** A browser that has asked for an e-mail to sign in with, and what the e-mail carries. */
  async function mailed(rule: Rule): Promise<{ browser: CookieBrowser; at: string; code: string; link: string }> {
    const [{ email }, browser] = [await person(rule), here().newBrowser()]
    const page = await browser.open(`/oauth2/authorize?${query()}`)
    const { location } = await browser.post('/signin', { request: page.hidden('request'), email, by: 'email' })
    const carried = (): RegExpExecArray | null =>
      /\b(\d{6})\b[^]*(\/signin\/mail\/\S+)/.exec(here().world.inbox.to(email).at(-1)?.text ?? '')
    await soon(() => expect(carried()).not.toBeNull())
    const [, code = '', link = ''] = carried() ?? []
    return { browser, at: location, code, link }
  }

  const ofUser = async (email: string, statement: string): Promise<void> =>
    void (await here().sql(statement.replace('THEIRS', '(select id from users where email = $1)'), email))

  /** Somebody who answers with codes by e-mail, in a sign-in that has sent one. */
  const byMailedCode: Prepare = async (rule) => {
    const { email } = await person(rule)
    await ofUser(
      email,
      `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
      select gen_random_uuid(), id, 'email', '', now(), now() from users where id = THEIRS`,
    )
    const { answer, handle } = await begin(call, { email, scope: 'openid profile', ...askedBy(rule) })
    expect(answer.body.mfaMethods).toEqual(['email'])
    const [token = ''] = /\b\d{6}\b/.exec(here().world.inbox.to(email).at(-1)?.text ?? '') ?? []
    return () => post('auth/mfa/verify', { login: handle, token })
  }

  /** Somebody who is shown the secret of an app, and has its first code. */
  const byFirstCode: Prepare = async (rule) => {
    const { email } = await person(rule)
    await ofUser(email, 'update users set mfa_required = true where id = THEIRS')
    const { answer, handle } = await begin(call, { email, scope: 'openid profile', ...askedBy(rule) })
    const code = (): string => generateSync({ secret: secretIn(answer), epoch: Math.floor(Date.now() / 1000) })
    return () => post('auth/mfa/login-enroll', { login: handle, token: code() })
  }

  const registered = (rule: Rule): object => ({
    firstName: 'A',
    lastName: 'B',
    email: freshAddress(rule),
    password: PASSWORD,
    scope: 'openid',
    ...challenge(),
    ...askedBy(rule),
  })

  return {
    'POST /auth/login': own(async (rule) => {
      const { email } = await person(rule)
      return async () => (await begin(call, { email, ...askedBy(rule) })).answer
    }),
    'GET /auth/login/:login': goesOn(step(1, (login) => call(`auth/login/${login}`))),
    'POST /auth/profile': goesOn(step(2, (login, profile) => post('auth/profile', { login, profile }))),
    'POST /auth/scope': goesOn(step(1, (login) => post('auth/scope', { login, scope: 'openid' }))),
    'POST /auth/mfa/verify': goesOn(byMailedCode),
    'POST /auth/mfa/login-enroll': goesOn(byFirstCode, { isFactor: true }),
    'POST /auth/newuser': own((rule) => Promise.resolve(() => post('auth/newuser', registered(rule))), {
      ends: 'nothing',
      makes: 'account',
    }),
    'POST /signin/register': own(
      async (rule) => {
        const browser = here().newBrowser()
        const page = await browser.open(`/oauth2/authorize?${query()}&show=register`)
        const fields = { first: 'Ada', last: 'Lovelace', email: freshAddress(rule), new: PASSWORD }
        return () => browser.post('/signin/register', { request: page.hidden('request'), ...fields })
      },
      { ends: 'nothing', makes: 'account' },
    ),
    'POST /auth/newproject': own(
      async (rule) => {
        const { email } = await person(rule, 1, 'server')
        const { handle } = await begin(call, { email, projectId: 'new' })
        return () => post('auth/newproject', { login: handle, projectName: 'A Project' })
      },
      { ends: 'nothing', makes: 'membership', isOfApp: false },
    ),
    'POST /auth/newpatient': goesOn(
      async (rule) => {
        const { body } = must(await post('auth/newuser', registered(rule)))
        return () => post('auth/newpatient', { login: body.login, projectId: here().owner.project })
      },
      { makes: 'membership' },
    ),
    'POST /auth/setpassword': withoutApp(async (rule) => {
      const link = await linkFor(rule)
      return () => post('auth/setpassword', { ...link, password: PASSWORD })
    }),
    'POST /auth/setpassword/:id/:secret': withoutApp(async (rule) => {
      const { id, secret } = await linkFor(rule)
      return () => here().newBrowser().post(`/auth/setpassword/${id}/${secret}`, { password: PASSWORD })
    }),
    'POST /auth/resetpassword': withoutApp(async (rule) => {
      const { email } = await person(rule)
      return () => post('auth/resetpassword', { email, projectId: here().owner.project })
    }),
    'POST /signin/forgot': own(
      async (rule) => {
        const { email } = await person(rule)
        return () => here().newBrowser().post(`/signin/forgot?${query()}`, { email })
      },
      { ends: 'nothing' },
    ),
    'POST /admin/projects/:projectId/members/:membershipId/resetpassword': withoutApp(async (rule) => {
      const { membership } = await person(rule)
      const { owner } = here()
      const at = `admin/projects/${owner.project}/members/${membership}/resetpassword`
      return () => call(at, { json: {}, token: owner.token })
    }),
    'GET /oauth2/authorize': resumed('GET'),
    'GET /oauth2/authorize, without a page': resumed('GET', async () => ({ prompt: 'none' })),
    'GET /oauth2/authorize, launched by an EHR': resumed('GET', launched),
    'POST /oauth2/authorize': resumed('POST'),
    'POST /signin': own(async (rule) => passwordPage(here().newBrowser(), (await person(rule)).email)),
    'POST /signin, launched by an EHR': own(async (rule) => {
      const { email } = await person(rule)
      return passwordPage(here().newBrowser(), email, query(await launched()))
    }),
    'POST /signin, with a passkey': own(byPasskey(true), { isFactor: true }),
    'POST /signin, with a passkey that was touched': own(byPasskey(false)),
    // Nothing is sent where it could sign nobody in.
    'POST /signin, for an e-mail': own(
      async (rule) => {
        const [{ email }, browser] = [await person(rule), here().newBrowser()]
        const page = await browser.open(`/oauth2/authorize?${query()}`)
        return () => browser.post('/signin', { request: page.hidden('request'), email, by: 'email' })
      },
      { ends: 'nothing' },
    ),
    'POST /signin/mail/:id': own(async (rule) => {
      const { browser, at, code } = await mailed(rule)
      return async () => browser.follow(await browser.post(at, { code }))
    }),
    'POST /signin/mail/:id, by a text message': own(
      async () => {
        const [phone, browser] = [`+49151${String((people += 1) + 10_000_000)}`, here().newBrowser()]
        await here().invite({ phone, accessPolicy: { reference: here().ward } })
        const page = await browser.open(`/oauth2/authorize?${query()}`)
        const asked = { request: page.hidden('request'), by: 'phone', number: phone }
        const { location } = await browser.post('/signin', asked)
        await soon(() => expect(here().world.phones.code(phone)).not.toBe(''))
        return async () => browser.follow(await browser.post(location, { code: here().world.phones.code(phone) }))
      },
      { proof: 'phone' },
    ),
    'POST /signin/mail/:id/:secret': own(async (rule) => {
      const { browser, link } = await mailed(rule)
      return async () => browser.follow(await browser.post(link, {}))
    }),
    'GET /signin/:flow': goesOn(async (rule) => {
      const { browser, at } = await openFlow(rule)
      return () => browser.open(at)
    }),
    'POST /signin/:flow': goesOn(async (rule) => {
      const { browser, at, membership } = await openFlow(rule)
      return async () => browser.follow(await browser.post(at, { membership }))
    }),
    'POST /account/sign-in': withoutApp(
      async (rule) => {
        const { email } = await person(rule, 1, 'server')
        const browser = here().newBrowser()
        const page = await browser.open('/account')
        return () => browser.post('/account/sign-in', { form: page.hidden('form'), email, password: PASSWORD })
      },
      { ends: 'account' },
    ),
    'POST /account/sign-in, with a passkey': withoutApp(
      async (rule) => {
        const { keys, browser } = await withPasskey(rule)
        const page = await browser.open('/account')
        const passkey = keys.get(askedTo(page, 'use'))
        return () => browser.post('/account/sign-in', { form: page.hidden('form'), passkey })
      },
      { ends: 'account' },
    ),
    'POST /oauth2/token, with a code': goesOn(
      async (rule) => {
        const { email } = await person(rule)
        const begun = await begin(call, { email, clientId: here().appId, scope: SCOPE })
        return () => redeem(call, begun, { client_id: here().appId })
      },
      { ends: 'kept' },
    ),
    'POST /oauth2/token, with a refresh token': goesOn(
      async (rule) => {
        const { email } = await person(rule)
        const begun = await begin(call, { email, clientId: here().appId, scope: SCOPE })
        const { body } = must(await redeem(call, begun, { client_id: here().appId }))
        return () => refresh(call, body.refresh_token, { client_id: here().appId })
      },
      { ends: 'kept' },
    ),
  }
}
