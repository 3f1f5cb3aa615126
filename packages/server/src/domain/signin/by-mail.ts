import { accepted, type Result, refused } from '@damson/fhir'
import type { Tx } from '#base/db'
import { type Language, languageOf } from '#base/language'
import type { AuditEntry } from '#domain/audit'
import type { Client } from '#domain/clients'
import { addressProblem, type MethodRefusal, readDomainRules } from '#domain/email-domains'
import {
  findByMailedLink,
  findMailedSignIn,
  type MailedProof,
  type MailedSignIn,
  makeMailedSignIn,
  takeMailedSignIn,
} from '#domain/factors'
import { toNobody } from '#domain/mails'
import { type Issuer, type RequestOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { textAccount } from '#domain/throttle'
import { holdUser, normaliseEmail, signsInBy, type UserRow, useNumber, userByEmail } from '#domain/users'
import { beginProven, type HostedSignIn } from './begin-proven.ts'
import { TEXT_PROOF } from './by-text.ts'
import { findSomewhere } from './choices.ts'
import type { SignInDeps, SignInRefusal } from './dependencies.ts'
import type { BegunPassword } from './password.ts'
import { personById } from './person.store.ts'

/** A browser that asks for an e-mail to sign in with. */
export interface MailAsked extends RequestOrigin {
  readonly email: string
  readonly client: Client
  /** What the app asked for. */
  readonly query: string
  readonly browserHash: string
  readonly language: Language
}

const PROOF = { method: 'email', factors: ['email'] } as const

/**
 * Begins a sign-in by e-mail, and returns its id. Text, status and time are the same whether the address has an account or
 * not: only what follows the answer differs.
 */
export async function askByMail(
  deps: SignInDeps,
  { email: typed, client, query, browserHash, language, ...origin }: MailAsked,
): Promise<
  Result<string, { readonly why: 'limited' } | { readonly why: 'other_method'; readonly problem: MethodRefusal }>
> {
  const { db, clock, keyring, audit, mails, log } = deps
  const { project } = client
  const email = normaliseEmail(typed)
  const problem = await addressProblem(db, { providerKey: undefined, client, project, email })
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  const postage = await mails.admit(email)
  if (postage === undefined) return refused({ why: 'limited' })
  const user = await userByEmail.maybeOne(db, email, project, SYSTEM_PROJECT)
  const { issuer, address, userAgent, traceId } = origin
  const made = await db.tx(async (tx) => {
    // In either case without a person, so that as much is written for an address without an account.
    await audit.record(tx, [
      {
        kind: 'login.mail_requested',
        project,
        outcome: 0,
        agent: { clientId: client.id },
        personal: { address, userAgent, account: email.slice(0, 320) },
        traceId,
      },
    ])
    const draft = {
      userId: user?.id,
      browserHash,
      issuerProject: issuer.project,
      channel: 'email',
      query,
      email,
    } as const
    return makeMailedSignIn(tx, keyring, draft, clock.now())
  })
  // After the answer: what is looked up, and the time that a mail server takes, would reveal who has an account.
  setImmediate(() => void send().catch((error: unknown) => log.error('mail.failed', { error })))
  return accepted(made.id)

  async function send(): Promise<void> {
    if (postage === undefined) return
    const person = user === undefined ? undefined : await personById.maybeOne(db, user.id)
    const asked = { requestedProject: project, profileType: undefined, client, providerKey: undefined, ...PROOF }
    const signsIn =
      person?.active === true &&
      (await findSomewhere(db, clock.now(), person, person.memberships, asked)) === 'somewhere'
    const theirs = languageOf(person?.language ?? null, language)
    await mails.signIn(signsIn ? postage : toNobody(postage), made, theirs, issuer)
  }
}

type At = Pick<SignInDeps, 'db' | 'clock' | 'keyring'>

/** A sign-in by e-mail, in the browser that began it. */
export async function mailedSignInHere(
  { db, clock, keyring }: At,
  id: string,
  { project }: Issuer,
  browserHash: string | undefined,
): Promise<MailedSignIn | undefined> {
  const found = await findMailedSignIn(db, keyring, id, project, clock.now())
  return found?.browserHash === browserHash ? found : undefined
}

/** The sign-in of a link, in any browser. Looking at it uses nothing up: mail scanners do that. */
export function mailedSignInOfLink(
  { db, clock, keyring }: At,
  link: { readonly id: string; readonly secret: string },
  { project }: Issuer,
): Promise<MailedSignIn | undefined> {
  return findByMailedLink(db, keyring, link, project, clock.now())
}

/** Why an e-mail signs nobody in. `wrong_code`: wrong, late, used, or of nobody. */
export type MailRefused = SignInRefusal | { readonly why: 'wrong_code' }

/** Proves a person by the code or the link of a message, and begins the app's login. */
export async function signInByMail(
  deps: SignInDeps,
  { id, channel, email }: Pick<MailedSignIn, 'id' | 'channel' | 'email'>,
  proof: MailedProof,
  given: HostedSignIn,
): Promise<Result<BegunPassword, MailRefused>> {
  const { db, clock, keyring, throttle } = deps
  const { client, requestedProject, browserHash, expectedUser, address } = given
  const account = channel === 'sms' ? email : normaliseEmail(email)
  const asked = { requestedProject, profileType: undefined, client, providerKey: undefined }
  const means = channel === 'sms' ? TEXT_PROOF : PROOF
  const allowance = await throttle.attempt(address)
  if (!allowance.allowed) return refused({ why: 'too_many_attempts', allowance })
  const isTyped = 'typed' in proof
  const counted = channel === 'sms' ? textAccount(client.project, account) : account
  const counter = isTyped ? await counterOf() : counted
  if (counter === undefined) return deny(deps, given, account, { why: 'wrong_code' })
  const now = clock.now()
  let isGuess = false
  const begun = await db.tx(async (tx): Promise<Result<BegunPassword, MailRefused>> => {
    const { userId, isCompared } = await takeMailedSignIn(tx, keyring, { id, browserHash, ...proof }, now)
    isGuess = isTyped && isCompared
    // Held, so that whoever changes the address or ends the sign-ins does so before, or finds this one.
    if (userId !== undefined) await holdUser.maybeOne(tx, userId)
    const person = userId === undefined ? undefined : await personById.maybeOne(tx, userId)
    // The address may have been changed, or the account switched off, since the e-mail was sent.
    if (person?.active !== true || !(await isStillTheirs(tx, person))) return refused({ why: 'wrong_code' })
    const { memberships, ...user } = person
    const found = await findSomewhere(tx, now, user, memberships, { ...asked, ...means })
    if (found === 'nowhere') return refused({ why: 'wrong_code' })
    if (found !== 'somewhere') return refused({ why: 'other_method', problem: found })
    if (expectedUser !== undefined && expectedUser !== user.id) return refused({ why: 'other_person' })
    const projects = [requestedProject, ...memberships.map((one) => one.project)]
    const rules = await readDomainRules(tx, { providerKey: undefined, email: user.email }, projects)
    return beginProven(tx, deps, given, { user, memberships, rules }, means, now)
  })
  // What was compared with nothing is no guess: else one e-mail would do to turn the codes of an address off.
  if (!begun.ok && begun.refusal.why === 'wrong_code' && isGuess)
    await throttle.mailedCodes.wrong(counter, address, now)
  if (begun.ok) await throttle.mailedCodes.right(db, counted, counter)
  return begun.ok ? begun : deny(deps, given, account, begun.refusal)

  /**
   * By what a wrong code is counted. Undefined: codes are off. What strangers guess must not keep out a person who has no
   * other way, so a browser that has signed them in by text message before is counted by itself.
   */
  async function counterOf(): Promise<string | undefined> {
    const at = clock.now()
    if (!(await throttle.mailedCodes.areOff(counted, at))) return counted
    if (channel === 'email') return undefined
    const userId = await signsInBy(db, keyring, { project: client.project, number: account }, at)
    if (userId === undefined || !(await throttle.places.isKnown(db, { userId, browserHash, address }, at)))
      return undefined
    const own = `${counted}\n${browserHash}`
    return (await throttle.mailedCodes.areOff(own, at)) ? undefined : own
  }

  /** The address or the number may have changed since the message was sent. */
  async function isStillTheirs(tx: Tx, user: UserRow): Promise<boolean> {
    if (channel === 'email') return user.emailProvenAt !== null && user.email === account
    const { project } = client
    return user.emailProvenAt === null && useNumber(tx, keyring, { userId: user.id, project, number: account }, now)
  }
}

/** Refuses, and records it where it was tried. */
async function deny(
  { audit }: SignInDeps,
  { client, address, userAgent, traceId, requestedProject }: HostedSignIn,
  account: string,
  refusal: MailRefused,
): Promise<Result<never, MailRefused>> {
  const entry: AuditEntry = {
    kind: 'login.failed',
    project: requestedProject ?? client.project,
    outcome: 4,
    agent: { clientId: client.id },
    personal: { address, userAgent, account },
    reason: refusal.why === 'other_method' ? refusal.problem.why : refusal.why,
    traceId,
  }
  await audit.committed(entry)
  return refused(refusal)
}
