import { type Condition, holds } from '@damson/fhir'
import { allOk, badRequest, explained, forbidden, type OutcomeError, outcome, writeRefused } from '#answers'
import type { Tx } from '#base/db'
import { bothOf, told } from '#base/findings'
import { uuid } from '#base/random'
import { grantProblem, mayGrant } from '#domain/access'
import { readProject } from '#domain/projects'
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
import type { Asked, FhirAnswer, FhirRequest } from './dependencies.ts'
import { OUTSIDE_POLICY, VERSION_MISMATCH } from './findings.ts'
import { patched, readOperations } from './patch.ts'
import { inReach } from './read.ts'
import { existing, resourceAnswer, versionHeaders, versionIn } from './resource-answer.ts'
import { telling } from './telling.ts'
import { type SentResource, validResource } from './valid-resource.ts'

/** Types that only the server's own flows write, whatever a policy says. */
const SERVER_WRITES = new Map([
  ['User', 'People are added by invitation, and change their own accounts.'],
  ['Login', 'Logins are made by signing in.'],
  ['UserSecurityRequest', 'Mailed links are made by the server.'],
  ['AuditEvent', 'The audit is written by the server, and never changed.'],
])

export function mayBeWritten(type: string, verb: 'create' | 'update' | 'delete'): void {
  const reason = SERVER_WRITES.get(type)
  if (reason !== undefined) throw forbidden(bothOf(reason), 'written_by_server')
  if (type === 'Project' && verb !== 'update')
    throw forbidden('Projects are made by registering, and suspended rather than deleted.', 'written_by_server')
}

/** `POST Type`, without a condition. */
export function create(asked: Asked, request: FhirRequest, type: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.create', type, undefined, async () => {
    mayBeWritten(type, 'create')
    const permit = permitFor(asked, 'create', type)
    const sent = readSent(request, type)
    const stored = await createTogether(asked, type, sent, permit)
    if (stored !== undefined) return created(asked, stored)
    const written = await asked.deps.db.tx((tx) => createIn(tx, asked, type, sent, permit))
    return created(asked, written.stored)
  })
}

/** Creates what nothing guards but the permit, together with others that come at the same moment; undefined: it is to be made alone. */
async function createTogether(
  asked: Asked,
  type: string,
  sent: SentResource,
  permit: CreatePermit,
): Promise<Stored | undefined> {
  const { audit, gates } = asked.deps
  if (type === 'Binary' || mayGrant(type) || gates[type] !== undefined) return undefined
  const { draft, now } = await newDraft(asked, type, sent, permit)
  const { patients } = draft.index
  const events = eventsOf(asked, 'fhir.create', { entity: `${type}/${draft.id}`, version: 1, patients })
  return audit.createRecorded(draft, now, events)
}

export interface CreatePermit {
  readonly narrowing: Condition
  readonly account?: string
}

/** Creates within the permit, in a transaction that the caller owns. */
export async function createIn(
  tx: Tx,
  asked: Asked,
  type: string,
  sent: SentResource,
  permit: CreatePermit,
): Promise<Written> {
  const { deps } = asked
  await checkContext(tx, asked, sent, permit.narrowing)
  const { draft, now } = await newDraft(asked, type, sent, permit)
  await checkGrant(tx, asked, { project: draft.project, type, id: draft.id, after: draft.resource, now })
  return committed(tx, asked, 'fhir.create', await createGated(tx, deps.gates, draft, now), now)
}

async function newDraft(
  asked: Asked,
  type: string,
  sent: SentResource,
  { narrowing, account }: CreatePermit,
): Promise<{ readonly draft: IndexedDraft; readonly now: Date }> {
  const { deps, grantee } = asked
  const draft = await indexed({
    project: grantee.project,
    type,
    id: uuid(),
    resource: sent.resource,
    author: grantee.profile,
    account,
    bytes: sent.bytes,
    baseUrls: deps.issuers.fhirUrlsOf(grantee.project),
  })
  const now = deps.clock.now()
  if (!wouldBeInReach(draft, narrowing, now)) throw outOfReach()
  return { draft, now }
}

export function created(asked: Asked, stored: Stored): FhirAnswer {
  return resourceAnswer(asked, stored, 201)
}

/** `PUT Type/id` */
export function update(asked: Asked, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.update', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'update')
    const { narrowing } = permitFor(asked, 'update', type)
    const sent = readSent(request, type)
    if (sent.isRaw !== true && sent.resource.id !== id)
      throw badRequest('The id in the body must be the id in the address.', 'id', 'wrong_id')
    const written = await asked.deps.db.tx(async (tx) => {
      const current = await currentInReach(tx, asked, type, id, narrowing)
      checkVersion(request, current)
      return replaceIn(
        tx,
        asked,
        current,
        sent.isRaw === true ? keptContext(sent, current) : sent,
        narrowing,
        'fhir.update',
      )
    })
    return resourceAnswer(asked, written.stored, 200)
  })
}

/** `PATCH Type/id` with JSON Patch (RFC 6902). It answers what was there, and its tests ask for it: who may not read may not patch. */
export function patch(asked: Asked, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.patch', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'update')
    const { narrowing } = permitFor(asked, 'update', type)
    const readable = narrowed(narrowing, permitFor(asked, 'read', type).narrowing)
    if (type === 'Binary') throw badRequest('A Binary cannot be patched: replace it.', undefined, 'binary_patch')
    const operations = readOperations(request.body)
    const written = await telling(asked, async (tx, note) => {
      const current = await currentInReach(tx, asked, type, id, readable)
      checkVersion(request, current)
      const { version, patients } = current
      const reads = eventsOf(asked, 'fhir.read', { entity: `${type}/${id}`, version, patients })
      // Why a patch is refused tells what is there: whether a path leads to something, or a test holds.
      note(reads)
      if (operations.some(({ op }) => op === 'test')) await asked.deps.audit.record(tx, reads)
      const resource = validResource(patched(current, operations), type)
      if (resource.id !== id) throw badRequest('A patch cannot change the id.', 'id', 'wrong_id')
      return replaceIn(tx, asked, current, { resource }, narrowing, 'fhir.patch')
    })
    return resourceAnswer(asked, written.stored, 200)
  })
}

/** `DELETE Type/id` */
export function remove(asked: Asked, request: FhirRequest, type: string, id: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.delete', `${type}/${id}`, undefined, async () => {
    mayBeWritten(type, 'delete')
    const { narrowing } = permitFor(asked, 'delete', type)
    const { deps, grantee } = asked
    const written = await deps.db.tx(async (tx) => {
      const current = await currentInReach(tx, asked, type, id, narrowing)
      checkVersion(request, current)
      const now = deps.clock.now()
      await checkGrant(tx, asked, { project: grantee.project, type, id, before: resourceOf(current), now })
      return committed(tx, asked, 'fhir.delete', await deleteGated(tx, deps.gates, current, grantee.profile, now), now)
    })
    return { status: 200, headers: versionHeaders(written.stored), body: JSON.stringify(allOk()) }
  })
}

export async function currentInReach(
  tx: Tx,
  asked: Asked,
  type: string,
  id: string,
  narrowing: Condition,
): Promise<Stored> {
  const found = await findResource(tx, asked.grantee.project, type, id)
  const seen = found !== undefined && (await inReach(tx, asked, found, narrowing))
  return existing(asked, seen ? found : undefined)
}

/** Replaces a version within the permit: the stored version is in reach already, and so must be the new one. */
export async function replaceIn(
  tx: Tx,
  asked: Asked,
  current: Stored,
  sent: SentResource,
  narrowing: Condition,
  kind: 'fhir.update' | 'fhir.patch',
): Promise<Written> {
  const { deps, grantee } = asked
  await checkContext(tx, asked, sent, narrowing)
  const { project, type, id } = current
  const draft = await indexed({
    project,
    type,
    id,
    resource: sent.resource,
    author: grantee.profile,
    account: accountOf(current),
    bytes: sent.bytes,
    baseUrls: deps.issuers.fhirUrlsOf(grantee.project),
  })
  const now = deps.clock.now()
  if (!wouldBeInReach(draft, narrowing, now)) throw outOfReach()
  await checkGrant(tx, asked, { project, type, id, before: resourceOf(current), after: draft.resource, now })
  const result = await replaceGated(tx, deps.gates, current, draft, now)
  return committed(tx, asked, kind, result, now, current.patients)
}

/** Nobody grants rights beyond their own, by whatever verb. */
async function checkGrant(tx: Tx, { grantee }: Asked, change: Change): Promise<void> {
  if (!mayGrant(change.type)) return
  const project = await readProject(tx, grantee.project)
  const problem = project === undefined ? undefined : await grantProblem(tx, grantee, project.resource, change)
  if (problem !== undefined) throw writeRefused(problem)
}

async function committed(
  tx: Tx,
  asked: Asked,
  kind: 'fhir.create' | 'fhir.update' | 'fhir.patch' | 'fhir.delete',
  result: WriteResult,
  now: Date,
  // What leaves a patient's record is told of there too.
  before: readonly string[] = [],
): Promise<Written> {
  if (!result.ok) throw writeRefused(result.refusal)
  const { type, id, version, patients: after } = result.value.stored
  const patients = [...before, ...after]
  await asked.deps.audit.record(tx, eventsOf(asked, kind, { entity: `${type}/${id}`, version, patients }))
  await publishInvalidations(tx, result.value.invalidations, now)
  return result.value
}

export function checkVersion(request: FhirRequest, current: Stored): void {
  const wanted = request.header('if-match')
  if (wanted !== undefined && versionIn(wanted) !== current.version) {
    const text = told`The version is ${current.version} now: read the resource again and repeat the change.`
    throw explained(outcome(412, 'conflict', text, { reason: 'version_mismatch' }), VERSION_MISMATCH)
  }
}

/** What decides, checks and stores this write shares one index. */
async function indexed(draft: Draft): Promise<IndexedDraft> {
  const ready = await indexedDraft(draft)
  if (!ready.ok) throw writeRefused(ready.refusal)
  return ready.value
}

function wouldBeInReach({ type, id, index }: IndexedDraft, narrowing: Condition, now: Date): boolean {
  // A Binary is guarded by its security context, which has been checked.
  return type === 'Binary' || holds(narrowing, index.entries, { id, lastUpdated: now.toISOString() })
}

function outOfReach(): OutcomeError {
  return explained(
    forbidden('The resource as you wrote it would be outside what your access policy covers.', 'outside_policy'),
    OUTSIDE_POLICY,
  )
}
