import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  allOk,
  answersWith,
  badRequest,
  forbidden,
  readBody,
  refuseLimited,
  tooManyRequests,
  unauthorized,
  weakGranteeOf,
} from '#answers'
import type { Tx } from '#base/db'
import { qrDataUrl } from '#base/qr'
import { agentOf, type Grantee } from '#domain/access'
import {
  addTotp,
  allowEmail,
  type CodeRefusal,
  checkCode,
  demandsOfPerson,
  type FactorAct,
  mailCode,
  ownFactors,
  removeFactor,
  renewRecoveryCodes,
  showTotp,
} from '#domain/enrolment'
import { type FactorDemand, holdLogin } from '#domain/logins'
import type { FactorMethod } from '#domain/projects'
import { type UserRow, userById } from '#domain/users'
import type { AuthDeps } from './dependencies.ts'
import { factorOriginOf } from './factor-origin.ts'
import { isOfForms } from './fields.ts'
import { mailError, method, token } from './mfa-steps.ts'
import { foreignProof, mayActOn, refuseForeignApp, requireStepUp } from './step-up.ts'

export const EnrollBody = z.object({ method, token: token.optional() })
export const DisableBody = z.object({ method, token })
export const CodesBody = z.object({ token })
const NoBody = z.object({}).optional()

/** A person who asks about their own second factors, and what they have. */
interface Own {
  readonly grantee: Grantee
  readonly act: FactorAct
  readonly user: UserRow
  readonly kinds: readonly FactorMethod[]
  readonly factors: Awaited<ReturnType<typeof ownFactors>>['factors']
  /** What is demanded in the membership of the token. */
  readonly demand: FactorDemand
  /** Any of the person's memberships demands one. */
  readonly isDemanded: boolean
}

/** `/auth/mfa`: the second factors of the person who is signed in. */
export function registerOwnMfa(app: FastifyInstance, deps: AuthDeps): void {
  const outcome = answersWith('outcome')

  app.get('/auth/mfa/status', outcome, async (request, reply) => {
    const own = await ownOf(deps, request)
    const { kinds, demand, user, act } = own
    const shown =
      kinds.includes('totp') || !mayActOn(own) ? undefined : await showTotp(deps.signIn, act, request.issuer)
    return reply.header('Cache-Control', 'no-store').send({
      enrolled: kinds.length > 0,
      enrolledMethods: kinds,
      allowedMethods: demand.methods.filter(isOfForms),
      mfaRequired: demand.isRequired,
      ...(user.email !== null && { email: user.email }),
      ...(shown !== undefined && { enrollUri: shown.uri, enrollQrCode: qrDataUrl(shown.uri) }),
    })
  })

  app.post('/auth/mfa/enroll', outcome, async (request) => {
    const body = readBody(EnrollBody, request.body)
    const own = await ownOf(deps, request)
    const wanted = body.method ?? 'totp'
    if (own.kinds.includes(wanted)) throw badRequest('Already enrolled', 'method', 'already_enrolled')
    if (!own.demand.methods.includes(wanted)) throw badRequest('MFA method not allowed', 'method', 'method_not_allowed')
    if (!mayActOn(own)) throw foreignProof()
    if (wanted === 'totp') await enrollTotp(deps, own, body.token)
    else await enrollEmail(deps, own, body.token)
    return allOk()
  })

  app.post('/auth/mfa/disable', outcome, async (request) => {
    const body = readBody(DisableBody, request.body)
    const own = await ownOf(deps, request)
    const going = own.factors.filter(({ kind }) => body.method === undefined || kind === body.method)
    if (going.length === 0) throw badRequest('User not enrolled in MFA', undefined, 'not_enrolled')
    if (own.isDemanded && going.length === own.factors.length) throw lastDemanded()
    if (!mayActOn(own)) throw foreignProof()
    // A code by e-mail takes nothing else away: a password reset goes to the same mailbox.
    const takesMore = going.some(({ kind }) => kind !== 'email')
    await provenByCode(deps, own, body.token, takesMore ? strongest(own) : own.kinds)
    for (const { id } of going) if ((await removeFactor(deps.signIn, own.act, id)) === 'demanded') throw lastDemanded()
    return allOk()
  })

  app.post('/auth/mfa/send-email-challenge', outcome, async (request) => {
    readBody(NoBody, request.body)
    const { act } = await ownOf(deps, request)
    const mailed = await mailCode(deps.signIn, act)
    if (!mailed.ok) throw mailError(mailed.refusal) ?? badRequest('Could not send email', undefined, 'mail_failed')
    return allOk()
  })

  app.post('/auth/mfa/recovery-codes', outcome, async (request, reply) => {
    const body = readBody(CodesBody, request.body)
    const own = await ownOf(deps, request)
    if (own.kinds.length === 0) throw badRequest('User not enrolled in MFA', undefined, 'not_enrolled')
    if (!mayActOn(own)) throw foreignProof()
    await provenByCode(deps, own, body.token, strongest(own))
    const recoveryCodes = await renewRecoveryCodes(deps.signIn, own.act, stillHolds(own))
    if (recoveryCodes === undefined) throw unauthorized('ended_login')
    return reply.header('Cache-Control', 'no-store').send({ recoveryCodes })
  })
}

async function ownOf(deps: AuthDeps, request: FastifyRequest): Promise<Own> {
  const { db, credentials, throttle } = deps
  const grantee = await weakGranteeOf(credentials, request)
  const { userId, loginId, project, membershipId } = grantee
  if (userId === undefined || loginId === undefined)
    throw forbidden('Only a person has second factors.', 'not_a_person')
  refuseLimited(
    grantee,
    'A token with resource scopes cannot see or change second factors: use a token without resource scopes, or /account.',
  )
  const allowance = await throttle.lookUp(membershipId)
  if (!allowance.allowed) throw tooManyRequests(allowance)
  const user = await userById.one(db, userId)
  await refuseForeignApp(deps, request, grantee, user)
  const { factors } = await ownFactors(db, userId)
  const demands = await demandsOfPerson(db, userId)
  const { address, userAgent, traceId, issuer, language } = factorOriginOf(request)
  return {
    grantee,
    user,
    factors,
    kinds: [...new Set(factors.map(({ kind }) => kind))],
    demand: demands.get(membershipId) ?? { isRequired: true, level: 0, methods: ['totp'] },
    isDemanded: [...demands.values()].some(({ isRequired }) => isRequired),
    act: {
      userId,
      askedBy: loginId,
      project,
      agent: agentOf(grantee),
      personal: { address, userAgent },
      traceId,
      issuer,
      language,
    },
  }
}

function lastDemanded(): Error {
  return badRequest('Cannot remove the last MFA factor because MFA is required', undefined, 'factor_demanded')
}

async function enrollTotp(deps: AuthDeps, own: Own, typed: string | undefined): Promise<void> {
  if (typed === undefined) throw badRequest('Missing token', 'token', 'missing_token')
  await requireStepUp(deps, { ...own, userId: own.user.id })
  const added = await addTotp(deps.signIn, own.act, { typed, name: '', showsCodes: false }, stillHolds(own))
  if (!added.ok) throw codeError(added.refusal)
}

/** With a code of another factor, that is the proof. */
async function enrollEmail(deps: AuthDeps, own: Own, typed: string | undefined): Promise<void> {
  if (typed !== undefined && own.kinds.length > 0) await provenByCode(deps, own, typed, own.kinds)
  else await requireStepUp(deps, { ...own, userId: own.user.id })
  const allowed = await allowEmail(deps.signIn, own.act)
  if (allowed.ok) return
  throw allowed.refusal === 'known'
    ? badRequest('Already enrolled', 'method', 'already_enrolled')
    : badRequest('This account has no e-mail address that a code can go to.', undefined, 'no_address')
}

/** Whose codes prove the most. */
function strongest({ kinds }: Own): Own['kinds'] {
  const most = (['totp', 'sms'] as const).find((kind) => kinds.includes(kind))
  return most === undefined ? kinds : [most]
}

async function provenByCode({ signIn }: AuthDeps, { act }: Own, typed: string, among: Own['kinds']): Promise<void> {
  const checked = await checkCode(signIn, act, { typed, among }, stillHolds({ act }))
  if (!checked.ok) throw codeError(checked.refusal)
}

/**
 * Whether the login that asks still holds, asked in the transaction that changes something: what a thief's adds must not
 * outlive a recovery, or a new password, that has just ended it.
 */
function stillHolds({ act }: Pick<Own, 'act'>): (tx: Tx) => Promise<boolean> {
  return async (tx) => (await holdLogin.maybeOne(tx, act.askedBy)) !== undefined
}

function codeError(refusal: CodeRefusal): Error {
  if (refusal.why === 'ended_login') return unauthorized('ended_login')
  return refusal.why === 'too_many_attempts'
    ? tooManyRequests(refusal.allowance)
    : badRequest('Invalid token', 'token', 'wrong_code')
}
