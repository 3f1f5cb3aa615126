import { accepted, type Result, refused } from '@damson/fhir'
import type { Step } from '#domain/logins'
import { type ExternalPerson, onceByToken, type PresentedToken, type Signed, signedOf } from '#domain/proof'
import type { Provider, ProviderFailure } from '#domain/providers'
import { pickMembership } from './choose.ts'
import { giveUp, issueCode, refuseAddress } from './decisions.ts'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'
import { type BegunExternal, beginExternal, type ExternalRefusal, type ExternalSignIn } from './external.ts'
import { readState } from './state.ts'

/** The person of a provider's token, and the hashes that recognise the token in any encoding. */
export interface ProvenByToken {
  readonly person: ExternalPerson
  readonly signed: Signed
}

/** Verifies a person's token. Refuses it where a later revocation of its sign-in could not be found again. */
export async function proveByToken(
  { verifyToken, clock }: Pick<SignInDeps, 'verifyToken' | 'clock'>,
  provider: Provider,
  presented: PresentedToken,
): Promise<Result<ProvenByToken, ProviderFailure>> {
  const person = await verifyToken(provider, presented)
  if (!person.ok) return person
  return accepted({ person: person.value, signed: signedOf(presented, person.value, clock.now()) })
}

/** A provider's token, and what the request asks for with it. */
export interface TokenSignIn extends Omit<ExternalSignIn, 'person' | 'once' | 'signed'> {
  readonly provider: Provider
  readonly presented: PresentedToken
  /** The token signs in only once: a thief who intercepts it cannot use it after its owner. */
  readonly isOnce: boolean
  /** What the provider may vouch for, if its configuration doesn't say. */
  readonly vouched?: ((person: ExternalPerson) => ExternalPerson) | undefined
}

export type TokenRefusal =
  | { readonly why: 'token'; readonly failure: ProviderFailure }
  | { readonly why: 'person'; readonly refusal: ExternalRefusal; readonly person: ExternalPerson }

/** Signs in the person of a provider's token, by the steps and rules of every other sign-in. */
export async function beginByToken(
  deps: SignInDeps,
  { provider, presented, isOnce, vouched = (person) => person, ...asked }: TokenSignIn,
): Promise<Result<BegunExternal, TokenRefusal>> {
  const proven = await proveByToken(deps, provider, presented)
  if (!proven.ok) return refused({ why: 'token', failure: proven.refusal })
  const { person, signed } = proven.value
  const once = isOnce ? onceByToken(person, presented.token, deps.clock.now()) : undefined
  const begun = await beginExternal(deps, { ...asked, person: vouched(person), once, signed })
  return begun.ok ? begun : refused({ why: 'person', refusal: begun.refusal, person })
}

/** Why a sign-in without pages gives no code. */
export type Unasked =
  /** A question is left; the step of the state says which. */
  { readonly why: 'left_to_ask'; readonly state: SignInState } | { readonly why: 'ended_login' }

/** The code of a sign-in that shows no page. If there is none, the sign-in ends, because nobody could continue it. */
export async function codeUnasked(
  deps: SignInDeps,
  state: SignInState,
  origin: SignInOrigin,
): Promise<Result<string, Unasked>> {
  const code = state.step.step === 'code' ? await issueCode(deps, state, origin) : undefined
  if (code?.ok === true) return code
  if (state.step.step === 'blocked_address') await refuseAddress(deps, state, origin)
  else await giveUp(deps, state)
  return refused(code === undefined ? { why: 'left_to_ask', state } : { why: 'ended_login' })
}

export type CodeRefusal = TokenRefusal | Unasked | { readonly why: 'unknown_membership' }

/** The code of a sign-in with a provider's token, in the requested membership, if one was requested. */
export async function codeByToken(
  deps: SignInDeps,
  { membershipId, ...asked }: TokenSignIn & { readonly membershipId: string | undefined },
): Promise<Result<string, CodeRefusal>> {
  const begun = await beginByToken(deps, asked)
  if (!begun.ok) return begun
  const { handle, state } = begun.value
  const { address, userAgent, traceId } = asked
  const origin = { address, userAgent, traceId }
  // If the only membership was chosen automatically and isn't the requested one, the requested one isn't theirs.
  const isChosen = state.step.step !== 'choose_membership' && state.login.membershipId === membershipId
  if (membershipId === undefined || isChosen) return codeUnasked(deps, state, origin)
  const choice = await pickMembership(deps, state, membershipId)
  if (!choice.ok) {
    await giveUp(deps, state)
    return refused({ why: 'unknown_membership' })
  }
  const after = await readState(deps, handle, asked)
  return after.ok ? codeUnasked(deps, after.value, origin) : refused({ why: 'ended_login' })
}

/** What a page would have to ask the person, or what they lack, as refusals name it. */
export type LeftToAsk =
  | 'several_memberships'
  | 'consent_required'
  | 'patient_required'
  | 'no_membership'
  | 'blocked_address'
  | 'factor_required'
  | 'terms_required'

const LEFT: Readonly<Partial<Record<Step['step'], LeftToAsk>>> = {
  choose_membership: 'several_memberships',
  consent: 'consent_required',
  choose_patient: 'patient_required',
  no_membership: 'no_membership',
  accept_role: 'no_membership',
  blocked_address: 'blocked_address',
  prove_factor: 'factor_required',
  enroll_factor: 'factor_required',
  accept_terms: 'terms_required',
}

/** The question that is left; undefined when the sign-in cannot continue for another reason. */
export function leftToAsk({ step: { step } }: Pick<SignInState, 'step'>): LeftToAsk | undefined {
  return LEFT[step]
}
