/** A device that the provider vouches for, demanded by an access policy or a client. */
import { type Answer, storesForWalks } from '@damson/testkit'
import { type HostileProvider, startHostileProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshEmail, must, reasonOf, verdict } from '../identity/steps.ts'
import { type App, type Federated, signInWith, startFederated, tokensOf } from './external.ts'

type Says = Readonly<Record<string, unknown>>

describe.each(storesForWalks())('a compliant device on %s', (store) => {
  let federated: Federated
  let provider: HostileProvider
  let app: App
  let strictApp: App
  let email = ''
  const STAFF = {
    emailDomain: ['example.org'],
    profileType: ['Practitioner'],
    claimRule: [
      { claim: 'device_compliant', value: 'true', compliantDevice: true },
      { claim: 'amr', value: 'hwk', compliantDevice: true },
    ],
  }
  beforeAll(async () => {
    federated = await startFederated({ store })
    provider = await startHostileProvider({ redirectUris: [`${federated.world.baseUrl}auth/external`] })
    app = await federated.app(provider, STAFF)
    strictApp = await federated.app(provider, STAFF, { compliantDeviceRequired: true })
  })
  afterAll(async () => {
    await provider.stop()
    await federated.world.close()
  })

  const policyOf = async (fields: object): Promise<string> => {
    const json = { resourceType: 'AccessPolicy', name: 'Ward', resource: [{ resourceType: 'Patient' }], ...fields }
    const { token } = federated.owner
    return `AccessPolicy/${must(await federated.world.call('fhir/R4/AccessPolicy', { json, token })).body.id}`
  }
  async function invited(fields: object): Promise<string> {
    email = freshEmail()
    must(await federated.invite({ email, accessPolicy: { reference: await policyOf(fields) } }))
    return email
  }
  async function token(more: Says, at = app): Promise<string> {
    const says = { sub: `device-${email}`, email, email_verified: true, ...more }
    provider.misbehave({ idToken: says, userinfo: says })
    try {
      const arrived = await signInWith(federated, federated.browser(), at, provider, 'mallory')
      return must(await tokensOf(federated, at, arrived)).body.access_token
    } finally {
      provider.behave()
    }
  }
  const search = (bearer: string): Promise<Answer> => federated.world.call('fhir/R4/Patient', { token: bearer })

  test('is demanded by a policy: without the provider’s word every request is refused, with what to do', async () => {
    await invited({ compliantDeviceRequired: true })
    for (const says of [{}, { device_compliant: false }, { device_compliant: 'no' }, { amr: ['pwd'] }]) {
      const refused = await search(await token(says))
      expect(verdict(refused), JSON.stringify(says)).toBe('403 device_not_compliant')
      expect(refused.text).toContain('sign in on such a device')
    }
    for (const says of [{ device_compliant: true }, { device_compliant: 'true' }, { amr: ['pwd', 'hwk'] }])
      expect((await search(await token(says))).status, JSON.stringify(says)).toBe(200)
  })

  test('is demanded by a client, of people', async () => {
    await invited({})
    expect((await search(await token({}))).status).toBe(200)
    expect(reasonOf(await search(await token({}, strictApp)))).toBe('device_not_compliant')
    expect((await search(await token({ device_compliant: true }, strictApp))).status).toBe(200)
    const { token: owner } = federated.owner
    const [machine, policy] = [{ name: 'Job', kind: 'server', compliantDeviceRequired: true }, await policyOf({})]
    const json = { ...machine, accessPolicy: { reference: policy } }
    const at = `admin/projects/${federated.owner.project}/client`
    const { body } = must(await federated.world.call(at, { json, token: owner }))
    const form = { grant_type: 'client_credentials', client_id: body.id, client_secret: body.secret }
    const { access_token: bearer } = must(await federated.world.call('oauth2/token', { form })).body
    expect((await search(bearer)).status).toBe(200)
  })

  test('counts for the sign-ins that are open too, once a policy demands it', async () => {
    const policy = await policyOf({})
    email = freshEmail()
    must(await federated.invite({ email, accessPolicy: { reference: policy } }))
    const [managed, other] = [await token({ device_compliant: true }), await token({})]
    expect((await search(other)).status).toBe(200)
    const { token: owner } = federated.owner
    const { body } = must(await federated.world.call(`fhir/R4/${policy}`, { token: owner }))
    const json = { ...body, compliantDeviceRequired: true }
    must(await federated.world.call(`fhir/R4/${policy}`, { method: 'PUT', json, token: owner }))
    expect(verdict(await search(other))).toBe('403 device_not_compliant')
    expect((await search(managed)).status).toBe(200)
  })

  test.each(['yes', 1, null])('is not demanded by %j', async (compliantDeviceRequired) => {
    const json = {
      resourceType: 'AccessPolicy',
      name: 'W',
      resource: [{ resourceType: 'Patient' }],
      compliantDeviceRequired,
    }
    const answer = await federated.world.call('fhir/R4/AccessPolicy', { json, token: federated.owner.token })
    expect(answer.status).toBe(400)
  })
})
