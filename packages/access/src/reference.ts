import { isResourceType, type ResourceType } from '@damson/fhir'

/** A reference to a resource of the same server: only a known type and a logical id. */
export interface LocalReference {
  readonly type: ResourceType
  readonly id: string
}

/** https://hl7.org/fhir/R4/datatypes.html#id */
const idGrammar = /^[A-Za-z0-9\-.]{1,64}$/

/** Whether a text is a logical id in FHIR. */
export function isLogicalId(text: string): boolean {
  return idGrammar.test(text)
}

/** Parses `Type/id`. Absolute, versioned, contained and conditional references are not local. */
export function readReference(text: string): LocalReference | undefined {
  const [type, id, ...rest] = text.split('/')
  if (type === undefined || id === undefined || rest.length > 0) return undefined
  return isResourceType(type) && isLogicalId(id) ? { type, id } : undefined
}
