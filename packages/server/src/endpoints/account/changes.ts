import { decide } from '@damson/access'
import type { ProjectMembership, Resource } from '@damson/fhir'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { queryParametersOf, requestOriginOf } from '#answers'
import { agentOf, type Grantee, isOwner } from '#domain/access'
import { differencesOf, type PendingChange } from '#domain/approvals'
import { fullName } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { findResource, readResource, resourceOf } from '#domain/resources'
import { type BrowserCookies, brandOf, sendPage, wordsOf } from '#pages'
import { CHANGES_PATH, changesPage, type ListedChange, type ShownChange } from './changes-page.ts'
import type { AccountDeps } from './dependencies.ts'
import { granteesOf } from './grantees.ts'
import { type Exchange, registerProvenPage } from './proven-page.ts'
import { sentMembers } from './sent-members.ts'
import { sealForm, seeOther, useVisit, type Visitor } from './visitor.ts'

/** A change with an administrator who may decide about it. */
interface Decidable {
  readonly approver: Grantee
  readonly change: PendingChange
}

/** `/account/changes`: where owners of projects approve or refuse what machines want to change. */
export function registerChanges(app: FastifyInstance, deps: AccountDeps, cookies: BrowserCookies): void {
  registerProvenPage(app, deps, cookies, CHANGES_PATH, {
    async show(at, visitor) {
      const parameters = queryParametersOf(at.request)
      const all = await decidableBy(deps, visitor, at.request)
      const asked = all.find(({ change }) => change.row.id === parameters.get('change'))
      const isGone = asked === undefined && parameters.has('change')
      const done = isGone ? 'gone' : (parameters.get('done') ?? undefined)
      return show(deps, at, visitor, { all, asked, done })
    },
    async take(at, visitor, form) {
      const { approvals } = deps
      const origin = requestOriginOf(at.request)
      const all = await decidableBy(deps, visitor, at.request)
      const found = all.find(({ change }) => change.row.id === form.get('change'))
      const gone = `${CHANGES_PATH}?done=gone`
      if (found === undefined) return seeOther(at.reply, form.get('change') === undefined ? CHANGES_PATH : gone)
      const { approver, change } = found
      if (form.get('do') === 'refuse') {
        const isDone = await approvals.refuse(approver, change.row.id, origin)
        return seeOther(at.reply, isDone ? `${CHANGES_PATH}?done=refused` : gone)
      }
      if (form.get('do') !== 'approve') return seeOther(at.reply, CHANGES_PATH)
      const answered = await approvals.approve(approver, change.row.id, origin)
      if (answered === undefined) return seeOther(at.reply, gone)
      if (answered.status < 300) return seeOther(at.reply, `${CHANGES_PATH}?done=approved`)
      const rest = all.filter((one) => one !== found)
      return show(deps, at, visitor, { all: rest, failed: whyOf(answered.body) })
    },
  })
}

/**
 * What this person may decide: the changes of the projects that they own, with the rights that the browser's sign-in gives
 * them there now. At a project's address: only that of the project.
 */
async function decidableBy(
  deps: AccountDeps,
  visitor: Visitor,
  request: FastifyRequest,
): Promise<readonly Decidable[]> {
  const found: Decidable[] = []
  for (const grantee of await granteesOf(deps, visitor, request, ({ admin }) => admin)) {
    if (!isOwner(grantee)) continue
    for (const change of await deps.approvals.waiting(grantee.project))
      if (deps.approvals.problem(grantee, change) === undefined) found.push({ approver: grantee, change })
  }
  return found
}

async function show(
  deps: AccountDeps,
  { request, reply }: Exchange,
  visitor: Visitor,
  {
    all,
    asked,
    done,
    failed,
  }: {
    readonly all: readonly Decidable[]
    readonly asked?: Decidable | undefined
    readonly done?: string | undefined
    readonly failed?: string
  },
): Promise<FastifyReply> {
  const left = await useVisit(deps, visitor)
  if (left === undefined) return seeOther(reply, '/account')
  const seen = asked === undefined ? all : [asked]
  await tellSeen(deps, request, seen)
  const changes = asked === undefined ? await Promise.all(all.map((one) => listed(deps, one))) : []
  const shown = asked === undefined ? undefined : await shownOf(deps, asked)
  const form = sealForm(deps, visitor)
  const page = changesPage(wordsOf(request), await brandOf(deps, request.issuer.project), {
    changes,
    shown,
    form,
    done,
    failed,
    left,
  })
  return sendPage(reply, failed === undefined ? 200 : 409, page)
}

/** What administrators see of a project is audited there. */
async function tellSeen({ audit }: AccountDeps, request: FastifyRequest, seen: readonly Decidable[]): Promise<void> {
  const { address, userAgent, traceId } = requestOriginOf(request)
  const of = new Map(seen.map(({ approver }) => [approver.project, approver]))
  await audit.committed(
    ...[...of].map(([project, approver]) => ({
      kind: 'change.read' as const,
      project,
      outcome: 0 as const,
      agent: agentOf(approver),
      personal: { address, userAgent },
      traceId,
    })),
  )
}

async function listed({ db }: AccountDeps, { approver, change: { row, kept } }: Decidable): Promise<ListedChange> {
  const { project, clientId } = row
  const { does, type, before, after } = kept.asked
  const machine = await findResource(db, project, 'ClientApplication', clientId)
  const subject = after ?? before
  return {
    id: row.id,
    by: (machine && nameOf(resourceOf(machine))) ?? clientId,
    project: (await readProject(db, project))?.resource.name ?? '',
    does,
    type,
    subject: subject && (nameOf(subject) ?? (await nameBehind(db, approver, profileIn(subject)))),
    askedAt: row.createdAt,
    until: row.expiresAt,
  }
}

async function shownOf(deps: AccountDeps, decidable: Decidable): Promise<ShownChange> {
  const { db } = deps
  const { approver, change } = decidable
  const { row, kept } = change
  const { asked, request } = kept
  const differences = asked.does === 'secret' ? [] : differencesOf(asked)
  const current = asked.id === undefined ? undefined : await findResource(db, row.project, asked.type, asked.id)
  const version = asked.before?.meta?.versionId
  return {
    ...(await listed(deps, decidable)),
    differences,
    sent: { line: `${request.method} ${request.url}`, members: sentMembers(request) },
    names: await namesOf(
      db,
      approver,
      differences.flatMap(({ before, after }) => [before, after]),
    ),
    isStale: asked.id !== undefined && version !== undefined && String(current?.version) !== version,
  }
}

const MOST_NAMES = 30
const NAMED = /^"((?:AccessPolicy|Bot|ClientApplication|Patient|Practitioner|RelatedPerson)\/[A-Za-z0-9\-.]{1,64})"$/

/** The names of what the values refer to: a person cannot check an id. */
async function namesOf(
  db: AccountDeps['db'],
  approver: Grantee,
  values: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, string>> {
  const references = new Set(values.flatMap((value) => NAMED.exec(value ?? '')?.[1] ?? []))
  const names = new Map<string, string>()
  for (const reference of [...references].slice(0, MOST_NAMES)) {
    const name = await nameBehind(db, approver, reference)
    if (name !== undefined) names.set(reference, name)
  }
  return names
}

/** The name of what the administrator may read. */
async function nameBehind(
  db: AccountDeps['db'],
  { project, access }: Grantee,
  reference = '',
): Promise<string | undefined> {
  const [type = '', id = ''] = reference.split('/')
  const decision = decide(access, { interaction: 'read', resourceType: type })
  if (id === '' || decision.verdict === 'deny') return undefined
  const stored = await readResource(db, project, type, id, decision.narrowing)
  return stored && nameOf(resourceOf(stored))
}

function nameOf(resource: Resource | undefined): string | undefined {
  if (resource === undefined) return undefined
  if ('domain' in resource && typeof resource.domain === 'string') return resource.domain
  if (!('name' in resource)) return undefined
  return typeof resource.name === 'string' ? resource.name : fullName(resource as Parameters<typeof fullName>[0])
}

function profileIn(resource: Resource): string | undefined {
  return resource.resourceType === 'ProjectMembership' ? (resource as ProjectMembership).profile.reference : undefined
}

/** What the API said of a change that could not be made. */
function whyOf(body: string): string {
  try {
    const { issue = [] } = JSON.parse(body) as { readonly issue?: readonly { details?: { text?: string } }[] }
    return issue.map(({ details }) => details?.text ?? '').join(' ')
  } catch {
    return ''
  }
}
