import { type IndexEntries, type Resource, stringifyJson, withoutSecrets } from '@damson/fhir'

/** A version of a resource as the store holds it. */
export interface Stored {
  /** The row's key; 0 for a replaced version. */
  readonly rk: number
  readonly project: string
  readonly type: string
  readonly id: string
  readonly version: number
  readonly updatedAt: Date
  readonly deleted: boolean
  /** The plain R4 resource as JSON; empty for a tombstone. */
  readonly content: string
  /** Members of `meta` that are shown only with `X-Medplum: extended`, as JSON text without braces. */
  readonly extended: string
  /** `Patient/…`, the patients whose compartments it is in. */
  readonly patients: readonly string[]
}

/** Everything that a search can find a resource by, and the patients whose records it is in. Made once per write. */
export interface ResourceIndex {
  readonly entries: IndexEntries
  /** The patients whose compartments it is in; a Binary is in the compartment of the patient in its security context. */
  readonly patients: readonly string[]
}

/** A validated resource about to be written, with what the server decides about it. */
export interface Draft {
  readonly project: string
  readonly type: string
  readonly id: string
  /** The server replaces its `id` and `meta`. */
  readonly resource: Resource
  /** The profile that writes, such as `Practitioner/…`; `system` for the server itself. */
  readonly author: string
  /** The profile of the person for whom the author writes. */
  readonly onBehalfOf?: string | undefined
  /** The reference that becomes `meta.account`, if any. */
  readonly account?: string | undefined
  /** The bytes of a Binary. */
  readonly bytes?: Uint8Array | undefined
  /** The FHIR base URLs of the project: absolute references below them are indexed as relative ones. */
  readonly baseUrls?: readonly string[] | undefined
  /** The index from `indexedDraft`, once it was called. */
  readonly index?: ResourceIndex | undefined
}

/** Members of `meta` that only the server sets. */
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

/** The beginning of every content: known from type and id, so that `meta` can be extended without parsing. */
const prefixOf = (type: string, id: string): string => `{"resourceType":"${type}","id":"${id}","meta":{`

/**
 * The JSON to store: resource type, id and meta first, and in meta the server's members before the author's. It never
 * contains a secret, whichever way the resource came.
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
  const onBehalfOf = draft.onBehalfOf === undefined ? {} : { onBehalfOf: { reference: draft.onBehalfOf } }
  const account = draft.account === undefined ? {} : { account: { reference: draft.account } }
  return members({ project: draft.project, author, ...onBehalfOf, ...account })
}

/** The account of an earlier version, if any. */
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

/** The version, whose extended form also has the name of its author. */
export function withAuthorName(stored: Stored, display: string): Stored {
  const { author, ...rest } = extendedMeta(stored)
  return { ...stored, extended: JSON.stringify({ author: { ...author, display }, ...rest }).slice(1, -1) }
}

/** The body to send: the stored text, or with the extended members of `meta` spliced in. */
export function bodyOf(stored: Stored, extended: boolean): string {
  if (!extended || stored.extended === '' || stored.content === '') return stored.content
  const at = prefixOf(stored.type, stored.id).length
  return `${stored.content.slice(0, at)}${stored.extended},${stored.content.slice(at)}`
}
