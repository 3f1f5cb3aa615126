/** Texts, arrays, comparisons, encodings and names of systems, as `@medplum/core` has them. */
import { base64Of, bytesOf, queryOf } from '../requests.ts'

export const ContentType = {
  CSS: 'text/css',
  DICOM: 'application/dicom',
  DICOM_JSON: 'application/dicom+json',
  EVENT_STREAM: 'text/event-stream',
  FAVICON: 'image/vnd.microsoft.icon',
  FHIR_JSON: 'application/fhir+json',
  FORM_URL_ENCODED: 'application/x-www-form-urlencoded',
  HL7_V2: 'x-application/hl7-v2+er7',
  HTML: 'text/html',
  JAVASCRIPT: 'text/javascript',
  JOSE: 'application/jose',
  JSON: 'application/json',
  JSON_PATCH: 'application/json-patch+json',
  JWT: 'application/jwt',
  LINKSET_JSON: 'application/linkset+json',
  MULTIPART_FORM_DATA: 'multipart/form-data',
  PNG: 'image/png',
  SCIM_JSON: 'application/scim+json',
  SVG: 'image/svg+xml',
  TEXT: 'text/plain',
  TYPESCRIPT: 'text/typescript',
  PING: 'x-application/ping',
  XML: 'text/xml',
  CDA_XML: 'application/cda+xml',
  OCTET_STREAM: 'application/octet-stream',
} as const

export const HTTP_HL7_ORG = 'http://hl7.org'
export const HTTP_TERMINOLOGY_HL7_ORG = 'http://terminology.hl7.org'
export const HL7_V2_0203 = `${HTTP_TERMINOLOGY_HL7_ORG}/CodeSystem/v2-0203`
export const MRN_IDENTIFIER_TYPE = { system: HL7_V2_0203, code: 'MR' }
export const LOINC = 'http://loinc.org'
export const SNOMED = 'http://snomed.info/sct'
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const CPT = 'http://www.ama-assn.org/go/cpt'
export const ICD10 = `${HTTP_HL7_ORG}/fhir/sid/icd-10`
export const NDC = `${HTTP_HL7_ORG}/fhir/sid/ndc`
export const UCUM = 'http://unitsofmeasure.org'
export const EMPTY: readonly never[] = []

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

export function isDefined(value: unknown): boolean {
  return value !== undefined && value !== null
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

export function isPopulated(value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0
  return typeof value === 'object' && Object.keys(value).length > 0
}

export function isString(value: unknown): value is string {
  return typeof value === 'string'
}

export function isStringArray(values: readonly unknown[]): boolean {
  return values.every(isString)
}

export function isUUID(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

export function isValidDate(date: unknown): boolean {
  return date instanceof Date && !Number.isNaN(date.getTime())
}

export function getDateProperty(text: string | undefined): Date | undefined {
  return text ? new Date(text) : undefined
}

export function arrayify(value: unknown): unknown[] | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) ? value : [value]
}

export function singularize(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value
}

export function append<T>(values: T[] | undefined, value: T): T[] {
  if (values === undefined) return [value]
  values.push(value)
  return values
}

export function flatMapFilter<T, R>(
  values: readonly T[] | undefined,
  of: (value: T, at: number) => R | R[] | undefined,
): R[] {
  return (values ?? []).flatMap((value, at) => of(value, at) ?? [])
}

export function sumBy<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0)
}

export function splitN(text: string, by: string, parts: number): string[] {
  const all = text.split(by)
  return all.length <= parts ? all : [...all.slice(0, parts - 1), all.slice(parts - 1).join(by)]
}

export function sortStringArray(values: string[]): string[] {
  return values.sort((a, b) => a.localeCompare(b))
}

export function concatUrls(base: string | URL, path: string): string {
  return new URL(ensureNoLeadingSlash(path), ensureTrailingSlash(String(base).replace(/[?#].*$/, ''))).toString()
}

export function ensureTrailingSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`
}

export function ensureNoLeadingSlash(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path
}

export function getQueryString(query: unknown): string {
  return queryOf(query)
}

export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (char) => names[char] ?? char)
}

/** JSON without what is empty. */
export function stringify(value: unknown, pretty?: boolean): string {
  const isBare = (inner: unknown): boolean =>
    isEmpty(inner) || (typeof inner === 'object' && Object.values(inner ?? {}).every((one) => one === undefined))
  // What is empty in a list keeps its place.
  const kept = (key: string, inner: unknown): unknown => (/^\d*$/.test(key) || !isBare(inner) ? inner : undefined)
  return JSON.stringify(value, kept, pretty === true ? 2 : undefined) ?? ''
}

export function deepClone<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T)
}

/** Whether two resources say the same; the version, its time and its author do not count. */
export function deepEquals(a: unknown, b: unknown, key?: string): boolean {
  if (a === b) return true
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b)
  if (Array.isArray(a) !== Array.isArray(b) || typeof a !== 'object' || typeof b !== 'object') return false
  const ignored = key === 'meta' ? ['versionId', 'lastUpdated', 'author'] : []
  const names = [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].filter(
    (name) => !ignored.includes(name),
  )
  const of = (value: unknown, name: string): unknown => (value as Record<string, unknown>)[name]
  return names.every((name) => deepEquals(of(a, name), of(b, name), name))
}

export function encodeBase64(text: string): string {
  return base64Of(new TextEncoder().encode(text))
}

export function decodeBase64(text: string): string {
  return new TextDecoder().decode(bytesOf(text))
}

export function encodeBase64Url(text: string): string {
  return encodeBase64(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

export function decodeBase64Url(text: string): string {
  return decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/'))
}

export function arrayBufferToHex(buffer: ArrayBuffer | Uint8Array): string {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function generateId(): string {
  return crypto.randomUUID()
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

export function assert(condition: unknown, text?: string): void {
  if (!condition) throw new Error(text ?? 'Assertion failed')
}

export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
