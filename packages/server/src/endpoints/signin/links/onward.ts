import { type Client, clientsThatBegin, initiateLoginAt } from '#domain/clients'
import { clientAskedLast } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import type { SignInPageDeps } from '../dependencies.ts'

/** Where a person goes on after a link: to an app, which begins by itself, or to their account. */
export interface Onward {
  readonly href: string
  /** Undefined: their account. */
  readonly app: string | undefined
}

const TO_ACCOUNT: Onward = { href: '/account', app: undefined }

/**
 * The app that the person of a link goes on to: the one that they came from last, else the only one of the project that can
 * begin a sign-in. Undefined if there is none.
 */
export async function appAfterLink(
  deps: SignInPageDeps,
  issuer: Issuer,
  { userId, project }: { readonly userId: string; readonly project: string | undefined },
): Promise<string | undefined> {
  if (project === undefined) return undefined
  const asked = await clientAskedLast.maybeOne(deps.db, userId, project)
  if (asked !== undefined && (await appOf(deps, issuer, project, asked.clientId)) !== undefined) return asked.clientId
  const [only, another] = await clientsThatBegin.rows(deps.db, project)
  return another === undefined ? only?.id : undefined
}

/** Where the page after a link leads; `clientId` is what its address names. */
export async function onwardTo(
  deps: SignInPageDeps,
  issuer: Issuer,
  project: string | undefined,
  clientId: string | null,
): Promise<Onward> {
  const client = project === undefined || clientId === null ? undefined : await appOf(deps, issuer, project, clientId)
  const href = client && initiateLoginAt(client, issuer.url)
  return client === undefined || href === undefined ? TO_ACCOUNT : { href, app: client.resource.name ?? '' }
}

/** An app of the project that can begin a sign-in. */
async function appOf(
  { clients }: SignInPageDeps,
  issuer: Issuer,
  project: string,
  clientId: string,
): Promise<Client | undefined> {
  const client = await clients.find(clientId, issuer)
  const isUsable = client?.project === project && initiateLoginAt(client, issuer.url) !== undefined
  return isUsable ? client : undefined
}
