import { type Condition, holds } from '@damson/fhir'
import { allOk, badRequest, checkVersion, explained, forbidden, type OutcomeError, writeRefused } from '#answers'
import type { Tx } from '#base/db'
import { bothOf, told } from '#base/findings'
import { uuid } from '#base/random'
import { authorshipOf, grantProblem, mayGrant } from '#domain/access'
import { INACTIVE_PROJECT, readProject } from '#domain/projects'
import {
  accountOf,
  type Change,
  createGated,
  type Draft,
  deleteGated,
  findResource,
  type IndexedDraft,
  indexedDraft,
  narrowed,
  replaceGated,
  resourceOf,
  type Stored,
  type WriteResult,
  type Written,
} from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { audited, eventsOf, permitFor } from './authorized.ts'
import { checkContext, keptContext } from './binary.ts'
import { readSent } from './bodies.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { OUTSIDE_POLICY } from './findings.ts'
import { patched, readOperations } from './patch.ts'
import { inReach } from './read.ts'
import { existing, resourceAnswer, versionHeaders } from './resource-answer.ts'
import { telling } from './telling.ts'
import { type SentResource, validResource } from './valid-resource.ts'

/** Types that only the server's own flows write, whatever a policy allows. */
const SERVER_WRITES = new Map([
  ['User', 'A User cannot be written here: invite the person. People change their own accounts themselves.'],
  ['Login', 'A Login cannot be written: sign in to create one.'],
  ['UserSecurityRequest', 'Only the server creates mailed links.'],
  ['AuditEvent', 'Only the server writes the audit, and it never changes.'],
])

export function mayBeWritten(type: string, verb: 'create' | 'update' | 'delete'): void {
  const reason = SERVER_WRITES.get(type)
  if (reason !== undefined) throw forbidden(bothOf(reason), 'written_by_server')
  if (type === 'Project' && verb !== 'update')
    throw forbidden(
      'A Project cannot be created or deleted here: register to create one, and suspend it instead of deleting it.',
      'written_by_server',
    )
}

/** `POST Type`, without a condition. */
export function create(context: FhirContext, request: FhirRequest, type: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.create', type, undefined, async () => {
    mayBeWritten(type, 'create')
    const permit = permitFor(context, 'create', type)
    const sent = readSent(request, type)
    const drafted = isCreatedTogether(context, type) ? await newDraft(context, type, sent, permit) : undefined
    const stored = drafted && (await createTogether(context, drafted))
    if (stored !== undefined) return created(context, stored)
    const { inTurn = atOnce, deps } = context
    const written = await inTurn(() => deps.db.tx((tx) => createIn(tx, context, type, sent, permit, drafted)))
    return created(context, written.stored)
  })
}

/** Whether only the permit guards the creation of the type, so that it needs no transaction of its own. */
export function isCreatedTogether({ deps: { gates } }: FhirContext, type: string): boolean {
  return type !== 'Binary' && !mayGrant(type) && gates[type] === undefined
}

const atOnce = <T>(work: () => Promise<T>): Promise<T> => work()

/** Creates a resource that only the permit guards, together with other creates. Undefined: it must be created by itself. */
function createTogether(context: FhirContext, { draft, now }: Drafted): Promise<Stored | undefined> {
  const { type, id, index } = draft
  const events = eventsOf(context, 'fhir.create', { entity: `${type}/${id}`, version: 1, patients: index.patients })
  return context.deps.audit.createRecorded(draft, now, events)
}

/** A new resource that was read, indexed and found to be within the permit. */
interface Drafted {
  readonly draft: IndexedDraft
  readonly now: Date
}

export interface CreatePermit {
  readonly narrowing: Condition
  readonly account?: string
}

/** Creates a resource within the permit, in the caller's transaction. */
export async function createIn(
  tx: Tx,
  context: FhirContext,
  type: string,
  sent: SentResource,
  permit: CreatePermit,
  drafted?: Drafted,
): Promise<Written> {
  const { deps } = context
  await checkContext(tx, context, sent, permit.narrowing)
  const { draft, now } = drafted ?? (await newDraft(context, type, sent, permit))
  await checkGrant(tx, context, { project: draft.project, type, id: draft.id, after: draft.resource, now })
  return committed(tx, context, 'fhir.create', await createGated(tx, deps.gates, draft, now), now)
}

async function newDraft(
  context: FhirContext,
  type: string,
  sent: SentResource,
  { narrowing, account }: CreatePermit,
): Promise<Drafted> {
  const { deps, grantee } = context
  const draft = await indexed({
    project: grantee.project,
    type,
    id: uuid(),
    resource: sent.resource,
    ...authorshipOf(grantee),
    account,
    bytes: sent.bytes,
    baseUrls: deps.issuers.fhirUrlsOf(grantee.project),
  })
  const now = deps.clock.now()
  if (!wouldBeInReach(draft, narrowing, now)) throw outOfReach()
  return { draft, now }
}

export function created(context: FhirContext, stored: Stored): FhirAnswer {
  return resourceAnswer(context, stored, 201)
}

/** `PUT Type/id` */
export function update(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.update', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'update')
    const { narrowing } = permitFor(context, 'update', type)
    const sent = readSent(request, type)
    if (sent.isRaw !== true && sent.resource.id !== id)
      throw badRequest('The id in the body must be the id in the address.', 'id', 'wrong_id')
    const written = await context.deps.db.tx(async (tx) => {
      const current = await currentInReach(tx, context, type, id, narrowing)
      checkVersion(request.header('if-match'), current.version)
      return replaceIn(
        tx,
        context,
        current,
        sent.isRaw === true ? keptContext(sent, current) : sent,
        narrowing,
        'fhir.update',
      )
    })
    return resourceAnswer(context, written.stored, 200)
  })
}

/** `PATCH Type/id` with JSON Patch (RFC 6902). Its tests and its answer disclose the resource, so it needs read access. */
export function patch(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.patch', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'update')
    const { narrowing } = permitFor(context, 'update', type)
    const readable = narrowed(narrowing, permitFor(context, 'read', type).narrowing)
    if (type === 'Binary') throw badRequest('A Binary cannot be patched: replace it.', undefined, 'binary_patch')
    const operations = readOperations(request.body)
    const written = await telling(context, async (tx, note) => {
      const current = await currentInReach(tx, context, type, id, readable)
      checkVersion(request.header('if-match'), current.version)
      const { version, patients } = current
      const reads = eventsOf(context, 'fhir.read', { entity: `${type}/${id}`, version, patients })
      // The reason for a refused patch discloses stored data: whether a path exists, or a test holds.
      note(reads)
      if (operations.some(({ op }) => op === 'test')) await context.deps.audit.record(tx, reads)
      const resource = validResource(patched(current, operations), type)
      if (resource.id !== id) throw badRequest('A patch cannot change the id.', 'id', 'wrong_id')
      return replaceIn(tx, context, current, { resource }, narrowing, 'fhir.patch')
    })
    return resourceAnswer(context, written.stored, 200)
  })
}

/** `DELETE Type/id` */
export function remove(context: FhirContext, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(context, 'fhir.delete', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'delete')
    const { narrowing } = permitFor(context, 'delete', type)
    const { deps, grantee } = context
    const written = await deps.db.tx(async (tx) => {
      const current = await currentInReach(tx, context, type, id, narrowing)
      checkVersion(request.header('if-match'), current.version)
      const now = deps.clock.now()
      await checkGrant(tx, context, { project: grantee.project, type, id, before: resourceOf(current), now })
      return committed(
        tx,
        context,
        'fhir.delete',
        await deleteGated(tx, deps.gates, current, grantee.profile, now, grantee.onBehalfOf?.profile),
        now,
      )
    })
    return { status: 200, headers: versionHeaders(written.stored), body: JSON.stringify(allOk()) }
  })
}

export async function currentInReach(
  tx: Tx,
  context: FhirContext,
  type: string,
  id: string,
  narrowing: Condition,
): Promise<Stored> {
  const found = await findResource(tx, context.grantee.project, type, id)
  const seen = found !== undefined && (await inReach(tx, context, found, narrowing))
  return existing(context, seen ? found : undefined)
}

/** Replaces a version within the permit. The caller has checked the stored version; the new one must be in reach too. */
export async function replaceIn(
  tx: Tx,
  context: FhirContext,
  current: Stored,
  sent: SentResource,
  narrowing: Condition,
  kind: 'fhir.update' | 'fhir.patch',
): Promise<Written> {
  const { deps, grantee } = context
  await checkContext(tx, context, sent, narrowing)
  const { project, type, id } = current
  const draft = await indexed({
    project,
    type,
    id,
    resource: sent.resource,
    ...authorshipOf(grantee),
    account: accountOf(current),
    bytes: sent.bytes,
    baseUrls: deps.issuers.fhirUrlsOf(grantee.project),
  })
  const now = deps.clock.now()
  if (!wouldBeInReach(draft, narrowing, now)) throw outOfReach()
  await checkGrant(tx, context, { project, type, id, before: resourceOf(current), after: draft.resource, now })
  const result = await replaceGated(tx, deps.gates, current, draft, now)
  return committed(tx, context, kind, result, now, current.patients)
}

/** No one may grant more rights than their own, with any interaction, nor shut themselves out by mistake. */
async function checkGrant(tx: Tx, context: FhirContext, change: Change): Promise<void> {
  if (!mayGrant(change.type)) return
  const { grantee, deps, confirmsLockout, address } = context
  const project = await readProject(tx, grantee.project)
  // It was switched off after the request was let in: what it would grant could not be held against the project's settings.
  if (project === undefined) throw writeRefused(INACTIVE_PROJECT)
  const beyond = await grantProblem(tx, grantee, project.resource, change)
  if (beyond !== undefined) throw writeRefused(beyond)
  if (confirmsLockout) return
  const lockout = await deps.grantees.lockoutProblem(tx, grantee, project.resource, change, address)
  if (lockout !== undefined) throw writeRefused(lockout)
}

async function committed(
  tx: Tx,
  context: FhirContext,
  kind: 'fhir.create' | 'fhir.update' | 'fhir.patch' | 'fhir.delete',
  result: WriteResult,
  now: Date,
  // If a resource leaves a patient's record, the event is recorded there too.
  before: readonly string[] = [],
): Promise<Written> {
  if (!result.ok) throw writeRefused(result.refusal)
  const { type, id, version, patients: after } = result.value.stored
  const patients = [...before, ...after]
  await context.deps.audit.record(tx, eventsOf(context, kind, { entity: `${type}/${id}`, version, patients }))
  await publishInvalidations(tx, result.value.invalidations, now)
  return result.value
}

/** The decision, the checks and the store share one index of this write. */
async function indexed(draft: Draft): Promise<IndexedDraft> {
  const ready = await indexedDraft(draft)
  if (!ready.ok) throw writeRefused(ready.refusal)
  return ready.value
}

function wouldBeInReach({ type, id, index }: IndexedDraft, narrowing: Condition, now: Date): boolean {
  // A Binary is guarded by its security context, which was already checked.
  return type === 'Binary' || holds(narrowing, index.entries, { id, lastUpdated: now.toISOString() })
}

function outOfReach(): OutcomeError {
  return explained(
    forbidden(
      told`Your access policy does not cover the resource as written: change the resource, or ask an administrator for
        a wider policy.`,
      'outside_policy',
    ),
    OUTSIDE_POLICY,
  )
}
