import { type ClientApplication, parseJson, stringifyJson } from '@damson/fhir'
import { badRequest, conflict, notAdministrator, OutcomeError, writeRefused } from '#answers'
import { rightsProblem } from '#domain/access'
import { authMethodOf, firstSecret, retireSecret, rotateSecret } from '#domain/clients'
import { readProject } from '#domain/projects'
import { conditionLock } from '#domain/resources'
import { publishNews } from '#domain/revocation'
import { audited, eventOf, permitFor } from './authorized.ts'
import { textsOf } from './parameters.ts'
import type { Asked, FhirAnswer, FhirRequest } from './parts.ts'
import { shownBody, versionHeaders } from './resource-answer.ts'
import { currentInReach } from './write.ts'

/** `Bot/id/$execute`: decided like a read of the Bot; Bots do not run yet, and nothing else ever does. */
export function execute(asked: Asked, type: string, id: string): Promise<FhirAnswer> {
  return audited(asked, 'fhir.operation', `${type}/${id}`, undefined, async () => {
    const { narrowing } = permitFor(asked, 'execute', type)
    const bot = await currentInReach(asked.parts.db, asked, 'Bot', id, narrowing)
    await asked.parts.audit.committed(
      eventOf(asked, 'fhir.operation', {
        entity: `Bot/${bot.id}`,
        version: bot.version,
        outcome: 8,
        reason: 'bots_not_available',
      }),
    )
    throw new OutcomeError(501, [
      {
        code: 'not-supported',
        text: 'You may execute this Bot, but this version does not run Bots yet.',
        reason: 'bots_not_available',
      },
    ])
  })
}

/**
 * `ClientApplication/id/$rotate-secret`: with `secret`, makes a new one, while the current one goes on as the retiring
 * secret; with `retiringSecret`, drops that one; with neither, gives a client that has none its first.
 */
export function rotateClientSecret(asked: Asked, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `ClientApplication/${id}`
  return audited(asked, 'client.secret_rotated', entity, undefined, async () => {
    const { parts, grantee } = asked
    const { narrowing } = permitFor(asked, 'update', 'ClientApplication')
    if (!grantee.admin)
      throw notAdministrator(grantee, 'Only an administrator of the project rotates secrets.', 'needs_admin')
    const { secret, retiringSecret } = readRotation(request.body)
    return parts.db.tx(async (tx) => {
      // Two that find no secret at the same moment would both make one.
      await conditionLock(tx, grantee.project, 'ClientApplication', `secret of ${id}`)
      const client = await currentInReach(tx, asked, 'ClientApplication', id, narrowing)
      const project = await readProject(tx, grantee.project)
      const problem =
        project === undefined ? undefined : await rightsProblem(tx, grantee, project.resource, 'ClientApplication', id)
      if (problem !== undefined) throw writeRefused(problem)
      if (authMethodOf(parseJson(client.content) as ClientApplication) === 'private_key_jwt')
        throw badRequest('This client signs its assertions: it has keys, and no secret.', undefined, 'no_secret')
      const now = parts.clock.now()
      const made = retiringSecret === undefined ? await newSecret() : await droppedSecret(retiringSecret)
      await parts.audit.record(tx, [
        eventOf(asked, 'client.secret_rotated', {
          entity,
          version: client.version,
          reason: retiringSecret === undefined ? 'rotated' : 'retired',
        }),
      ])
      await publishNews(tx, [{ kind: 'client', subject: id }], now)
      const resource = parseJson(shownBody(asked, client)) as Record<string, unknown>
      return {
        status: 200,
        headers: { ...versionHeaders(client), 'Cache-Control': 'no-store' },
        body: stringifyJson({ ...resource, ...made }),
      }

      async function newSecret(): Promise<object> {
        const fresh =
          secret === undefined
            ? await firstSecret(tx, parts.keyring, id, now)
            : await rotateSecret(tx, parts.keyring, id, secret, now)
        if (fresh === undefined)
          throw secret === undefined
            ? conflict('This client has a secret: send it as "secret" to rotate it.', 'secret_exists')
            : badRequest('This is not the current secret.', 'secret', 'wrong_secret')
        return { secret: fresh, ...(secret !== undefined && { retiringSecret: secret }) }
      }
      async function droppedSecret(retiring: string): Promise<object> {
        if (!(await retireSecret(tx, parts.keyring, id, retiring)))
          throw badRequest('This is not the retiring secret.', 'retiringSecret', 'wrong_secret')
        return {}
      }
    })
  })
}

/** At most one of the two secrets. */
function readRotation(body: unknown): { readonly secret?: string; readonly retiringSecret?: string } {
  const texts = textsOf(body, ['secret', 'retiringSecret'])
  if (texts.secret !== undefined && texts.retiringSecret !== undefined)
    throw badRequest('Send one of "secret" and "retiringSecret".', undefined, 'two_secrets')
  return texts
}
