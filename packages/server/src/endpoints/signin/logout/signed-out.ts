import type { FastifyInstance, FastifyReply } from 'fastify'
import { answersWith, queryParametersOf } from '#answers'
import { secondsAfter } from '#base/clock'
import type { Client } from '#domain/clients'
import { sidOf } from '#domain/logout'
import type { Issuer } from '#domain/projects'
import { type Browser, type BrowserCookies, brandOf, sendPage, topicPage, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import { inHeader, moveOn, withParameters } from '../redirect.ts'
import { type LogoutRequest, onwardUrl } from './logout-request.ts'
import { type CarriedLogout, carriedLogout, readCarried, sealFor, unsealFor } from './sealed-logout.ts'
import type { EndedRoot } from './sign-out.ts'
import { signedOutPage } from './sign-out-pages.ts'

/** The result of a sign-out, for its page. */
interface Done {
  readonly roots: readonly { readonly id: string; readonly at: number; readonly clients: readonly DoneApp[] }[]
  readonly asked: CarriedLogout
  readonly providers: readonly string[]
  /** The time until which the page can be shown again. */
  readonly until: number
}

interface DoneApp {
  readonly clientId: string
  readonly issuerProject: string | null
}

/** The time for the apps in frames, before the browser continues to the app that sent it. */
const ONWARD_SECONDS = 3
const SEEN_SECONDS = 600

/** The next address after the sign-out: the app, unless there is something to show or frames to load. */
export async function sendSignedOut(
  deps: SignInPageDeps,
  reply: FastifyReply,
  status: 302 | 303,
  browser: Browser,
  ended: readonly EndedRoot[],
  asked: LogoutRequest,
): Promise<FastifyReply> {
  const roots = ended.map(({ id, at, apps }) => ({
    id,
    at: at.getTime(),
    clients: apps.flatMap(({ clientId, issuerProject }) => (clientId === null ? [] : { clientId, issuerProject })),
  }))
  const until = secondsAfter(deps.clock.now(), SEEN_SECONDS).getTime()
  const providers = [...new Set(ended.flatMap(({ providerKey }) => providerKey ?? []))]
  const done: Done = { roots, asked: carriedLogout(asked), providers, until }
  const frames = framesOf(await appsOf(deps, done))
  if (asked.to !== undefined && frames.length === 0) return moveOn(reply, status, onwardUrl(asked.to, asked.state))
  return moveOn(
    reply,
    status,
    `/signed-out?of=${encodeURIComponent(sealFor(deps.keyring, 'signed-out', browser, done))}`,
  )
}

/** `/signed-out`: reports the sign-out. Its frames notify the apps (OpenID Connect Front-Channel Logout 1.0). */
export function registerSignedOut(app: FastifyInstance, deps: SignInPageDeps, cookies: BrowserCookies): void {
  app.get('/signed-out', answersWith('page'), async (request, reply) => {
    const say = wordsOf(request)
    const browser = cookies.find(request)
    const sealed = queryParametersOf(request).get('of') ?? ''
    const done = browser === undefined ? undefined : unsealFor<Done>(deps.keyring, 'signed-out', browser, sealed)
    if (done === undefined || done.until <= deps.clock.now().getTime())
      return sendPage(reply, 200, { ...topicPage(say, 'signout.nobody'), brand: await brandOf(deps, undefined) })
    const asked = await readCarried(deps, request.issuer, done.asked)
    const apps = await appsOf(deps, done)
    const frames = framesOf(apps)
    const told = await Promise.all(done.roots.map(({ id, at }) => deps.logoutDelivery.told(id, new Date(at))))
    const untold = new Set(told.flat().flatMap(({ clientId, isTold }) => (isTold ? [] : [clientId])))
    const onward = asked.to === undefined ? undefined : onwardUrl(asked.to, asked.state)
    if (onward !== undefined) reply.header('Refresh', `${ONWARD_SECONDS};url=${inHeader(onward)}`)
    const brand = await brandOf(deps, asked.client?.project ?? apps[0]?.client.project)
    return sendPage(
      reply,
      200,
      signedOutPage(say, brand, {
        apps: namesOf(apps.filter(({ client }) => !untold.has(client.id))),
        untold: namesOf(apps.filter(({ client }) => untold.has(client.id))),
        frames,
        elsewhere: await elsewhereOf(deps, done),
        onward: onward === undefined ? undefined : { url: onward, app: asked.client?.resource.name ?? '' },
      }),
    )
  })
}

/** The providers where the person may still be signed in. The page links to their sign-out, but does not go there itself. */
async function elsewhereOf(
  { providers, roundTrips }: Pick<SignInPageDeps, 'providers' | 'roundTrips'>,
  done: Done,
): Promise<readonly { readonly name: string; readonly url: string }[]> {
  const found = await Promise.all(
    done.providers.map(async (key) => {
      const provider = await providers.byKey(key)
      const url = provider === undefined ? undefined : await roundTrips.endSession(provider)
      return provider === undefined || url === undefined ? [] : [{ name: provider.name, url }]
    }),
  )
  return found.flat()
}

interface SignedOutApp {
  readonly client: Client
  readonly rootId: string
  /** The issuer at whose address the provider signed the person in. */
  readonly issuer: Issuer
}

async function appsOf(
  { clients, issuers }: Pick<SignInPageDeps, 'clients' | 'issuers'>,
  { roots }: Done,
): Promise<readonly SignedOutApp[]> {
  const found = await Promise.all(
    roots.flatMap(({ id: rootId, clients: apps }) =>
      apps.map(async ({ clientId, issuerProject }) => {
        const issuer = issuers.of(issuerProject)
        return { client: await clients.find(clientId, issuer), rootId, issuer }
      }),
    ),
  )
  return found.flatMap(({ client, ...rest }) => (client === undefined ? [] : [{ client, ...rest }]))
}

function framesOf(apps: readonly SignedOutApp[]): readonly string[] {
  return apps.flatMap(({ client, rootId, issuer }) => {
    const uri = client.resource.frontChannelLogoutUri
    if (uri === undefined) return []
    return withParameters(uri, new URLSearchParams({ iss: issuer.url, sid: sidOf(rootId, client.id) }))
  })
}

function namesOf(apps: readonly SignedOutApp[]): readonly string[] {
  return [...new Set(apps.map(({ client }) => client.resource.name ?? client.id))].sort()
}
