import { accepted, type Result, refused } from '@damson/fhir'
import { readProject, termsOf } from '#domain/projects'
import { acceptTerms } from '#domain/terms'
import { eventOf } from './decisions.ts'
import type { SignInDeps, SignInOrigin, SignInState } from './dependencies.ts'

/** Accepts the terms of the sign-in's project, in the version that the person was shown. */
export async function acceptProjectTerms(
  { db, clock, audit }: SignInDeps,
  { login, step }: SignInState,
  version: string,
  origin: SignInOrigin,
): Promise<Result<void, { readonly why: 'no_question' | 'terms_changed' }>> {
  const { project, userId } = login
  if (step.step !== 'accept_terms' || project === null || userId === null) return refused({ why: 'no_question' })
  return db.tx(async (tx) => {
    const row = await readProject(tx, project)
    if (row === undefined || termsOf(row.resource)?.version !== version) return refused({ why: 'terms_changed' })
    const { agent, personal, traceId } = eventOf('terms.accepted', 0, login, origin)
    const by = { ...agent, userId, loginId: login.id }
    await acceptTerms(tx, audit, { project, version, agent: by, personal, traceId }, clock.now())
    return accepted(undefined)
  })
}
