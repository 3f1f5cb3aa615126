import { type ClientApplication, parseJson, stringifyJson } from '@damson/fhir'
import { badRequest, conflict, notAdministrator, type OutcomeError, outcome, writeRefused } from '#answers'
import type { Tx } from '#base/db'
import { rightsProblem } from '#domain/access'
import { authMethodOf, firstSecret, replaceLostSecret, retireSecret, rotateSecret } from '#domain/clients'
import { otherAdministrators } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { conditionLock, replaceGated, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { textsOf } from './parameters.ts'
import { shownBody, versionHeaders } from './resource-answer.ts'
import { checkVersion, currentInReach } from './write.ts'

/** What is asked for: one of these, or the first secret of a client that has none. */
interface Rotation {
  readonly secret?: string
  readonly retiringSecret?: string
  /** Nobody has the current secret any more; `keep` lets it go on as the retiring one. */
  readonly lost?: { readonly keep: boolean }
}

/**
 * `ClientApplication/id/$rotate-secret`: with `secret`, makes a new one, while the current one goes on as the retiring
 * secret; with `retiringSecret`, drops that one; with `lost`, makes a new one without the current one; with none of them,
 * gives a client that has none its first.
 */
export function rotateClientSecret(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `ClientApplication/${id}`
  return audited(context, 'client.secret_rotated', entity, undefined, async () => {
    const { deps, grantee } = context
    // Asked first, and by itself: that no policy without the flag reaches a client is a rule of another package.
    if (!grantee.admin)
      throw notAdministrator(grantee, 'Only an administrator of the project rotates secrets.', 'needs_admin')
    const { narrowing } = permitFor(context, 'update', 'ClientApplication')
    const rotation = readRotation(request.body)
    if (rotation.lost !== undefined && request.header('if-match') === undefined) throw versionMissing()
    const answer = await deps.db.tx(async (tx) => {
      // Two that find no secret at the same moment would both make one.
      await conditionLock(tx, grantee.project, 'ClientApplication', `secret of ${id}`)
      const found = await currentInReach(tx, context, 'ClientApplication', id, narrowing)
      const project = await readProject(tx, grantee.project)
      const problem =
        project === undefined ? undefined : await rightsProblem(tx, grantee, project.resource, 'ClientApplication', id)
      if (problem !== undefined) throw writeRefused(problem)
      if (authMethodOf(parseJson(found.content) as ClientApplication) === 'private_key_jwt')
        throw badRequest('This client signs its assertions: it has keys, and no secret.', undefined, 'no_secret')
      const client = rotation.lost === undefined ? found : await nextVersion(tx, context, request, found)
      const made = await rotated(tx, context, id, rotation)
      await deps.audit.record(tx, [
        eventOf(context, 'client.secret_rotated', { entity, version: client.version, reason: reasonOf(rotation) }),
      ])
      await publishInvalidations(tx, [{ kind: 'client', subject: id }], deps.clock.now())
      const resource = parseJson(shownBody(context, client)) as Record<string, unknown>
      return {
        status: 200,
        headers: { ...versionHeaders(client), 'Cache-Control': 'no-store' },
        body: stringifyJson({ ...resource, ...made }),
      }
    })
    if (rotation.lost !== undefined) await tellOthers(context, id)
    return answer
  })
}

function versionMissing(): OutcomeError {
  const text = 'Send If-Match with the version of the client that you read, such as W/"3".'
  return outcome(428, 'required', text, { reason: 'version_missing' })
}

/**
 * A version of its own with the same content: another administrator who does the same at the same moment is told, rather
 * than given a secret that takes the place of this one. Not through the gates: nothing of the resource changes.
 */
async function nextVersion(tx: Tx, context: FhirContext, request: FhirRequest, found: Stored): Promise<Stored> {
  checkVersion(request, found)
  const { deps, grantee } = context
  const { project, type, id } = found
  const baseUrls = deps.issuers.fhirUrlsOf(project)
  const resource = parseJson(found.content) as ClientApplication
  const draft = { project, type, id, resource, author: grantee.profile, baseUrls }
  const written = await replaceGated(tx, {}, found, draft, deps.clock.now())
  if (!written.ok) throw writeRefused(written.refusal)
  return written.value.stored
}

async function rotated(
  tx: Tx,
  { deps: { keyring, clock } }: FhirContext,
  id: string,
  { secret, retiringSecret, lost }: Rotation,
): Promise<object> {
  const now = clock.now()
  if (lost !== undefined) return { secret: await replaceLostSecret(tx, keyring, id, lost.keep, now) }
  if (retiringSecret !== undefined) {
    if (await retireSecret(tx, keyring, id, retiringSecret)) return {}
    throw badRequest('This is not the retiring secret.', 'retiringSecret', 'wrong_secret')
  }
  if (secret === undefined) {
    const first = await firstSecret(tx, keyring, id, now)
    if (first !== undefined) return { secret: first }
    const text =
      'This client has a secret: send it as "secret" to rotate it, or {"lost": true} with If-Match if nobody has it.'
    throw conflict(text, 'secret_exists')
  }
  const fresh = await rotateSecret(tx, keyring, id, secret, now)
  if (fresh === undefined) throw badRequest('This is not the current secret.', 'secret', 'wrong_secret')
  return { secret: fresh, retiringSecret: secret }
}

function reasonOf({ retiringSecret, lost }: Rotation): string {
  if (lost !== undefined) return lost.keep ? 'lost_kept' : 'lost'
  return retiringSecret === undefined ? 'rotated' : 'retired'
}

/** Not awaited: a mail server that is slow or down keeps nobody from the new secret. Failures are logged. */
async function tellOthers({ deps: { db, registration }, grantee, issuer }: FhirContext, id: string): Promise<void> {
  const others = await otherAdministrators.rows(db, grantee.project, grantee.userId ?? null)
  for (const { email } of others) void registration.mails.secretReplaced(email, id, issuer)
}

/** At most one of them. `{"lost": true}` may be sent as it is; as Parameters it has a valueBoolean. */
function readRotation(body: unknown): Rotation {
  const lost = readLost(body)
  if (lost !== undefined) return { lost }
  const texts = textsOf(body, ['secret', 'retiringSecret'])
  if (texts.secret !== undefined && texts.retiringSecret !== undefined)
    throw badRequest('Send one of "secret" and "retiringSecret".', undefined, 'two_secrets')
  return texts
}

function readLost(body: unknown): Rotation['lost'] {
  const flags = flagsOf(body)
  if (!flags.some(([name]) => name === 'lost' || name === 'keep')) return undefined
  const values = new Map(flags)
  const isUnderstood = flags.every(([name, value]) => ['lost', 'keep'].includes(name) && typeof value === 'boolean')
  if (!isUnderstood || values.size !== flags.length || values.get('lost') !== true)
    throw badRequest(
      'Send {"lost": true}, and "keep": true to keep the old secret; nothing else.',
      undefined,
      'not_lost',
    )
  return { keep: values.get('keep') === true }
}

function flagsOf(body: unknown): readonly (readonly [string, unknown])[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  if (!('resourceType' in body)) return Object.entries(body)
  const list: unknown = 'parameter' in body ? body.parameter : []
  if (!Array.isArray(list)) return []
  return (list as unknown[]).flatMap((one) =>
    typeof one === 'object' && one !== null && 'name' in one && typeof one.name === 'string'
      ? [[one.name, 'valueBoolean' in one ? one.valueBoolean : undefined] as const]
      : [],
  )
}
