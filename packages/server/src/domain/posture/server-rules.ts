import { secondsAfter } from '#base/clock'
import { allNodes, UPKEEP_SECONDS } from '#domain/nodes'
import { type Asked, type Checked, DAY_SECONDS, one, type PostureDeps } from './rule.ts'

/** How long before its end a certificate is told of: most are renewed a month before. */
const EXPIRES_DAYS = 30
const URGENT_DAYS = 7
/** Nodes are replaced one after the other, which takes a while. */
const UPGRADE_SECONDS = 3_600
/** A node that missed three of its notes does not live. */
const QUIET_SECONDS = 3 * UPKEEP_SECONDS + 20
const MOST_NODES = 500
/** Whoever runs a server meets its next releases within half a year. */
const RELEASE_DAYS = 180

/** The certificate that clients are shown expires soon, or has. */
export function certificateExpires({ certificate, baseUrl }: PostureDeps, { now }: Asked): Checked {
  const seen = certificate.seen()
  if (seen === 'none') return 'ok'
  if (seen === undefined || seen === 'unreached') return 'unknown'
  const { expiresAt } = seen
  if (expiresAt > secondsAfter(now, EXPIRES_DAYS * DAY_SECONDS)) return 'ok'
  const severity = expiresAt > secondsAfter(now, URGENT_DAYS * DAY_SECONDS) ? 'medium' : 'high'
  const state = expiresAt > now ? 'expires' : 'expired'
  return one('certificate_expires', severity, { name: new URL(baseUrl).host, at: expiresAt, state })
}

/** Clients refuse the certificate, whatever its date. */
export function certificateRefused({ certificate, baseUrl }: PostureDeps): Checked {
  const seen = certificate.seen()
  if (seen === 'none') return 'ok'
  if (seen === undefined || seen === 'unreached') return 'unknown'
  return seen.problem === undefined
    ? 'ok'
    : one('certificate_refused', 'high', { name: new URL(baseUrl).host, state: seen.problem })
}

/** Nodes that live run different versions for longer than an upgrade takes. Which machines they are is the operator's to see. */
export async function versionsDiffer({ db }: PostureDeps, { now }: Asked): Promise<Checked> {
  const alive = (await allNodes.rows(db, MOST_NODES)).filter(({ seenAt }) => secondsAfter(seenAt, QUIET_SECONDS) >= now)
  const since = new Map<string, Date>()
  // Those that started first come first.
  for (const { version, startedAt } of alive) if (!since.has(version)) since.set(version, startedAt)
  const newest = Math.max(...[...since.values()].map((at) => at.getTime()))
  if (since.size < 2 || secondsAfter(new Date(newest), UPGRADE_SECONDS) > now) return 'ok'
  const affected = [...since].map(([version, at]) => ({ name: version, at }))
  return { code: 'versions_differ', severity: 'medium', count: affected.length, isMore: false, affected }
}

/** The server is of an old release. It asks nobody whether there is a newer one: a server of patients' data calls no home. */
export function releaseOld({ version, releasedAt }: PostureDeps, { now }: Asked): Checked {
  if (releasedAt === undefined || secondsAfter(releasedAt, RELEASE_DAYS * DAY_SECONDS) > now) return 'ok'
  return one('release_old', 'medium', { name: version, at: releasedAt })
}
