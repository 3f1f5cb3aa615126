import { numberOf, parseJson } from '@damson/fhir'
import { applyPatch, type Operation } from 'rfc6902'
import { badRequest, OutcomeError } from '#answers'
import { resourceOf, type Stored } from '#domain/resources'

const MOST_OPERATIONS = 500
const NAMES = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test'])
/** What leads out of the document, into the language. */
const UNSAFE = /(^|\/)(__proto__|constructor|prototype)(\/|$)/

/** The stored resource with a JSON Patch applied; all of its operations, or none. */
export function patched(current: Stored, body: unknown): unknown {
  const operations = readOperations(body)
  const resource = resourceOf(current)
  if (resource === undefined) throw new Error('a tombstone was patched')
  let results: ReturnType<typeof applyPatch>
  try {
    results = applyPatch(resource, operations)
  } catch (error) {
    throw badRequest(
      `The patch is malformed: ${error instanceof Error && error.message.startsWith('Invalid JSON Pointer') ? 'a path must begin with "/".' : 'check its paths.'}`,
      undefined,
      'malformed_patch',
    )
  }
  const failed = results.findIndex((result) => result !== null)
  if (failed >= 0) throw failure(operations[failed], failed, results[failed]?.name)
  return withRawNumbers(resource)
}

function failure(operation: Operation | undefined, index: number, name: string | undefined): OutcomeError {
  const what =
    name === 'TestError'
      ? 'its test does not hold'
      : name === 'MissingError'
        ? 'there is nothing at its path'
        : 'it is malformed'
  const status = name === 'TestError' ? 412 : 400
  return new OutcomeError(status, [
    {
      code: name === 'TestError' ? 'conflict' : 'invalid',
      text: `Operation ${index + 1} (${operation?.op ?? 'unknown'}) was not applied, and so none was: ${what}.`,
      reason: 'patch_failed',
    },
  ])
}

function readOperations(body: unknown): Operation[] {
  if (!Array.isArray(body))
    throw badRequest(
      'Send a JSON Patch: an array of operations, with Content-Type application/json-patch+json.',
      undefined,
      'malformed_patch',
    )
  if (body.length > MOST_OPERATIONS)
    throw badRequest(`A patch has at most ${MOST_OPERATIONS} operations.`, undefined, 'malformed_patch')
  return body.map((operation: unknown, index) => {
    if (!isOperation(operation))
      throw badRequest(
        `Operation ${index + 1} is malformed: it needs op, path, and what its op demands.`,
        undefined,
        'malformed_patch',
      )
    return operation
  })
}

function isOperation(value: unknown): value is Operation {
  if (typeof value !== 'object' || value === null || !('op' in value) || !('path' in value)) return false
  const { op, path } = value
  if (typeof op !== 'string' || typeof path !== 'string' || !NAMES.has(op) || UNSAFE.test(path)) return false
  const from = 'from' in value ? value.from : undefined
  return op === 'move' || op === 'copy'
    ? typeof from === 'string' && !UNSAFE.test(from)
    : op === 'remove' || 'value' in value
}

/** The library copies values, and a copied raw number is an object: FHIR has no member of that name, so it is one of ours. */
function withRawNumbers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withRawNumbers)
  if (typeof value !== 'object' || value === null || numberOf(value) !== undefined) return value
  const entries = Object.entries(value)
  const [only] = entries
  if (
    entries.length === 1 &&
    only?.[0] === 'rawJSON' &&
    typeof only[1] === 'string' &&
    /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(only[1])
  )
    return parseJson(only[1])
  return Object.fromEntries(entries.map(([name, member]) => [name, withRawNumbers(member)]))
}
