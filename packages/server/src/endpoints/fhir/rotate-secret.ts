import { type ClientApplication, parseJson, stringifyJson } from '@damson/fhir'
import {
  badRequest,
  checkVersion,
  conflict,
  notAdministrator,
  type OutcomeError,
  outcome,
  writeRefused,
} from '#answers'
import type { Tx } from '#base/db'
import { languageOf } from '#base/language'
import { mayAct, newSecretProblem } from '#domain/access'
import {
  authMethodOf,
  dropRetiringSecret,
  firstSecret,
  replaceLostSecret,
  retireSecret,
  rotateSecret,
} from '#domain/clients'
import { otherAdministrators } from '#domain/memberships'
import { readProject } from '#domain/projects'
import { conditionLock, replaceGated, type Stored } from '#domain/resources'
import { publishInvalidations } from '#domain/revocation'
import { audited, eventOf, permitFor } from './authorized.ts'
import type { FhirAnswer, FhirContext, FhirRequest } from './dependencies.ts'
import { textsOf } from './parameters.ts'
import { shownBody, versionHeaders } from './resource-answer.ts'
import { currentInReach } from './write.ts'

/** The request: one of these members, or none of them for the first secret of a client. */
interface Rotation {
  readonly secret?: string
  readonly retiringSecret?: string
  /** The current secret is lost. `keep` keeps it as the retiring secret. */
  readonly lost?: { readonly keep: boolean }
  /** Drops the retiring secret, which nobody needs to know. */
  readonly retire?: true
}

/**
 * `ClientApplication/id/$rotate-secret`. With `secret`: makes a new secret and keeps the current one as the retiring
 * secret. With `retiringSecret`: drops it. With `lost`: makes a new secret without knowing the current one. With `retire`:
 * drops the retiring secret without knowing it. With none of them: makes the first secret of a client.
 */
export function rotateClientSecret(context: FhirContext, request: FhirRequest, id: string): Promise<FhirAnswer> {
  const entity = `ClientApplication/${id}`
  return audited(context, 'client.secret_rotated', entity, undefined, async () => {
    const { deps, grantee } = context
    // Checked here too: only a rule of another package keeps policies without the admin flag away from clients.
    if (!mayAct(grantee, 'manage_clients'))
      throw notAdministrator(grantee, 'Only an administrator of the project may rotate secrets.', 'needs_admin')
    const { narrowing } = permitFor(context, 'update', 'ClientApplication')
    const rotation = readRotation(request.body)
    const isBlind = rotation.lost !== undefined || rotation.retire === true
    if (isBlind && request.header('if-match') === undefined) throw versionMissing()
    const answer = await deps.db.tx(async (tx) => {
      // Otherwise two requests that both find no secret would each make one.
      await conditionLock(tx, grantee.project, 'ClientApplication', `secret of ${id}`)
      const found = await currentInReach(tx, context, 'ClientApplication', id, narrowing)
      const project = await readProject(tx, grantee.project)
      const resource = { ...(parseJson(found.content) as ClientApplication), id }
      const problem =
        project === undefined
          ? undefined
          : await newSecretProblem(tx, grantee, project.resource, resource, deps.clock.now())
      if (problem !== undefined) throw writeRefused(problem)
      if (authMethodOf(resource) === 'private_key_jwt')
        throw badRequest(
          'This client authenticates with signed assertions, so it has no secret: change its keys instead.',
          undefined,
          'no_secret',
        )
      const client = isBlind ? await nextVersion(tx, context, request, found) : found
      const made = await rotated(tx, context, id, rotation)
      await deps.audit.record(tx, [
        eventOf(context, 'client.secret_rotated', { entity, version: client.version, reason: reasonOf(rotation) }),
      ])
      await publishInvalidations(tx, [{ kind: 'client', subject: id }], deps.clock.now())
      const shown = parseJson(shownBody(context, client)) as Record<string, unknown>
      return {
        status: 200,
        headers: { ...versionHeaders(client), 'Cache-Control': 'no-store' },
        body: stringifyJson({ ...shown, ...made }),
      }
    })
    if (rotation.lost !== undefined) await tellOthers(context, id)
    return answer
  })
}

function versionMissing(): OutcomeError {
  const text = 'If-Match is missing: send the version of the client that you read, such as W/"3".'
  return outcome(428, 'required', text, { reason: 'version_missing' })
}

/**
 * Writes a new version with the same content, so that a second administrator who rotates at the same moment gets an
 * error, not a secret that replaces this one. It skips the gates, because the resource does not change.
 */
async function nextVersion(tx: Tx, context: FhirContext, request: FhirRequest, found: Stored): Promise<Stored> {
  checkVersion(request.header('if-match'), found.version)
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
  { secret, retiringSecret, lost, retire }: Rotation,
): Promise<object> {
  const now = clock.now()
  if (retire === true) {
    if (await dropRetiringSecret(tx, id)) return {}
    throw conflict('This client has one secret alone: there is no retiring secret to drop.', 'no_retiring_secret')
  }
  if (lost !== undefined) return { secret: await replaceLostSecret(tx, keyring, id, lost.keep, now) }
  if (retiringSecret !== undefined) {
    if (await retireSecret(tx, keyring, id, retiringSecret)) return {}
    throw badRequest('The value is not the retiring secret of this client.', 'retiringSecret', 'wrong_secret')
  }
  if (secret === undefined) {
    const first = await firstSecret(tx, keyring, id, now)
    if (first !== undefined) return { secret: first }
    const text =
      'This client already has a secret: send it as "secret" to rotate it. If it is lost, send {"lost": true} with If-Match.'
    throw conflict(text, 'secret_exists')
  }
  const fresh = await rotateSecret(tx, keyring, id, secret, now)
  if (fresh === undefined)
    throw badRequest('The value is not the current secret of this client.', 'secret', 'wrong_secret')
  return { secret: fresh, retiringSecret: secret }
}

function reasonOf({ retiringSecret, lost, retire }: Rotation): string {
  if (retire === true) return 'retired'
  if (lost !== undefined) return lost.keep ? 'lost_kept' : 'lost'
  return retiringSecret === undefined ? 'rotated' : 'retired'
}

/** Not awaited: a slow or broken mail server must not hold back the new secret. Failures are logged. */
async function tellOthers({ deps: { db, registration }, grantee, issuer }: FhirContext, id: string): Promise<void> {
  const others = await otherAdministrators.rows(db, grantee.project, grantee.userId ?? null)
  const subject = { project: grantee.project, about: `ClientApplication/${id}` }
  for (const { email, language } of others)
    await registration.mails.secretReplaced(email, id, subject, languageOf(language), issuer)
}

/** At most one of them. `{"lost": true}` is accepted as plain JSON, and as Parameters with a valueBoolean. */
function readRotation(body: unknown): Rotation {
  if (asksToRetire(body)) return { retire: true }
  const lost = readLost(body)
  if (lost !== undefined) return { lost }
  const texts = textsOf(body, ['secret', 'retiringSecret'])
  if (texts.secret !== undefined && texts.retiringSecret !== undefined)
    throw badRequest('Both "secret" and "retiringSecret" were sent: send only one of them.', undefined, 'two_secrets')
  return texts
}

/** `{"retire": true}`, as plain JSON or as Parameters, with nothing beside it. */
function asksToRetire(body: unknown): boolean {
  const flags = flagsOf(body)
  if (!flags.some(([name]) => name === 'retire')) return false
  if (flags.length === 1 && flags[0]?.[1] === true) return true
  throw badRequest('The body is malformed: send {"retire": true} and no other members.', undefined, 'not_retire')
}

function readLost(body: unknown): Rotation['lost'] {
  const flags = flagsOf(body)
  if (!flags.some(([name]) => name === 'lost' || name === 'keep')) return undefined
  const values = new Map(flags)
  const isUnderstood = flags.every(([name, value]) => ['lost', 'keep'].includes(name) && typeof value === 'boolean')
  if (!isUnderstood || values.size !== flags.length || values.get('lost') !== true)
    throw badRequest(
      'The body is malformed: send {"lost": true}, with "keep": true to keep the old secret, and no other members.',
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
