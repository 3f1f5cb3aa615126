import { badRequest } from '#answers'

/** The path of a request below the FHIR base, decoded. */
export function decodedPath(path: string): string {
  const parts = path.replace(/^\//, '').split('/').map(decoded)
  // A path segment with an encoded slash must stay one segment.
  if (parts.some((part) => part === undefined || part.includes('/')))
    throw badRequest('The address is malformed: correct its percent-encoding.', undefined, 'malformed_address')
  return parts.join('/')
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
