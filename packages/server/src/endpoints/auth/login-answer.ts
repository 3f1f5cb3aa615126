import type { Project, ProjectMembership } from '@damson/fhir'
import { BLOCKED_ADDRESS, badRequest, type OutcomeError, otherMethod, tooManyRequests } from '#answers'
import { answered, bothOf, told } from '#base/findings'
import { qrDataUrl } from '#base/qr'
import { profileName } from '#domain/memberships'
import { findResource, resourceOf } from '#domain/resources'
import {
  type BegunPassword,
  type FactorOrigin,
  issueCode,
  messageOnlyCode,
  readState,
  refuseAddress,
  type SignInRefusal,
  type SignInState,
  shownSecret,
} from '#domain/signin'
import type { AuthDeps } from './dependencies.ts'
import { isOfForms } from './fields.ts'
import { wrongCredentials } from './gatekeeping.ts'

/** Medplum's LoginAuthenticationResponse: the handle, with the code or with what is still missing. */
export async function loginAnswer(
  deps: AuthDeps,
  handle: string,
  origin: FactorOrigin,
): Promise<Record<string, unknown>> {
  const found = await readState(deps.signIn, handle, origin)
  if (!found.ok) throw signInError(found.refusal)
  return answerOfState(deps, { handle, state: found.value }, origin)
}

/** The same, for a sign-in whose state was just read. */
export async function answerOfState(
  deps: AuthDeps,
  begun: Pick<BegunPassword, 'handle' | 'state' | 'code'>,
  origin: FactorOrigin,
): Promise<Record<string, unknown>> {
  const { handle, state } = begun
  const { step } = state.step
  switch (step) {
    case 'code': {
      const code = begun.code ?? (await issueCode(deps.signIn, state, origin))
      if (!code.ok) throw signInError(code.refusal)
      return { login: handle, code: code.value }
    }
    case 'choose_membership':
      return { login: handle, memberships: await membershipList(deps, state) }
    case 'prove_address':
      return { login: handle, emailVerificationRequired: true }
    case 'make_project':
    case 'make_patient':
      return { login: handle }
    case 'prove_factor':
      return { login: handle, ...(await question(deps, state, origin)) }
    case 'enroll_factor':
      return { login: handle, ...(await enrolment(deps, state, origin)) }
    case 'change_password':
    case 'accept_terms':
    case 'accept_role':
    case 'choose_patient':
    case 'consent':
      throw onPages(step)
    case 'blocked_address':
      await refuseAddress(deps.signIn, state, origin)
      throw badRequest(bothOf(BLOCKED_ADDRESS), 'login', 'blocked_address')
    case 'out_of_reach':
      throw badRequest(
        'The person may not read the patient of this launch: launch the app with another patient.',
        undefined,
        'out_of_reach',
      )
    case 'other_method':
      throw otherMethod(state.otherMethod ?? { why: 'foreign_provider', providerKey: undefined })
    case 'prove_again':
      throw badRequest('The sign-in is older than the app allows: sign in again.', 'login', 'proof_too_old')
    // Never here: only the hosted pages sign in on another screen.
    case 'not_for_administrators':
    case 'no_membership':
      throw wrongCredentials()
    case 'granted':
      throw badRequest('Login already granted', 'login', 'login_granted')
    case 'revoked':
      throw badRequest('Login revoked', 'login', 'login_revoked')
    case 'expired':
      throw badRequest('Login expired: sign in again.', 'login', 'login_expired')
  }
}

/** What only the hosted pages can ask. */
function onPages(
  step: 'change_password' | 'accept_terms' | 'accept_role' | 'choose_patient' | 'consent',
): OutcomeError {
  if (step === 'change_password')
    return badRequest(
      'This password is easy to guess, so the person must choose another one: send them to /oauth2/authorize.',
      'password',
      'password_change_required',
    )
  if (step === 'accept_terms')
    return badRequest(
      'The person must accept the terms of the project first: send them to /oauth2/authorize.',
      'login',
      'terms_required',
    )
  if (step === 'accept_role')
    return badRequest(
      'The person was invited and has not accepted yet: send them to /account, where they accept the invitation.',
      'login',
      'invitation_open',
    )
  if (step === 'consent')
    return badRequest(
      'This app needs the consent of the person: send them to /oauth2/authorize.',
      undefined,
      'consent_required',
    )
  return badRequest(
    'The person must choose a patient for this app on the hosted pages: send the person to /oauth2/authorize.',
    undefined,
    'patient_required',
  )
}

/** What the person answers with in the app's own form. */
async function question(
  { signIn }: AuthDeps,
  state: SignInState,
  origin: FactorOrigin,
): Promise<Record<string, unknown>> {
  // Forms of apps know apps' codes and e-mails alone.
  const methods = state.factor.methods.filter(isOfForms)
  if (methods.length === 0 && state.factor.methods.length > 0)
    throw badRequest(
      told`This person proves their second factor with a code by text message, which only the hosted pages can send: send
        them to /oauth2/authorize.`,
      undefined,
      'sms_required',
    )
  if (methods.length === 0)
    throw badRequest(
      told`This person proves their second factor with a passkey, which only the hosted pages can ask for: send them to
        /oauth2/authorize.`,
      undefined,
      'passkey_required',
    )
  await messageOnlyCode(signIn, state, origin, methods)
  return { mfaRequired: true, mfaMethods: methods, email: state.email }
}

/** What the person needs to set up a second factor in the app's own form. */
async function enrolment(
  { signIn }: AuthDeps,
  state: SignInState,
  origin: FactorOrigin,
): Promise<Record<string, unknown>> {
  if (!state.factor.mayEnroll)
    throw badRequest(
      told`This person must set up a second factor first, and this sign-in may not: send them to /account, where they sign
        in with their password and confirm with a passkey if they have one.`,
      undefined,
      'enroll_at_account',
    )
  const shown = await shownSecret(signIn, state, origin)
  return {
    mfaEnrollRequired: true,
    allowedMfaMethods: state.factor.methods.filter(isOfForms),
    ...(shown !== undefined && { enrollUri: shown.uri, enrollQrCode: qrDataUrl(shown.uri) }),
  }
}

async function membershipList({ db }: AuthDeps, { choices }: SignInState): Promise<readonly object[]> {
  return Promise.all(
    choices.map(async (choice) => {
      const [stored, project, profile] = await Promise.all([
        findResource(db, choice.project, 'ProjectMembership', choice.id),
        findResource(db, choice.project, 'Project', choice.project),
        profileName(db, choice.project, choice.profile),
      ])
      const membership = stored === undefined ? undefined : resourceOf<ProjectMembership>(stored)
      const projectName = project === undefined ? undefined : resourceOf<Project>(project)?.name
      return {
        id: choice.id,
        project: {
          reference: `Project/${choice.project}`,
          ...(projectName !== undefined && { display: projectName }),
        },
        profile: { reference: choice.profile, ...(profile.name !== undefined && { display: profile.name }) },
        ...(membership?.identifier !== undefined && { identifier: membership.identifier }),
      }
    }),
  )
}

/** The same for an address without an account. */
export function passwordDisabled(): OutcomeError {
  return badRequest(
    bothOf(
      'Too many wrong passwords in a row: for this address, a password works only where it was used before. ' +
        'Ask for a new password to sign in here.',
    ),
    undefined,
    'password_disabled',
  )
}

export function signInError(refusal: SignInRefusal): OutcomeError {
  switch (refusal.why) {
    case 'wrong_credentials':
    case 'other_person':
      return wrongCredentials()
    case 'other_method':
      return otherMethod(refusal.problem)
    case 'too_many_attempts':
      return tooManyRequests(refusal.allowance)
    case 'password_disabled':
      return passwordDisabled()
    case 'unknown_login':
      return badRequest(
        'Login not found: it does not exist, has expired, or its code was already redeemed. Sign in again.',
        'login',
        refusal.why,
      )
    case 'ended_login':
      return badRequest('Login has ended: sign in again.', 'login', refusal.why)
    case 'unknown_membership':
      return badRequest('Profile not found', 'profile', refusal.why)
    case 'membership_set':
      return badRequest('Login profile already set', 'profile', refusal.why)
    case 'scope_not_narrower':
      return badRequest('Invalid scope: it can only be narrowed.', 'scope', refusal.why)
    case 'unknown_launch':
    case 'launch_at_another_address':
    case 'used_launch':
    case 'expired_launch':
    case 'launch_of_another_person':
      return badRequest('Invalid launch: launch the app again from the EHR.', 'launch', refusal.why)
    case 'malformed_scope':
    case 'unsupported_scope':
      return badRequest(answered(refusal.text), 'scope', refusal.why)
  }
}
