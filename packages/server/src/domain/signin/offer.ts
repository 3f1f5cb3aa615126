import { accepted, type Result, refused } from '@damson/fhir'
import { refusable } from '#base/db'
import { chooseMembership, endLogin } from '#domain/logins'
import { acceptOffer, type Offer, type OfferAnswer, refuseOffer } from '#domain/memberships'
import { publishInvalidations } from '#domain/revocation'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'
import { isProvenNow } from './proof-age.ts'

/** Nothing is asked, or it is not offered any more. */
type OfferRefusal = { readonly why: 'no_question' }
const NO_QUESTION: OfferRefusal = { why: 'no_question' }

/** A browser that was left open makes nobody an administrator: they accept it on their page, which asks for a new proof. */
export function offerNeedsProof(
  { login }: Pick<SignInState, 'login'>,
  { admin }: Pick<Offer, 'admin'>,
  now: Date,
): boolean {
  return admin && !isProvenNow(login, now)
}

/** Accepts the role that the sign-in's project offers the person, and signs in to it. */
export async function acceptRole(
  { db, clock, audit, identifyDeps: { invitationGates } }: SignInDeps,
  state: SignInState,
  membershipId: string,
  origin: SignInOrigin,
): Promise<Result<void, OfferRefusal>> {
  const answer = answerTo(state, membershipId, origin)
  if (answer === undefined) return refused(NO_QUESTION)
  const now = clock.now()
  return refusable(db, async (tx, refuse: (refusal: OfferRefusal) => never) => {
    const taken = await acceptOffer(tx, { audit, invitationGates }, answer, now)
    if (taken === undefined || offerNeedsProof(state, taken.offer, now)) return refuse(NO_QUESTION)
    if (!(await chooseMembership(tx, state.login, taken.offer, now))) return refuse(NO_QUESTION)
    await publishInvalidations(tx, taken.invalidations, now)
  })
}

/** Declines it: there is nothing to sign in to then, so the sign-in ends. */
export async function declineRole(
  { db, clock, audit }: SignInDeps,
  state: SignInState,
  membershipId: string,
  origin: SignInOrigin,
): Promise<Result<void, OfferRefusal>> {
  const answer = answerTo(state, membershipId, origin)
  if (answer === undefined) return refused(NO_QUESTION)
  const now = clock.now()
  return db.tx(async (tx) => {
    if ((await refuseOffer(tx, { audit }, answer, now)) === undefined) return refused(NO_QUESTION)
    await publishInvalidations(tx, await endLogin(tx, state.login.id, 'invitation_declined', now), now)
    return accepted(undefined)
  })
}

function answerTo(
  { login, step, offers }: SignInState,
  membershipId: string,
  { address, userAgent, traceId }: SignInOrigin,
): OfferAnswer | undefined {
  const offer = offers.find(({ id }) => id === membershipId)
  const { userId, userProject } = login
  if (step.step !== 'accept_role' || offer === undefined || userId === null || userProject === null) return undefined
  const { project, id } = offer
  return { userId, accountProject: userProject, project, id, personal: { address, userAgent }, traceId }
}
