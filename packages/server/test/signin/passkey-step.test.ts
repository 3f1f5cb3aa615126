/** A passkey as the second factor that a sign-in is asked for. */
import { type Bent, storesForWalks } from '@damson/testkit'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CookieBrowser, Visit } from './cookie-browser.ts'
import { type Hosted, type HostedApp, startHosted } from './hosted.ts'
import { type Asked, askedTo, codeIn, passkeyBench } from './passkey-bench.ts'

const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'

describe.each(storesForWalks())('where a second factor is demanded, on %s, a passkey', (store) => {
  let hosted: Hosted
  let app: HostedApp
  beforeAll(async () => {
    hosted = await startHosted({ store })
    app = await hosted.app()
  })
  afterAll(() => hosted.world.close())

  const { authenticator, withPasskey, use, confirm } = passkeyBench(
    () => hosted,
    () => app,
  )
  const actionOf = ({ text }: Visit): string => /action="(\/signin\/[0-9a-f-]+)"/.exec(text)?.[1] ?? ''
  const claimsOf = async (back: Visit): Promise<Record<string, unknown>> => {
    const { body } = await app.redeem(codeIn(back))
    return JSON.parse(Buffer.from(String(body.id_token).split('.')[1] ?? '', 'base64url').toString())
  }
  const required = { name: 'mfaRequired', valueBoolean: true }
  async function demanded<T>(work: () => Promise<T>): Promise<T> {
    await hosted.demand(required)
    try {
      return await work()
    } finally {
      await hosted.demand()
    }
  }
  const answer = async (browser: CookieBrowser, page: Visit, passkey: string): Promise<Visit> =>
    browser.follow(await browser.post(actionOf(page), { way: 'passkey', passkey }))

  test.each<[string, object?]>([
    ['answers after the password, which alone names its credentials'],
    ['reaches a least acr', { name: 'minimumAcr', valueString: AAL2 }],
    ['is enough where the project lists codes by e-mail', { name: 'allowedMfaMethods', valueString: 'email' }],
  ])('%s', async (_, setting) => {
    const { person, keys } = await withPasskey()
    await hosted.demand(required, ...(setting === undefined ? [] : [setting]))
    const browser = hosted.browser()
    const first = await hosted.signInPage(browser, app)
    expect(askedTo(first, 'use')['allowCredentials']).toEqual([])
    const page = await hosted.signIn(browser, app, person)
    expect([page.status, page.heading]).toEqual([200, 'Confirm with your passkey'])
    expect(page.text).not.toContain('name="code"')
    expect(askedTo(page, 'use')['allowCredentials']).toMatchObject([{ id: keys.held[0]?.id.toString('base64url') }])
    const back = await answer(browser, page, keys.get(askedTo(page, 'use'), { userHandle: undefined }))
    expect(await claimsOf(back)).toMatchObject({ acr: AAL2, amr: ['pwd', 'swk', 'user', 'mfa'] })
    await hosted.demand()
  })

  test('that is only touched makes two with the password, and not alone', async () => {
    const { person, keys } = await withPasskey()
    await demanded(async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, app, person)
      const back = await answer(browser, page, keys.get(askedTo(page, 'use'), { isVerified: false }))
      expect(await claimsOf(back)).toMatchObject({ acr: AAL2, amr: ['pwd', 'swk', 'mfa'] })
      const other = hosted.browser()
      const touched = await use(keys, { bent: { isVerified: false }, browser: other })
      expect(touched.text).toContain('Touching your passkey is not enough')
      const again = await answer(other, touched, keys.get(askedTo(touched, 'use'), { isVerified: false }))
      expect([codeIn(again), again.heading]).toEqual(['', 'Confirm with your passkey'])
      expect(codeIn(await answer(other, again, keys.get(askedTo(again, 'use'))))).not.toBe('')
    })
  })

  test('is not another person’s, nor forged, used twice, or from another page', async () => {
    const { person, keys } = await withPasskey()
    const other = await withPasskey()
    await demanded(async () => {
      const browser = hosted.browser()
      const page = await hosted.signIn(browser, app, person)
      const [held] = keys.held
      const bents: readonly Bent[] = [{ forged: true }, { origin: 'https://evil.example' }, { isPresent: false }]
      const stolen = { credentialId: held?.id ?? Buffer.alloc(1), userHandle: held?.userHandle }
      const wrong: readonly ((asked: Asked['options']) => string)[] = [
        ...bents.map((bent) => (asked: Asked['options']) => keys.get(asked, bent)),
        (asked) => other.keys.get(asked),
        (asked) => other.keys.get(asked, { userHandle: undefined }),
        (asked) => other.keys.get(asked, stolen),
        () => 'x',
        () => '{"id":"AA"}',
      ]
      for (const make of wrong) {
        const fresh = await browser.open(actionOf(page))
        const refused = await answer(browser, fresh, make(askedTo(fresh, 'use')))
        expect([refused.status, refused.heading]).toEqual([400, 'Confirm with your passkey'])
        expect(refused.title).toMatch(/^Error: /)
      }
      const silent = await browser.open(`/oauth2/authorize?${app.query({ prompt: 'none' })}`)
      expect(new URL(silent.location).searchParams.get('error')).toBe('interaction_required')
      const last = await browser.open(actionOf(page))
      const right = keys.get(askedTo(last, 'use'))
      expect(codeIn(await answer(browser, last, right))).not.toBe('')
      const second = hosted.browser()
      expect((await answer(second, await hosted.signIn(second, app, person), right)).status).toBe(400)
    })
  })

  test('answers beside an app, and each without the other', async () => {
    const { keys, browser, person } = await withPasskey()
    await confirm(browser, keys)
    const adding = await browser.open('/account/factors/add')
    const secret = (/<code dir="ltr">([A-Z2-7 ]+)<\/code>/.exec(adding.text)?.[1] ?? '').replaceAll(' ', '')
    await browser.post('/account/factors/add', { form: adding.hidden('form'), code: generateSync({ secret }) })
    await hosted.travel(30_000)
    const code = generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + 30 })
    for (const fields of [{ code, way: 'app' }, 'passkey'] as const) {
      const other = hosted.browser()
      const page = await hosted.signIn(other, app, person)
      expect(page.heading).toBe('Enter your code')
      const sent = fields === 'passkey' ? { passkey: keys.get(askedTo(page, 'use')) } : fields
      const back = await other.follow(await other.post(actionOf(page), sent))
      expect(await claimsOf(back)).toMatchObject({ acr: AAL2 })
    }
  })

  test('is asked for by no app: the JSON API names the pages, and sets up nothing beside it', async () => {
    const { person } = await withPasskey()
    await demanded(async () => {
      const login = await hosted.world.actors.signIn(person.email, person.password, {
        projectId: hosted.clinic.project,
      })
      expect(login.status).toBe(400)
      expect(login.body.issue[0].details).toMatchObject({ coding: [{ code: 'passkey_required' }] })
      expect(login.body.issue[0].details.text).toContain('/oauth2/authorize')
    })
  })

  test('is no question where nobody demands one: the password signs in', async () => {
    const { person } = await withPasskey()
    expect(codeIn(await hosted.signIn(hosted.browser(), app, person))).not.toBe('')
    expect(authenticator().held).toEqual([])
  })
})
