import { accepted, copyJson, numberOf, type Result, refused } from '@damson/fhir'

/** A JSON Pointer (RFC 6901) with unescaped tokens. Empty for the whole document. */
type Pointer = readonly string[]

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Pointer }
  | { readonly op: 'move' | 'copy'; readonly path: Pointer; readonly from: Pointer }

/** The operation that failed, counted from 0, and why. */
export interface PatchRefusal {
  readonly index: number
  readonly why: 'nothing_there' | 'into_itself' | 'too_much' | 'test_failed'
}

type Why = PatchRefusal['why']
type Container = unknown[] | Record<string, unknown>

const DEEPEST = 100
/** Limits for what a patch moves and copies, in characters and members. Otherwise copies of copies fill the memory. */
const MOST_MOVED = 1_000_000

/** Reads one operation. Undefined if it is malformed. Members that its `op` does not use are ignored, as RFC 6902 says. */
export function readOperation(value: unknown): PatchOperation | undefined {
  if (typeof value !== 'object' || value === null || !('op' in value) || !('path' in value)) return undefined
  const path = readPointer(value.path)
  if (path === undefined) return undefined
  switch (value.op) {
    case 'add':
    case 'replace':
    case 'test':
      return 'value' in value ? { op: value.op, path, value: value.value } : undefined
    case 'remove':
      return { op: 'remove', path }
    case 'move':
    case 'copy': {
      const from = 'from' in value ? readPointer(value.from) : undefined
      return from === undefined ? undefined : { op: value.op, path, from }
    }
    default:
      return undefined
  }
}

function readPointer(text: unknown): Pointer | undefined {
  if (typeof text !== 'string' || !/^(\/([^~/]|~[01])*)*$/.test(text)) return undefined
  const tokens = text.split('/').slice(1)
  const pointer = tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return pointer.length > DEEPEST || pointer.includes('__proto__') ? undefined : pointer
}

/** A copy of the document with all operations applied in order, or why one failed. The document itself is not changed. */
export function applyPatch(document: unknown, operations: readonly PatchOperation[]): Result<unknown, PatchRefusal> {
  const patch = new Patching(copyJson(document))
  for (const [index, operation] of operations.entries()) {
    const why = patch.apply(operation)
    if (why !== undefined) return refused({ index, why })
  }
  return accepted(patch.document)
}

class Patching {
  document: unknown
  #moved = 0

  constructor(document: unknown) {
    this.document = document
  }

  apply(operation: PatchOperation): Why | undefined {
    const { op, path } = operation
    switch (op) {
      case 'add':
        return this.#add(path, copyJson(operation.value))
      case 'replace':
        return this.#at(path) === undefined ? 'nothing_there' : this.#replace(path, copyJson(operation.value))
      case 'test': {
        const found = this.#at(path)
        if (found === undefined) return 'nothing_there'
        return isEqual(found, operation.value) ? undefined : 'test_failed'
      }
      case 'remove':
        return this.#remove(path)
      case 'move':
        return this.#move(operation.from, path)
      case 'copy': {
        const found = this.#at(operation.from)
        if (found === undefined) return 'nothing_there'
        return this.#carry(found) ?? this.#add(path, copyJson(found))
      }
    }
  }

  #move(from: Pointer, path: Pointer): Why | undefined {
    const found = this.#at(from)
    if (found === undefined) return 'nothing_there'
    if (from.length < path.length && from.every((token, i) => token === path[i])) return 'into_itself'
    return this.#carry(found) ?? this.#remove(from) ?? this.#add(path, found)
  }

  /** Counts moved and copied values against the limits. */
  #carry(value: unknown): Why | undefined {
    this.#moved += sizeOf(value).size
    return this.#moved > MOST_MOVED ? 'too_much' : undefined
  }

  #add(path: Pointer, value: unknown): Why | undefined {
    if (path.length + sizeOf(value).depth > DEEPEST) return 'too_much'
    const token = path.at(-1)
    if (token === undefined) {
      this.document = value
      return undefined
    }
    const container = asContainer(this.#at(path.slice(0, -1)))
    if (container === undefined) return 'nothing_there'
    if (!Array.isArray(container)) {
      container[token] = value
      return undefined
    }
    const index = token === '-' ? container.length : indexOf(token)
    if (index === undefined || index > container.length) return 'nothing_there'
    container.splice(index, 0, value)
    return undefined
  }

  #replace(path: Pointer, value: unknown): Why | undefined {
    const token = path.at(-1)
    const container = asContainer(this.#at(path.slice(0, -1)))
    if (token === undefined || !Array.isArray(container)) return this.#add(path, value)
    if (path.length + sizeOf(value).depth > DEEPEST) return 'too_much'
    container[Number(token)] = value
    return undefined
  }

  #remove(path: Pointer): Why | undefined {
    const token = path.at(-1)
    const container = asContainer(this.#at(path.slice(0, -1)))
    if (token === undefined || container === undefined || this.#at(path) === undefined) return 'nothing_there'
    if (Array.isArray(container)) container.splice(Number(token), 1)
    else delete container[token]
    return undefined
  }

  /** The value at a pointer. Undefined, which JSON does not have, if there is none. */
  #at(path: Pointer): unknown {
    return path.reduce<unknown>(memberOf, this.document)
  }
}

/** An array or object, but not a number that keeps its text. */
function asContainer(value: unknown): Container | undefined {
  return typeof value === 'object' && value !== null && numberOf(value) === undefined ? (value as Container) : undefined
}

function memberOf(value: unknown, token: string): unknown {
  const container = asContainer(value)
  if (!Array.isArray(container))
    return container !== undefined && Object.hasOwn(container, token) ? container[token] : undefined
  const index = indexOf(token)
  return index === undefined ? undefined : container[index]
}

/** RFC 6901 §4: digits without leading zeros. */
function indexOf(token: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined
}

/** RFC 6902 §4.6: numbers by their value, arrays by order, objects by members. */
function isEqual(a: unknown, b: unknown): boolean {
  const [left, right] = [asContainer(a), asContainer(b)]
  if (left === undefined || right === undefined)
    return numberOf(a) === undefined ? a === b : numberOf(a) === numberOf(b)
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false
    return left.every((item, i) => isEqual(item, right[i]))
  }
  const names = Object.keys(left)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isEqual(left[name], right[name]))
  )
}

/** The depth of a value, and its approximate number of characters. */
function sizeOf(value: unknown): { readonly depth: number; readonly size: number } {
  const container = asContainer(value)
  if (container === undefined) return { depth: 0, size: typeof value === 'string' ? value.length + 1 : 1 }
  let [depth, size] = [0, 1]
  for (const member of Object.values(container)) {
    const inner = sizeOf(member)
    depth = Math.max(depth, inner.depth)
    size += inner.size + 1
  }
  return { depth: depth + 1, size }
}
