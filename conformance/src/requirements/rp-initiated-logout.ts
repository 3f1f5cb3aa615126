/** OpenID Connect RP-Initiated Logout 1.0. */
import assert from 'node:assert/strict'
import { type Browser, createBrowser, type Visit } from '../browser.ts'
import { isPage } from '../expect.ts'
import { ask, callbackOf, granted, isActive, redeem, requestOf } from '../flow.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { type Client, type Server, SIGNED_OUT } from '../server/server.ts'

const { must, mustHere, notApplicable } = rowsOf('RP-Initiated Logout', 'rp-logout')

interface SignedIn {
  readonly browser: Browser
  readonly client: Client
  readonly id: string
  readonly access: string
}

/** A browser in which a person is signed in, and what the app got. */
async function signedIn(at: Server): Promise<SignedIn> {
  const [browser, client] = [createBrowser(), await at.client('app')]
  const { id, access } = granted(await redeem(at, await callbackOf(at, requestOf(client), browser)))
  return { browser, client, id, access }
}

function logout(at: Server, browser: Browser, query: Readonly<Record<string, string>> | string): Promise<Visit> {
  return browser.open(`${at.endpoint('end_session')}?${new URLSearchParams(query).toString()}`)
}

/** Whether the browser would get a code without asking the person. */
async function isSignedIn(at: Server, browser: Browser): Promise<boolean> {
  const visit = await ask(at, requestOf(await at.client('app'), { prompt: 'none' }), browser)
  return new URL(visit.location).searchParams.get('error') !== 'login_required'
}

/** The browser is not redirected, and the person stays signed in. */
async function isRefused(at: Server, browser: Browser, query: Readonly<Record<string, string>> | string) {
  isPage(await logout(at, browser, query))
  assert.ok(await isSignedIn(at, browser), 'a request that is refused ends nothing')
}

const OWN_PAGE = 'it asks on every sign-out'

export const rpInitiatedLogout: Suite = {
  source: 'RP-Initiated Logout',
  file: 'rp-initiated-logout.ts',
  rows: [
    must('2.1', 'metadata', 'The metadata name the end session endpoint.', (at) => {
      assert.ok(URL.canParse(at.endpoint('end_session')))
    }),
    must('2', 'ends', 'Signing out ends the sign-in of the browser.', async (at) => {
      const { browser, id } = await signedIn(at)
      assert.ok(await isSignedIn(at, browser))
      await at.signOut(browser, await logout(at, browser, { id_token_hint: id }))
      assert.ok(!(await isSignedIn(at, browser)))
    }),
    mustHere('2', 'ends-tokens', 'The tokens of the sign-in end with it.', 'it keeps access tokens', async (at) => {
      const { browser, id, access } = await signedIn(at)
      await at.signOut(browser, await logout(at, browser, { id_token_hint: id }))
      assert.ok(!(await isActive(at, access)))
    }),
    mustHere(
      '2',
      'hint-suffices',
      "If the app's hint names the signed-in person, there is no question.",
      OWN_PAGE,
      async (at) => {
        const { browser, id } = await signedIn(at)
        const visit = await logout(at, browser, { id_token_hint: id, post_logout_redirect_uri: SIGNED_OUT })
        assert.equal(visit.location, SIGNED_OUT)
        assert.ok(!(await isSignedIn(at, browser)))
      },
    ),
    must('2', 'get-without-hint-asks', 'Without a hint, nobody is signed out without a question.', async (at) => {
      const { browser } = await signedIn(at)
      const visit = await logout(at, browser, {})
      assert.deepEqual([visit.status, visit.location], [200, ''])
      assert.ok(await isSignedIn(at, browser))
    }),
    must('2', 'confirmed', 'A person who confirms is signed out.', async (at) => {
      const { browser } = await signedIn(at)
      await at.signOut(browser, await logout(at, browser, {}))
      assert.ok(!(await isSignedIn(at, browser)))
    }),
    mustHere('2', 'confirmation-bound', 'Another browser cannot confirm for this one.', OWN_PAGE, async (at) => {
      const [one, other] = [await signedIn(at), await signedIn(at)]
      const confirmation = (await logout(at, one.browser, {})).hidden('confirmation')
      await other.browser.post(at.endpoint('end_session'), { confirmation, decision: 'sign_out' })
      assert.ok((await isSignedIn(at, one.browser)) && (await isSignedIn(at, other.browser)))
    }),
    mustHere('2', 'hint-of-another', "If the app's hint names another person, the page asks.", OWN_PAGE, async (at) => {
      const { browser } = await signedIn(at)
      const { refresh: token } = await at.passwordTokens(await at.newMember())
      const form = { grant_type: 'refresh_token', refresh_token: token }
      const { id: hint } = granted(await at.api('oauth2/token', { form }))
      const visit = await logout(at, browser, { id_token_hint: hint })
      assert.deepEqual([visit.status, visit.location], [200, ''])
      assert.ok(await isSignedIn(at, browser))
    }),
    mustHere('2', 'hint-forged', 'An unsigned id token does not count as a hint.', OWN_PAGE, async (at) => {
      const { browser, id } = await signedIn(at)
      const [, claims = ''] = id.split('.')
      const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
      const visit = await logout(at, browser, { id_token_hint: `${header}.${claims}.` })
      assert.deepEqual([visit.status, visit.location], [200, ''])
      assert.ok(await isSignedIn(at, browser))
    }),
    mustHere('2', 'hint-access-token', 'An access token does not count as an id token.', OWN_PAGE, async (at) => {
      const { browser, access } = await signedIn(at)
      const visit = await logout(at, browser, { id_token_hint: access })
      assert.deepEqual([visit.status, visit.location], [200, ''])
      assert.ok(await isSignedIn(at, browser))
    }),
    must('2', 'post', 'The end session endpoint accepts POST too.', async (at) => {
      const { browser, id } = await signedIn(at)
      let visit = await browser.post(at.endpoint('end_session'), { id_token_hint: id })
      while (visit.location.startsWith(at.issuer)) visit = await browser.open(visit.location)
      await at.signOut(browser, visit)
      assert.ok(!(await isSignedIn(at, browser)))
    }),
    must('2', 'client-mismatch', 'client_id must be the client of the id token.', async (at) => {
      const { browser, id } = await signedIn(at)
      await isRefused(at, browser, { id_token_hint: id, client_id: (await at.client('otherApp')).id })
    }),
    must('3', 'redirect', 'The person is sent to the registered address.', async (at) => {
      const { browser, id } = await signedIn(at)
      const query = { id_token_hint: id, post_logout_redirect_uri: SIGNED_OUT }
      assert.equal((await at.signOut(browser, await logout(at, browser, query))).location, SIGNED_OUT)
    }),
    must(
      '3',
      'redirect-by-client-id',
      'client_id, without an id token, is enough to use a registered address.',
      async (at) => {
        const { browser, client } = await signedIn(at)
        const query = { client_id: client.id, post_logout_redirect_uri: SIGNED_OUT }
        assert.equal((await at.signOut(browser, await logout(at, browser, query))).location, SIGNED_OUT)
      },
    ),
    mustHere(
      '3',
      'no-redirect-without-hint',
      'Without a hint, nobody is redirected without a question.',
      OWN_PAGE,
      async (at) => {
        const { id } = await at.client('app')
        const visit = await logout(at, createBrowser(), { client_id: id, post_logout_redirect_uri: SIGNED_OUT })
        assert.deepEqual([visit.status, visit.location], [200, ''])
      },
    ),
    must('3', 'state', 'The state comes back with the person.', async (at) => {
      const { browser, id } = await signedIn(at)
      const query = { id_token_hint: id, post_logout_redirect_uri: SIGNED_OUT, state: 'a b&c' }
      const { location } = await at.signOut(browser, await logout(at, browser, query))
      assert.equal(new URL(location).searchParams.get('state'), 'a b&c')
    }),
    must('3', 'redirect-unregistered', 'Nobody is sent to an address that is not registered.', async (at) => {
      const { browser, id } = await signedIn(at)
      for (const post_logout_redirect_uri of [`${SIGNED_OUT}/`, `${SIGNED_OUT}?x=1`, 'https://evil.example/'])
        await isRefused(at, browser, { id_token_hint: id, post_logout_redirect_uri })
    }),
    must(
      '3',
      'redirect-is-no-redirect-uri',
      'A redirect_uri does not count as a registered sign-out address.',
      async (at) => {
        const { browser, id, client } = await signedIn(at)
        await isRefused(at, browser, { id_token_hint: id, post_logout_redirect_uri: client.redirectUri })
      },
    ),
    must('3', 'redirect-of-other-client', "Nobody is sent to another client's address.", async (at) => {
      const { browser } = await signedIn(at)
      const { id } = await at.client('otherApp')
      await isRefused(at, browser, { client_id: id, post_logout_redirect_uri: SIGNED_OUT })
    }),
    mustHere(
      '3',
      'redirect-of-nobody',
      'An address that belongs to no known client is refused.',
      'it ignores it',
      async (at) => {
        await isRefused(at, (await signedIn(at)).browser, { post_logout_redirect_uri: SIGNED_OUT })
      },
    ),
    must('4', 'repeated', 'A parameter that is sent twice is refused.', async (at) => {
      const { browser, client } = await signedIn(at)
      await isRefused(at, browser, `client_id=${client.id}&client_id=${client.id}`)
    }),
    notApplicable(
      '2',
      'logout-hint',
      'logout_hint says which person to sign out.',
      'a browser here has one sign-in at a time',
    ),
  ],
}
