import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, type Tx } from '#base/db'
import { languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import { makeMailedCode, type ProvenFactor, takeCode } from '#domain/factors'
import { tellByText } from '#domain/texts'
import type { Allowance } from '#domain/throttle'
import { userById } from '#domain/users'
import type { EnrolmentDeps, FactorAct } from './dependencies.ts'

export type CodeRefusal =
  /** Wrong, late, used, or of another login: nobody is told which. */
  | { readonly why: 'wrong_code' }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }
  /** What asked for the code has ended. */
  | { readonly why: 'ended_login' }

/**
 * Compares a code within the limits, and uses it up in the transaction that writes what it proves. `then` writes that,
 * and returns false if what asked has ended.
 */
export async function checkCode(
  deps: EnrolmentDeps,
  act: FactorAct,
  { typed, among }: { readonly typed: string; readonly among: readonly string[] },
  then: (tx: Tx, proven: ProvenFactor, now: Date) => Promise<boolean>,
): Promise<Result<ProvenFactor, CodeRefusal>> {
  const { db, clock, keyring, audit, mails } = deps
  const { userId, askedBy, issuer } = act
  return withinLimits(deps, act, async () => {
    const now = clock.now()
    const compared = await refusable(
      db,
      async (tx, refuse: (refusal: CodeRefusal) => never): Promise<Result<ProvenFactor, CodeRefusal>> => {
        const proven = await takeCode(tx, keyring, { userId, askedBy, typed, among }, now)
        if (proven === undefined) {
          await audit.record(tx, [eventOf(act, 'factor.failed', { outcome: 4, reason: 'wrong_code' })])
          return refused({ why: 'wrong_code' })
        }
        // Rolled back: no code is used up without an event.
        if (!(await then(tx, proven, now))) return refuse({ why: 'ended_login' })
        const used = proven.factor === 'recovery' ? [eventOf(act, 'recovery_code.used')] : []
        await audit.record(tx, [eventOf(act, 'factor.proven', { reason: proven.factor }), ...used])
        return accepted(proven)
      },
    )
    const found = compared.ok ? compared.value : compared
    if (found.ok && found.value.factor === 'recovery') {
      const user = await userById.one(db, userId)
      const language = languageOf(user.language, act.language)
      const left = found.value.recoveryLeft ?? 0
      if (user.email !== null) await mails.recoveryUsed(user.email, left, language, issuer)
      await tellByText(deps, user, 'recovery_used', language, issuer)
    }
    return found
  })
}

/** Runs a comparison of a code: it counts as wrong unless it succeeds. */
export async function withinLimits<T>(
  { throttle, audit }: Pick<EnrolmentDeps, 'throttle' | 'audit'>,
  act: FactorAct,
  compare: () => Promise<Result<T, CodeRefusal>>,
): Promise<Result<T, CodeRefusal>> {
  const { allowance, right } = await throttle.code(act.userId, act.askedBy)
  if (!allowance.allowed) {
    if (allowance.isFirstRefusal)
      await audit.committed(eventOf(act, 'factor.failed', { outcome: 4, reason: 'too_many_attempts' }))
    return refused({ why: 'too_many_attempts', allowance })
  }
  const compared = await compare()
  if (compared.ok) await right()
  return compared
}

export type MailRefusal = 'no_address' | 'limited' | 'failed'

/** Sends a code to the person's proven address. It answers only what asked for it. */
export async function mailCode(
  { db, clock, keyring, mails }: EnrolmentDeps,
  { userId, askedBy, language, issuer }: FactorAct,
): Promise<Result<void, MailRefusal>> {
  const { email, emailProvenAt, language: known } = await userById.one(db, userId)
  if (email === null || emailProvenAt === null) return refused('no_address')
  const postage = await mails.admitProven(email)
  if (postage === undefined) return refused('limited')
  const code = await db.tx((tx) => makeMailedCode(tx, keyring, { userId, askedBy }, clock.now()))
  const { attempt } = await mails.code(postage, code, languageOf(known, language), issuer)
  return (await attempt) === 'sent' ? accepted(undefined) : refused('failed')
}

export function eventOf(
  { project, agent, personal, traceId, userId }: FactorAct,
  kind: AuditEntry['kind'],
  more: Partial<Pick<AuditEntry, 'outcome' | 'reason' | 'entity'>> = {},
): AuditEntry {
  return { kind, project, agent, personal, traceId, outcome: 0, entity: `User/${userId}`, ...more }
}
