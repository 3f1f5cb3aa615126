import { storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../identity/steps.ts'
import { APP, type App, type Federated, startFederated } from './external.ts'

const CHECKS =
  'settings state code client id_token time issuer audience nonce signature person project rules email account'.split(
    ' ',
  )

/** How each check went: p passed, F failed, - not reached, 0 not needed. */
const SIGNS: Readonly<Record<string, string>> = { passed: 'p', failed: 'F', not_reached: '-', not_needed: '0' }

/** The first word of what the page says of each check, in order. */
function shownIn(text: string): string {
  const list = /<ol class="grants checks">(.*?)<\/ol>/s.exec(text)?.[1] ?? ''
  return [...list.matchAll(/<li class="(\w+)">/g)].map(([, state = '']) => SIGNS[state]).join('')
}

/** All checks before it passed, none after it was reached. */
const failedAt = (check: string): string =>
  CHECKS.map((_, at) => ['p', 'F', '-'][Math.sign(at - CHECKS.indexOf(check)) + 1]).join('')

describe.each(storesForWalks())('the checks of a trial, on %s', (store) => {
  let federated: Federated
  let idp: HostileProvider
  beforeAll(async () => {
    federated = await startFederated({ store })
    idp = await startHostileProvider({ redirectUris: [APP] })
  })
  afterAll(async () => {
    await idp.stop()
    await federated.world.close()
  })

  type Behavior = Parameters<HostileProvider['misbehave']>[0]
  const STAFF = { emailDomain: ['evil.example'], profileType: ['Practitioner'] }
  const says = (claims: Record<string, unknown>): Behavior => ({ idToken: claims, userinfo: claims })
  const pathOf = (address: string): string => address.replace(federated.world.baseUrl, '/')

  async function tried(app: App, behavior: Behavior): Promise<string> {
    const { body } = must(
      await federated.world.call(`admin/projects/${federated.owner.project}/provider-test`, {
        json: { provider: { reference: `ClientApplication/${app.id}` } },
        token: federated.owner.token,
      }),
    )
    const browser = federated.browser()
    const { location } = await browser.open(pathOf(body.url))
    idp.misbehave(behavior)
    try {
      return (await browser.open(pathOf(await idp.signIn(location, 'mallory')))).text
    } finally {
      idp.behave()
    }
  }

  test.each<[string, string, Behavior, object?]>([
    ['declines', 'code', { callback: { code: undefined, error: 'access_denied' } }],
    ['has a broken token endpoint', 'client', { faults: { token: 'redirect' } }],
    ['does not know the client', 'client', {}, { clientSecret: 'another secret than the provider has' }],
    ['does not know its code', 'id_token', { callback: { code: 'made-up' } }],
    ['gives no id token', 'id_token', { tokenAnswer: { id_token: undefined } }],
    ['gives one of yesterday', 'time', { idToken: { exp: 1_000 } }],
    ['gives one without a time', 'time', { idToken: { exp: undefined } }],
    ['speaks for another issuer', 'issuer', { idToken: { iss: 'https://other.example/' } }],
    ['speaks to another app', 'audience', { idToken: { aud: 'another' } }],
    ['repeats itself', 'nonce', { idToken: { nonce: 'x' } }],
    ['is wrong about issuer and nonce', 'issuer', { idToken: { iss: 'https://other.example/', nonce: 'x' } }],
    ['signs with a key of somebody else', 'signature', { idTokenSignature: 'foreign key' }],
    ['names somebody that cannot be kept', 'person', says({ sub: 'x'.repeat(300) })],
  ])('one that %s fails at %s, with what to do', async (_, check, behavior, settings) => {
    const text = await tried(await federated.app(idp, { ...STAFF, ...settings }), behavior)
    expect(shownIn(text)).toBe(failedAt(check))
    const failed = /<li class="failed">(.*?)<\/li>/s.exec(text)?.[1] ?? ''
    expect(failed).toMatch(/Failed.*What to do: /s)
  })

  describe('where userinfo is signed, and it alone tells the address,', () => {
    const told = { email: 'told@evil.example', email_verified: true }
    const byUserinfo = (
      userinfo: Record<string, unknown> = {},
      userinfoSignature: NonNullable<Behavior['userinfoSignature']> = 'right',
    ): Behavior => ({
      idToken: { email: undefined, email_verified: undefined },
      userinfo: { ...told, ...userinfo },
      userinfoSignature,
    })

    test('all that the provider proves passes, and nobody is invited', async () => {
      const text = await tried(await federated.app(idp, STAFF), byUserinfo())
      expect(shownIn(text)).toBe(`${'p'.repeat(CHECKS.length - 1)}F`)
      expect(text).toContain(told.email)
    })

    test.each<[string, Behavior, RegExp]>([
      [
        'is signed with a key of somebody else',
        byUserinfo({}, 'foreign key'),
        /signs its userinfo\. The signature of the token does not verify/,
      ],
      [
        'was changed after it was signed',
        byUserinfo({}, 'changed after signing'),
        /signs its userinfo\. The signature of the token does not verify/,
      ],
      [
        'is not signed at all',
        byUserinfo({}, 'none'),
        /signs its userinfo\. The token is not signed with an asymmetric/,
      ],
      ['is for another app', byUserinfo({ aud: 'another' }), /signs its userinfo\. The token is for another audience/],
      [
        'is of another issuer',
        byUserinfo({ iss: 'https://other.example/' }),
        /signs its userinfo\. The iss of the token is not/,
      ],
      ['is about somebody else', byUserinfo({ sub: 'somebody-else' }), /Userinfo is about another person/],
    ])('one that %s fails there, and not at the id token, with what to do', async (_, behavior, why) => {
      const text = await tried(await federated.app(idp, STAFF), behavior)
      expect(shownIn(text)).toBe(failedAt('person'))
      const failed = /<li class="failed">(.*?)<\/li>/s.exec(text)?.[1] ?? ''
      expect(failed).toMatch(why)
      expect(failed).toMatch(/Failed.*What to do: /s)
      expect(text).not.toContain(told.email)
    })
  })

  test('one that gives a token without an audience fails there, before its time and issuer were looked at', async () => {
    const text = await tried(await federated.app(idp, STAFF), { idToken: { aud: undefined } })
    expect(shownIn(text)).toBe('ppppp--F-------')
  })

  test('one that was changed meanwhile fails at what the answer belongs to', async () => {
    const app = await federated.app(idp, STAFF)
    const address = `fhir/R4/ClientApplication/${app.id}`
    const as = { token: federated.owner.token }
    const { body } = must(
      await federated.world.call(`admin/projects/${federated.owner.project}/provider-test`, {
        json: { provider: { reference: `ClientApplication/${app.id}` } },
        ...as,
      }),
    )
    const browser = federated.browser()
    const { location } = await browser.open(pathOf(body.url))
    const client = must(await federated.world.call(address, as)).body
    const identityProvider = { ...client.identityProvider, scope: 'groups' }
    must(await federated.world.call(address, { method: 'PUT', json: { ...client, identityProvider }, ...as }))
    const { text } = await browser.open(pathOf(await idp.signIn(location, 'mallory')))
    expect(shownIn(text)).toBe(failedAt('state'))
  })

  const REFUSING = { claim: 'groups', value: 'Leavers', refuse: true, optional: true }
  const NURSES = { claim: 'groups', value: 'Nurses', profileType: 'Practitioner', optional: true }
  const known = { email: 'ida@evil.example', email_verified: true }

  test.each<[string, string, object, Record<string, unknown>, RegExp]>([
    ['no address is verified', 'email', {}, { ...known, email_verified: false }, /email_verified is not the boolean/],
    ['a rule refuses them', 'rules', { claimRule: [REFUSING] }, { ...known, groups: 'Leavers' }, /refuses everyone/],
    ['nobody is invited', 'account', {}, { ...known, email: 'nobody@evil.example' }, /match no one in this project/],
  ])('where %s, the administrator would be refused at %s', async (_, check, settings, claims, why) => {
    const app = await federated.app(idp, { ...STAFF, ...settings })
    const text = await tried(app, says({ sub: `sub-${check}`, ...claims }))
    expect(shownIn(text)).toBe(failedAt(check))
    expect(text).toContain('It works, but you would not get in yet')
    expect(/<li class="failed">(.*?)<\/li>/s.exec(text)?.[1]).toMatch(why)
  })

  test('of somebody who is known, all pass: what rules decide, and how the account is found', async () => {
    must(await federated.invite({ email: known.email }))
    const app = await federated.app(idp, { ...STAFF, claimRule: [REFUSING, NURSES] })
    const text = await tried(app, says({ sub: 'sub-ida', groups: ['Nurses'], ...known }))
    expect(shownIn(text)).toBe('p'.repeat(CHECKS.length))
    expect(text).toContain('profileType Practitioner (claimRule 2)')
    expect(text).toContain('It would be linked by the e-mail address.')
    // Of claims the names alone.
    expect(text).not.toContain('Nurses')
  })

  test('of somebody whose id names them, the address is not needed; of a stranger an account would be made', async () => {
    const bySubject = {
      ...STAFF,
      identitySource: 'subject',
      accountPolicy: 'create',
      defaultProfileType: 'Practitioner',
    }
    const app = await federated.app(idp, bySubject)
    const text = await tried(app, says({ sub: 'sub-new', email: undefined, email_verified: undefined }))
    expect(shownIn(text)).toBe('ppppppppppppp0p')
    expect(text).toContain('It would be made when you sign in for the first time.')
    expect(text).toContain('No rule decides anything for you.')
  })
})
