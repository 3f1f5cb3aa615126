import { type Binary, JsonRefused, parseJson } from '@damson/fhir'
import { badRequest, jsonRefused } from '#answers'
import { FHIR_JSON } from '#base/http'
import type { FhirRequest } from './dependencies.ts'
import { type SentResource, validResource } from './valid-resource.ts'

/** A media type that is safe in a header, because the stored type is sent as Content-Type. */
const MEDIA_TYPE = /^[A-Za-z0-9!#$&^_.+-]+\/[A-Za-z0-9!#$&^_.+-]+( ?;[ -~]*)?$/

/** The body of a request that writes a Binary: raw bytes with their type, or a Binary as FHIR JSON. */
export function readBinary(request: FhirRequest): SentResource {
  const { body } = request
  const contentType = (request.header('content-type') ?? '').trim()
  const binary = body instanceof Uint8Array ? binaryInJson(body, contentType) : body
  const sent = binary === undefined ? rawBinary(request, contentType) : unpacked(validResource(binary, 'Binary'))
  if (!MEDIA_TYPE.test((sent.resource as Binary).contentType))
    throw badRequest(
      'The type of the content is missing or malformed: send a media type such as application/pdf.',
      'Binary.contentType',
      'invalid_media_type',
    )
  return sent
}

/** JSON may be a Binary resource or plain content. FHIR JSON must be a Binary resource. */
function binaryInJson(bytes: Uint8Array, contentType: string): unknown {
  const [type = ''] = contentType.toLowerCase().split(';')
  const isFhir = type.trim() === 'application/fhir+json'
  if (!isFhir && type.trim() !== 'application/json') return undefined
  try {
    const value = parseJson(Buffer.from(bytes).toString('utf8'), FHIR_JSON)
    const isBinary =
      typeof value === 'object' && value !== null && 'resourceType' in value && value.resourceType === 'Binary'
    return isFhir || isBinary ? value : undefined
  } catch (error) {
    if (isFhir && error instanceof JsonRefused) throw jsonRefused(error)
    return undefined
  }
}

function rawBinary(request: FhirRequest, contentType: string): SentResource {
  const securityContext = request.header('x-security-context')
  const resource: Binary = {
    resourceType: 'Binary',
    contentType: contentType === '' ? 'application/octet-stream' : contentType,
    ...(securityContext !== undefined && { securityContext: { reference: securityContext } }),
  }
  const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array()
  return { resource: validResource(resource, 'Binary'), bytes, isRaw: true }
}

/** The bytes are stored apart from the resource. */
function unpacked(valid: SentResource['resource']): SentResource {
  const { data, ...resource } = valid as Binary
  return { resource, bytes: Buffer.from(data ?? '', 'base64') }
}
