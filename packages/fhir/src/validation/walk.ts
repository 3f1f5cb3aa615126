/** The position of a walk over a resource, and the issues that it found. */
import type { Issue, IssueCode } from './issue.ts'

/** At most this many issues are reported. */
const issueLimit = 50

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/

/** A resource that is not contained in another, and its contained resources. */
export interface Scope {
  readonly resource: Readonly<Record<string, unknown>>
  /** The contained resources by id; made when a reference first asks for one. */
  contained?: ReadonlyMap<unknown, Readonly<Record<string, unknown>>>
}

/** The state of one validation. */
export class Walk {
  readonly issues: Issue[] = []
  /** The walk has stopped: there are enough issues, or the resource is nested too deep. */
  stopped = false
  /** The resource that references with `#` point into. */
  scope: Scope | undefined
  readonly #path: (string | number)[] = []

  /** How deep the walk is, in elements and repetitions. */
  get depth(): number {
    return this.#path.length
  }

  enter(step: string | number): void {
    this.#path.push(step)
  }

  leave(): void {
    this.#path.pop()
  }

  /** Reports a problem of the current element, or of one of its children. */
  report(code: IssueCode, text: string, child?: string): void {
    if (this.stopped) return
    const expression = this.#expression(child)
    this.issues.push({ severity: code === 'too-costly' ? 'fatal' : 'error', code, expression, text })
    this.stopped = code === 'too-costly' || this.issues.length >= issueLimit
  }

  #expression(child: string | undefined): string {
    let expression = ''
    for (const step of child === undefined ? this.#path : [...this.#path, child]) {
      if (typeof step === 'number') expression += `[${step}]`
      else expression += expression === '' ? step : `.${asIdentifier(step)}`
    }
    return expression
  }
}

/** A name as FHIRPath writes it. A name that is not an identifier is delimited, and shortened if it is very long. */
function asIdentifier(name: string): string {
  if (identifier.test(name) && name.length <= 100) return name
  return `\`${name.slice(0, 100).replaceAll(/[`\\]/g, '\\$&')}\``
}
