import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { must, reasonOf } from '../identity/steps.ts'
import { developerMode } from '../traces/tracing.ts'
import { failures, failuresSince, findings } from './deceits.ts'
import { type App, type Arrived, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

let federated: Federated
let provider: HostileProvider
beforeAll(async () => {
  federated = await startFederated()
  provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
  must(await developerMode(federated.world.call, federated.owner))
})
afterEach(() => provider.behave())
afterAll(async () => {
  await provider.stop()
  await federated.world.close()
})

const STAFF = { emailDomain: ['clinic.example', 'clіnic.example'], profileType: ['Practitioner'] }
const arrive = (app: App, says: object): Promise<Arrived> => {
  const claims = { email_verified: true, ...says }
  provider.misbehave({ idToken: claims, userinfo: claims })
  return signInWith(federated, federated.browser(), app, provider, 'mallory')
}
const told = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  await federated.world.store.db.query({ sql: 'delete from traces', params: [] })
  await work()
  return findings(federated)
}

describe('an e-mail claim that only looks like an address', () => {
  test.each([
    ['with a space around it', ' odd@clinic.example'],
    ['that NFKC would make one', 'odd@ｃlinic.example'],
    ['of a domain that mixes scripts', 'odd@clіnic.example'],
  ])('finds and links nobody, %s', async (_, email) => {
    const app = await federated.app(provider, STAFF)
    await federated.invite({ email: 'odd@clinic.example' }).catch(() => undefined)
    const [before, failed] = [await federated.written(), await failures(federated)]
    const said = await told(async () => expect((await arrive(app, { sub: 'odd', email })).code).toBe(''))
    expect(said).toEqual([expect.stringMatching(/^The claim email is not accepted as an address, and is not repaired/)])
    expect(await failuresSince(federated, failed)).toEqual(['no_email'])
    expect(await federated.written()).toBe(before)
  })

  test('is kept of nobody whom the provider brings along', async () => {
    const brings = { identitySource: 'subject', accountPolicy: 'create', defaultProfileType: 'Practitioner' }
    const app = await federated.app(provider, { ...STAFF, ...brings })
    const arrived = await arrive(app, { sub: 'brought-along', email: ' brought@clinic.example' })
    expect((await tokensOf(federated, app, arrived)).body.access_token).toBeDefined()
    expect(await federated.written()).not.toContain('brought@')
  })

  test('changes nothing for a person who is known by their subject', async () => {
    const app = await federated.app(provider, STAFF)
    await federated.invite({ email: 'known@clinic.example' })
    const profile = async (email: string): Promise<unknown> =>
      (await tokensOf(federated, app, await arrive(app, { sub: 'known', email }))).body.profile.reference
    const first = await profile('known@clinic.example')
    expect(await profile('\u200Bknown@clinic.example')).toBe(first)
  })
})

describe('what a provider says of its refusal', () => {
  const DESCRIPTION = 'Ada <ada@clinic.example> is locked: ticket 6f9619ff-8b86-d011-b42d-00cf4fc964ff, zu früh'
  const SHOWN = 'Ada [address] is locked: ticket [token], zu fr?h'

  test('is in the trace where it sends the person back, masked, and not on the page', async () => {
    const app = await federated.app(provider, STAFF)
    const callback = { code: undefined, error: 'access_denied', error_description: DESCRIPTION }
    provider.misbehave({ callback })
    let page = ''
    const said = await told(async () => {
      page = (await signInWith(federated, federated.browser(), app, provider, 'mallory')).visit.text
    })
    expect(said).toEqual([`The provider sent the person back with the error access_denied. It says: "${SHOWN}"`])
    expect(page).not.toMatch(/is locked|ada@clinic/)
  })

  test('is in the trace where it refuses the code', async () => {
    const app = await federated.app(provider, STAFF)
    provider.misbehave({ faults: { token: 'error' } })
    const said = await told(() => signInWith(federated, federated.browser(), app, provider, 'mallory'))
    expect(said).toEqual([expect.stringMatching(/refuses the code: server_error\. It says: "<img src=x .*555 0100"$/)])
  })
})

test('a provider at a plain http address is refused on save outside development', async () => {
  const { world, owner } = federated
  const live = await world.restarted({ development: false })
  const save = (identityProvider: object) =>
    live.call('fhir/R4/ClientApplication', {
      json: { resourceType: 'ClientApplication', name: 'x', identityProvider: { ...USUAL, ...identityProvider } },
      token: owner.token,
    })
  const USUAL = { clientId: 'damson', clientSecret: 'secret' }
  const [http, https] = ['http://127.0.0.1:9/x', 'https://idp.example/x']
  const whole = { issuer: https, authorizeUrl: https, tokenUrl: https, jwksUrl: https }
  const endpoints = ['authorizeUrl', 'tokenUrl', 'jwksUrl', 'userInfoUrl'].map((name) => ({ ...whole, [name]: http }))
  for (const plain of [{ discoveryUrl: http }, { issuer: http }, ...endpoints]) {
    const refused = await save(plain)
    expect([refused.status, reasonOf(refused)], JSON.stringify(plain)).toEqual([400, 'plain_http_provider'])
  }
  must(await save(whole))
})
