import type { KnownClient } from './known.ts'
import { redirectUrisOf } from './patterns.ts'
import { type RedirectProblem, redirectProblem } from './redirect-check.ts'

/** Whether people sign in to it, so that it has what only counts for them. */
export const isPeoples = (client: KnownClient): boolean =>
  client.kind !== 'device' && (client.kind === 'app' || redirectUrisOf(client).length > 0)

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800, y: 31_536_000 }
const LEAST_SECONDS = 301

/** What the server takes: from so long to so long. */
const LIFETIMES = {
  accessTokenLifetime: { least: `${LEAST_SECONDS}s`, most: '24h' },
  refreshTokenLifetime: { least: `${LEAST_SECONDS}s`, most: '365d' },
} as const

function secondsOf(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdwy])$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0)
}

/** The bounds of a lifetime, where what is typed is none within them. */
export function lifetimeProblem(
  field: keyof typeof LIFETIMES,
  text: string | undefined,
): { readonly least: string; readonly most: string } | undefined {
  if (text === undefined || text === '') return undefined
  const bounds = LIFETIMES[field]
  const seconds = secondsOf(text)
  return seconds !== undefined && seconds >= LEAST_SECONDS && seconds <= (secondsOf(bounds.most) ?? 0)
    ? undefined
    : bounds
}

/** What Damson calls, or shows in a frame, is a page or a program on the web. */
const calledProblem = (uri: string): RedirectProblem | undefined =>
  redirectProblem(uri) ?? (/^https?:/.test(uri) ? undefined : 'absolute')

/** What is wrong with addresses, by the names of their fields. What depends on more, the server says. */
export function addressProblems(client: KnownClient): ReadonlyMap<string, RedirectProblem> {
  const { launchUri, backChannelLogoutUri, frontChannelLogoutUri, postLogoutRedirectUris: uris = [] } = client
  const found: readonly (readonly [string, RedirectProblem | undefined])[] = [
    ['postLogoutRedirectUris', uris.flatMap((uri, at) => redirectProblem(uri, uris.slice(0, at)) ?? [])[0]],
    ['launchUri', launchUri === undefined ? undefined : redirectProblem(launchUri)],
    ['backChannelLogoutUri', backChannelLogoutUri === undefined ? undefined : calledProblem(backChannelLogoutUri)],
    ['frontChannelLogoutUri', frontChannelLogoutUri === undefined ? undefined : calledProblem(frontChannelLogoutUri)],
  ]
  return new Map(found.flatMap(([field, problem]) => (problem === undefined ? [] : [[field, problem] as const])))
}

export const isFit = (client: KnownClient): boolean =>
  (client.name ?? '').trim() !== '' &&
  addressProblems(client).size === 0 &&
  lifetimeProblem('accessTokenLifetime', client.accessTokenLifetime) === undefined &&
  lifetimeProblem('refreshTokenLifetime', client.refreshTokenLifetime) === undefined

const AAL = 'http://idmanagement.gov/ns/assurance/aal/'

/** What an app demands of people beside their project. */
export const FACTORS = ['none', 'second', 'aal1', 'aal2'] as const
type Factor = (typeof FACTORS)[number]

export function factorOf({ mfaRequired, minimumAcr }: Pick<KnownClient, 'mfaRequired' | 'minimumAcr'>): Factor {
  if (minimumAcr === `${AAL}2`) return 'aal2'
  if (mfaRequired === true) return 'second'
  return minimumAcr === undefined ? 'none' : 'aal1'
}

export const withFactor = (factor: Factor): Partial<KnownClient> => ({
  mfaRequired: factor === 'second' ? true : undefined,
  minimumAcr: factor === 'aal2' ? `${AAL}2` : factor === 'aal1' ? `${AAL}1` : undefined,
})
