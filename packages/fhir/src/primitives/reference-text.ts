/** The text of `Reference.reference`, taken apart. */
import { isResourceType } from '../model/model.ts'

export type ReferenceText =
  /** `Patient/123`, with or without a version, relative or under this server's base URL. */
  | { readonly kind: 'local'; readonly type: string; readonly id: string }
  /** `#p1`, or `#` for the resource itself. */
  | { readonly kind: 'contained'; readonly id: string }
  /** `Patient?identifier=…`, to be resolved in a transaction. */
  | { readonly kind: 'conditional'; readonly type: string }
  /** Any other URL or URN; `type` where a RESTful URL shows it. */
  | { readonly kind: 'absolute'; readonly type?: string }

const local = /^([A-Z][A-Za-z]*)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/
const conditional = /^([A-Z][A-Za-z]*)\?\S+$/
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/
const restful = /\/([A-Z][A-Za-z]*)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

/**
 * Takes a reference apart, or gives undefined when it is none of the forms FHIR knows.
 *
 * @param baseUrl Where the server's own resources are; absolute references under it are local.
 */
export function readReferenceText(text: string, baseUrl?: string): ReferenceText | undefined {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) }
  const [, type, id] = local.exec(withoutBase(text, baseUrl)) ?? []
  if (type !== undefined && id !== undefined && isResourceType(type)) return { kind: 'local', type, id }
  if (absolute.test(text)) {
    const shown = text.startsWith('http') ? restful.exec(text)?.[1] : undefined
    return isResourceType(shown) ? { kind: 'absolute', type: shown } : { kind: 'absolute' }
  }
  const asked = conditional.exec(text)?.[1]
  return isResourceType(asked) ? { kind: 'conditional', type: asked } : undefined
}

function withoutBase(text: string, baseUrl: string | undefined): string {
  if (baseUrl === undefined) return text
  const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`
  return text.startsWith(base) ? text.slice(base.length) : text
}
