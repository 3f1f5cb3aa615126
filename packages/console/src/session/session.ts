import { DamsonClient, OAuthError, type Project, type ProjectMembership, RedirectError } from '@damson/sdk'
import { configuration } from './configuration.ts'
import { lets } from './own-policy.ts'
import { answerOf, hasAnswer, openWindow, tellOpener } from './window.ts'

const AGAIN = '#again'
const SCOPE = 'openid online_access'
const REDIRECT_URI = new URL(configuration.basePath, configuration.adminUrl).href

/** Tokens are kept in memory alone: a reload signs in again, which the sign-in in this browser answers at once. */
const newClient = (): DamsonClient =>
  new DamsonClient({
    baseUrl: configuration.baseUrl,
    clientId: configuration.clientId,
    scope: SCOPE,
    storage: 'memory',
    cacheTime: 0,
  })
let client = newClient()
/** The membership that the page was made for. */
let membership: string | undefined
/** The browser would go on with the other person unless it asks who signs in. */
let asksWho = false

/** Who is signed in, and where. */
export interface Me {
  readonly project: Project & { id: string }
  readonly membership: ProjectMembership & { id: string }
  readonly name: string
  /** What they administrate; undefined: nothing here. */
  readonly role: 'owner' | NonNullable<ProjectMembership['adminRole']> | undefined
  /** They own the server's own project; others of it see and do nothing of the server. */
  readonly isOperator: boolean
  /** Whether their access policy lets them search resources of a type, at least some of them. */
  mayFind(type: string): boolean
  /** The same of reading them. */
  mayRead(type: string): boolean
  /** Whether the policy with this id is one of theirs. */
  has(policy: string): boolean
}

/** Demands of a sign-in, as a 401 names them (RFC 9470 §3). */
export interface Demands {
  readonly acrValues?: string | undefined
  readonly maxAge?: number | undefined
}

/** Whether the browser comes back from the sign-in. */
export const isAnswered = (): boolean => hasAnswer(location.href)

/**
 * Signs in, or finishes the sign-in that the browser comes back from. Never resolves while the browser leaves the page.
 *
 * @throws {OAuthError} When the person or the server refused.
 */
export async function begin(): Promise<void> {
  if (isAnswered() && tellOpener(location.href)) return new Promise(() => undefined)
  try {
    const profile = await client.signInWithRedirect({ redirectUri: REDIRECT_URI, returnTo: location.href })
    if (profile === undefined) await new Promise(() => undefined)
    membership = client.getProjectMembership()?.id
  } catch (error) {
    // An answer to a sign-in that this tab did not begin, such as a bookmarked one: begin anew, once.
    if (!(error instanceof RedirectError) || location.hash === AGAIN) throw error
    location.replace(`${configuration.basePath}${AGAIN}`)
    await new Promise(() => undefined)
  }
}

/** Chooses another account or project. */
export async function choose(): Promise<void> {
  const url = await client.getAuthorizationUrl({ redirectUri: REDIRECT_URI, prompt: 'select_account' })
  location.assign(url)
}

export async function signOut(): Promise<void> {
  await client.signOutWithRedirect()
}

/** How a sign-in in another window ended. `other`: somebody else signed in there, or with another membership. */
export type Again = 'proven' | 'other' | 'failed'

/**
 * Signs in again in a window of its own, so that nothing typed here is lost. Must be called by a click, or browsers open
 * no window. Who signs in there must be who the page was made for: what is on it, and what was typed into it, is theirs.
 */
export async function signInAgain({ acrValues, maxAge }: Demands, signal: AbortSignal): Promise<Again> {
  const other = openWindow()
  const next = newClient()
  const url = await next.getAuthorizationUrl({
    redirectUri: REDIRECT_URI,
    ...(asksWho ? { prompt: 'select_account' } : {}),
    ...(acrValues === undefined ? {} : { acrValues }),
    ...(maxAge === undefined ? {} : { maxAge }),
  })
  const answer = await answerOf(other, url, signal)
  if (answer === undefined) return 'failed'
  try {
    await next.processRedirect(answer)
  } catch (error) {
    if (error instanceof OAuthError) return 'failed'
    throw error
  }
  asksWho = next.getProjectMembership()?.id !== membership
  if (asksWho) return 'other'
  client = next
  return 'proven'
}

/** The token to send, renewed when it is about to expire. */
export async function accessToken(): Promise<string | undefined> {
  await client.refreshIfExpired().catch(() => undefined)
  return client.getAccessToken()
}

export function readMe(): Me | undefined {
  const [project, own, profile] = [client.getProject(), client.getProjectMembership(), client.getProfile()]
  if (project?.id === undefined || own?.id === undefined) return undefined
  const role = client.isProjectAdmin() ? 'owner' : own.adminRole
  return {
    project: { ...project, id: project.id },
    membership: { ...own, id: own.id },
    name: own.profile?.display ?? nameOf(profile) ?? '',
    role,
    isOperator: role === 'owner' && client.isSuperAdmin(),
    mayFind: (type) => client.isSuperAdmin() || lets(client.getAccessPolicy(), 'search', type),
    mayRead: (type) => lets(client.getAccessPolicy(), 'read', type),
    has: (policy) =>
      (client.getAccessPolicy()?.basedOn ?? []).some(({ reference }) => reference === `AccessPolicy/${policy}`),
  }
}

function nameOf(profile: ReturnType<DamsonClient['getProfile']>): string | undefined {
  const name = profile !== undefined && 'name' in profile ? profile.name : undefined
  if (typeof name === 'string') return name
  const [first] = name ?? []
  return first?.text ?? [...(first?.given ?? []), first?.family].filter(Boolean).join(' ')
}
