/** OpenID Connect Back-Channel Logout 1.0, and Front-Channel Logout 1.0. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBrowser, type Visit } from '../browser.ts'
import { isRefused } from '../expect.ts'
import { callbackOf, granted, redeem, requestOf } from '../flow.ts'
import { call } from '../http.ts'
import { claimsOf, headerOf, verified } from '../jwt.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import { CALLBACK, type Damson } from '../server/server.ts'

const back = rowsOf('Back-Channel Logout', 'back-logout')
const front = rowsOf('Front-Channel Logout', 'front-logout')
const NOT_SET_UP = 'none of its clients is set up for it'

interface Told {
  readonly id: string
  /** The sign-out that the browser asked for, including its page. */
  readonly visit: Visit
  /** The logout tokens that the client got. */
  readonly tokens: readonly string[]
  readonly type: string | undefined
}

/** A person signs in to a client that is notified, and out again. */
async function told(at: Damson): Promise<Told> {
  return at.once('told of a sign-out', async () => {
    const tokens: string[] = []
    let [type, heard]: [string | undefined, () => void] = [undefined, () => undefined]
    const arrived = new Promise<void>((resolve) => (heard = resolve))
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += String(chunk)))
      request.on('end', () => {
        type = request.headers['content-type']
        tokens.push(new URLSearchParams(body).get('logout_token') ?? '')
        response.writeHead(200).end()
        heard()
      })
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const backChannelLogoutUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/out`
    const client = await at.newClient({
      kind: 'app',
      tokenEndpointAuthMethod: 'none',
      redirectUris: [CALLBACK],
      backChannelLogoutUri,
      frontChannelLogoutUri: new URL('/frame?x=1', CALLBACK).href,
    })
    const browser = createBrowser()
    const { id } = granted(await redeem(at, await callbackOf(at, requestOf(client), browser)))
    const visit = await at.signOut(browser, await browser.open(`${at.endpoint('end_session')}?id_token_hint=${id}`))
    await Promise.race([arrived, new Promise((done) => setTimeout(done, 5_000))])
    server.close()
    assert.equal(tokens.length, 1, 'the client was not told once')
    return { id, visit, tokens, type }
  })
}

const tokenOf = async (at: Damson): Promise<string> => (await told(at)).tokens[0] ?? ''
const said = async (at: Damson): Promise<Readonly<Record<string, unknown>>> => claimsOf(await tokenOf(at))

export const backChannelLogout: Suite = {
  source: 'Back-Channel Logout',
  file: 'back-channel-logout.ts',
  rows: [
    back.mustHere('2.1', 'metadata', 'The metadata say that clients get logout tokens, with sid.', NOT_SET_UP, (at) => {
      assert.equal(at.metadata.backchannel_logout_supported, true)
      assert.equal(at.metadata.backchannel_logout_session_supported, true)
    }),
    back.mustHere('2.2', 'uri-https', "A client's logout address must be https.", NOT_SET_UP, async (at) => {
      await assert.rejects(at.newClient({ kind: 'app', backChannelLogoutUri: 'http://app.example/out' }))
    }),
    back.mustHere(
      '2.2',
      'uri-no-fragment',
      "A client's logout address must have no fragment.",
      NOT_SET_UP,
      async (at) => {
        await assert.rejects(at.newClient({ kind: 'app', backChannelLogoutUri: 'https://app.example/out#x' }))
      },
    ),
    back.mustHere('2.3', 'told-by-form', 'A client gets one logout token, in a form.', NOT_SET_UP, async (at) => {
      assert.equal((await told(at)).type, 'application/x-www-form-urlencoded')
    }),
    back.mustHere('2.4', 'iss-aud-sub', 'The logout token names issuer, client and person.', NOT_SET_UP, async (at) => {
      const [{ iss, aud, sub }, ofId] = [await said(at), claimsOf((await told(at)).id)]
      assert.deepEqual([iss, aud, sub], [at.issuer, ofId.aud, ofId.sub])
    }),
    back.mustHere('2.4', 'times', 'The logout token was issued now, and lives shortly.', NOT_SET_UP, async (at) => {
      const { iat, exp } = await said(at)
      assert.ok(Math.abs(Number(iat) - Date.now() / 1000) < 60)
      assert.ok(Number(exp) > Number(iat) && Number(exp) - Number(iat) <= 120)
    }),
    back.mustHere('2.4', 'jti', 'The logout token has a jti.', NOT_SET_UP, async (at) => {
      const { jti } = await said(at)
      assert.ok(typeof jti === 'string' && jti.length >= 16)
    }),
    back.mustHere(
      '2.4',
      'events',
      'The logout token names its event, without further data.',
      NOT_SET_UP,
      async (at) => {
        const event = 'http://schemas.openid.net/event/backchannel-logout'
        assert.deepEqual((await said(at)).events, { [event]: {} })
      },
    ),
    back.mustHere('2.4', 'sid', 'The logout token has the sid of the id token.', NOT_SET_UP, async (at) => {
      const { sid } = claimsOf((await told(at)).id)
      assert.ok(typeof sid === 'string' && sid !== '')
      assert.equal((await said(at)).sid, sid)
    }),
    back.mustHere('2.4', 'no-nonce', 'The logout token has no nonce.', NOT_SET_UP, async (at) => {
      assert.ok(!('nonce' in (await said(at))))
    }),
    back.mustHere('2.4', 'type', 'The logout token has its own type.', NOT_SET_UP, async (at) => {
      assert.equal(headerOf(await tokenOf(at)).typ, 'logout+jwt')
    }),
    back.mustHere(
      '2.6',
      'signed',
      'The logout token is signed with a published key, as id tokens are.',
      NOT_SET_UP,
      async (at) => {
        assert.equal(headerOf(await tokenOf(at)).alg, 'RS256')
        await verified(at, await tokenOf(at))
      },
    ),
    back.mustHere('2.4', 'opens-nothing', 'The logout token gives no access.', NOT_SET_UP, async (at) => {
      isRefused(await call(`${at.fhirUrl}Patient`, { bearer: await tokenOf(at) }))
      const visit = await createBrowser().open(`${at.endpoint('end_session')}?id_token_hint=${await tokenOf(at)}`)
      assert.equal(visit.location, '')
    }),
    back.notApplicable('2.4', 'encrypted', 'The logout token may be encrypted.', 'id tokens are not encrypted here'),
    back.notApplicable('2.7', 'refresh-tokens', 'Refresh tokens end with the session.', 'a rule for clients'),
  ],
}

export const frontChannelLogout: Suite = {
  source: 'Front-Channel Logout',
  file: 'back-channel-logout.ts',
  rows: [
    front.mustHere('3', 'metadata', 'The metadata say that clients’ pages are opened, with sid.', NOT_SET_UP, (at) => {
      assert.equal(at.metadata.frontchannel_logout_supported, true)
      assert.equal(at.metadata.frontchannel_logout_session_supported, true)
    }),
    front.mustHere(
      '2',
      'uri-of-redirect-origin',
      "The client's sign-out page has the origin of a redirect_uri.",
      NOT_SET_UP,
      async (at) => {
        const frontChannelLogoutUri = 'https://other.example/out'
        await assert.rejects(at.newClient({ kind: 'app', redirectUris: [CALLBACK], frontChannelLogoutUri }))
      },
    ),
    front.mustHere('2', 'frame', "The client's page opens in a frame, with iss and sid.", NOT_SET_UP, async (at) => {
      const { visit, id } = await told(at)
      const [, src = ''] = /<iframe [^>]*src="([^"]*)"/.exec(visit.text) ?? []
      const { origin, searchParams } = new URL(src.replaceAll('&amp;', '&'))
      assert.equal(origin, new URL(CALLBACK).origin)
      assert.deepEqual(
        ['x', 'iss', 'sid'].map((name) => searchParams.get(name)),
        ['1', at.issuer, claimsOf(id).sid],
      )
    }),
    front.mustHere('2', 'frame-alone', 'No other page can be framed there.', NOT_SET_UP, async (at) => {
      const policy = (await told(at)).visit.headers.get('content-security-policy') ?? ''
      assert.match(policy, new RegExp(`frame-src ${new URL(CALLBACK).origin}(;|$)`))
    }),
  ],
}
