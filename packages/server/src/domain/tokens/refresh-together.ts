import { secondsAfter } from '#base/clock'
import { createGroupCommit, newCaller } from '#base/db'
import type { Principal } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import type { TogetherDeps } from './codes-together.ts'
import {
  type RefreshableRow,
  type RefreshColumns,
  type RotatedColumns,
  refreshableLogins,
  rotateTogether,
} from './refresh-together.store.ts'
import type { RefreshRotation, Rotated } from './refresh-tokens.ts'

/**
 * Rotates the newest refresh token of a login in two statements that concurrent requests share: one reads what it gives,
 * the other rotates it and writes the event that `readyOf` makes. Returns once both are durable. Undefined: nothing has
 * changed, since the token is not the newest or not as it should be, `readyOf` refused it, or the store did. Then rotate it
 * alone, which says why.
 */
export type RefreshTogether = <Ready extends { readonly entry: AuditEntry }>(
  asked: { readonly rotation: RefreshRotation; readonly address: string; readonly now: Date },
  readyOf: (rotated: Rotated & { readonly principal: Principal }) => Ready | undefined,
) => Promise<Ready | undefined>

interface Asked {
  readonly family: string
  readonly now: Date
  readonly expiresAt: Date
}

interface Turning extends Asked {
  readonly version: string
}

const MOST_ASKED = 50

export function createRefreshTogether({ db, audit, grantees }: Omit<TogetherDeps, 'tokenSettings'>): RefreshTogether {
  const looks = createGroupCommit<Asked, RefreshableRow | undefined>(
    MOST_ASKED,
    async (asked) => {
      const rows = await refreshableLogins.rows(db, askedColumns(asked))
      const byFamily = new Map(rows.map((row) => [row.family, row]))
      return ({ family }) => byFamily.get(family)
    },
    { gathers: true },
  )
  const rotate = audit.writtenTogether<Turning>(async (tx, tokens, events) => {
    const rotated = await rotateTogether.rows(tx, { ...rotatedColumns(tokens), ...events })
    return new Set(rotated.map(({ event }) => event))
  })
  // Each login is looked at once at a time. A second request waits for no other: alone, it finds what the first one left.
  const underWay = new Set<string>()

  return async ({ rotation, address, now }, readyOf) => {
    const { family, generation } = rotation.token
    if (underWay.has(family)) return undefined
    underWay.add(family)
    try {
      const asked = { family, now, expiresAt: secondsAfter(now, rotation.refreshTokenSeconds) }
      const row = await looks.commit(asked, newCaller())
      if (row === undefined || !mayRotate(row, rotation)) return undefined
      const principal = await grantees.judge(row, address)
      if (!principal.ok) return undefined
      const { loginId, project, version } = row
      const token = { family, generation: generation + 1 }
      const ready = readyOf({ loginId, project, token, principal: principal.value })
      return ready !== undefined && (await rotate({ ...asked, version }, ready.entry)) ? ready : undefined
    } finally {
      underWay.delete(family)
    }
  }
}

/** The newest token, from the client, with its authentication, and at the address that its code was redeemed with. */
function mayRotate(row: RefreshableRow, { token, clientId, clientAuth, issuer }: RefreshRotation): boolean {
  return (
    row.generation === token.generation &&
    row.clientId === clientId &&
    row.clientAuth === clientAuth &&
    row.issuerProject === (issuer.project ?? null)
  )
}

function askedColumns(asked: readonly Asked[]): RefreshColumns {
  return {
    family: asked.map((one) => one.family),
    now: asked.map((one) => one.now.toISOString()),
    expiresAt: asked.map((one) => one.expiresAt.toISOString()),
  }
}

function rotatedColumns(tokens: readonly Turning[]): RotatedColumns {
  return { ...askedColumns(tokens), version: tokens.map((one) => one.version) }
}
