import type { ProjectMembership } from '@damson/fhir'
import { badRequest, forbidden, refuseLimited } from '#answers'
import { isUuid } from '#base/random'
import { rightsProblem } from '#domain/access'
import type { NotedRun } from '#domain/bots'
import { type Names, namesFor } from '#domain/names'
import { readProject } from '#domain/projects'
import { findResource, resourceOf } from '#domain/resources'
import { audited, eventsOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { currentInReach } from './write.ts'

const SHOWN = 20

/**
 * `Bot/id/$logs`: what a Bot logged in its last runs, and why they failed. It may tell of any patient that the Bot sees, so it
 * has a right of its own (`readBotLogs` of the membership), for those who hold all rights of the Bot.
 */
export function botLogs(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `Bot/${id}`
  return audited(context, 'bot.logs_read', entity, request.query, async () => {
    const { deps, grantee } = context
    refuseLimited(
      grantee,
      'A token with resource scopes may not read the logs of Bots: sign in without resource scopes.',
    )
    const { narrowing } = permitFor(context, 'read', 'Bot')
    await currentInReach(deps.db, context, 'Bot', id, narrowing)
    await mayReadLogs(context, id)
    const runs = await deps.runNotes.of({
      project: grantee.project,
      botId: id,
      limit: SHOWN,
      ...askedOf(request.query),
    })
    const requesters = runs.flatMap(({ requester = [] }) => requester)
    const names = await namesFor(deps.db, grantee, requesters)
    const { patients } = names
    await deps.audit.committed(...eventsOf(context, 'bot.logs_read', { entity, query: request.query, patients }))
    const parameter = runs.map((run) => ({ name: 'run', part: partsOf(run, names) }))
    return { status: 200, headers: {}, body: JSON.stringify({ resourceType: 'Parameters', parameter }) }
  })
}

async function mayReadLogs({ deps, grantee }: FhirContext, id: string): Promise<void> {
  const found = await findResource(deps.db, grantee.project, 'ProjectMembership', grantee.membershipId)
  const membership = found === undefined ? undefined : resourceOf<ProjectMembership>(found)
  if (membership?.readBotLogs !== true || grantee.onBehalfOf !== undefined)
    throw forbidden(
      'The logs of Bots may tell of patients: ask an owner of the project to set readBotLogs on your membership.',
      'needs_bot_logs',
    )
  const project = await readProject(deps.db, grantee.project)
  const problem = project && (await rightsProblem(deps.db, grantee, project.resource, 'Bot', id))
  if (problem !== undefined)
    throw forbidden(
      'This Bot sees more than you may: its logs are for those who hold all of its rights.',
      'beyond_own_rights',
    )
}

function askedOf(query: string): { readonly before: string | undefined; readonly trace: string | undefined } {
  const asked = new URLSearchParams(query)
  const unknown = [...asked.keys()].find(
    (name, at, all) => !['before', 'trace'].includes(name) || all.indexOf(name) < at,
  )
  if (unknown !== undefined)
    throw badRequest('The logs are asked for by before and trace, each once.', undefined, 'unknown_parameter')
  const one = (name: string): string | undefined => {
    const text = asked.get(name) ?? undefined
    if (text === undefined || isUuid(text)) return text
    throw badRequest('must be an id: that of a run, or the trace id of a request', name, 'invalid_id')
  }
  return { before: one('before'), trace: one('trace') }
}

function partsOf(run: NotedRun, names: Names): readonly object[] {
  const { id, at, trace, outcome, versionId, requester, lines, error } = run
  return [
    { name: 'id', valueId: id },
    { name: 'at', valueInstant: at.toISOString() },
    { name: 'trace', valueId: trace },
    { name: 'version', valueId: versionId },
    { name: 'outcome', valueCode: outcome },
    ...(requester === undefined ? [] : [{ name: 'requester', valueReference: namedIn(names, requester) }]),
    ...(error === undefined ? [] : [{ name: 'error', valueString: error.message }]),
    ...(error?.stack === undefined ? [] : [{ name: 'stack', valueString: error.stack }]),
    ...lines.map(({ level, text }) => ({ name: level, valueString: text })),
  ]
}

function namedIn(names: Names, reference: string): object {
  return { reference, display: names.of(reference).display }
}
