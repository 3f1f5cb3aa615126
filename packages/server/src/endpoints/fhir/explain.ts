import { type Access, decide, type Explanation, effectiveAccess, explain, type Interaction } from '@damson/access'
import { badRequest, forbidden, notAdministrator } from '#answers'
import { told } from '#base/findings'
import { type Grantee, mayAct, mayGrant, type Simulated, type WithheldReason, withheldHint } from '#domain/access'
import type { AuditEntry } from '#domain/audit'
import { judgeOf, readResource, type Stored } from '#domain/resources'
import { audited, eventOf, eventsOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { type Draft, readDraft } from './explain-draft.ts'
import { type Question, readQuestion } from './explain-question.ts'
import { isStoredPolicy, type Seen, seenPolicies } from './explain-seen.ts'
import { OUT_OF_SIGHT, type Overruled, toldParameters } from './explain-told.ts'
import { outOfSight } from './findings.ts'
import { BOT_CODE } from './resource-answer.ts'
import { mayBeWritten } from './write.ts'

/** About whom it is asked, and what they may do. */
interface Asked {
  readonly access: Access
  readonly withheld: WithheldReason | undefined
  readonly overruled: Overruled | undefined
  readonly policyIds: readonly string[]
  readonly draft?: Draft | undefined
  readonly seesBots: boolean
  readonly notes: readonly string[]
  /** What the asker was shown on the way. */
  readonly events: readonly AuditEntry[]
}

/**
 * `Type/$explain` and `Type/id/$explain`: why an interaction is allowed or not: for the caller, or for an administrator who
 * may read them, for another membership, an app that acts for it, a scope, or a policy that is not stored. It tells no more
 * than the asker may read, and changes nothing.
 */
export function explainAccess(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  id: string | undefined,
): Promise<FhirAnswer> {
  const entity = id === undefined ? type : `${type}/${id}`
  const query = request.method === 'GET' ? request.query : undefined
  return audited(context, 'fhir.operation', entity, query, async () => {
    const question = readQuestion(request, id === undefined ? 'search' : 'read')
    if (id !== undefined && (type === 'Binary' || type === 'AuditEvent'))
      throw badRequest(
        told`Ask about the type ${type} alone: a Binary follows the resource in its securityContext, and the audit is not
          stored as resources.`,
        undefined,
        'explained_by_type',
      )
    const isOwn = isAboutOneself(context.grantee, question)
    const asked = isOwn ? oneself(context) : await another(context, question)
    const stored = id === undefined ? undefined : await inSight(context, type, id)
    if (id !== undefined && stored === undefined && !isOwn) throw outOfSight(context.grantee)
    const { said, overruled } = await explained(context, asked, { interaction: question.interaction, type, id, stored })
    const seen = await seenPolicies(context, policiesOf(asked, said), asked.draft)
    if (!isOwn) await checkSeen(context, asked, seen)
    const patients = stored?.patients ?? []
    const version = stored === undefined ? {} : { version: stored.version }
    await context.deps.audit.committed(
      ...asked.events,
      ...seen.events,
      ...eventsOf(context, 'fhir.operation', { entity, query, patients, ...version }),
    )
    const parameters = toldParameters({
      said,
      interaction: question.interaction,
      resourceType: type,
      resource: id === undefined ? undefined : entity,
      seen: seen.policies,
      overruled,
      hiddenFields: type === 'Bot' && !asked.seesBots ? BOT_CODE.map((name) => `Bot.${name}`) : [],
      notes: [...asked.notes, ...notesOn(question.interaction, type)],
    })
    return { status: 200, headers: {}, body: JSON.stringify(parameters) }
  })
}

/** The ids of all policies that count: those that are withheld, too. */
function policiesOf({ policyIds }: Asked, { holders }: Explanation): readonly string[] {
  return [...new Set([...policyIds, ...holders.flatMap(({ given }) => given.flatMap(({ id }) => id ?? []))])]
}

/** @throws 403 When the asker may not read one of the policies. */
async function checkSeen(context: FhirContext, { policyIds }: Asked, { policies }: Seen): Promise<void> {
  for (const id of policyIds)
    if (!policies.has(id) && (await isStoredPolicy(context, id)))
      throw forbidden(
        'You may not read the policies of this membership: ask an owner of the project.',
        'policies_out_of_sight',
      )
}

function isAboutOneself(grantee: Grantee, { membership, client, scope, patient, draft }: Question): boolean {
  const isSelf = membership === undefined || (membership === grantee.membershipId && grantee.onBehalfOf === undefined)
  return isSelf && [client, scope, patient, draft].every((one) => one === undefined)
}

interface About {
  readonly interaction: Interaction
  readonly type: string
  readonly id: string | undefined
  /** Undefined: the asker may not see it, or asks about the type. */
  readonly stored: Stored | undefined
}

async function explained(
  context: FhirContext,
  { access, withheld, overruled }: Pick<Asked, 'access' | 'withheld' | 'overruled'>,
  { interaction, type, id, stored }: About,
): Promise<{ readonly said: Explanation; readonly overruled: Overruled | undefined }> {
  const satisfies = stored && (await judgeOf(stored, context.deps.issuers.fhirUrlsOf(context.grantee.project)))
  const resource = stored && satisfies && { id: stored.id, satisfies }
  const said = explain(access, { interaction, resourceType: type, resource })
  const hidden = withheld === undefined ? undefined : { why: withheld, text: withheldHint(withheld) }
  const ofServer = overruled ?? hidden ?? writtenByServer(type, interaction)
  if (ofServer !== undefined || id === undefined || stored !== undefined || !said.allowed)
    return { said, overruled: ofServer }
  // It is decided as the request would be, and told as a request is: nothing beyond that of a resource out of sight. A
  // create reaches no resource, so it must not say which there are.
  const reached = interaction !== 'create' && (await reachedBy(context, type, id, interaction))
  return { said, overruled: reached ? undefined : OUT_OF_SIGHT }
}

/** Whether the interaction itself would reach a resource that the caller may not read. */
async function reachedBy(context: FhirContext, type: string, id: string, interaction: Interaction): Promise<boolean> {
  const { narrowing } = permitFor(context, interaction, type)
  const found = await readResource(context.deps.db, context.grantee.project, type, id, narrowing)
  return found !== undefined && !found.deleted
}

/** What only the server's own flows write, whatever a policy says. */
function writtenByServer(type: string, interaction: Interaction): Overruled | undefined {
  if (interaction !== 'create' && interaction !== 'update' && interaction !== 'delete') return undefined
  try {
    mayBeWritten(type, interaction)
    return undefined
  } catch (refusal) {
    return { why: 'written_by_server', text: refusal instanceof Error ? refusal.message : '' }
  }
}

function notesOn(interaction: Interaction, type: string): readonly string[] {
  const isWrite = interaction === 'create' || interaction === 'update' || interaction === 'delete'
  return [
    ...(isWrite && mayGrant(type) ? ['no_rights_beyond_own'] : []),
    ...(interaction === 'update' ? ['new_version_counts'] : []),
    ...(type === 'Binary' ? ['security_context_counts'] : []),
  ]
}

/** The resource as the asker may read it. */
async function inSight({ deps, grantee }: FhirContext, type: string, id: string): Promise<Stored | undefined> {
  const reading = decide(grantee.access, { interaction: 'read', resourceType: type })
  if (reading.verdict === 'deny') return undefined
  const stored = await readResource(deps.db, grantee.project, type, id, reading.narrowing)
  return stored?.deleted === true ? undefined : stored
}

function oneself({ grantee }: FhirContext): Asked {
  return {
    access: grantee.access,
    withheld: grantee.withheld,
    overruled: undefined,
    policyIds: grantee.policyIds,
    seesBots: mayAct(grantee, 'manage_bots'),
    notes: grantee.addressLists.length > 0 ? ['from_some_addresses'] : [],
    events: [],
  }
}

/** @throws 403 or 404 When the asker is no administrator, or may not read the membership or the client. */
async function another(context: FhirContext, question: Question): Promise<Asked> {
  const { grantee } = context
  if (!mayAct(grantee, 'see_members'))
    throw notAdministrator(
      grantee,
      'Only an administrator who may see the members of the project asks what others may do: ask about yourself.',
      'not_administrator',
    )
  const membershipId = question.membership ?? grantee.membershipId
  const events = [await readOf(context, 'ProjectMembership', membershipId)]
  if (question.client !== undefined) events.push(await readOf(context, 'ClientApplication', question.client))
  const draft = question.draft === undefined ? undefined : await readDraft(question.draft)
  return { ...(await simulated(context, question, membershipId, draft)), draft, events }
}

/** The event of a resource that the asker is told of. @throws 403 or 404 When they may not read it. */
async function readOf(context: FhirContext, type: string, id: string): Promise<AuditEntry> {
  const { deps, grantee } = context
  const { narrowing } = permitFor(context, 'read', type)
  const stored = await readResource(deps.db, grantee.project, type, id, narrowing)
  if (stored === undefined || stored.deleted) throw outOfSight(grantee)
  return eventOf(context, 'fhir.read', { entity: `${type}/${id}`, version: stored.version })
}

async function simulated(
  { deps, grantee }: FhirContext,
  { scope, patient, client }: Question,
  membershipId: string,
  draft: Draft | undefined,
): Promise<Omit<Asked, 'events'>> {
  const member = { project: grantee.project, membershipId, scope, patient, draft }
  const found =
    client === undefined ? await deps.grantees.simulated(member) : await deps.grantees.simulatedActing(member, client)
  if (found.ok) return judgedAs(found.value)
  const { refusal } = found
  const overruled =
    'text' in refusal
      ? { why: `acting_${refusal.why}`, text: refusal.text }
      : { why: refusal.why, text: `${refusal.finding.what} ${refusal.finding.remedy}` }
  return { ...judgedAs(NOBODY), overruled }
}

function judgedAs({ access, withheld, policyIds, role }: Simulated): Omit<Asked, 'events'> {
  return { access, withheld, policyIds, overruled: undefined, seesBots: mayAct({ role }, 'manage_bots'), notes: [] }
}

const NOBODY: Simulated = {
  access: effectiveAccess([], { profile: '', admin: false }),
  withheld: undefined,
  policyIds: [],
  role: undefined,
}
