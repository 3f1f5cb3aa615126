import { accepted, type Result, refused } from '@damson/fhir'
import { type BearerLogin, type BrowserRoot, chooseMembership, findBrowserRoots } from '#domain/logins'
import type { Issuer } from '#domain/projects'
import { type AccountSignIn, proveAtAccount } from './account.ts'
import { type BearerRefusal, type BearerSignIn, signInByBearer } from './bearer.ts'
import { allow, deny, giveUp, issueCode, narrow, refuseLaunch } from './decisions.ts'
import {
  type BegunExternal,
  beginExternal,
  createExternal,
  type ExternalRefusal,
  type ExternalSignIn,
  linkExternal,
  type OwnAccount,
} from './external.ts'
import type { Asker, PasswordSignIn, SignInParts, SignInRefusal, SignInState } from './parts.ts'
import { type BegunPassword, provePassword } from './password.ts'
import { choosePatient, findPatients, type PatientChoices, type PatientRefusal } from './patient.ts'
import { type Resumed, type ResumeRefusal, type ResumeSignIn, resume } from './resume.ts'
import { readState } from './state.ts'
import { answered, stay } from './time-left.ts'

export interface SignIn {
  password(given: PasswordSignIn): Promise<Result<BegunPassword, SignInRefusal>>
  /** Signs in whoever an identity provider vouched for. */
  external(given: ExternalSignIn): Promise<Result<BegunExternal, ExternalRefusal>>
  /** The same for somebody new, whom the provider may bring along. */
  externalAsNew(given: ExternalSignIn): Promise<Result<BegunExternal, ExternalRefusal>>
  /** The same for whoever proves with a password which account is theirs: it is linked. */
  externalAsOwner(
    given: ExternalSignIn,
    own: OwnAccount,
  ): Promise<Result<BegunExternal, ExternalRefusal | SignInRefusal>>
  /** Signs in whoever brings a provider's access token as Bearer: once for each token. */
  bearer(given: BearerSignIn): Promise<Result<BearerLogin, BearerRefusal>>
  /** Signs a browser in with no app: for people who want to see their account. */
  atAccount(given: AccountSignIn): Promise<Result<{ readonly rootHandle: string }, SignInRefusal>>
  /** Who is signed in in a browser, by its root cookie and its own. */
  inBrowser(rootHandle: string | undefined, browserHash: string | undefined): Promise<BrowserRoot | undefined>
  /** Goes on with that sign-in for another app, if it will do. */
  resume(given: ResumeSignIn): Promise<Result<Resumed, ResumeRefusal>>
  /**
   * Where the sign-in of a handle stands; every step starts from it. A sign-in that a browser began on the hosted pages is
   * found with that browser's hash alone, and one of the JSON API without any; each at the address where it was begun.
   */
  state(handle: string, issuer: Issuer, browserHash?: string): Promise<Result<SignInState, SignInRefusal>>
  choose(state: SignInState, membershipId: string): Promise<Result<void, SignInRefusal>>
  narrow(state: SignInState, scope: string): Promise<Result<void, SignInRefusal>>
  /** Patients to choose from, for a sign-in that needs one. */
  findPatients(state: SignInState, text: string, asker: Asker): Promise<Result<PatientChoices, PatientRefusal>>
  choosePatient(state: SignInState, patientId: string, asker: Asker): Promise<Result<void, PatientRefusal>>
  /** Keeps it open for longer, as long as may be; refused where it is over. */
  stay(state: SignInState): Promise<Result<void, SignInRefusal>>
  /** Counts an answer to a question as a use of the browser's sign-in; the state with what that changed. */
  answered(state: SignInState): Promise<SignInState>
  /** Allows the app what it asks for, of its resource scopes those that were left ticked. */
  allow(state: SignInState, ticked: readonly string[], asker: Asker): Promise<Result<void, SignInRefusal>>
  /** Ends the sign-in, because the person does not want it. */
  deny(state: SignInState, asker: Asker): Promise<Result<void, SignInRefusal>>
  /** Ends a sign-in that may show no page and would need one. */
  giveUp(state: SignInState): Promise<void>
  /** Ends a sign-in whose launch is about somebody whom the person may not read. */
  refuseLaunch(state: SignInState, asker: Asker): Promise<Result<void, SignInRefusal>>
  /** The code of a sign-in that has all it needs. A later call makes the earlier code useless. */
  code(state: SignInState, asker: Asker): Promise<Result<string, SignInRefusal>>
}

export function createSignIn(parts: SignInParts): SignIn {
  const { db, clock } = parts
  return {
    password: (given) => provePassword(parts, given),
    external: (given) => beginExternal(parts, given),
    bearer: (given) => signInByBearer(parts, given),
    externalAsNew: (given) => createExternal(parts, given),
    externalAsOwner: (given, own) => linkExternal(parts, given, own),
    atAccount: (given) => proveAtAccount(parts, given),
    inBrowser: async (rootHandle, browserHash) => (await findBrowserRoots(db, rootHandle, browserHash, clock.now()))[0],
    resume: (given) => resume(parts, given),
    state: (handle, issuer, browserHash) => readState(parts, handle, issuer, browserHash),
    async choose({ login, step, choices, otherMethod }, membershipId) {
      if (step.step === 'other_method' && otherMethod !== undefined)
        return refused({ why: 'other_method', problem: otherMethod })
      if (step.step !== 'choose_membership')
        return refused({ why: login.membershipId === null ? 'ended_login' : 'membership_set' })
      const membership = choices.find(({ id }) => id === membershipId)
      if (membership === undefined) return refused({ why: 'unknown_membership' })
      return (await chooseMembership(db, login, membership, clock.now()))
        ? accepted(undefined)
        : refused({ why: 'membership_set' })
    },
    narrow: (state, scope) => narrow(parts, state, scope),
    async findPatients({ login, step }, text, asker) {
      return step.step === 'choose_patient' ? findPatients(parts, login, text, asker) : refused({ why: 'ended_login' })
    },
    async choosePatient({ login, step }, id, asker) {
      return step.step === 'choose_patient' ? choosePatient(parts, login, id, asker) : refused({ why: 'ended_login' })
    },
    stay: (state) => stay(parts, state),
    answered: (state) => answered(parts, state),
    allow: (state, ticked, asker) => allow(parts, state, ticked, asker),
    deny: (state, asker) => deny(parts, state, asker),
    giveUp: (state) => giveUp(parts, state),
    refuseLaunch: (state, asker) => refuseLaunch(parts, state, asker),
    code: (state, asker) => issueCode(parts, state, asker),
  }
}
