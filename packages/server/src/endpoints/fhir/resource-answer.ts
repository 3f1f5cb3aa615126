import { parseJson, stringifyJson } from '@damson/fhir'
import { outcome, versionTag } from '#answers'
import { mayAct } from '#domain/access'
import { bodyOf, type Stored } from '#domain/resources'
import type { FhirAnswer, FhirContext } from './dependencies.ts'
import { outOfSight } from './findings.ts'

/** Members of a Bot that only administrators see: to read a Bot is to run it, not to see its code. */
export const BOT_CODE = ['code', 'sourceCode', 'executableCode'] as const

/** The JSON text of a stored resource as this grantee may see it. */
export function shownBody({ grantee, extended }: FhirContext, stored: Stored): string {
  const body = bodyOf(stored, extended)
  if (stored.type !== 'Bot' || mayAct(grantee, 'manage_bots') || body === '') return body
  const bot = parseJson(body) as Record<string, unknown>
  for (const name of BOT_CODE) delete bot[name]
  return stringifyJson(bot)
}

export function versionHeaders(stored: Stored): Record<string, string> {
  return { ETag: versionTag(stored.version), 'Last-Modified': stored.updatedAt.toUTCString() }
}

/** A resource with its version's headers. */
export function resourceAnswer(context: FhirContext, stored: Stored, status: 200 | 201): FhirAnswer {
  const location = status === 201 ? { Location: locationOf(context, stored) } : {}
  return { status, headers: { ...versionHeaders(stored), ...location }, body: shownBody(context, stored) }
}

export function locationOf({ issuer }: FhirContext, { type, id, version }: Stored): string {
  return `${issuer.fhirUrl}${type}/${id}/_history/${version}`
}

/** The stored resource, or 404 or 410. */
export function existing({ grantee }: FhirContext, stored: Stored | undefined): Stored {
  if (stored === undefined) throw outOfSight(grantee)
  if (stored.deleted)
    throw outcome(410, 'deleted', 'This resource was deleted: read its earlier versions from its history.', {
      reason: 'deleted',
    })
  return stored
}
