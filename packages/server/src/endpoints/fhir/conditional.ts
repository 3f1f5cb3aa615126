import { decideAll } from '@damson/access'
import type { Condition } from '@damson/fhir'
import { badRequest, checkVersion, type OutcomeError, outcome } from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { conditionLock, type Stored, searchResources } from '#domain/resources'
import { audited, deniedBy, eventsOf } from './authorized.ts'
import { readSent } from './bodies.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { CURSOR, checkLength, type ParsedQuery, readQuery } from './parsed-query.ts'
import { resourceAnswer } from './resource-answer.ts'
import { patientsOf, readSearch } from './search.ts'
import { type Note, telling } from './telling.ts'
import { created, createIn, mayBeWritten, replaceIn } from './write.ts'

/** `POST Type` with `If-None-Exist`: creates unless one matches (https://hl7.org/fhir/R4/http.html#ccreate). */
export function conditionalCreate(
  context: FhirContext,
  request: FhirRequest,
  type: string,
  condition: string,
): Promise<FhirAnswer> {
  const wanted = readQuery(condition, IDLE)
  return audited(context, 'fhir.create', type, wanted.kept, async () => {
    mayBeFound(type)
    mayBeWritten(type, 'create')
    const decision = decideAll(context.grantee.access, {
      interactions: ['search', 'create'],
      resourceType: type,
    })
    if (decision.verdict === 'deny') throw deniedBy(decision, context.grantee, type)
    const sent = readSent(request, type)
    checkCondition(wanted, 'If-None-Exist')
    return telling(context, async (tx, note) => {
      const found = await findOne(context, tx, note, type, wanted, decision.permits.search.narrowing)
      if (found !== undefined) return resourceAnswer(context, found, 200)
      return created(context, (await createIn(tx, context, type, sent, decision.permits.create)).stored)
    })
  })
}

/** `PUT Type?…`: updates the match in reach, or creates one (https://hl7.org/fhir/R4/http.html#cond-update). */
export function conditionalUpdate(context: FhirContext, request: FhirRequest, type: string): Promise<FhirAnswer> {
  const wanted = readQuery(request.query, IDLE)
  return audited(context, 'fhir.update', type, wanted.kept, async () => {
    mayBeFound(type)
    mayBeWritten(type, 'create')
    const decision = decideAll(context.grantee.access, {
      interactions: ['search', 'create', 'update'],
      resourceType: type,
    })
    if (decision.verdict === 'deny') throw deniedBy(decision, context.grantee, type)
    const { permits } = decision
    const sent = readSent(request, type)
    checkCondition(wanted, 'The address')
    return telling(context, async (tx, note) => {
      // The match includes the policy: a resource that the grantee may find but not change does not match.
      const narrowing = { op: 'all', of: [permits.search.narrowing, permits.update.narrowing] } as const
      const found = await findOne(context, tx, note, type, wanted, narrowing)
      if (found === undefined) {
        if (sent.resource.id !== undefined)
          throw badRequest(
            'No resource matches, and this server assigns ids itself: leave out the id.',
            'id',
            'client_id_refused',
          )
        return created(context, (await createIn(tx, context, type, sent, permits.create)).stored)
      }
      if (sent.resource.id !== undefined && sent.resource.id !== found.id)
        throw badRequest('The id in the body is not the id of the matching resource.', 'id', 'wrong_id')
      checkVersion(request.header('if-match'), found.version)
      return resourceAnswer(
        context,
        (await replaceIn(tx, context, found, sent, permits.update.narrowing, 'fhir.update')).stored,
        200,
      )
    })
  })
}

/** A Binary is guarded by its security context, which searches do not check. */
function mayBeFound(type: string): void {
  if (type === 'Binary') throw badRequest('Conditions do not work for Binary: use its id.', undefined, 'binary_search')
}

/** Parameters that have no effect on the match of a write. */
const IDLE: ReadonlySet<string> = new Set(['_sort', '_count', '_total', '_format', '_pretty'])

/** An empty condition would match everything. */
function checkCondition(wanted: ParsedQuery, where: string): void {
  if (wanted.pairs.length === 0)
    throw badRequest(
      told`${where} must contain a search, such as identifier=system|value.`,
      undefined,
      'empty_condition',
    )
  if (wanted.cursor !== undefined)
    throw badRequest(told`${where} does not accept a page link: leave out the cursor.`, CURSOR, 'invalid_cursor')
  checkLength(wanted)
}

/**
 * The one resource that a condition matches. Writes with equal conditions wait for each other. The condition is audited
 * as a search whatever the write does, because "nothing matched" and "too much matched" disclose something too.
 */
async function findOne(
  context: FhirContext,
  tx: Tx,
  note: Note,
  type: string,
  { pairs, kept: query }: ParsedQuery,
  narrowing: Condition,
): Promise<Stored | undefined> {
  const { project } = context.grantee
  const canonical = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value]))
  canonical.sort()
  await conditionLock(tx, project, type, canonical.toString())
  const wanted = { ...readSearch(context, type, pairs), sort: [] }
  // Two results are enough to tell one match from several.
  const [found, another] = (await searchResources(tx, project, wanted, narrowing, 2)).resources
  const shown = found === undefined || another !== undefined ? [] : [found]
  const patients = await patientsOf(context, tx, wanted, shown)
  const [entity, version] = shown[0] === undefined ? [type, undefined] : [`${type}/${shown[0].id}`, shown[0].version]
  const events = eventsOf(context, 'fhir.search', { entity, version, query, patients })
  note(events)
  await context.deps.audit.record(tx, events)
  if (another !== undefined) throw severalMatch()
  return found
}

function severalMatch(): OutcomeError {
  return outcome(412, 'multiple-matches', 'More than one resource matches: narrow the condition.', {
    reason: 'multiple_matches',
  })
}
