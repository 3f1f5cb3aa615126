import type { ClientApplication, Condition } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, notFound, readBody, writeRefused } from '#answers'
import type { Tx } from '#base/db'
import { authorshipOf } from '#domain/access'
import { namesFor } from '#domain/names'
import { clientsWithBasic, countBasicClients } from '#domain/posture'
import { findReachable, replaceGated, resourceOf, type Stored, type WriteRefusal } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import {
  type Administrator,
  administratorOf,
  audited,
  eventOf,
  grantCheck,
  reachProblem,
  requirePermit,
} from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const TYPE = 'ClientApplication'
/** So many clients can be named. */
const MOST_NAMED = 1_000
/** So many are changed at once where none is named: for no longer should others wait. */
const STEP = 200

export const BasicBody = z
  .strictObject({
    allowed: z.boolean('must be true or false'),
    clients: z
      .array(z.uuid('must be the id of a client'), 'must be an array of ids')
      .min(1, 'must name a client')
      .max(MOST_NAMED, `must be at most ${MOST_NAMED} ids`)
      .optional(),
  })
  .refine(({ allowed, clients }) => !allowed || clients !== undefined, {
    path: ['clients'],
    error: 'is required where Basic is allowed: name who may use it',
  })

/**
 * `POST /admin/projects/:projectId/clients/basic`: ends Basic for the clients that are named, or for all that the
 * administrator may see; or allows it again for those that are named. All are changed, or none. Of more than fit into one
 * step, those that used it last are first, and `left` says how many are to come.
 */
export function registerBasic(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/clients/basic',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'manage_clients')
      const answer = await audited(deps, administrator, 'fhir.patch', TYPE, () =>
        change(deps, administrator, readBody(BasicBody, request.body)),
      )
      return reply.header('Cache-Control', 'no-store').send(answer)
    },
  )
}

async function change(
  deps: AdminDeps,
  administrator: Administrator,
  { allowed, clients }: z.infer<typeof BasicBody>,
): Promise<{ readonly changed: readonly object[]; readonly left: number }> {
  requirePermit(administrator, 'update', TYPE)
  const readable = requirePermit(administrator, 'read', TYPE)
  return deps.db.tx(async (tx) => {
    const changed: string[] = []
    for (const stored of await wanted(tx, administrator, readable, clients)) {
      const before = resourceOf<ClientApplication>(stored)
      if (before === undefined || (before.basicAllowed === true) === allowed) continue
      await allow(tx, deps, administrator, stored, before, allowed)
      changed.push(`${TYPE}/${stored.id}`)
    }
    const names = await namesFor(tx, administrator.grantee, changed)
    const left = await countBasicClients(tx, administrator.grantee.project, readable)
    return { changed: changed.map((reference) => names.of(reference)), left }
  })
}

/** The clients that are meant. One that the administrator may not see is as if it were not there. */
async function wanted(
  tx: Tx,
  administrator: Administrator,
  readable: Condition,
  named: readonly string[] | undefined,
): Promise<readonly Stored[]> {
  const { project } = administrator.grantee
  const ids = named ?? (await clientsWithBasic(tx, project, readable)(undefined, STEP)).map(({ id }) => id)
  const found = await findReachable(tx, project, TYPE, ids, readable)
  if (named !== undefined && found.length < new Set(ids).size) throw notFound()
  // In one order, so that two who do this at once wait for each other and never for both.
  return found.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}

/** As a patch of the client would: within the administrator's policy, and none grants more than they have. */
async function allow(
  tx: Tx,
  deps: AdminDeps,
  administrator: Administrator,
  stored: Stored,
  before: ClientApplication,
  allowed: boolean,
): Promise<void> {
  const now = deps.clock.now()
  const { project, id } = stored
  const { meta: _meta, basicAllowed: _before, ...rest } = before
  const after: ClientApplication = allowed ? { ...rest, basicAllowed: true } : { ...rest, basicAllowed: false }
  const refuse = (problem: WriteRefusal | undefined): void => {
    if (problem !== undefined) throw writeRefused(atClient(problem, before))
  }
  refuse(reachProblem(deps, administrator, 'update', stored))
  refuse(await grantCheck(tx, administrator, { project, type: TYPE, id, before, after, now }))
  const draft = { project, type: TYPE, id, resource: after, ...authorshipOf(administrator.grantee) }
  const written = await replaceGated(tx, deps.gates, stored, draft, now)
  if (!written.ok) throw writeRefused(atClient(written.refusal, before))
  refuse(reachProblem(deps, administrator, 'update', written.value.stored))
  const { version } = written.value.stored
  await deps.audit.record(tx, [eventOf(administrator, 'fhir.patch', `${TYPE}/${id}`, { version })])
  await publishInvalidations(tx, written.value.invalidations, now)
}

/**
 * The refusal says which client it is about. A machine's change cannot wait for an approval here: who approves would see one
 * client, and allow the change of all.
 */
function atClient(
  { asked: _asked, ...problem }: WriteRefusal,
  { id = '', name = id }: ClientApplication,
): WriteRefusal {
  return { ...problem, text: `${name}: ${problem.text}` }
}
