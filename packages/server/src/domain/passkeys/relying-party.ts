import { isIP } from 'node:net'
import { accepted, type Result, refused } from '@damson/fhir'
import { z } from 'zod'
import type { Db, Tx } from '#base/db'
import type { Log } from '#base/log'
import type { Outbound } from '#base/outbound'
import type { Audit } from '#domain/audit'
import { countPasskeys, deleteSome, fixedRp, fixRp, noteOrigin, releaseRp } from './rp.store.ts'
import type { PasskeySettings } from './settings.ts'

/** Who asks for passkeys: the host that they are bound to, and the origin of our pages. */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
}

/** The relying party of this server, as `claim` has found it. */
export interface PasskeyHost {
  /** Undefined at an address without a name, at which browsers have no passkeys. */
  current(): RelyingParty | undefined
  /** Decides at the start. */
  claim(deps: ClaimDeps): Promise<Result<void, OtherHost>>
  /** The origins whose pages may use the passkeys of this host. */
  readonly origins: readonly string[]
}

/** The passkeys of this store belong to another host. */
export interface OtherHost {
  readonly rpId: string
  readonly count: number
  readonly origin: string
}

interface ClaimDeps {
  readonly db: Db
  readonly log: Log
  readonly audit: Audit
  readonly outbound: Outbound
}

export function createPasskeyHost({
  baseUrl,
  passkeys: settings,
}: {
  readonly baseUrl: string
  readonly passkeys: PasskeySettings
}): PasskeyHost {
  const { origin, hostname } = new URL(baseUrl)
  const own = isIP(hostname.replace(/^\[|\]$/g, '')) > 0 ? undefined : { id: hostname, origin }
  let current = own
  return {
    current: () => current,
    origins: [origin, ...settings.relatedOrigins],
    async claim(deps) {
      const fixed = await fixedRp.maybeOne(deps.db)
      if (fixed === undefined || isWithin(hostname, fixed.rpId)) {
        current = own === undefined ? undefined : { id: fixed?.rpId ?? own.id, origin }
        return accepted(undefined)
      }
      const { count } = await countPasskeys.one(deps.db)
      if (count > 0 && settings.retireRpId !== fixed.rpId) {
        if (!(await isAllowed(deps, fixed, origin))) return refused({ rpId: fixed.rpId, count, origin })
        current = { id: fixed.rpId, origin }
        return accepted(undefined)
      }
      if (count > 0) await retire(deps, count)
      await releaseRp.run(deps.db, fixed.rpId)
      return accepted(undefined)
    },
  }
}

/** The first passkey fixes the host. False: another node has fixed another one meanwhile. */
export async function fixHost(tx: Tx, { id }: RelyingParty, now: Date): Promise<boolean> {
  return (await fixRp.one(tx, id, now)).rpId === id
}

/** A page may use the passkeys of its own host and of the domains that it lies in. */
function isWithin(host: string, rpId: string): boolean {
  return host === rpId || host.endsWith(`.${rpId}`)
}

const Allowed = z.object({ origins: z.array(z.string()) })

/** Whether the host of the passkeys allows our origin, as browsers will ask it (WebAuthn §5.11). */
async function isAllowed(
  { db, outbound, log }: ClaimDeps,
  { rpId, origins }: { readonly rpId: string; readonly origins: readonly string[] },
  origin: string,
): Promise<boolean> {
  const answer = await outbound.get(`https://${rpId}/.well-known/webauthn`)
  // It may be this server that answers there, and it is only starting. Browsers ask for themselves anyway.
  if (!answer.ok || answer.value.status >= 500) {
    if (origins.includes(origin)) log.warn('passkeys.unreachable', { code: answer.ok ? 'fault' : answer.refusal.why })
    return origins.includes(origin)
  }
  if (!allows(answer.value, origin)) return false
  await noteOrigin.run(db, origin)
  return true
}

function allows({ status, body }: { readonly status: number; readonly body: Buffer }, origin: string): boolean {
  if (status !== 200) return false
  try {
    const read = Allowed.safeParse(JSON.parse(body.toString()))
    return read.success && read.data.origins.includes(origin)
  } catch {
    return false
  }
}

const AT_ONCE = 500

/** Ends every passkey. Sign-ins that one of them opened go on until they end by themselves; other factors stay. */
async function retire({ db, log, audit }: ClaimDeps, count: number): Promise<void> {
  log.warn('passkeys.retired', { count })
  for (let ended = AT_ONCE; ended === AT_ONCE; ) {
    ended = await db.tx(async (tx) => {
      const some = await deleteSome.rows(tx, AT_ONCE)
      await audit.record(
        tx,
        some.map(({ userId, project }) => ({
          kind: 'factor.removed' as const,
          project,
          outcome: 0 as const,
          agent: {},
          personal: {},
          entity: `User/${userId}`,
          reason: 'passkey_host_retired',
        })),
      )
      return some.length
    })
  }
}
