/** Forms that anyone may send bring a proof that no program sent them, where a project wants it. */
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import vm from 'node:vm'
import { type Answer, type Owner, pkce, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Hosted, type HostedApp, startHosted } from '../signin/hosted.ts'
import { freshEmail, must, verdict } from './steps.ts'

const SITE_KEY = 'site-key-of-the-clinic'

/** As any program would. */
function solved(challenge: string, bits: number): string {
  for (let number = 0; ; number += 1) {
    const text = `${challenge}.${number}`
    if (Number.parseInt(hash('sha256', text).slice(0, 8), 16) >>> (32 - bits) === 0) return text
  }
}

describe.each(storesForWalks())('the bot check on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  async function set(botCheck: string | undefined): Promise<Answer> {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { setting: _earlier, ...rest } = must(await hosted.world.call(at, { token })).body
    const json = { ...rest, ...(botCheck !== undefined && { setting: [{ name: 'botCheck', valueString: botCheck }] }) }
    return hosted.world.call(at, { method: 'PUT', json, token })
  }
  const challengeFor = async (form: string): Promise<{ challenge: string; bits: number }> =>
    must(await hosted.world.call('auth/challenge', { json: { form, projectId: hosted.clinic.project } })).body
  const register = (fields: object = {}): Promise<Answer> =>
    hosted.world.call('auth/newuser', {
      json: {
        firstName: 'Mary',
        lastName: 'Somerville',
        email: freshEmail(),
        password: 'a quiet garden path',
        projectId: hosted.clinic.project,
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
        ...fields,
      },
    })
  const reset = (fields: object = {}): Promise<Answer> =>
    hosted.world.call('auth/resetpassword', {
      json: { email: freshEmail(), projectId: hosted.clinic.project, ...fields },
    })
  const fresh = async (form = 'newuser'): Promise<string> => {
    const { challenge, bits } = await challengeFor(form)
    return solved(challenge, bits)
  }

  test('is off unless a project wants it', async () => {
    must(await set(undefined))
    must(await register())
    must(await reset({ recaptchaToken: '', recaptchaSiteKey: '' }))
    expect(await challengeFor('newuser')).toEqual({ botCheck: 'off' })
  })

  describe('by proof of work', () => {
    beforeAll(async () => {
      must(await set('pow'))
    })

    test('lets a solved challenge pass, once', async () => {
      expect(verdict(await register())).toBe('400 pow_needed')
      const powSolution = await fresh()
      must(await register({ powSolution }))
      expect(verdict(await register({ powSolution }))).toBe('400 pow_needed')
      must(await reset({ powSolution: await fresh('resetpassword') }))
    })

    test('lets one of two uses at once pass', async () => {
      const powSolution = await fresh('resetpassword')
      const answers = await Promise.all([1, 2, 3].map(() => reset({ powSolution })))
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400])
    })

    test.each([
      ['of another form', () => fresh('resetpassword')],
      ['that is none', () => Promise.resolve('x.1')],
      ['without a number', async () => (await challengeFor('newuser')).challenge],
      ['that was not solved', async () => `${(await challengeFor('newuser')).challenge}.1`],
      ['that is far too long', async () => `${await fresh()}${'0'.repeat(400)}`],
      ['of our own making', () => Promise.resolve(solved('eyJhdCI6MX0', 18))],
    ])('refuses a challenge %s', async (_, make) => {
      expect(verdict(await register({ powSolution: await make() }))).toBe('400 pow_needed')
    })

    test('refuses a challenge that is ten minutes old', async () => {
      const powSolution = await fresh()
      await hosted.travel(10 * 60_000 + 1_000)
      expect(verdict(await register({ powSolution }))).toBe('400 pow_needed')
    })

    test('is solved by the page’s script, and by waiting where there are no scripts', async () => {
      const browser = hosted.browser()
      const path = `/signin/forgot?${app.query()}`
      const page = await browser.open(path)
      expect(page.text).toContain('/assets/proof-of-work.js')
      const email = freshEmail()
      const [challenge, solution] = [page.hidden('challenge'), solvedByScript(page.text)]
      expect((await browser.post(path, { email, challenge, solution })).status).toBe(303)
      // Without a script: the page says how long to wait.
      const other = hosted.browser()
      const first = await other.open(path)
      const early = await other.post(path, { email, challenge: first.hidden('challenge'), solution: '' })
      expect([early.status, early.text.includes('Wait 30 seconds')]).toEqual([400, true])
      await hosted.travel(31_000)
      expect((await other.post(path, { email, challenge: early.hidden('challenge'), solution: '' })).status).toBe(303)
      expect((await other.post(path, { email, challenge: early.hidden('challenge'), solution: '' })).status).toBe(400)
    })
  })

  test('comes before an e-mail to sign in with', async () => {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { body } = must(await hosted.world.call(at, { token }))
    const mailSignIn = { name: 'emailSignIn', valueString: 'Patient' }
    const json = { ...body, setting: [{ name: 'botCheck', valueString: 'pow' }, mailSignIn] }
    must(await hosted.world.call(at, { method: 'PUT', json, token }))
    const { email } = await hosted.member('Patient')
    const earlier = hosted.world.inbox.to(email).length
    const browser = hosted.browser()
    const page = await hosted.signInPage(browser, app)
    const sent = { request: page.hidden('request'), step: 'email', email, by: 'email' }
    const asked = await browser.post('/signin', sent)
    expect(asked).toMatchObject({ status: 200, heading: 'One more step' })
    expect(hosted.world.inbox.to(email)).toHaveLength(earlier)
    const challenge = asked.hidden('challenge')
    expect((await browser.post('/signin', { ...sent, challenge, solution: `${challenge}.1` })).status).toBe(400)
    const solution = solvedByScript(asked.text)
    const { location } = await browser.post('/signin', { ...sent, challenge, solution })
    expect(location).toMatch(/^\/signin\/mail\//)
    await expect.poll(() => hosted.world.inbox.to(email).length).toBe(earlier + 1)
    // So does each further one.
    const again = await browser.post(location, { decision: 'again' })
    expect(again).toMatchObject({ status: 200, heading: 'One more step' })
    const more = { request: again.hidden('request'), step: 'email', email: again.hidden('email'), by: 'email' }
    const proof = { challenge: again.hidden('challenge'), solution: solved(again.hidden('challenge'), 18) }
    expect((await browser.post('/signin', { ...more, ...proof })).location).toMatch(/^\/signin\/mail\//)
    await expect.poll(() => hosted.world.inbox.to(email).length).toBe(earlier + 2)
    must(await set(undefined))
  })

  test.each(['on', ' ', 'recaptcha'])('is not set to %j', async (value) => {
    expect(verdict(await set(value))).toBe('400 malformed_setting')
  })
})

describe('the bot check by reCAPTCHA', () => {
  let world: World
  let owner: Owner
  let google: Server
  let said: unknown = { success: true }
  let asked: string[] = []
  beforeAll(async () => {
    google = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        asked.push(body)
        response.writeHead(said === 'broken' ? 500 : 200, { 'Content-Type': 'application/json' })
        response.end(JSON.stringify(said))
      })
    })
    await new Promise<void>((done) => google.listen(0, '127.0.0.1', done))
    world = await startWorld({
      env: {
        DAMSON_BOTS_RECAPTCHA_SECRETS: JSON.stringify({ [SITE_KEY]: 'the secret' }),
        DAMSON_BOTS_RECAPTCHA_URL: `http://127.0.0.1:${(google.address() as AddressInfo).port}/siteverify`,
      },
    })
    owner = await world.actors.owner()
    const at = `fhir/R4/Project/${owner.project}`
    const { body } = must(await world.call(at, { token: owner.token }))
    const patients = body.defaultAccessPolicies.find(
      (entry: { profileType: string }) => entry.profileType === 'Patient',
    )
    const json = {
      ...body,
      defaultPatientAccessPolicy: patients.accessPolicy,
      setting: [{ name: 'botCheck', valueString: 'recaptcha' }],
      site: [
        { name: 'Clinic', domain: ['clinic.example'], recaptchaSiteKey: SITE_KEY },
        { name: 'Ward', domain: ['ward.example'], recaptchaSiteKey: 'without a secret' },
      ],
    }
    must(await world.call(at, { method: 'PUT', json, token: owner.token }))
  })
  afterAll(async () => {
    await world.close()
    google.closeAllConnections()
    google.close()
  })

  const register = (fields: object): Promise<Answer> =>
    world.call('auth/newuser', {
      json: {
        firstName: 'Mary',
        lastName: 'Somerville',
        email: freshEmail(),
        password: 'a quiet garden path',
        projectId: owner.project,
        codeChallenge: pkce().challenge,
        codeChallengeMethod: 'S256',
        ...fields,
      },
    })

  test('asks Google, and lets its yes pass', async () => {
    expect(verdict(await register({ recaptchaToken: '', recaptchaSiteKey: '' }))).toBe('400 recaptcha_needed')
    expect(asked).toEqual([])
    must(await register({ recaptchaToken: 'of a person', recaptchaSiteKey: SITE_KEY }))
    const reset = { email: freshEmail(), projectId: owner.project, recaptchaToken: 'of a person' }
    must(await world.call('auth/resetpassword', { json: reset }))
    expect(asked).toEqual(Array(2).fill('secret=the+secret&response=of+a+person'))
    const json = { form: 'newuser', projectId: owner.project }
    expect(must(await world.call('auth/challenge', { json })).body).toEqual({
      botCheck: 'recaptcha',
      siteKeys: [SITE_KEY, 'without a secret'],
    })
  })

  test.each([
    ['a no', { success: false }, '400 recaptcha_failed'],
    ['a text', 'no json', '400 recaptcha_failed'],
    ['nothing', {}, '400 recaptcha_failed'],
    ['no answer', 'broken', '503 recaptcha_unreachable'],
  ])('fails closed: %s', async (_, answer, expected) => {
    said = answer
    expect(verdict(await register({ recaptchaToken: 'x', recaptchaSiteKey: SITE_KEY }))).toBe(expected)
  })

  test.each(['another', 'without a secret', 'toString'])('refuses the site key %j', async (recaptchaSiteKey) => {
    said = { success: true }
    asked = []
    expect(verdict(await register({ recaptchaToken: 'x', recaptchaSiteKey }))).toBe('400 recaptcha_site')
    expect(asked).toEqual([])
  })

  test('is not passed by a proof of work', async () => {
    expect(verdict(await register({ powSolution: 'x.1' }))).toBe('400 recaptcha_needed')
  })
})

/** Runs the script of the page as a browser would. */
function solvedByScript(text: string): string {
  const data = (name: string): string => new RegExp(`data-${name}="([^"]*)"`).exec(text)?.[1] ?? ''
  const field = { value: '' }
  let onSubmit: (event: { preventDefault(): void }) => void = () => undefined
  const form = {
    dataset: { challenge: data('challenge'), bits: data('bits') },
    querySelector: (selector: string) => (selector.startsWith('input') ? field : { setAttribute: () => undefined }),
    addEventListener: (_: string, listener: typeof onSubmit) => {
      onSubmit = listener
    },
    submit: () => undefined,
  }
  const waiting: (() => void)[] = []
  const source = readFileSync(new URL('../../assets/proof-of-work.js', import.meta.url), 'utf8')
  vm.runInNewContext(source, {
    document: { querySelector: () => form },
    setTimeout: (work: () => void) => waiting.push(work),
    Math,
    Uint8Array,
    Uint32Array,
    Number,
  })
  onSubmit({ preventDefault: () => undefined })
  while (field.value === '') waiting.shift()?.()
  return field.value
}
