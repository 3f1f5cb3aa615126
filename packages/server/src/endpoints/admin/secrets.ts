import { stringifyJson } from '@damson/fhir'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { answersWith, badRequest, forbidden, readBody, writeRefused } from '#answers'
import { told } from '#base/findings'
import { isOwner, isProvenNow, OUTDATED_PROOF } from '#domain/access'
import { secretNames, setSecrets } from '#domain/bots'
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

/**
 * `POST /admin/projects/:projectId/secrets`: the secrets of the project, which Bots get by their names. Nobody reads a value
 * back: one that is left out stays as it is, and a secret that is left out is removed.
 */
export function registerSecrets(app: FastifyInstance, deps: AdminDeps): void {
  app.post<{ Params: { projectId: string } }>(
    '/admin/projects/:projectId/secrets',
    answersWith('outcome'),
    async (request, reply) => {
      const administrator = await administratorOf(deps, request, 'set_secrets')
      const body = await audited(deps, administrator, 'project.secrets_set', entityOf(administrator), () =>
        changed(deps, administrator, request.body),
      )
      return reply.header('Cache-Control', 'no-store').type('application/fhir+json; charset=utf-8').send(body)
    },
  )
}

const entityOf = ({ project: { id } }: Administrator): string => `Project/${id}`

async function changed(deps: AdminDeps, administrator: Administrator, body: unknown): Promise<string> {
  const { grantee, project } = administrator
  if (!isOwner(grantee) || grantee.userId === undefined)
    throw forbidden('Only an owner of the project sets its secrets, and no machine does.', 'needs_owner')
  requirePermit(administrator, 'update', 'Project')
  if (!isProvenNow(grantee, deps.clock.now())) throw writeRefused(OUTDATED_PROOF)
  const sent = readBody(Sent, body)
  const names = await deps.db.tx(async (tx) => {
    const by = { project: project.id, setBy: grantee.profile }
    const done = await setSecrets(tx, deps.keyring, by, sent, deps.clock.now())
    if (!done.ok)
      throw badRequest(
        told`These secrets have no value yet: send a valueString for ${done.refusal.join(', ')}.`,
        'valueString',
        'missing_value',
      )
    const event = (reason: string) => eventOf(administrator, 'project.secrets_set', entityOf(administrator), { reason })
    const { set, removed } = done.value
    await deps.audit.record(tx, [
      ...set.map((name) => event(`set ${name}`)),
      ...removed.map((name) => event(`removed ${name}`)),
    ])
    return secretNames(tx, project.id)
  })
  return stringifyJson({ ...project.resource, id: project.id, secret: names.map((name) => ({ name })) })
}
