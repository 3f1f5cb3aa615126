/** What the sign-in still needs. `choose_membership` carries nothing: the caller lists what may be chosen. */
export type Step =
  | { readonly step: 'revoked' }
  | { readonly step: 'granted' }
  | { readonly step: 'expired' }
  | { readonly step: 'prove_address' }
  | { readonly step: 'other_method' }
  | { readonly step: 'blocked_address' }
  | { readonly step: 'make_project' }
  | { readonly step: 'make_patient' }
  | { readonly step: 'choose_membership' }
  | { readonly step: 'accept_role' }
  | { readonly step: 'no_membership' }
  | { readonly step: 'prove_factor' }
  | { readonly step: 'enroll_factor' }
  | { readonly step: 'change_password' }
  | { readonly step: 'not_for_administrators' }
  | { readonly step: 'accept_terms' }
  | { readonly step: 'out_of_reach' }
  | { readonly step: 'choose_patient' }
  | { readonly step: 'consent' }
  | { readonly step: 'prove_again' }
  | { readonly step: 'code' }

/** What a login has proven so far, as far as the next step depends on it. */
export interface Progress {
  readonly revoked: boolean
  readonly granted: boolean
  readonly expired: boolean
  /** The proof is as fresh as the app demands. */
  readonly fresh: boolean
  readonly hasMembership: boolean
  /** The rules on addresses let this request pass, as far as it is known where the sign-in leads. */
  readonly addressAllowed: boolean
  /** The user may read everything that an EHR launch is about. */
  readonly inReach: boolean
  /** The profile is a patient, or one was chosen. */
  readonly hasPatient: boolean
  readonly consented: boolean
}

/** What is demanded of this sign-in, by its client, its project and its person. */
export interface Demands {
  /** The person's address must be proven first. */
  readonly provenAddress: boolean
  /** This method is not allowed for any membership in question. */
  readonly otherMethod: boolean
  /** There is no membership yet: the person must first create a project, become a patient, or accept an offered role. */
  readonly registration?: 'project' | 'patient' | 'role' | undefined
  /** What is missing of a second factor: it must be proven, or set up first, for which an old sign-in is not enough. */
  readonly factor: 'none' | 'prove' | 'enroll' | 'enroll_anew'
  /** The password that was typed must be replaced by a better one. */
  readonly newPassword: boolean
  /** The sign-in is for another screen, and its person administers the project. */
  readonly administrator: boolean
  /** The project has terms that the person has not accepted. */
  readonly terms: boolean
  /** How many memberships may be chosen. */
  readonly choices: number
  /** The scope is about one patient. */
  readonly patient: boolean
  /** The client is not first-party: the person must allow it. */
  readonly consent: boolean
}

/**
 * Decides alone which step is missing: every step writes its result to the login and asks again. So each rule holds for
 * the JSON API and the hosted pages alike.
 */
export function nextStep(progress: Progress, demands: Demands): Step {
  if (progress.revoked) return { step: 'revoked' }
  if (progress.granted) return { step: 'granted' }
  if (progress.expired) return { step: 'expired' }
  if (demands.provenAddress) return { step: 'prove_address' }
  if (demands.otherMethod) return { step: 'other_method' }
  if (!progress.addressAllowed) return { step: 'blocked_address' }
  if (!progress.hasMembership) {
    // A password alone makes nothing for a person who has a second factor.
    if (demands.factor === 'prove' && demands.registration !== undefined) return { step: 'prove_factor' }
    if (demands.registration === 'project') return { step: 'make_project' }
    if (demands.choices > 0) return { step: 'choose_membership' }
    if (demands.registration === 'role') return { step: 'accept_role' }
    return demands.registration === 'patient' ? { step: 'make_patient' } : { step: 'no_membership' }
  }
  // Only the membership tells what its project and policies demand, and nothing of the project is shown before.
  if (demands.factor === 'prove') return { step: 'prove_factor' }
  if (demands.factor === 'enroll') return { step: 'enroll_factor' }
  if (demands.factor === 'enroll_anew') return { step: 'prove_again' }
  if (demands.newPassword) return { step: 'change_password' }
  if (demands.administrator) return { step: 'not_for_administrators' }
  if (demands.terms) return { step: 'accept_terms' }
  if (!progress.inReach) return { step: 'out_of_reach' }
  if (demands.patient && !progress.hasPatient) return { step: 'choose_patient' }
  if (demands.consent && !progress.consented) return { step: 'consent' }
  // Last, so that the earlier answers are kept: the person is asked only for the password again.
  return progress.fresh ? { step: 'code' } : { step: 'prove_again' }
}
