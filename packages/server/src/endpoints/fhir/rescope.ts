import { badRequest, conflict, notAdministrator, notFound, type OutcomeError } from '#answers'
import { told } from '#base/findings'
import { agentOf, isOwner } from '#domain/access'
import { type RescopeRefusal, rescopeUser } from '#domain/registration'
import { audited } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { valuesOf } from './parameters.ts'
import { resourceAnswer } from './resource-answer.ts'

/**
 * `User/id/$rescope`: an owner of the server's own project makes an account the server's (`scope` is `server`), or
 * that of one project (`scope` is `project`, with `project`).
 */
export function rescope(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  return audited(context, 'user.rescoped', `User/${id}`, undefined, async () => {
    const { deps, grantee, address, userAgent, traceId } = context
    if (!(grantee.superAdmin && isOwner(grantee)))
      throw notAdministrator(
        grantee,
        "Only an owner of the server's own project may move accounts between projects.",
        'needs_super_admin',
      )
    const by = { agent: agentOf(grantee), personal: { address, userAgent }, traceId }
    const project = readScope(request.body)
    const moved = await rescopeUser(deps.registration, id, project, by, deps.issuers.of(project ?? null))
    if (!moved.ok) throw refusal(moved.refusal)
    return resourceAnswer(context, moved.value, 200)
  })
}

/** The id of the project that the account is to belong to; undefined: to the server. */
function readScope(body: unknown): string | undefined {
  const { scope, project } = valuesOf(body, { scope: 'string', project: 'string' })
  if (scope === 'server' && project === undefined) return undefined
  const id = project?.replace(/^Project\//, '')
  if (scope === 'project' && id !== undefined && id !== '') return id
  throw badRequest('Send the scope "server", or the scope "project" and a project.', 'scope', 'invalid_scope')
}

function refusal({ why }: RescopeRefusal): OutcomeError {
  switch (why) {
    case 'unknown_user':
      return notFound()
    case 'unknown_project':
      return badRequest('There is no such project.', 'project', why)
    case 'same_scope':
      return conflict('The account belongs there already.', why)
    case 'other_projects':
      return conflict('The account has memberships in other projects: remove them first.', why)
    case 'email_vouched':
      return conflict(
        told`Only the project that imported the account says that the address is the person’s: they confirm it by choosing a
          password with the link of an e-mail ("Forgot password?"). Then do this again.`,
        why,
      )
    case 'no_confirmed_address':
      return conflict(
        told`The ways to sign in that the project may know end with the move, and without a confirmed address its person could not
          sign in any more. They confirm one on their account page (/account/email). Then do this again.`,
        why,
      )
    case 'new_address':
      return conflict('The address is new: wait until its change can no longer be undone, seven days after it.', why)
    case 'email_taken':
      return conflict('Another account has this address there.', why)
  }
}
