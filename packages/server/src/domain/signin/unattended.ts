import { accepted, type Result, refused } from '@damson/fhir'
import type { Step } from '#domain/logins'
import { type ExternalPerson, onceByToken, type PresentedToken, type Signed, signedOf } from '#domain/proof'
import type { Provider, ProviderFailure } from '#domain/providers'
import { pickMembership } from './choose.ts'
import { giveUp, issueCode } from './decisions.ts'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'
import { type BegunExternal, beginExternal, type ExternalRefusal, type ExternalSignIn } from './external.ts'
import { readState } from './state.ts'

/** The person that a provider's token is of, and how the token is known from then on, however it is written. */
export interface ProvenByToken {
  readonly person: ExternalPerson
  readonly signed: Signed
}

/** Verifies a token that is presented for a person. Nobody is signed in by one whose revocation would not be found again. */
export async function proveByToken(
  { verifyToken, clock }: Pick<SignInDeps, 'verifyToken' | 'clock'>,
  provider: Provider,
  presented: PresentedToken,
): Promise<Result<ProvenByToken, ProviderFailure>> {
  const person = await verifyToken(provider, presented)
  if (!person.ok) return person
  return accepted({ person: person.value, signed: signedOf(presented, person.value, clock.now()) })
}

/** A provider's token, and what is asked for with it. */
export interface TokenSignIn extends Omit<ExternalSignIn, 'person' | 'once' | 'signed'> {
  readonly provider: Provider
  readonly presented: PresentedToken
  /** It signs in one single time: a thief who sees it on its way cannot use it after its owner. */
  readonly isOnce: boolean
  /** What the provider may vouch for, where its configuration does not say. */
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

/** Why a sign-in gives no code where nobody can be asked anything. */
export type Unasked =
  /** Something is left to ask: the step of the state tells what. */
  { readonly why: 'left_to_ask'; readonly state: SignInState } | { readonly why: 'ended_login' }

/** The code of a sign-in that shows no page. Without one the sign-in ends: nobody could go on with it. */
export async function codeUnasked(
  deps: SignInDeps,
  state: SignInState,
  origin: SignInOrigin,
): Promise<Result<string, Unasked>> {
  const code = state.step.step === 'code' ? await issueCode(deps, state, origin) : undefined
  if (code?.ok === true) return code
  await giveUp(deps, state)
  return refused(code === undefined ? { why: 'left_to_ask', state } : { why: 'ended_login' })
}

export type CodeRefusal = TokenRefusal | Unasked | { readonly why: 'unknown_membership' }

/** The code of a sign-in by a provider's token, in the membership that is asked for, if any. */
export async function codeByToken(
  deps: SignInDeps,
  { membershipId, ...asked }: TokenSignIn & { readonly membershipId: string | undefined },
): Promise<Result<string, CodeRefusal>> {
  const begun = await beginByToken(deps, asked)
  if (!begun.ok) return begun
  const { handle, state } = begun.value
  const { address, userAgent, traceId } = asked
  const origin = { address, userAgent, traceId }
  // One that was chosen because it is the only one is the one that was asked for, or it is none of theirs.
  const isChosen = state.step.step !== 'choose_membership' && state.login.membershipId === membershipId
  if (membershipId === undefined || isChosen) return codeUnasked(deps, state, origin)
  const choice = await pickMembership(deps, state, membershipId)
  if (!choice.ok) {
    await giveUp(deps, state)
    return refused({ why: 'unknown_membership' })
  }
  const after = await readState(deps, handle, asked.issuer)
  return after.ok ? codeUnasked(deps, after.value, origin) : refused({ why: 'ended_login' })
}

/** What a person would have to be asked, or given, in the word of refusals. */
export type LeftToAsk = 'several_memberships' | 'consent_required' | 'patient_required' | 'no_membership'

const LEFT: Readonly<Partial<Record<Step['step'], LeftToAsk>>> = {
  choose_membership: 'several_memberships',
  consent: 'consent_required',
  choose_patient: 'patient_required',
  no_membership: 'no_membership',
}

/** What is left to ask; undefined where the sign-in cannot go on for another reason. */
export function leftToAsk({ step: { step } }: Pick<SignInState, 'step'>): LeftToAsk | undefined {
  return LEFT[step]
}
