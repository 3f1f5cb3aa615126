import { type Answer, type Owner, pkce, startWorld, type World, type WorldOptions } from '@damson/testkit'
import type { IdentityProvider } from '@damson/testkit/identity-providers'
import { must } from '../identity/steps.ts'
import { type CookieBrowser, createCookieBrowser, type Visit } from '../signin/cookie-browser.ts'

export const APP = 'https://app.example.org/callback'

/** A project whose apps sign people in with providers. */
export interface Federated {
  readonly world: World
  readonly owner: Owner
  browser(): CookieBrowser
  /** An app of the project; `identityProvider` is completed from the provider. */
  app(provider: IdentityProvider | undefined, identityProvider?: object, fields?: object): Promise<App>
  invite(fields: object): Promise<Answer>
  /** The rows that a sign-in could make or change, as text: the same before and after where nothing may be changed. */
  written(): Promise<string>
}

export interface App {
  readonly id: string
  /** The address that begins a sign-in, with the verifier that its code will want. */
  start(changes?: Readonly<Record<string, string | undefined>>): { readonly url: string; readonly verifier: string }
}

/** What came of a sign-in by a provider. */
export interface Arrived {
  readonly visit: Visit
  readonly code: string
  readonly state: string | null
  readonly verifier: string
  readonly callback: string
}

export async function startFederated(options: WorldOptions = {}): Promise<Federated> {
  const world = await startWorld(options)
  const owner = await world.actors.owner()
  const as = (path: string, json: object): Promise<Answer> => world.call(path, { json, token: owner.token })
  return {
    world,
    owner,
    browser: () => createCookieBrowser(world.baseUrl, world.baseUrl),
    invite: async (fields) =>
      must(
        await as(`admin/projects/${owner.project}/invite`, {
          resourceType: 'Practitioner',
          firstName: 'Ada',
          lastName: 'Lovelace',
          ...fields,
        }),
      ),
    async app(provider, identityProvider = {}, fields = {}) {
      const made = must(
        await as(`admin/projects/${owner.project}/client`, {
          name: 'An App',
          kind: 'app',
          tokenEndpointAuthMethod: 'none',
          firstParty: true,
          redirectUris: [APP],
          ...(provider !== undefined && { identityProvider: configOf(provider, identityProvider) }),
          ...fields,
        }),
      )
      const id: string = made.body.id
      provider?.allowRedirectUri(callbackOf(world.baseUrl, id))
      return {
        id,
        start(changes = {}) {
          const { verifier, challenge } = pkce()
          const query = {
            client_id: id,
            redirect_uri: APP,
            scope: 'openid',
            state: 'of-the-app',
            code_challenge: challenge,
            code_challenge_method: 'S256',
            ...changes,
          }
          const present = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
          return { url: `${world.baseUrl}auth/external/start?${new URLSearchParams(present)}`, verifier }
        },
      }
    },
    async written() {
      const tables = ['users', 'memberships', 'identities', 'login_roots', 'logins', 'resources', 'resource_history']
      const all = await Promise.all(
        tables.map((table) =>
          // Others may sign in meanwhile as they always do.
          world.store.db.query({
            sql: `select (to_jsonb(t) - 'last_sign_in_at')::text as row from ${table} t order by 1`,
            params: [],
          }),
        ),
      )
      return JSON.stringify(all.map(({ rows }) => rows))
    },
  }
}

/** Where a provider sends browsers back to: an address of its own, that no other provider has. */
export const callbackOf = (baseUrl: string, clientId: string): string => `${baseUrl}auth/external/client/${clientId}`

/** How a provider is configured: by discovery, with its secret and the way in which it takes it. */
export function configOf(provider: IdentityProvider, more: object = {}): object {
  const { clientId, clientSecret, tokenAuthMethod, name, endpoints } = provider
  return {
    name,
    discoveryUrl: endpoints.discovery,
    clientId,
    tokenAuthMethod,
    ...(clientSecret !== '' && { clientSecret }),
    ...more,
  }
}

/** From the app to the provider and back, in one browser; what the provider's pages do is played by `signIn`. */
export async function signInWith(
  { world }: Federated,
  browser: CookieBrowser,
  app: App,
  provider: IdentityProvider,
  person: string,
  changes?: Readonly<Record<string, string | undefined>>,
): Promise<Arrived> {
  const { url, verifier } = app.start(changes)
  const sent = await browser.open(url)
  if (sent.status !== 302) return { visit: sent, code: '', state: null, verifier, callback: '' }
  const callback = await provider.signIn(sent.location, person)
  const visit = await browser.open(callback.replace(world.baseUrl, '/'))
  return { visit, verifier, callback, ...answerIn(visit) }
}

export function answerIn({ location }: Visit): { readonly code: string; readonly state: string | null } {
  const parameters = location.startsWith('https://') ? new URL(location).searchParams : new URLSearchParams()
  return { code: parameters.get('code') ?? '', state: parameters.get('state') }
}

/** The tokens of a sign-in that went back to the app. */
export async function tokensOf({ world }: Federated, app: App, { code, verifier }: Arrived): Promise<Answer> {
  return must(
    await world.call('oauth2/token', {
      form: {
        grant_type: 'authorization_code',
        code,
        code_verifier: verifier,
        client_id: app.id,
        redirect_uri: APP,
      },
    }),
  )
}
