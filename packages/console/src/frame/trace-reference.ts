const REFERENCE = /(?:^|[\s:#/])([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{8})\.?$/i

/**
 * The reference of a refused request at the end of what somebody types: pages tell its first eight characters, and answers
 * (`Trace-Id`, `error_uri`) all of it.
 */
export function traceReferenceIn(text: string): string | undefined {
  return REFERENCE.exec(text.trim())?.[1]?.toLowerCase()
}
