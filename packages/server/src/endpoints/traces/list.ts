import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answersWith, badRequest, notFound, queryParametersOf, readParameters, requestOriginOf } from '#answers'
import { sha256Text } from '#base/crypto'
import { told } from '#base/findings'
import { isUuid } from '#base/random'
import type { AuditEntry } from '#domain/audit'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { ListedStep, WantedSteps } from '#domain/traces'
import type { TracesDeps } from './dependencies.ts'
import { isOfDeveloper, type Reader, readerByToken } from './reader.ts'

const MOST_ON_A_PAGE = 100
const USUAL_ON_A_PAGE = 50
/** Steps for one look, and how many looks a page takes where most are of clients of others. */
const PIECE = 100
const MOST_PIECES = 10

/**
 * `GET /auth/traces`: the traced requests of the project, the newest first, in pages: what each was, how it was answered, and
 * the first finding. For those who may open the traces themselves, and no more of them.
 */
export function registerList(app: FastifyInstance, deps: TracesDeps): void {
  app.get('/auth/traces', answersWith('outcome'), async (request, reply) => {
    reply.headers({ Vary: 'Authorization', 'Cache-Control': 'no-store' })
    const reader = await readerByToken(deps, request)
    if (reader === undefined)
      throw notFound(
        told`There are no traces to show you: administrators of a project can see its traces for one day, while the
          project is in developer mode.`,
      )
    const { count, cursor, ...filter } = readWanted(request)
    const after = cursor === undefined ? undefined : positionIn(deps, reader, cursor)
    const { steps, next } = await pageOf(deps, reader, { ...filter, after }, count)
    await tell(deps, request, reader, { steps, isFirst: cursor === undefined })
    const parameters = new URLSearchParams({
      ...(filter.client !== undefined && { client: filter.client }),
      ...(filter.refusedOnly && { refused: 'true' }),
      _count: String(count),
      ...(next !== undefined && { _cursor: deps.keyring.seal(JSON.stringify(next), contextOf(reader)) }),
    })
    return {
      // Without it, an empty list could also mean that nothing is traced.
      developerMode: reader.projects.some((project) => project !== SYSTEM_PROJECT && deps.traces.modes.isOn(project)),
      steps: steps.map(answerOf),
      ...(next !== undefined && { next: `${request.issuer.url}auth/traces?${parameters.toString()}` }),
    }
  })
}

interface Wanted extends Omit<WantedSteps, 'after'> {
  readonly count: number
  readonly cursor: string | undefined
}

function readWanted(request: FastifyRequest): Wanted {
  const { form, repeated } = readParameters(queryParametersOf(request))
  if (repeated !== undefined) throw badRequest('Send each parameter once.', undefined, 'repeated_parameter')
  if (form.entries.some(([name]) => !['client', 'refused', '_count', '_cursor'].includes(name)))
    throw badRequest(
      'Unknown parameter: send only client, refused, _count and _cursor.',
      undefined,
      'unknown_parameter',
    )
  const [client, refused = 'false', count = String(USUAL_ON_A_PAGE)] = [
    form.get('client'),
    form.get('refused'),
    form.get('_count'),
  ]
  if (client !== undefined && !isUuid(client))
    throw badRequest('client must be the id of a ClientApplication.', 'client', 'invalid_client')
  if (refused !== 'true' && refused !== 'false')
    throw badRequest('refused must be true or false.', 'refused', 'invalid_refused')
  if (!/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > MOST_ON_A_PAGE)
    throw badRequest('_count must be a whole number from 1 to 100.', '_count', 'invalid_count')
  return { client, refusedOnly: refused === 'true', count: Number(count), cursor: form.get('_cursor') }
}

type Position = NonNullable<WantedSteps['after']>

/** Only steps that the reader may open: a developer sees those of their own clients. */
async function pageOf(
  { db, traces }: TracesDeps,
  { projects, developerIn }: Reader,
  wanted: WantedSteps,
  count: number,
): Promise<{ readonly steps: readonly ListedStep[]; readonly next: Position | undefined }> {
  const known = new Map<string, boolean>()
  const isShown = async ({ project, ...step }: ListedStep): Promise<boolean> => {
    const developer = developerIn(project)
    if (developer === undefined) return true
    const key = `${project} ${step.clientId}`
    const found = known.get(key) ?? (await isOfDeveloper(db, { project, steps: [step] }, developer))
    known.set(key, found)
    return found
  }
  const steps: ListedStep[] = []
  let after = wanted.after
  for (let piece = 0; piece < MOST_PIECES; piece += 1) {
    const found = await traces.newest(projects, { ...wanted, after }, PIECE)
    for (const step of found) {
      if (await isShown(step)) {
        if (steps.length === count) return { steps, next: after }
        steps.push(step)
      }
      after = { at: new Date(step.at), id: step.id }
    }
    if (found.length < PIECE) return { steps, next: undefined }
  }
  return { steps, next: after }
}

const contextOf = ({ projects }: Reader): string => `cursor:${projects.join(' ')}:traces`

function positionIn({ keyring }: TracesDeps, reader: Reader, sealed: string): Position {
  try {
    const { at, id } = JSON.parse(keyring.unseal(sealed, contextOf(reader)).toString()) as { at: string; id: string }
    return { at: new Date(at), id }
  } catch {
    throw badRequest('This page link is no longer valid: start again from the first page.', '_cursor', 'invalid_cursor')
  }
}

/**
 * Reading a list is audited in the reader's own project, and in each whose requests are shown: once a minute, since a page
 * asks again every few seconds while one waits for an app to try again. The first look is always noted, and each further page.
 */
async function tell(
  { audit }: TracesDeps,
  request: FastifyRequest,
  { projects, agentIn }: Reader,
  { steps, isFirst }: { readonly steps: readonly ListedStep[]; readonly isFirst: boolean },
): Promise<void> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const told = new Set([...projects.slice(0, 1), ...steps.map(({ project }) => project)])
  const entries = [...told].map((project): readonly [key: string, AuditEntry] => {
    const agent = agentIn(project)
    // A stolen token would be used elsewhere: what is read from there is another event.
    const whoReads = sha256Text(JSON.stringify(['trace.read', project, agent, address, userAgent]))
    const entity = project === SYSTEM_PROJECT ? undefined : `Project/${project}`
    const personal = { address, userAgent }
    return [whoReads, { kind: 'trace.read', project, outcome: 0, agent, personal, entity, reason: 'list', traceId }]
  })
  if (isFirst) await audit.committedOnceAMinute(new Map(entries))
  else await audit.committed(...entries.map(([, entry]) => entry))
}

function answerOf({ id, at, kind, request, status, error, outcome, clientId, findings }: ListedStep): object {
  return {
    id,
    at,
    kind,
    request,
    status,
    error,
    outcome,
    ...(clientId !== undefined && { client: { reference: `ClientApplication/${clientId}` } }),
    finding: findings[0]?.what,
    findings: findings.length,
  }
}
