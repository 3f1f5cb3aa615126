import { decideAll } from '@damson/access'
import { badRequest, OutcomeError } from '#answers'
import { conditionLock } from '#domain/resources'
import { audited, deniedBy, eventsOf } from './authorized.ts'
import { readSent } from './bodies.ts'
import type { Asked, FhirAnswer, FhirRequest } from './parts.ts'
import { resourceAnswer } from './resource-answer.ts'
import { findByCondition } from './search.ts'
import { checkVersion, created, createIn, mayBeWritten, replaceIn } from './write.ts'

/** `POST Type` with `If-None-Exist`: creates unless something in reach matches (https://hl7.org/fhir/R4/http.html#ccreate). */
export function conditionalCreate(
  asked: Asked,
  request: FhirRequest,
  type: string,
  condition: string,
): Promise<FhirAnswer> {
  return audited(asked, 'fhir.create', type, condition, async () => {
    mayBeFound(type)
    mayBeWritten(type, 'create')
    const decision = decideAll(asked.grantee.access, {
      interactions: ['search', 'create'],
      resourceType: type,
    })
    if (decision.verdict === 'deny') throw deniedBy(decision, asked.grantee.withheld)
    const sent = readSent(request, type)
    const query = conditionOf(condition, 'If-None-Exist')
    return asked.parts.db.tx(async (tx) => {
      await conditionLock(tx, asked.grantee.project, type, query)
      const [found, another] = await findByCondition(asked, tx, type, query, decision.permits.search.narrowing)
      if (another !== undefined) throw severalMatch()
      if (found === undefined)
        return created(asked, (await createIn(tx, asked, type, sent, decision.permits.create)).stored)
      const { id, version, patients } = found
      await asked.parts.audit.record(
        tx,
        eventsOf(asked, 'fhir.search', { entity: `${type}/${id}`, version, patients, query }),
      )
      return resourceAnswer(asked, found, 200)
    })
  })
}

/** `PUT Type?…`: updates what matches within reach, or creates it (https://hl7.org/fhir/R4/http.html#cond-update). */
export function conditionalUpdate(asked: Asked, request: FhirRequest, type: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.update', type, request.query, async () => {
    mayBeFound(type)
    mayBeWritten(type, 'create')
    const decision = decideAll(asked.grantee.access, {
      interactions: ['search', 'create', 'update'],
      resourceType: type,
    })
    if (decision.verdict === 'deny') throw deniedBy(decision, asked.grantee.withheld)
    const { permits } = decision
    const sent = readSent(request, type)
    const query = conditionOf(request.query, 'The address')
    return asked.parts.db.tx(async (tx) => {
      await conditionLock(tx, asked.grantee.project, type, query)
      // The policy is in the match: what may be found but not changed is not matched.
      const narrowing = { op: 'all', of: [permits.search.narrowing, permits.update.narrowing] } as const
      const [found, another] = await findByCondition(asked, tx, type, query, narrowing)
      if (another !== undefined) throw severalMatch()
      if (found === undefined) {
        if (sent.resource.id !== undefined)
          throw badRequest(
            'Nothing matches, and this server makes its own ids: leave out the id.',
            'id',
            'client_id_refused',
          )
        return created(asked, (await createIn(tx, asked, type, sent, permits.create)).stored)
      }
      if (sent.resource.id !== undefined && sent.resource.id !== found.id)
        throw badRequest('The id in the body is not the id of what matches.', 'id', 'wrong_id')
      checkVersion(request, found)
      return resourceAnswer(
        asked,
        (await replaceIn(tx, asked, found, sent, permits.update.narrowing, 'fhir.update')).stored,
        200,
      )
    })
  })
}

/** A Binary is guarded by its security context, which no search looks at. */
function mayBeFound(type: string): void {
  if (type === 'Binary')
    throw badRequest('A Binary cannot be found by a condition: use its id.', undefined, 'binary_search')
}

/** A condition in canonical order, so that equal ones wait for each other. An empty one would match everything. */
function conditionOf(query: string, where: string): string {
  const pairs = [...new URLSearchParams(query.replace(/^\?/, ''))].filter(
    ([name]) => !['_sort', '_count', '_total', '_format', '_pretty'].includes(name),
  )
  if (pairs.length === 0)
    throw badRequest(`${where} must hold a search, such as identifier=system|value.`, undefined, 'empty_condition')
  const sorted = new URLSearchParams(pairs)
  sorted.sort()
  return sorted.toString()
}

function severalMatch(): OutcomeError {
  return new OutcomeError(412, [
    {
      code: 'multiple-matches',
      text: 'More than one resource matches: narrow the condition.',
      reason: 'multiple_matches',
    },
  ])
}
