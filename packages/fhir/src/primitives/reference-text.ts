/** Parses the text of `Reference.reference`. */
import { isResourceType } from '../model/model.ts'

export type ReferenceText =
  /** `Patient/123`, with or without a version, relative or under a base URL of this server. */
  | { readonly kind: 'local'; readonly type: string; readonly id: string }
  /** `#p1`, or `#` for the resource itself. */
  | { readonly kind: 'contained'; readonly id: string }
  /** `Patient?identifier=…`, which a transaction resolves. */
  | { readonly kind: 'conditional'; readonly type: string }
  /** Any other URL or URN; `type` if a RESTful URL shows it. */
  | { readonly kind: 'absolute'; readonly type?: string }

const local = /^([A-Z][A-Za-z]*)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/
const conditional = /^([A-Z][A-Za-z]*)\?\S+$/
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/
const restful = /\/([A-Z][A-Za-z]*)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/

/**
 * Parses a reference. Undefined if it has none of the forms that FHIR knows.
 *
 * @param baseUrls The base URLs of the server's own resources; absolute references under one of them are local.
 *
 * @example
 * ```ts
 * console.log(readReferenceText('Patient/1')) // { kind: 'local', type: 'Patient', id: '1' }
 * console.log(readReferenceText('https://other.example/Patient/1')) // { kind: 'absolute', type: 'Patient' }
 * ```
 *
 * @see https://hl7.org/fhir/R4/references.html#literal
 */
export function readReferenceText(text: string, baseUrls: readonly string[] = []): ReferenceText | undefined {
  if (text.startsWith('#')) return { kind: 'contained', id: text.slice(1) }
  const [, type, id] = local.exec(withoutBase(text, baseUrls)) ?? []
  if (type !== undefined && id !== undefined && isResourceType(type)) return { kind: 'local', type, id }
  if (absolute.test(text)) {
    const shown = text.startsWith('http') ? restful.exec(text)?.[1] : undefined
    return isResourceType(shown) ? { kind: 'absolute', type: shown } : { kind: 'absolute' }
  }
  const asked = conditional.exec(text)?.[1]
  return isResourceType(asked) ? { kind: 'conditional', type: asked } : undefined
}

function withoutBase(text: string, baseUrls: readonly string[]): string {
  for (const baseUrl of baseUrls) {
    const base = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`
    if (text.startsWith(base)) return text.slice(base.length)
  }
  return text
}
