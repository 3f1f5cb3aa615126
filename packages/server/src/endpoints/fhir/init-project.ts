import { badRequest, notAdministrator } from '#answers'
import { isOwner } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { type InitDraft, initProject as initProjectOf } from '#domain/registration'
import { isEmail } from '#domain/users'
import { audited, eventOf } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { textsOf } from './parameters.ts'
import { resourceAnswer } from './resource-answer.ts'

const KIND = 'project.created'

/**
 * `Project/$init`: an administrator of the server's own project creates a project called `name`. Its administrator is
 * `ownerEmail` (with `ownerFirstName` and `ownerLastName` if there is no account yet), or else the caller.
 */
export function initProject(context: FhirContext, request: FhirRequest): Promise<FhirAnswer> {
  return audited(context, KIND, 'Project', undefined, async () => {
    const { deps, grantee } = context
    if (!(grantee.superAdmin && isOwner(grantee)))
      throw notAdministrator(
        grantee,
        "Only an owner of the server's own project may create projects.",
        'needs_super_admin',
      )
    const draft = draftOf(context, request.body)
    const made = await initProjectOf(deps.registration, draft, (tx, project) =>
      deps.audit.record(tx, [eventOf(context, KIND, { entity: `Project/${project}` }), begun(context, project)]),
    )
    // The new project is not the project of the request's address.
    const { rootIssuer } = deps.registration
    const { mailed } = made
    if (mailed !== undefined)
      await deps.registration.mails.invitation(mailed.to, mailed.way, mailed.subject, mailed.language, rootIssuer)
    return resourceAnswer(context, made.project, 201)
  })
}

/** The first event of the new project. Its agent is not a member of the project. */
function begun(context: FhirContext, project: string): AuditEntry {
  return {
    ...eventOf(context, KIND, { entity: `Project/${project}`, reason: 'operator' }),
    project,
    agent: {},
    personal: {},
  }
}

function draftOf({ grantee }: FhirContext, body: unknown): InitDraft {
  const texts = textsOf(body, ['name', 'ownerEmail', 'ownerFirstName', 'ownerLastName', 'administratorPolicy'])
  const { name, ownerEmail: email, ownerFirstName: firstName = 'Project', ownerLastName: lastName = 'Owner' } = texts
  if (name === undefined) throw badRequest('name is missing: send the name of the project.', 'name', 'missing_name')
  for (const [field, text] of Object.entries(texts))
    if (text.length > 256 || !text.isWellFormed() || /\p{Cc}/u.test(text))
      throw badRequest('must be at most 256 characters, without control characters', field, 'invalid_text')
  const { administratorPolicy: chosen = 'with-charts' } = texts
  if (chosen !== 'with-charts' && chosen !== 'without-charts')
    throw badRequest('must be with-charts or without-charts', 'administratorPolicy', 'unknown_policy')
  const charts = chosen === 'with-charts'
  if (email !== undefined) {
    if (!isEmail(email)) throw badRequest('Valid email address is required', 'ownerEmail', 'invalid_email')
    const invitedBy = grantee.userId === undefined ? undefined : `User/${grantee.userId}`
    return { name, charts, invitedBy, owner: { email, firstName, lastName } }
  }
  if (grantee.userId === undefined)
    throw badRequest('Only a person can own a project: send ownerEmail.', 'ownerEmail', 'missing_owner')
  return { name, charts, owner: { userId: grantee.userId } }
}
