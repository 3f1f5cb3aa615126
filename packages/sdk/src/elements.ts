/** Small functions that read and write common elements. */
import type { CodeableConcept, Extension, Identifier } from './generated/types.ts'

/** Common media types, by name. */
export const ContentType = {
  CDA_XML: 'application/cda+xml',
  CSS: 'text/css',
  DICOM: 'application/dicom',
  FHIR_JSON: 'application/fhir+json',
  FORM_URL_ENCODED: 'application/x-www-form-urlencoded',
  HL7_V2: 'x-application/hl7-v2+er7',
  HTML: 'text/html',
  JAVASCRIPT: 'text/javascript',
  JSON: 'application/json',
  JSON_PATCH: 'application/json-patch+json',
  JWT: 'application/jwt',
  MULTIPART_FORM_DATA: 'multipart/form-data',
  OCTET_STREAM: 'application/octet-stream',
  PNG: 'image/png',
  SVG: 'image/svg+xml',
  TEXT: 'text/plain',
  TYPESCRIPT: 'text/typescript',
  XML: 'text/xml',
} as const

/**
 * The value of a resource's identifier in a system.
 *
 * @example
 * ```ts
 * const mrn = getIdentifier(patient, 'urn:mrn')
 * ```
 *
 * @param resource  A resource with identifiers.
 * @param system  The identifier's system.
 */
export function getIdentifier(resource: object, system: string): string | undefined {
  const { identifier } = resource as { readonly identifier?: Identifier | readonly Identifier[] }
  return [identifier ?? []].flat().find((candidate) => candidate.system === system)?.value
}

/**
 * Sets the value of a resource's identifier in a system, in place.
 *
 * @example
 * ```ts
 * setIdentifier(patient, 'urn:mrn', '123')
 * ```
 *
 * @param resource  A resource with identifiers.
 * @param system  The identifier's system.
 * @param value  The value.
 */
export function setIdentifier(
  resource: { identifier?: Identifier[] | undefined },
  system: string,
  value: string,
): void {
  const found = resource.identifier?.find((candidate) => candidate.system === system)
  if (found === undefined) resource.identifier = [...(resource.identifier ?? []), { system, value }]
  else found.value = value
}

/**
 * The code of a concept in a system.
 *
 * @example
 * ```ts
 * const loinc = getCodeBySystem({ coding: [{ system: 'http://loinc.org', code: '2339-0' }] }, 'http://loinc.org')
 * ```
 *
 * @param concept  A concept.
 * @param system  The code's system.
 */
export function getCodeBySystem(concept: CodeableConcept, system: string): string | undefined {
  return concept.coding?.find((coding) => coding.system === system)?.code
}

/**
 * Sets the code of a concept in a system, in place.
 *
 * @example
 * ```ts
 * setCodeBySystem(concept, 'http://loinc.org', '2339-0')
 * ```
 *
 * @param concept  A concept.
 * @param system  The code's system.
 * @param code  The code.
 */
export function setCodeBySystem(concept: CodeableConcept, system: string, code: string): void {
  const found = concept.coding?.find((coding) => coding.system === system)
  if (found === undefined) concept.coding = [...(concept.coding ?? []), { system, code }]
  else found.code = code
}

/**
 * The extension at the end of a path of extension URLs.
 *
 * @example
 * ```ts
 * const race = getExtension(patient, 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race', 'text')
 * console.log(race?.valueString)
 * ```
 *
 * @param element  A resource or element with extensions.
 * @param urls  The URL of the extension, then of the extension inside it, and so on.
 */
export function getExtension(element: object, ...urls: readonly string[]): Extension | undefined {
  let here: { readonly extension?: readonly Extension[] | undefined } | undefined = element
  let found: Extension | undefined
  for (const url of urls) {
    found = here?.extension?.find((extension) => extension.url === url)
    here = found
  }
  return found
}

/**
 * The value of the extension at the end of a path of extension URLs.
 *
 * @example
 * ```ts
 * const value = getExtensionValue(patient, 'https://example.org/favourite-colour')
 * ```
 *
 * @param element  A resource or element with extensions.
 * @param urls  As for `getExtension`.
 * @returns The value of its `value…` element.
 */
export function getExtensionValue(element: object, ...urls: readonly string[]): unknown {
  return Object.entries(getExtension(element, ...urls) ?? {}).find(([name]) => name.startsWith('value'))?.[1]
}
