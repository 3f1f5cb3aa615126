import { type Project, stringifyJson } from '@damson/fhir'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  answersWith,
  badRequest,
  checkVersion,
  forbidden,
  notFound,
  readBody,
  versionTag,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { told } from '#base/findings'
import { isOwner, isProvenNow, OUTDATED_PROOF } from '#domain/access'
import { type ChangedSecrets, listedSecrets, secretNames, setSecrets } from '#domain/bots'
import { namesFor } from '#domain/names'
import { holdProject } from '#domain/projects'
import { findResource, readResource, replaceGated, resourceOf, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { type Administrator, administratorOf, audited, eventOf, requirePermit } from './administrator.ts'
import type { AdminDeps } from './dependencies.ts'

const MOST_SECRETS = 100
export const Sent = z
  .array(
    z.strictObject({
      name: z
        .string('must be a text')
        .regex(/^[A-Za-z_][\w.-]{0,99}$/, 'must be letters, digits, "_", "-" and ".", and at most 100 of them'),
      valueString: z
        .string('must be a text')
        .min(1, 'must not be empty: leave it out to keep the value')
        .max(8_192, 'must be at most 8192 characters')
        .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be a well-formed text')
        .optional(),
    }),
    'must be an array of secrets, each with a name and a valueString',
  )
  .max(MOST_SECRETS, `must be at most ${MOST_SECRETS} secrets`)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must have each name once')

const AT = '/admin/projects/:projectId/secrets'
type SecretsRequest = FastifyRequest<{ Params: { projectId: string } }>

/**
 * `POST /admin/projects/:projectId/secrets`: the secrets of the project, which Bots get by their names. Nobody reads a value
 * back: one that is left out stays as it is, and a secret that is left out is removed. Each change is a new version of the
 * Project, so that `If-Match` finds what somebody else has set. `GET` says which there are, who set them and when.
 */
export function registerSecrets(app: FastifyInstance, deps: AdminDeps): void {
  app.get(AT, answersWith('outcome'), async (request: SecretsRequest, reply) => {
    const administrator = await administratorOf(deps, request, 'see_members')
    const { secrets, version } = await audited(deps, administrator, 'project.read', entityOf(administrator), () =>
      listed(deps, administrator),
    )
    return reply.headers({ ETag: versionTag(version), 'Cache-Control': 'no-store' }).send({ secrets })
  })

  app.post(AT, answersWith('outcome'), async (request: SecretsRequest, reply) => {
    const administrator = await administratorOf(deps, request, 'set_secrets')
    const { body, version } = await audited(deps, administrator, 'project.secrets_set', entityOf(administrator), () =>
      changed(deps, administrator, { body: request.body, ifMatch: request.headers['if-match'] }),
    )
    return reply
      .headers({ ETag: versionTag(version), 'Cache-Control': 'no-store' })
      .type('application/fhir+json; charset=utf-8')
      .send(body)
  })
}

const entityOf = ({ project: { id } }: Administrator): string => `Project/${id}`

async function listed({ db, audit }: AdminDeps, administrator: Administrator) {
  const { grantee, project } = administrator
  const narrowing = requirePermit(administrator, 'read', 'Project')
  // Before the list: what is set in between has a newer version than this.
  const stored = await readResource(db, project.id, 'Project', project.id, narrowing)
  if (stored === undefined) throw notFound()
  const rows = await listedSecrets.rows(db, project.id)
  const names = await namesFor(db, grantee, new Set(rows.map(({ setBy }) => setBy)))
  const entity = entityOf(administrator)
  const patients = [...new Set(names.patients)]
  await audit.committed(
    ...(patients.length === 0
      ? [eventOf(administrator, 'project.read', entity)]
      : patients.map((patient) => eventOf(administrator, 'project.read', entity, { patient }))),
  )
  return { version: stored.version, secrets: rows.map((row) => ({ ...row, setBy: names.of(row.setBy) })) }
}

interface Asked {
  readonly body: unknown
  /** The version of the Project whose secrets are to be changed; another one is not. */
  readonly ifMatch: string | undefined
}

async function changed(
  deps: AdminDeps,
  administrator: Administrator,
  { body, ifMatch }: Asked,
): Promise<{ readonly body: string; readonly version: number }> {
  const { grantee, project } = administrator
  if (!isOwner(grantee) || grantee.userId === undefined)
    throw forbidden('Only an owner of the project sets its secrets, and no machine does.', 'needs_owner')
  requirePermit(administrator, 'update', 'Project')
  if (!isProvenNow(grantee, deps.clock.now())) throw writeRefused(OUTDATED_PROOF)
  const sent = readBody(Sent, body)
  return deps.db.tx(async (tx) => {
    await holdProject.maybeOne(tx, project.id)
    const stored = await findResource(tx, project.id, 'Project', project.id)
    if (stored === undefined) throw notFound()
    checkVersion(ifMatch, stored.version)
    const by = { project: project.id, setBy: grantee.profile }
    const done = await setSecrets(tx, deps.keyring, by, sent, deps.clock.now())
    if (!done.ok)
      throw badRequest(
        told`These secrets have no value yet: send a valueString for ${done.refusal.join(', ')}.`,
        'valueString',
        'missing_value',
      )
    await recorded(tx, deps, administrator, done.value)
    const after = await versionAfter(tx, deps, administrator, stored, done.value)
    const secret = (await secretNames(tx, project.id)).map((name) => ({ name }))
    return { body: stringifyJson({ ...resourceOf(after), id: project.id, secret }), version: after.version }
  })
}

async function recorded(
  tx: Tx,
  { audit }: AdminDeps,
  administrator: Administrator,
  { set, removed }: ChangedSecrets,
): Promise<void> {
  const event = (reason: string) => eventOf(administrator, 'project.secrets_set', entityOf(administrator), { reason })
  await audit.record(tx, [
    ...set.map((name) => event(`set ${name}`)),
    ...removed.map((name) => event(`removed ${name}`)),
  ])
}

/** The Project as it is, as a new version: that its secrets changed. Where none did, there is none. */
async function versionAfter(
  tx: Tx,
  { gates, clock }: AdminDeps,
  { grantee, project }: Administrator,
  stored: Stored,
  { set, removed }: ChangedSecrets,
): Promise<Stored> {
  const before = resourceOf<Project>(stored)
  if (before === undefined) throw notFound()
  if (set.length + removed.length === 0) return stored
  const { meta: _meta, ...resource } = before
  const now = clock.now()
  const draft = { project: project.id, type: 'Project', id: project.id, resource, author: grantee.profile }
  const written = await replaceGated(tx, gates, stored, draft, now)
  if (!written.ok) throw writeRefused(written.refusal)
  await publishInvalidations(tx, written.value.invalidations, now)
  return written.value.stored
}
