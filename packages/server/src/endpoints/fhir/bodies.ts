import { readBinary } from './binary-body.ts'
import type { FhirRequest } from './dependencies.ts'
import { type SentResource, validResource } from './valid-resource.ts'

/** Reads and validates the resource of a write to `type`, or answers with all its faults. */
export function readSent(request: FhirRequest, type: string): SentResource {
  return type === 'Binary' ? readBinary(request) : { resource: validResource(request.body, type) }
}
