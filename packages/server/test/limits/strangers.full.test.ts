/** Whatever strangers try, from wherever: who has a passkey, or has signed in from here before, gets in. */
import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail } from '../identity/steps.ts'
import type { CookieBrowser } from '../signin/cookie-browser.ts'
import { CALLBACK, type Hosted, type HostedApp, type Person, startHosted } from '../signin/hosted.ts'
import { codeIn, passkeyBench } from '../signin/passkey-bench.ts'

describe.each(storesForWalks())('strangers on %s', (store) => {
  let hosted: Hosted
  let app: HostedApp
  let known: Person
  let roaming: Person
  beforeAll(async () => {
    hosted = await startHosted({
      store,
      env: {
        DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS: '30',
        DAMSON_THROTTLE_FAILED_SIGN_INS_PER_ACCOUNT: '3',
        DAMSON_THROTTLE_WRONG_PASSWORDS_IN_A_ROW: '5',
        DAMSON_THROTTLE_WINDOW_SECONDS: '3600',
        DAMSON_THROTTLE_UNKNOWN_HASHING_PERCENT: '10000',
        DAMSON_TRUSTED_PROXIES: '127.0.0.1',
      },
    })
    app = await hosted.app()
    known = await hosted.member('Patient')
    roaming = await hosted.member('Patient')
    await hosted.signIn(hosted.browser(), app, known)
  })
  afterAll(() => hosted.world.close())

  const { withPasskey, use } = passkeyBench(
    () => hosted,
    () => app,
  )
  /** A wrong password from somewhere. */
  const guess = (email: string, from: string): Promise<{ status: number }> =>
    hosted.world.call('auth/login', {
      json: {
        email,
        password: 'a password that is wrong',
        projectId: hosted.clinic.project,
        codeChallenge: 'x'.repeat(43),
        codeChallengeMethod: 'S256',
      },
      headers: { 'X-Forwarded-For': from },
    })

  test('who use up the account, its password and the address lock out nobody with a passkey', async () => {
    const { person, keys } = await withPasskey()
    for (let n = 0; n < 8; n += 1) await guess(person.email, `203.0.113.${n}`)
    for (let n = 0; n < 40; n += 1) await guess(freshEmail(), '127.0.0.1')
    expect((await guess(person.email, '127.0.0.1')).status).toBe(429)
    expect(codeIn(await use(keys))).not.toBe('')
    expect(codeIn(await use(keys, { changes: { prompt: 'login' } }))).not.toBe('')
  })

  test('who use up the account and the address lock out nobody who signed in from there before', async () => {
    for (let n = 0; n < 4; n += 1) await guess(known.email, `198.51.100.${n}`)
    for (let n = 0; n < 40; n += 1) await guess(freshEmail(), '127.0.0.1')
    const again = await hosted.signIn(hosted.browser(), app, known)
    expect(again.location.startsWith(`${CALLBACK}?`), again.heading).toBe(true)
  })

  test('who use up the account lock out nobody in a browser that they signed in with before, on whatever network', async () => {
    const own = hosted.browser()
    const on = (browser: CookieBrowser, network: string): CookieBrowser => ({
      ...browser,
      post: (path, fields, headers) => browser.post(path, fields, { ...headers, 'X-Forwarded-For': network }),
    })
    await hosted.signIn(on(own, '192.0.2.1'), app, roaming)
    for (let n = 0; n < 4; n += 1) await guess(roaming.email, `198.51.100.${n}`)
    expect((await hosted.signIn(on(hosted.browser(), '192.0.2.2'), app, roaming)).status).toBe(429)
    // The browser of another person is a stranger's.
    const theirs = hosted.browser()
    await hosted.signIn(theirs, app, known)
    expect((await hosted.signIn(on(theirs, '192.0.2.2'), app, roaming, { prompt: 'login' })).status).toBe(429)
    const again = await hosted.signIn(on(own, '192.0.2.3'), app, roaming, { prompt: 'login' })
    expect(again.location.startsWith(`${CALLBACK}?`), again.heading).toBe(true)
  })
})
