import type { Resource } from '@damson/fhir'
import {
  badRequest,
  conflict,
  forbidden,
  notAdministrator,
  type OutcomeError,
  otherMethod,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { isUuid } from '#base/random'
import { accountProblem, agentOf, isNamed, isOwner, mayAct, redirectProblem } from '#domain/access'
import { type AdminAskRefusal, askForEmailOf } from '#domain/email-changes'
import { membershipsOfUser } from '#domain/memberships'
import { readProject, SYSTEM_PROJECT } from '#domain/projects'
import { findResource, resourceOf, type WriteRefusal } from '#domain/resources'
import { isEmail, normaliseEmail, type UserRow, userById } from '#domain/users'
import { audited, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { valuesOf } from './parameters.ts'
import { resourceAnswer } from './resource-answer.ts'
import { currentInReach } from './write.ts'

const KIND = 'email.change_asked'

/**
 * `User/id/$update-email`: an administrator asks for another address of a person. The person confirms it, so the answer has
 * the address that they have until then.
 */
export function updateEmail(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `User/${id}`
  return audited(context, KIND, entity, undefined, async () => {
    const { deps, grantee, address, userAgent, traceId, issuer } = context
    const user = await userToChange(context, id)
    const { email, isTelecom } = readChange(request.body)
    if (isTelecom) await permitTelecom(context, user)
    const asked = await askForEmailOf(deps.registration, user, {
      email,
      profile: grantee.profile,
      project: grantee.project,
      telecomProject: isTelecom ? grantee.project : undefined,
      redirectProblem: (tx) => redirectProblemOf(tx, context, user, email),
      agent: agentOf(grantee),
      personal: { address, userAgent },
      traceId,
      issuer,
    })
    if (!asked.ok) throw refusal(asked.refusal)
    const stored = await findResource(deps.db, user.project, 'User', id)
    if (stored === undefined) throw new Error('a user has no resource')
    return resourceAnswer(context, stored, 200)
  })
}

/** An account of the administrator's own project whose person their role covers; for owners of the server's own, any. */
async function userToChange(context: FhirContext, id: string): Promise<UserRow> {
  const { deps, grantee } = context
  if (!mayAct(grantee, 'change_members'))
    throw notAdministrator(
      grantee,
      'Only an administrator of the project may change the accounts of others.',
      'needs_admin',
    )
  if (id === grantee.userId)
    throw forbidden('Change your own address on your account page: /account/email.', 'own_account')
  const found = isUuid(id) ? await userById.maybeOne(deps.db, id) : undefined
  const isServers = grantee.superAdmin && isOwner(grantee) && found?.project === SYSTEM_PROJECT
  if (found !== undefined && isServers) return found
  const { narrowing } = permitFor(context, 'read', 'User')
  if (!isNamed(grantee.role)) permitFor(context, 'update', 'ProjectMembership')
  await currentInReach(deps.db, context, 'User', id, narrowing)
  const problem = await accountProblem(deps.db, grantee, id)
  if (problem !== undefined) throw writeRefused(problem)
  return userById.one(deps.db, id)
}

/** The change of the account as owners see it who approve it for a machine. */
async function redirectProblemOf(
  tx: Tx,
  { deps, grantee }: FhirContext,
  { id, project }: UserRow,
  email: string,
): Promise<WriteRefusal | undefined> {
  const [of, stored] = [await readProject(tx, grantee.project), await findResource(tx, project, 'User', id)]
  const before = stored && resourceOf(stored)
  if (of === undefined || before === undefined) throw new Error('a project, or a user, has no resource')
  const after = { ...before, email } as Resource
  const change = { project, type: 'User', id, before, after, now: deps.clock.now() }
  return redirectProblem(tx, grantee, of.resource, change)
}

/** Whoever changes a profile by this must be allowed to change it otherwise. */
async function permitTelecom(context: FhirContext, { id }: UserRow): Promise<void> {
  const { deps, grantee } = context
  for (const { project, profile } of await membershipsOfUser.rows(deps.db, id)) {
    if (project !== grantee.project) continue
    const [type = '', profileId = ''] = profile.split('/')
    const { narrowing } = permitFor(context, 'update', type)
    await currentInReach(deps.db, context, type, profileId, narrowing)
  }
}

function readChange(body: unknown): { readonly email: string; readonly isTelecom: boolean } {
  const { email, updateProfileTelecom, skipEmailVerification } = valuesOf(body, {
    email: 'string',
    updateProfileTelecom: 'boolean',
    skipEmailVerification: 'boolean',
  })
  if (typeof email !== 'string' || email.length > 320 || !isEmail(email))
    throw badRequest('Valid email address is required', 'email', 'invalid_email')
  if (skipEmailVerification === true)
    throw badRequest(
      'An address counts only when its owner has confirmed it: send the request without skipEmailVerification.',
      'skipEmailVerification',
      'cannot_skip',
    )
  return { email: normaliseEmail(email), isTelecom: updateProfileTelecom === true }
}

function refusal(refused: AdminAskRefusal): OutcomeError {
  switch (refused.why) {
    case 'same_email':
      return badRequest('This is the address of the account already.', 'email', refused.why)
    case 'email_taken':
      return conflict('Another account has this address.', refused.why)
    case 'inactive':
      return conflict('This account is off: its owner locked it, or had it deleted.', refused.why)
    case 'unconfirmed':
      return conflict('The person registered themselves and has not confirmed their address yet.', refused.why)
    case 'opened':
      return conflict(
        told`This person signs in without an address, by their phone or a provider: only they add one, on their account page
          /account/email. If they cannot sign in any more, remove the membership and invite them anew.`,
        refused.why,
      )
    case 'no_redirect':
      return writeRefused(refused.problem)
    case 'mail_limit':
      return badRequest(
        'This address received too many e-mails in the last hour, or the project sent too many in a day: try again later.',
        'email',
        refused.why,
      )
    case 'other_method':
      return otherMethod(refused.problem, 'email')
  }
}
