/**
 * Parses the FHIRPath of search parameters: paths, unions, `as`, `ofType`, `where`, `extension`, indexers, and the one
 * truth test in R4 (`Patient.deceased`). The official parameters use nothing else.
 */

/** One branch of a union: a path from a type or, if the root is empty, from any type that has the parameter. */
export interface Path {
  readonly root: string
  readonly steps: readonly Step[]
}

export type Step =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'as'; readonly type: string }
  | { readonly kind: 'where'; readonly filter: Filter }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'item'; readonly index: number }
  /** Present, and not the boolean false. */
  | { readonly kind: 'truth' }

export type Filter =
  | { readonly kind: 'equals'; readonly name: string; readonly value: string }
  | { readonly kind: 'resolves'; readonly type: string }
  | { readonly kind: 'extension'; readonly url: string }

const truth = /^([A-Z]\w*)\.(\w+)\.exists\(\) and \1\.\2 != false$/
const token = /\s*('[^']*'|[A-Za-z_][\w-]*|\d+|[().|[\]=])/y

/**
 * Parses an expression into its branches.
 *
 * @throws {TypeError} When the expression uses more of FHIRPath than search parameters do.
 */
export function readExpression(expression: string): Path[] {
  const [, root, name] = truth.exec(expression.trim()) ?? []
  if (root !== undefined && name !== undefined) {
    return [{ root, steps: [{ kind: 'child', name }, { kind: 'truth' }] }]
  }
  const reader = new Reader(expression)
  const paths = [readBranch(reader)]
  while (reader.take('|')) paths.push(readBranch(reader))
  reader.end()
  return paths
}

class Reader {
  readonly #tokens: string[] = []
  readonly #expression: string
  #at = 0

  constructor(expression: string) {
    this.#expression = expression
    const text = expression.trimEnd()
    token.lastIndex = 0
    while (token.lastIndex < text.length) {
      const found = token.exec(text)?.[1]
      if (found === undefined) throw this.fault()
      this.#tokens.push(found)
    }
  }

  take(text: string): boolean {
    if (this.#tokens[this.#at] !== text) return false
    this.#at++
    return true
  }

  demand(text: string): void {
    if (!this.take(text)) throw this.fault()
  }

  next(): string {
    const found = this.#tokens[this.#at++]
    if (found === undefined) throw this.fault()
    return found
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.fault()
  }

  fault(): TypeError {
    return new TypeError(`not an expression of a search parameter: ${this.#expression}`)
  }
}

function readBranch(reader: Reader): Path {
  const inner = reader.take('(')
  const { root, steps: start } = inner ? readBranch(reader) : startOf(reader.next())
  if (inner) reader.demand(')')
  const steps = [...start]
  for (let step = readStep(reader); step !== undefined; step = readStep(reader)) steps.push(step)
  return { root, steps }
}

function startOf(name: string): Path {
  const isType = /^[A-Z]/.test(name)
  return isType ? { root: name, steps: [] } : { root: '', steps: [{ kind: 'child', name }] }
}

function readStep(reader: Reader): Step | undefined {
  if (reader.take('.')) return readChild(reader)
  if (reader.take('[')) return readItem(reader)
  return reader.take('as') ? { kind: 'as', type: reader.next() } : undefined
}

function readItem(reader: Reader): Step {
  const index = Number(reader.next())
  reader.demand(']')
  return { kind: 'item', index }
}

function readChild(reader: Reader): Step {
  const name = reader.next()
  if (!reader.take('(')) return { kind: 'child', name }
  const step = readCall(reader, name)
  reader.demand(')')
  return step
}

function readCall(reader: Reader, name: string): Step {
  if (name === 'as' || name === 'ofType') return { kind: 'as', type: reader.next() }
  if (name === 'extension') return { kind: 'extension', url: quoted(reader) }
  if (name === 'where') return { kind: 'where', filter: readFilter(reader) }
  throw reader.fault()
}

function readFilter(reader: Reader): Filter {
  const name = reader.next()
  if (name === 'hasExtension') {
    reader.demand('(')
    const url = quoted(reader)
    reader.demand(')')
    return { kind: 'extension', url }
  }
  if (name === 'resolve') {
    reader.demand('(')
    reader.demand(')')
    reader.demand('is')
    return { kind: 'resolves', type: reader.next() }
  }
  reader.demand('=')
  return { kind: 'equals', name, value: quoted(reader) }
}

function quoted(reader: Reader): string {
  const text = reader.next()
  if (!text.startsWith("'")) throw reader.fault()
  return text.slice(1, -1)
}
