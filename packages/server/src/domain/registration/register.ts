import { accepted, type Result, refused } from '@damson/fhir'
import { refusable, UniqueViolation } from '#base/db'
import { type Language, languageOf } from '#base/language'
import { unguessable } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import type { Client } from '#domain/clients'
import { addressProblem, type MethodRefusal } from '#domain/email-domains'
import { beginSignIn, chooseMembership, renewHandle } from '#domain/logins'
import { createMembership, createProfile, membershipById } from '#domain/memberships'
import { type ChosenPassword, newChooser, type PasswordFault, storePassword } from '#domain/passwords'
import {
  mayRegisterSelf,
  type ProjectRow,
  type RequestOrigin,
  readProject,
  SYSTEM_PROJECT,
  termsOf,
} from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { type AppRequest, endedEvent, type SignInState } from '#domain/signin'
import { acceptTerms } from '#domain/terms'
import type { Allowance } from '#domain/throttle'
import { createUser, makeLink, normaliseEmail, provenHolder } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { makeProject } from './new-project.ts'
import { personOf } from './person.ts'

export interface NewUserDraft {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly password: string
  /** A project's id, or `new`. */
  readonly requestedProject: string
  readonly client: Client | undefined
  readonly scope: string
  readonly nonce: string | undefined
  readonly codeChallenge: string
  /** What an app's request on a page has beside these. */
  readonly asked?: Omit<AppRequest, 'scope' | 'nonce' | 'launch' | 'expectedUser'>
  /** The version of the project's terms that they accepted on the page. */
  readonly acceptedTerms?: string | undefined
}

export interface RegistrationRefusal {
  readonly why:
    | 'registration_closed'
    | 'project_registration_closed'
    | 'address_not_proven'
    | 'wrong_step'
    | 'already_chosen'
    | 'terms_changed'
  readonly text: string
}

/** People of this domain, or of this app, sign in with a provider: decided by the app and the address alone. */
export interface RegistrationByProvider {
  readonly why: 'other_method'
  readonly problem: MethodRefusal
}

/** The password is too short, too long or too easy to guess, or there is no time to hash it. */
export type RegistrationPassword =
  | { readonly why: 'unsuitable_password'; readonly fault: PasswordFault }
  | { readonly why: 'too_many_attempts'; readonly allowance: Allowance }

export interface NewUser {
  /** The handle of the pending sign-in, or for a known address a handle that leads nowhere. */
  readonly handle: string
  readonly mustProveAddress: boolean
  /** The address has an account. Told only where no address is proven: on a developer's machine. */
  readonly isTaken?: true
}

/**
 * Registers a person. Known and new addresses get the same answer, after one hash; the owner of a known address gets an
 * e-mail. Only with open project registration does it continue without an e-mail.
 */
export async function newUser(
  deps: RegistrationDeps,
  draft: NewUserDraft,
  origin: RequestOrigin & { readonly language?: Language },
): Promise<Result<NewUser, RegistrationRefusal | RegistrationByProvider | RegistrationPassword>> {
  const { db, mails, openRegistration } = deps
  const isNew = draft.requestedProject === 'new'
  if (isNew && !openRegistration) return refused(closed)
  if (!isNew) {
    const project = await readProject(db, draft.requestedProject)
    if (project === undefined || !mayRegisterSelf(project)) return refused(closed)
    if (draft.asked !== undefined && termsOf(project.resource)?.version !== draft.acceptedTerms)
      return refused(termsChanged)
  }
  const vetted = await vet(deps, draft, origin)
  if (!vetted.ok) return vetted
  const { email, chosen } = vetted.value
  const project = isNew ? {} : { project: draft.requestedProject }
  const holder = await provenHolder.maybeOne(db, email, isNew ? SYSTEM_PROJECT : draft.requestedProject)
  const mustProveAddress = !openRegistration
  const taken: NewUser = { handle: unguessable(), mustProveAddress, ...(!mustProveAddress && { isTaken: true }) }
  if (holder !== undefined && !mustProveAddress) return accepted(taken)
  // A known address also gets an account, which nobody can ever prove, so that every later request answers alike.
  const registered = await register(
    deps,
    { ...draft, email },
    chosen,
    origin,
    mustProveAddress && holder === undefined,
  ).catch(unlessTaken)
  if (registered === undefined) return accepted(taken)
  const { handle, link } = registered
  const { issuer, language = languageOf(null) } = origin
  const postage = mustProveAddress
    ? await mails.admit(email, { why: 'registration', project: project.project })
    : undefined
  if (postage !== undefined)
    await (link === undefined
      ? mails.alreadyRegistered(postage, languageOf(holder?.language ?? null, language), issuer)
      : mails.link(postage, 'verify-email', link, language, issuer))
  return accepted({ handle, mustProveAddress })
}

/** The address and the password with which somebody may register: after one hash, whoever has the address. */
export async function vet(
  { db, passwords, passwordChoice, throttle }: RegistrationDeps,
  draft: Pick<NewUserDraft, 'firstName' | 'lastName' | 'email' | 'password' | 'requestedProject' | 'client'>,
  { issuer }: Pick<RequestOrigin, 'issuer'>,
): Promise<
  Result<{ readonly email: string; readonly chosen: ChosenPassword }, RegistrationByProvider | RegistrationPassword>
> {
  const email = normaliseEmail(draft.email)
  const { client, requestedProject } = draft
  const problem = await addressProblem(db, { providerKey: undefined, client, project: requestedProject, email })
  if (problem !== undefined) return refused({ why: 'other_method', problem })
  const project = requestedProject === 'new' ? {} : { project: requestedProject }
  const chooser = await newChooser(db, issuer, { ...draft, email, ...project })
  const fault = passwordChoice.fault(draft.password, chooser)
  if (fault !== undefined) return refused({ why: 'unsuitable_password', fault })
  const allowance = throttle.hashing(passwords.hashMs())
  if (allowance !== undefined) return refused({ why: 'too_many_attempts', allowance })
  const chosen = await passwordChoice.choose(draft.password, chooser)
  if (!chosen.ok) return refused({ why: 'unsuitable_password', fault: chosen.refusal })
  return accepted({ email, chosen: chosen.value })
}

/** Another request took the address after this one had checked it. */
function unlessTaken(error: unknown): undefined {
  if (error instanceof UniqueViolation) return undefined
  throw error
}

const alreadyChosen: RegistrationRefusal = { why: 'already_chosen', text: 'Login already has a membership' }

const termsChanged: RegistrationRefusal = {
  why: 'terms_changed',
  text: 'The terms of the project are others now: show them, and let the person accept them.',
}

const closed: RegistrationRefusal = {
  why: 'registration_closed',
  text: 'Registration is not open here: ask an administrator of the project for an invitation.',
}

async function register(
  { db, clock, keyring, audit, gates, openRegistration, loginSettings }: RegistrationDeps,
  draft: NewUserDraft,
  chosen: ChosenPassword,
  { address, userAgent, traceId, issuer }: RequestOrigin,
  withLink: boolean,
): Promise<{
  readonly handle: string
  readonly link: { readonly id: string; readonly secret: string } | undefined
}> {
  const now = clock.now()
  const project = draft.requestedProject === 'new' ? SYSTEM_PROJECT : draft.requestedProject
  const { firstName, lastName, email, client } = draft
  return db.tx(async (tx) => {
    // On the embedded loopback server anyone who reaches it owns the machine, so an address counts as proven.
    const user = await createUser(
      tx,
      gates,
      { project, systemProject: SYSTEM_PROJECT, firstName, lastName, email, proven: openRegistration },
      now,
    )
    await storePassword(tx, chosen, { id: user.id, now })
    const { handle, loginId, ended, invalidations } = await beginSignIn(
      tx,
      keyring,
      loginSettings,
      {
        ...draft,
        ...draft.asked,
        clientId: client?.id,
        userId: user.id,
        method: 'registration',
        factors: ['password'],
        issuer,
        address,
        userAgent,
      },
      now,
    )
    const link = withLink ? await makeLink(tx, keyring, user.id, 'verify-email', now) : undefined
    const agent = { userId: user.id, clientId: client?.id, loginId }
    const personal = { address, userAgent }
    const { acceptedTerms: version } = draft
    if (version !== undefined) await acceptTerms(tx, audit, { project, version, agent, personal, traceId }, now)
    await audit.record(tx, [
      ...ended.map((login) => endedEvent(login, { address, userAgent, traceId })),
      {
        kind: 'user.registered',
        project,
        outcome: 0,
        agent,
        personal: { ...personal, account: email },
        entity: `User/${user.id}`,
        traceId,
      },
    ])
    await publishInvalidations(tx, [...user.invalidations, ...invalidations], now)
    return { handle, link }
  })
}

/** Makes the project that a sign-in with `projectId: "new"` is waiting for. */
export async function newProject(
  deps: RegistrationDeps,
  state: SignInState,
  { projectName, charts }: { readonly projectName: string; readonly charts: boolean },
  origin: RequestOrigin,
): Promise<Result<void, RegistrationRefusal>> {
  const { db, clock, keyring, audit, openRegistration } = deps
  const problem = stepProblem(state, 'make_project')
  if (problem !== undefined) return refused(problem)
  if (!openRegistration)
    return refused({
      why: 'project_registration_closed',
      text: 'This server does not let users create projects: ask its operator.',
    })
  const now = clock.now()
  const { login } = state
  return refusable(db, async (tx, refuse) => {
    const { userId, user } = await personOf(tx, login.userId)
    const made = await makeProject(
      tx,
      deps,
      keyring,
      { name: projectName, charts, userId, firstName: user.firstName, lastName: user.lastName, email: user.email },
      now,
    )
    const membership = await membershipById.one(tx, made.project, made.membershipId)
    if (!(await chooseMembership(tx, login, membership, now))) refuse(alreadyChosen)
    await audit.record(tx, [eventOf('project.created', state, made.project, `Project/${made.project}`, origin)])
    await publishInvalidations(tx, made.invalidations, now)
  })
}

/**
 * Makes a patient for a user who registered in a project with open registration. In a browser, the person is signed in
 * there from then on: `rootHandle` is for its cookie.
 */
export async function newPatient(
  deps: RegistrationDeps,
  state: SignInState,
  projectId: string,
  origin: RequestOrigin,
): Promise<Result<{ readonly rootHandle: string | undefined }, RegistrationRefusal>> {
  const { db, clock, audit, gates, invitationGates } = deps
  const problem = stepProblem(state, 'make_patient')
  if (problem !== undefined) return refused(problem)
  const project = state.login.requestedProject === projectId ? await readProject(db, projectId) : undefined
  const policy = project === undefined ? undefined : policyForPatients(project)
  if (policy === undefined) return refused(closed)
  const now = clock.now()
  return refusable(db, async (tx, refuse: (refusal: RegistrationRefusal) => never) => {
    const { userId, user } = await personOf(tx, state.login.userId)
    const { id } = await createProfile(
      tx,
      gates,
      {
        project: projectId,
        type: 'Patient',
        firstName: user.firstName,
        lastName: user.lastName,
        email: user.email,
        author: 'system',
      },
      now,
    )
    const written = await createMembership(
      tx,
      invitationGates,
      {
        project: projectId,
        user: `User/${userId}`,
        profile: `Patient/${id}`,
        accessPolicy: policy,
        author: 'system',
      },
      now,
    )
    // The project's policy for patients may have been deleted.
    if (!written.ok) return refuse(closed)
    const membership = await membershipById.one(tx, projectId, written.value.stored.id)
    if (!(await chooseMembership(tx, state.login, membership, now))) refuse(alreadyChosen)
    await audit.record(tx, [
      eventOf('membership.created', state, projectId, `ProjectMembership/${membership.id}`, origin),
    ])
    // Only now: an address that nobody proved opens nothing in its browser.
    const { browserHash } = state.login
    const rootHandle = browserHash === null ? undefined : await renewHandle(tx, browserHash, userId)
    await publishInvalidations(tx, written.value.invalidations, now)
    return { rootHandle }
  })
}

function policyForPatients({ resource }: ProjectRow): string | undefined {
  return resource.defaultPatientAccessPolicy?.reference
}

function stepProblem(
  { login, step }: SignInState,
  wanted: 'make_project' | 'make_patient',
): RegistrationRefusal | undefined {
  if (login.membershipId !== null) return alreadyChosen
  if (step.step === 'prove_address')
    return {
      why: 'address_not_proven',
      text: 'Confirm your address first: follow the link in the e-mail that we sent you.',
    }
  return step.step === wanted
    ? undefined
    : { why: 'wrong_step', text: 'This sign-in does not expect this step: start again.' }
}

function eventOf(
  kind: 'project.created' | 'membership.created',
  { login }: SignInState,
  project: string,
  entity: string,
  { address, userAgent, traceId }: RequestOrigin,
): AuditEntry {
  const agent = {
    userId: login.userId ?? undefined,
    clientId: login.clientId ?? undefined,
    loginId: login.id,
  }
  return { kind, project, outcome: 0, agent, personal: { address, userAgent }, entity, traceId }
}
