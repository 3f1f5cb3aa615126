import { createGroupCommit, type Db, newCaller } from '#base/db'
import { uuid } from '#base/random'
import type { Grantees, Principal } from '#domain/access'
import type { Audit, AuditEntry } from '#domain/audit'
import { type CodeLimits, type CodeRedemption, codeLimits, hashOfCode, mismatchOf, type RedeemedCode } from './codes.ts'
import {
  type AskedColumns,
  type SpentColumns,
  spendCodes,
  type UnspentCodeRow,
  unspentCodes,
} from './codes-together.store.ts'
import { offlineScopes, refreshScopes } from './offline.ts'
import type { TokenSettings } from './settings.ts'

/**
 * Redeems a code in two statements that concurrent requests share: one reads what the code gives, the other spends it and
 * writes the event that `readyOf` makes. Returns once both are durable. Undefined: nothing was taken, since the code is not
 * as it should be, `readyOf` refused it, or the store did. Then redeem it alone, which says why.
 */
export type RedeemCodeTogether = <Ready extends { readonly entry: AuditEntry }>(
  asked: { readonly redemption: CodeRedemption; readonly address: string; readonly now: Date },
  readyOf: (redeemed: RedeemedCode & { readonly principal: Principal }) => Ready | undefined,
) => Promise<Ready | undefined>

export interface TogetherDeps {
  readonly db: Db
  readonly audit: Pick<Audit, 'writtenTogether'>
  readonly grantees: Pick<Grantees, 'judge'>
  readonly tokenSettings: TokenSettings
}

interface Asked extends CodeLimits {
  readonly codeHash: string
}

interface Spent extends Asked {
  readonly version: string
  readonly clientAuth: string
  readonly now: Date
  readonly family: string
}

const MOST_ASKED = 50

export function createRedeemCodeTogether(deps: TogetherDeps): RedeemCodeTogether {
  const { db, audit, grantees, tokenSettings } = deps
  const looks = createGroupCommit<Asked, UnspentCodeRow | undefined>(
    MOST_ASKED,
    async (asked) => {
      const rows = await unspentCodes.rows(db, askedColumns(asked))
      const byHash = new Map(rows.map((row) => [row.codeHash, row]))
      return ({ codeHash }) => byHash.get(codeHash)
    },
    { gathers: true },
  )
  const spend = audit.writtenTogether<Spent>(async (tx, codes, events) => {
    const spent = await spendCodes.rows(tx, { ...spentColumns(codes), ...events })
    return new Set(spent.map(({ event }) => event))
  })
  // A code that comes twice at once is redeemed alone the second time, where it is spent before anything is compared: so
  // nobody can try many verifiers before the first of them has spent the code.
  const underWay = new Set<string>()

  return async ({ redemption, address, now }, readyOf) => {
    const codeHash = hashOfCode(redemption.code)
    if (underWay.has(codeHash)) return undefined
    underWay.add(codeHash)
    try {
      const limits = codeLimits(redemption, tokenSettings, now)
      const row = await looks.commit({ codeHash, ...limits }, newCaller())
      if (row === undefined || mismatchOf(row, redemption, tokenSettings, now) !== undefined) return undefined
      const principal = await grantees.judge(row, address)
      if (!principal.ok) return undefined
      const family = uuid()
      const ready = readyOf({
        loginId: row.loginId,
        project: row.project,
        scope: row.scope,
        nonce: row.nonce ?? undefined,
        family: row.refreshes ? family : undefined,
        principal: principal.value,
      })
      if (ready === undefined) return undefined
      const { version } = row
      const spent = { codeHash, version, clientAuth: redemption.clientAuth, now, family, ...limits }
      return (await spend(spent, ready.entry)) ? ready : undefined
    } finally {
      underWay.delete(codeHash)
    }
  }
}

function askedColumns(asked: readonly Asked[]): AskedColumns {
  return {
    codeHash: asked.map((one) => one.codeHash),
    accessExpiresAt: asked.map((one) => one.accessExpiresAt.toISOString()),
    refreshExpiresAt: asked.map((one) => one.refreshExpiresAt.toISOString()),
    refreshScopes,
    offlineScopes,
  }
}

function spentColumns(codes: readonly Spent[]): SpentColumns {
  return {
    ...askedColumns(codes),
    version: codes.map((one) => one.version),
    clientAuth: codes.map((one) => one.clientAuth),
    now: codes.map((one) => one.now.toISOString()),
    family: codes.map((one) => one.family),
    refreshEndsAt: codes.map((one) => one.refreshEndsAt.toISOString()),
  }
}
