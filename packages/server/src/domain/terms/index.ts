/**
 * Owns: what people accepted of a project's terms and privacy notice, and when (table `terms_acceptances`, append-only).
 * Does not own: where a project says what its terms are (`domain/projects`), nor the step of a sign-in that asks for them
 * (`domain/signin`; `domain/logins` reads the versions with a sign-in). Asked by: registration, sign-in, the export of an
 * account.
 */
export { acceptedTermsOf, acceptTerms } from './terms.ts'
