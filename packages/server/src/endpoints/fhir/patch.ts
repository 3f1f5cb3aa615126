import { badRequest, type OutcomeError, outcome } from '#answers'
import { told } from '#base/findings'
import { resourceOf, SERVER_META, type Stored } from '#domain/resources'
import { applyPatch, type PatchOperation, type PatchRefusal, readOperation } from './json-patch.ts'

const MOST_OPERATIONS = 500

/** The stored resource with a JSON Patch applied. All of its operations are applied, or none. */
export function patched(current: Stored, operations: readonly PatchOperation[]): unknown {
  const resource = resourceOf(current)
  if (resource === undefined) throw new Error('a tombstone was patched')
  const result = applyPatch(resource, operations)
  if (!result.ok) throw failure(operations, result.refusal)
  return result.value
}

const FAULTS: Readonly<Record<PatchRefusal['why'], string>> = {
  nothing_there: 'its path does not exist',
  into_itself: 'it moves a value into itself',
  too_much: 'it makes the resource too large or too deep',
  test_failed: 'its test failed',
}

function failure(operations: readonly PatchOperation[], { index, why }: PatchRefusal): OutcomeError {
  const isTest = why === 'test_failed'
  const op = operations[index]?.op ?? 'unknown'
  return outcome(
    isTest ? 412 : 400,
    isTest ? 'conflict' : 'invalid',
    told`Operation ${index + 1} (${op}) failed, so no operation was applied: ${FAULTS[why]}.`,
    { reason: 'patch_failed' },
  )
}

/** The operations of a JSON Patch, or 400. */
export function readOperations(body: unknown): readonly PatchOperation[] {
  if (!Array.isArray(body))
    throw badRequest(
      'The body is not a JSON Patch: send an array of operations with Content-Type application/json-patch+json.',
      undefined,
      'malformed_patch',
    )
  if (body.length > MOST_OPERATIONS)
    throw badRequest(`A patch may have at most ${MOST_OPERATIONS} operations.`, undefined, 'malformed_patch')
  return body.map((sent: unknown, index) => {
    const operation = readOperation(sent)
    if (operation === undefined)
      throw badRequest(
        told`Operation ${index + 1} is malformed: send op, path, and the members that its op requires.`,
        undefined,
        'malformed_patch',
      )
    const refused = serverMember(operation)
    if (refused !== undefined)
      throw badRequest(
        told`Operation ${index + 1} changes ${refused}, which only the server may set: leave the operation out.`,
        refused,
        'server_meta',
      )
    return operation
  })
}

/** The server-owned member of `meta` that an operation would change. A test only reads, so it is allowed. */
function serverMember(operation: PatchOperation): string | undefined {
  const changed =
    operation.op === 'test' ? [] : operation.op === 'move' ? [operation.path, operation.from] : [operation.path]
  const found = changed.find(([first, second]) => first === 'meta' && SERVER_META.some((name) => name === second))
  return found === undefined ? undefined : `meta.${found[1]}`
}
