import type { DamsonClient } from './client/damson-client.ts'
import { engineOf } from './engine.ts'
import { UnauthenticatedError } from './errors.ts'
import { type DamsonClientOptions, headersOf } from './options.ts'
import { ownerIn, tokensIn } from './session.ts'

/**
 * Makes a client that acts for a person: with the credential of the given client, and a cache of its own. On a server,
 * make one for each person whom a request comes from. It shares nothing else, and signing it in or out changes nothing
 * for the given client. When that client is signed out, this one ends too.
 *
 * The server allows it where `actFor` of the client's `ProjectMembership` covers the person.
 *
 * @example
 * ```ts
 * const asReceptionist = asUser(client, 'Practitioner/123')
 * const patients = await asReceptionist.searchResources('Patient', { name: 'simpson' })
 * ```
 *
 * @param client  A client that is signed in as itself, by `startClientLogin` or `setBasicAuth`.
 * @param membership  The person's `ProjectMembership/…`, or their profile.
 */
export function asUser<C extends DamsonClient>(client: C, membership: string): C {
  const { options } = engineOf(client).settings
  const headers = headersOf(options.defaultHeaders)
  headers.set('X-Medplum-On-Behalf-Of', membership)
  const Same = client.constructor as new (options: DamsonClientOptions) => C
  const made = new Same({
    ...options,
    storage: 'memory',
    accessToken: undefined,
    defaultHeaders: Object.fromEntries(headers),
    fetch: (url, init) => fetchAs(client, url, init),
  })
  endWith(client, made)
  return made
}

/** Once the given client is signed out, or is another one, nothing that was read for the person is shown any more. */
function endWith(client: DamsonClient, made: DamsonClient): void {
  let [seen, owner] = [engineOf(client).sessions.current, ownerIn(engineOf(client).sessions.current.credential)]
  const { requests, sessions } = engineOf(made)
  const send = requests.send.bind(requests)
  requests.send = async (call) => {
    const { current } = engineOf(client).sessions
    if (current !== seen) sessions.current.cache.clear()
    seen = current
    owner ??= ownerIn(current.credential)
    const isOwn = sessions.current.credential.kind !== 'none'
    if (!isOwn && owner !== undefined && ownerIn(current.credential) !== owner) throw left()
    return send(call)
  }
}

const left = (): UnauthenticatedError =>
  new UnauthenticatedError('The client that this one acts with was signed out: sign it in, and make this one again.')

/** Sends a request with the credential of another client, and renews it where that client would. */
async function fetchAs(client: DamsonClient, url: string, init: RequestInit): Promise<Response> {
  const { settings, sessions } = engineOf(client)
  const sent = new Headers(init.headers)
  // The credential is for this server alone, for what is done for the person, and never in place of another one.
  const isForPerson = sent.has('X-Medplum-On-Behalf-Of') && !sent.has('Authorization')
  if (!url.startsWith(settings.baseUrl) || !isForPerson) return settings.fetch(url, init)
  await renew(client)
  const send = async (): Promise<Response> => {
    const { credential } = sessions.current
    const token = tokensIn(credential)?.accessToken
    const headers = new Headers(sent)
    if (credential.kind === 'basic') headers.set('Authorization', credential.header)
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`)
    return settings.fetch(url, { ...init, headers })
  }
  const [used, session] = [client.getAccessToken(), sessions.current]
  const answer = await send()
  if (sessions.current !== session && session.credential.kind !== 'none') throw left()
  if (answer.status !== 401 || used === undefined || init.body instanceof ReadableStream) return answer
  await renew(client, Number.POSITIVE_INFINITY)
  return client.getAccessToken() === used ? answer : send()
}

/** Where the login has ended, the server says so: the request goes without a token. */
async function renew(client: DamsonClient, gracePeriod?: number): Promise<void> {
  try {
    await client.refreshIfExpired(gracePeriod)
  } catch (error) {
    if (!(error instanceof UnauthenticatedError)) throw error
  }
}
