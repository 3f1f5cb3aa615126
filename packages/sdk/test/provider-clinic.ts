/** A clinic whose people sign in with an identity provider, for apps of `@medplum/core` and of `@damson/sdk/external`. */
import { type Answer, type CallOptions, startWorld, type World } from '@damson/testkit'
import {
  createBrowser,
  type IdentityProvider,
  type Person,
  startHostileProvider,
  startIdentityProvider,
  type TokenTap,
  tapTokens,
} from '@damson/testkit/identity-providers'

/** Where the app is served, and where it takes its codes: the address that `@medplum/core` redeems them for. */
export const APP = 'https://app.example.org'
export const REDIRECT_URI = `${APP}/`
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** Of an organisation whose addresses are held to its provider, and with an account at Google too. */
const DOMAIN = 'myhospital.example'
const RITA: Person = {
  key: 'rita',
  label: 'Rita Routed',
  subject: '109990001112223334445',
  claims: { name: 'Rita Routed', email: `rita@${DOMAIN}`, email_verified: true, hd: DOMAIN },
}
/** What a pipeline's own issuer signs is for. */
const AUDIENCE = 'https://deploy.clinic.example'
const SUBJECT = 'repo:acme/lab:ref:refs/heads/main'

export interface ProviderClinic {
  readonly world: World
  readonly idp: IdentityProvider
  readonly google: IdentityProvider
  /** In front of the token endpoint of the first, which remembers what it gave to Damson. */
  readonly tap: TokenTap
  /** The app that signs in by Damson's address alone, and the one that may go to the provider by itself. */
  readonly bound: string
  readonly direct: string
  /** A patient whom all may read. */
  readonly patient: string
  /** Where Ada works: her membership. */
  readonly membership: string
  /** What `signInWithExternalAuth` is given by an app that goes to the provider by itself. */
  readonly straight: { readonly authorizeUrl: string; readonly clientId: string; readonly callback: string }
  /** A client that a pipeline's token stands for, and such a token. */
  readonly pipeline: string
  pipelineToken(): Promise<string>
  close(): Promise<void>
}

export async function startProviderClinic(): Promise<ProviderClinic> {
  const [idp, google, forge] = await Promise.all([
    startIdentityProvider('auth0', { redirectUris: [`${APP}/idp`], people: [RITA] }),
    startIdentityProvider('google', { redirectUris: [`${APP}/google`], people: [RITA] }),
    // It signs what it is told to.
    startHostileProvider({ redirectUris: [`${APP}/forge`] }),
  ])
  const tap = await tapTokens(idp)
  const zone = new Map<string, readonly string[]>()
  const world = await startWorld({
    env: { DAMSON_FEDERATION_GOOGLE_ISSUER: google.issuer },
    readTxt: (name) => Promise.resolve(zone.get(name) ?? []),
  })
  const { project, token } = await world.actors.owner()
  const callbackOf = (id: string): string => `${world.baseUrl}auth/external/client/${id}`
  const identityProvider = {
    name: idp.name,
    discoveryUrl: idp.endpoints.discovery,
    tokenUrl: tap.url,
    clientId: idp.clientId,
    clientSecret: idp.clientSecret,
    tokenAuthMethod: idp.tokenAuthMethod,
    emailDomain: ['clinic.example'],
    profileType: ['Practitioner'],
  }
  const app = async (fields: object): Promise<string> => {
    const places = { redirectUris: [REDIRECT_URI], allowedOrigin: [APP] }
    const app = { name: 'Ward Round', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true, ...places }
    const { id } = (await admin('client', { ...app, identityProvider, ...fields })).body
    idp.allowRedirectUri(callbackOf(id))
    return id
  }
  const bound = await app({})
  await tryOut(`ClientApplication/${bound}`)
  await change(`ClientApplication/${bound}`, { signIn: 'external' })
  const grantType = ['authorization_code', 'refresh_token', EXCHANGE]
  const direct = await app({ providerDirect: true, grantType })
  await change(`Project/${project}`, {
    site: [{ name: 'Clinic', domain: ['app.example.org'], googleClientId: google.clientId }],
  })
  const accessPolicy = await policy([{ resourceType: 'Patient', interaction: ['read', 'search'] }])
  const invite = (email: string): Promise<Answer> =>
    admin('invite', {
      resourceType: 'Practitioner',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email,
      scope: 'project',
      membership: { accessPolicy },
    })
  const { body: membership } = await invite('ada@clinic.example')
  await invite('ada@practice.example')
  await invite(`rita@${DOMAIN}`)
  await holdDomain()
  const family = { resourceType: 'Patient', name: [{ family: 'Simpson' }] }
  const { body: patient } = await as('fhir/R4/Patient', { json: family })
  const issuer = { issuer: forge.issuer, audience: AUDIENCE, subject: SUBJECT }
  const machine = { name: 'Pipeline', kind: 'device', workloadIdentity: [issuer], accessPolicy }
  const { body: pipeline } = await admin('client', machine)
  return {
    world,
    idp,
    google,
    tap,
    bound,
    direct,
    patient: patient.id,
    membership: membership.id,
    straight: { authorizeUrl: idp.endpoints.authorize, clientId: idp.clientId, callback: callbackOf(direct) },
    pipeline: pipeline.id,
    pipelineToken() {
      const iat = Math.floor(Date.now() / 1000)
      const times = { iat, exp: iat + 300, jti: crypto.randomUUID() }
      return forge.mint({ iss: forge.issuer, aud: AUDIENCE, sub: SUBJECT, ...times })
    },
    async close() {
      await Promise.all([tap.close(), idp.stop(), google.stop(), forge.stop()])
      await world.close()
    },
  }

  async function as(path: string, options: CallOptions = {}): Promise<Answer> {
    const answer = await world.call(path, { ...options, token })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer
  }

  function admin(path: string, json: object): Promise<Answer> {
    return as(`admin/projects/${project}/${path}`, { json })
  }

  async function policy(resource: readonly object[]): Promise<{ readonly reference: string }> {
    const made = await as('fhir/R4/AccessPolicy', {
      json: { resourceType: 'AccessPolicy', name: 'a policy', resource },
    })
    return { reference: `AccessPolicy/${made.body.id}` }
  }

  async function change(path: string, fields: object): Promise<Answer> {
    const { body } = await as(`fhir/R4/${path}`)
    return as(`fhir/R4/${path}`, { method: 'PUT', json: { ...body, ...fields } })
  }

  /** Holds the addresses of a domain to the provider, once the domain is proven. */
  async function holdDomain(): Promise<void> {
    const { body } = await admin('domain', {
      domain: DOMAIN,
      identityProvider: { ...identityProvider, emailDomain: [DOMAIN] },
    })
    zone.set(body.record.name, [body.record.value])
    idp.allowRedirectUri(`${world.baseUrl}auth/external/domain/${body.id}`)
    await admin(`domain/${body.id}/verify`, {})
    await tryOut(`DomainConfiguration/${body.id}`)
    await admin(`domain/${body.id}/enforce`, { enforced: true })
  }

  /** A configuration is tried before it is all there is. */
  async function tryOut(reference: string): Promise<void> {
    const { body } = await admin('provider-test', { provider: { reference } })
    const browser = createBrowser()
    const sent = await browser.open(body.url)
    const shown = await browser.open(await idp.signIn(sent.location, 'ada'))
    if (!shown.text.includes('It works')) throw new Error(shown.text)
  }
}
