/** Where something stands in a text, in characters. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Where the elements of a JSON text stand, by their paths as an OperationOutcome names them: `name[0].given[1]`. The
 * element itself is the path ''. Undefined when the text is no JSON.
 */
export function positionsIn(text: string): ReadonlyMap<string, Span> | undefined {
  const found = new Map<string, Span>()
  try {
    const scanner = new Scanner(text, found)
    scanner.value('')
    return found
  } catch {
    // The editor says at which character the text is no JSON.
    return undefined
  }
}

/** Where the element of an expression stands, or else the nearest that has it in it. */
export function spanOf(positions: ReadonlyMap<string, Span>, expression: string | undefined): Span {
  const whole = positions.get('') ?? { from: 0, to: 0 }
  // `Patient.name[0]`, or `name[0]`; the element of a choice is the one that is there.
  let path = (expression ?? '')
    .replaceAll('`', '')
    .replace(/^[A-Z]\w*\.?/, '')
    .replaceAll(/\.(\d+)(?=\.|$)/g, '[$1]')
  while (path !== '') {
    const span = positions.get(path)
    if (span !== undefined) return span
    const parent = path.replace(/(?:\[[^\]]*\]|\.?[^.[\]]+|\W)$/, '')
    path = parent.length < path.length ? parent : ''
  }
  // The first line says enough of what has no place.
  return { from: whole.from, to: Math.min(whole.from + 1, whole.to) }
}

class Scanner {
  readonly #text: string
  readonly #found: Map<string, Span>
  #at = 0

  constructor(text: string, found: Map<string, Span>) {
    this.#text = text
    this.#found = found
  }

  value(path: string): void {
    this.#space()
    const from = this.#at
    const first = this.#text[from]
    if (first === '{') this.#object(path)
    else if (first === '[') this.#array(path)
    else if (first === '"') this.#string()
    else this.#word()
    this.#found.set(path, { from, to: this.#at })
  }

  #object(path: string): void {
    this.#at += 1
    for (;;) {
      this.#space()
      if (this.#takes('}')) return
      const from = this.#at
      const name = this.#string()
      this.#space()
      if (!this.#takes(':')) throw new SyntaxError('a colon is missing')
      const own = path === '' ? name : `${path}.${name}`
      this.value(own)
      // With its name, so that what is marked says what it is.
      this.#found.set(own, { from, to: this.#at })
      this.#space()
      if (!this.#takes(',') && this.#text[this.#at] !== '}') throw new SyntaxError('a comma is missing')
    }
  }

  #array(path: string): void {
    this.#at += 1
    for (let index = 0; ; index += 1) {
      this.#space()
      if (this.#takes(']')) return
      this.value(`${path}[${index}]`)
      this.#space()
      if (!this.#takes(',') && this.#text[this.#at] !== ']') throw new SyntaxError('a comma is missing')
    }
  }

  #string(): string {
    const found = /"(?:[^"\\]|\\.)*"/y
    found.lastIndex = this.#at
    const [literal] = found.exec(this.#text) ?? []
    if (literal === undefined) throw new SyntaxError('a string is missing')
    this.#at += literal.length
    return String(JSON.parse(literal))
  }

  #word(): void {
    const found = /[-+.\w]+/y
    found.lastIndex = this.#at
    const [word] = found.exec(this.#text) ?? []
    if (word === undefined) throw new SyntaxError('a value is missing')
    this.#at += word.length
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1
  }

  #takes(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }
}
