import { type IndexEntries, type Resource, stringifyJson, withoutSecrets } from '@damson/fhir'

/** A version of a resource as the store holds it. */
export interface Stored {
  /** The row's key; 0 for versions that were replaced. */
  readonly rk: number
  readonly project: string
  readonly type: string
  readonly id: string
  readonly version: number
  readonly updatedAt: Date
  readonly deleted: boolean
  /** The plain R4 resource as JSON; empty for a tombstone. */
  readonly content: string
  /** Members of `meta` that only `X-Medplum: extended` shows, as JSON text without braces. */
  readonly extended: string
  /** `Patient/…`, the patients in whose compartments it is. */
  readonly patients: readonly string[]
}

/** All that a search can ask of a resource, and whose records it is in. Made once for each write. */
export interface ResourceIndex {
  readonly entries: IndexEntries
  /** The patients in whose compartments it is; a Binary is in that of the patient who guards it. */
  readonly patients: readonly string[]
}

/** A resource about to be written, validated, with what the server alone decides beside it. */
export interface Draft {
  readonly project: string
  readonly type: string
  readonly id: string
  /** Its `id` and `meta` are replaced by the server's. */
  readonly resource: Resource
  /** The profile that writes, such as `Practitioner/…`; `system` for the server itself. */
  readonly author: string
  /** The reference that becomes `meta.account`, if any. */
  readonly account?: string | undefined
  /** The bytes of a Binary. */
  readonly bytes?: Uint8Array | undefined
  /** The FHIR base URLs of the project: absolute references below them are indexed as relative ones. */
  readonly baseUrls?: readonly string[] | undefined
  /** What `indexedDraft` made of all this, where it has been asked. */
  readonly index?: ResourceIndex | undefined
}

/** Members of `meta` that the server sets and only the server. */
export const SERVER_META: readonly string[] = [
  'versionId',
  'lastUpdated',
  'author',
  'project',
  'account',
  'accounts',
  'onBehalfOf',
  'compartment',
]

/** What begins every content: known from type and id, so that `meta` can be extended without parsing. */
const prefixOf = (type: string, id: string): string => `{"resourceType":"${type}","id":"${id}","meta":{`

/**
 * The JSON to store: resource type, id and meta first, the server's members of meta before the author's. No secret is in
 * it, whichever way the resource came.
 */
export function contentOf(draft: Draft, version: number, updatedAt: Date): string {
  const { resourceType: _type, id: _id, meta, ...rest } = withoutSecrets(draft.resource)
  const own = Object.fromEntries(Object.entries(meta ?? {}).filter(([name]) => !SERVER_META.includes(name)))
  const server = `"versionId":"${version}","lastUpdated":"${updatedAt.toISOString()}"`
  return prefixOf(draft.type, draft.id) + joined(server, members(own)) + close(members(rest))
}

/** The text inside a JSON object's braces. */
function members(value: object): string {
  return stringifyJson(value).slice(1, -1)
}

const joined = (left: string, right: string): string => (right === '' ? left : `${left},${right}`)
const close = (rest: string): string => (rest === '' ? '}}' : `},${rest}}`)

export function extendedOf(draft: Draft): string {
  const author = { reference: draft.author }
  const account = draft.account === undefined ? {} : { account: { reference: draft.account } }
  return members({ project: draft.project, author, ...account })
}

/** The account that an earlier version was given, if any. */
export function accountOf(stored: Stored): string | undefined {
  return extendedMeta(stored).account?.reference
}

/** The profile that wrote this version. */
export function authorOf(stored: Stored): string | undefined {
  return extendedMeta(stored).author?.reference
}

type Referring = { readonly reference?: string }

function extendedMeta({ extended }: Stored): { readonly author?: Referring; readonly account?: Referring } {
  return JSON.parse(`{${extended}}`) as ReturnType<typeof extendedMeta>
}

/** The body to send: the stored text as it is, or with the extended members of `meta` spliced in. */
export function bodyOf(stored: Stored, extended: boolean): string {
  if (!extended || stored.extended === '' || stored.content === '') return stored.content
  const at = prefixOf(stored.type, stored.id).length
  return `${stored.content.slice(0, at)}${stored.extended},${stored.content.slice(at)}`
}
