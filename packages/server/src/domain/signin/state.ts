import { accepted, type Result, refused } from '@damson/fhir'
import { constantTimeEqual } from '#base/crypto'
import type { Tx } from '#base/db'
import { isUuid } from '#base/random'
import { isAdministratorOf, patientOf, wantsPatient } from '#domain/access'
import { OTHER_SCREEN } from '#domain/clients'
import type { MethodRefusal } from '#domain/email-domains'
import {
  type Demands,
  findStanding,
  findStandingHeld,
  nextStep,
  type PendingLogin,
  type Standing,
  setOnlyMembership,
} from '#domain/logins'
import { type ProjectRow, projectOf, type RequestOrigin, readProject, termsOf } from '#domain/projects'
import type { Provider } from '#domain/providers'
import { judgeWay, type Known, NEEDS_DEVICE, NOT_BY_MAIL } from './choices.ts'
import { findRemembered } from './consent.ts'
import type { PasswordSignIn, SignInDeps, SignInRefusal, SignInState } from './dependencies.ts'
import { judgeFactor } from './factors.ts'
import { isLaunchInReach } from './launch.ts'
import { isPasswordAlone } from './new-place.ts'
import { isFresh, isProvenNow } from './proof-age.ts'
import { roleOfBefore } from './role.ts'
import { isOver } from './time-left.ts'
import { needsNewPassword } from './weak-password.ts'

/** Where a step of a sign-in comes from. */
type At = Pick<RequestOrigin, 'issuer' | 'address'>

type JudgeDeps = Pick<SignInDeps, 'clock' | 'grantees' | 'loginSettings' | 'isDevelopment' | 'throttle'>

/**
 * The state of a handle's sign-in: what it has proven and what is demanded of it. Every step starts from it. A sign-in
 * from the hosted pages is found only with its browser's hash, and one from the JSON API only without; each only at the
 * address where it began.
 */
export async function readState(
  deps: JudgeDeps & Pick<SignInDeps, 'db' | 'clients' | 'providers'>,
  handle: string,
  { issuer, address }: At,
  browserHash?: string,
): Promise<Result<SignInState, SignInRefusal>> {
  const { db, clients, providers } = deps
  const standing = handle.length > 200 ? undefined : await findStanding(db, handle, issuer)
  if (standing === undefined || standing.userId === null || !isOfBrowser(standing, browserHash))
    return refused({ why: 'unknown_login' })
  const client = standing.clientId === null ? undefined : await clients.find(standing.clientId, issuer)
  const provider = standing.providerKey === null ? undefined : await providers.byKey(standing.providerKey)
  return accepted(await judge(deps, db, standing, { client, provider }, address))
}

async function judge(deps: JudgeDeps, tx: Tx, login: Standing, known: Known, address: string): Promise<SignInState> {
  const { clock, grantees, loginSettings, isDevelopment } = deps
  const { client } = known
  const { email } = login
  const project = login.projectContent === null ? undefined : projectOf(login.projectContent)
  const way = await judgeWay(tx, login, project, known, clock.now())
  const factor = await judgeFactor(deps, tx, login, project, { ...known, address })
  const otherMethod = way.otherMethod ?? otherMethodFor(factor)
  const remembered = await findRemembered(tx, login, client, { now: clock.now(), isDevelopment })
  const isForScreen = login.redirectUri === OTHER_SCREEN
  const demands: Demands = {
    // A person that a provider vouched for has proven more than an address; a number is what its person has until then.
    provenAddress: login.providerKey === null && login.method !== 'sms' && email !== null && login.isProven !== true,
    otherMethod: otherMethod !== undefined,
    registration: way.registration,
    factor: factorDemandOf(login, factor.need, clock.now()),
    // Never by whoever typed it alone.
    newPassword: needsNewPassword(login) && !isPasswordAlone(login.factors),
    administrator: isForScreen && (await isAdministrator(tx, login)),
    terms: await needsTerms(tx, login, project),
    choices: way.choices.length,
    patient: wantsPatient(login.scope),
    consent: client !== undefined && (login.askConsent || isForScreen || (!client.firstParty && !remembered.isEnough)),
  }
  const isMember = login.membershipId === null || login.memberships.some(({ id }) => id === login.membershipId)
  const gone = login.isActive !== true || !isMember || (login.clientId !== null && client?.active !== true)
  const step = nextStep(
    {
      revoked: login.revokedAt !== null || login.rootRevokedAt !== null || gone,
      granted: login.grantedAt !== null,
      expired: isOver(login, clock.now()),
      hasMembership: login.membershipId !== null,
      addressAllowed: await isAddressAllowed(tx, grantees, login, client, address),
      inReach: await isLaunchInReach(tx, grantees, login),
      hasPatient: (login.patient ?? patientOf(login.profile ?? '')) !== undefined,
      consented: login.consentedAt !== null,
      fresh: isFresh(login, loginSettings, clock.now()),
    },
    demands,
  )
  return { login, step, client, ...way, otherMethod, factor, email, project, remembered }
}

/** Whether the person administers the project of the sign-in. */
async function isAdministrator(tx: Tx, { project, userId }: Standing): Promise<boolean> {
  return project !== null && userId !== null && isAdministratorOf(tx, project, userId)
}

/** Whether the project of a sign-in has terms that its person has not accepted. */
async function needsTerms(
  tx: Tx,
  { project: id, acceptedTerms }: Standing,
  known: ProjectRow | undefined,
): Promise<boolean> {
  if (id === null) return false
  const project = known?.id === id ? known : await readProject(tx, id)
  const terms = project && termsOf(project.resource)
  return terms !== undefined && !acceptedTerms.includes(`${id} ${terms.version}`)
}

function otherMethodFor({ need, lacksDevice }: SignInState['factor']): MethodRefusal | undefined {
  if (lacksDevice) return NEEDS_DEVICE
  return need === 'other' ? NOT_BY_MAIL : undefined
}

/** A first factor is set up right after the proof. One that leads nowhere is another method's business. */
function factorDemandOf(login: Standing, need: SignInState['factor']['need'], now: Date): Demands['factor'] {
  if (need === 'enroll' && !isProvenNow(login, now)) return 'enroll_anew'
  return need === 'other' ? 'none' : need
}

/** Until a membership is chosen, the client's rules and the project's count, if the project is known. */
async function isAddressAllowed(
  tx: Tx,
  grantees: JudgeDeps['grantees'],
  { project, requestedProject, membershipId, clientId }: Standing,
  client: Known['client'],
  address: string,
): Promise<boolean> {
  const leadsTo = project ?? requestedProject ?? client?.project ?? ''
  return !isUuid(leadsTo) || grantees.admits(tx, { project: leadsTo, membershipId, clientId }, address)
}

function isOfBrowser({ browserHash }: PendingLogin, given: string | undefined): boolean {
  return browserHash === null || given === undefined
    ? browserHash === (given ?? null)
    : constantTimeEqual(browserHash, given)
}

/** A sign-in begun in this transaction, with what is already known of it; everything else is read inside the transaction. */
export interface Begun extends Pick<Known, 'client' | 'rules'>, Pick<PasswordSignIn, 'issuer' | 'address'> {
  readonly handle: string
  readonly provider?: Provider | undefined
  /** The password that was proven. */
  readonly proven?: ProvenPassword
  /** The caller makes the code at once if nothing is missing; the code then brings an only membership along. */
  readonly codeAtOnce?: boolean | undefined
  /** The role is asked for, whichever was chosen before: so the app wants it, or it comes from a launch. */
  readonly asksRole?: boolean | undefined
}

/** When the password was chosen that was right, and what to do when it isn't the account's any more. */
export interface ProvenPassword {
  readonly changedAt: Date | null
  readonly outdated: () => never
}

/**
 * The state of a sign-in begun in this transaction. If there is only one membership to choose, it is chosen; of several, the
 * one that the person chose before in this browser.
 */
export async function settle(
  deps: JudgeDeps,
  tx: Tx,
  { handle, issuer, address, client, provider, rules, proven, codeAtOnce, asksRole }: Begun,
): Promise<SignInState> {
  const standing = proven === undefined ? await findStanding(tx, handle, issuer) : await stillProven(tx, handle, proven)
  if (standing === undefined) throw new Error('a sign-in was begun in this transaction, and is not there')
  const known: Known = { client, provider, rules }
  const state = await judge(deps, tx, standing, known, address)
  if (state.step.step !== 'choose_membership') return state
  const [first, another] = state.choices
  const mayRecall = another !== undefined && asksRole !== true
  const only = mayRecall ? await roleOfBefore(tx, standing, state.choices) : another === undefined ? first : undefined
  if (only === undefined) return state
  const { project, id, profile } = only
  const chosen = await judge(deps, tx, { ...standing, project, membershipId: id, profile }, known, address)
  if (codeAtOnce !== true || chosen.step.step !== 'code') await setOnlyMembership(tx, standing, only, deps.clock.now())
  return chosen
}

/** Whoever changes the password, or ends the person's sign-ins, does so before this check, or finds this sign-in. */
async function stillProven(
  tx: Tx,
  handle: string,
  { changedAt, outdated }: ProvenPassword,
): Promise<Standing | undefined> {
  const standing = await findStandingHeld(tx, handle)
  if (standing !== undefined && standing.passwordChangedAt?.getTime() !== changedAt?.getTime()) outdated()
  return standing
}

/** The project of a login, as it was read with the login, or read now. */
export async function projectOfLogin(tx: Tx, { login, project }: SignInState): Promise<ProjectRow | undefined> {
  return project !== undefined && project.id === login.project ? project : readProject(tx, login.project ?? '')
}
