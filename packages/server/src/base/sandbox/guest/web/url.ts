/**
 * Addresses as the web has them, for http and https; others are kept as they are. Names of hosts are ASCII alone. The
 * server reads an address again before it goes there: nothing here guards anything.
 */
export class URLSearchParams {
  readonly #pairs: [string, string][]
  readonly #changed: (() => void) | undefined

  constructor(init: unknown = '', changed?: () => void) {
    this.#pairs = pairsOf(init)
    this.#changed = changed
  }

  get size(): number {
    return this.#pairs.length
  }

  get [Symbol.toStringTag](): string {
    return 'URLSearchParams'
  }

  append(name: string, value: unknown): void {
    this.#pairs.push([name, String(value)])
    this.#changed?.()
  }

  delete(name: string): void {
    this.#replace(this.#pairs.filter(([one]) => one !== name))
  }

  get(name: string): string | null {
    return this.#pairs.find(([one]) => one === name)?.[1] ?? null
  }

  getAll(name: string): string[] {
    return this.#pairs.filter(([one]) => one === name).map(([, value]) => value)
  }

  has(name: string): boolean {
    return this.#pairs.some(([one]) => one === name)
  }

  set(name: string, value: unknown): void {
    const at = this.#pairs.findIndex(([one]) => one === name)
    if (at < 0) return this.append(name, value)
    this.#replace(
      this.#pairs.flatMap((pair, i): [string, string][] =>
        i === at ? [[name, String(value)]] : pair[0] === name ? [] : [pair],
      ),
    )
  }

  sort(): void {
    this.#replace(this.#pairs.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  }

  forEach(each: (value: string, name: string, all: URLSearchParams) => void): void {
    for (const [name, value] of this.#pairs) each(value, name, this)
  }

  *entries(): IterableIterator<[string, string]> {
    yield* this.#pairs
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.#pairs) yield name
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.#pairs) yield value
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }

  toString(): string {
    return this.#pairs.map(([name, value]) => `${formEncoded(name)}=${formEncoded(value)}`).join('&')
  }

  #replace(pairs: [string, string][]): void {
    this.#pairs.splice(0, this.#pairs.length, ...pairs)
    this.#changed?.()
  }
}

function pairsOf(init: unknown): [string, string][] {
  if (typeof init === 'object' && init !== null) {
    const isListed = typeof (init as Iterable<unknown>)[Symbol.iterator] === 'function'
    const pairs = isListed ? [...(init as Iterable<[unknown, unknown]>)] : Object.entries(init)
    return pairs.map(([name, value]) => [String(name), String(value)])
  }
  const text = String(init).replace(/^\?/, '')
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...rest] = part.split('=')
      return [formDecoded(name), formDecoded(rest.join('='))]
    })
}

function formEncoded(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+')
  return encoded.replaceAll(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function formDecoded(text: string): string {
  const plain = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(plain)
  } catch {
    // What is no percent-encoding stays as it is, each run of them by itself.
    return plain.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
      const bytes = run.match(/[0-9a-f]{2}/gi) ?? []
      return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
    })
  }
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }
const FORM = /^([a-z][a-z0-9+.-]*:)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/is

export class URL {
  protocol = ''
  username = ''
  password = ''
  hostname = ''
  port = ''
  pathname = ''
  hash = ''
  readonly searchParams: URLSearchParams
  #search = ''

  constructor(given: unknown, base?: unknown) {
    const text = String(given).trim()
    const relativeTo = base === undefined ? undefined : new URL(base)
    const [, scheme, authority, path = '', query = '', hash = ''] = FORM.exec(text.replaceAll(/[\t\r\n]/g, '')) ?? []
    if (scheme === undefined && relativeTo === undefined) throw invalid(text)
    this.protocol = (scheme ?? relativeTo?.protocol ?? '').toLowerCase()
    const isSpecial = Object.hasOwn(PORTS, this.protocol)
    if (authority !== undefined) this.#readAuthority(authority, isSpecial, text)
    else if (scheme !== undefined && isSpecial) throw invalid(text)
    else if (scheme === undefined && relativeTo !== undefined) this.#takeFrom(relativeTo)
    this.pathname = this.#pathFrom(
      path,
      scheme === undefined && authority === undefined ? relativeTo : undefined,
      isSpecial,
    )
    const keepsQuery = scheme === undefined && authority === undefined && path === '' && query === ''
    this.#search = keepsQuery ? (relativeTo?.search ?? '') : query === '?' ? '' : encoded(query, QUERY)
    this.hash = hash === '#' ? '' : encoded(hash, FRAGMENT)
    this.searchParams = new URLSearchParams(this.#search, () => {
      const changed = this.searchParams.toString()
      this.#search = changed === '' ? '' : `?${changed}`
    })
  }

  static canParse(given: unknown, base?: unknown): boolean {
    return URL.parse(given, base) !== null
  }

  static parse(given: unknown, base?: unknown): URL | null {
    try {
      return new URL(given, base)
    } catch {
      return null
    }
  }

  get search(): string {
    return this.#search
  }

  set search(text: string) {
    this.#search = text === '' || text === '?' ? '' : encoded(text.startsWith('?') ? text : `?${text}`, QUERY)
    const fresh = new URLSearchParams(this.#search)
    const search = this.#search
    for (const name of new Set(this.searchParams.keys())) this.searchParams.delete(name)
    for (const [name, value] of fresh) this.searchParams.append(name, value)
    this.#search = search
  }

  get host(): string {
    return this.port === '' ? this.hostname : `${this.hostname}:${this.port}`
  }

  get origin(): string {
    return Object.hasOwn(PORTS, this.protocol) ? `${this.protocol}//${this.host}` : 'null'
  }

  get href(): string {
    const user = this.password === '' ? this.username : `${this.username}:${this.password}`
    const slashes = this.hostname === '' && !Object.hasOwn(PORTS, this.protocol) ? '' : '//'
    return `${this.protocol}${slashes}${user === '' ? '' : `${user}@`}${this.host}${this.pathname}${this.search}${this.hash}`
  }

  toString(): string {
    return this.href
  }

  toJSON(): string {
    return this.href
  }

  #takeFrom(base: URL): void {
    this.username = base.username
    this.password = base.password
    this.hostname = base.hostname
    this.port = base.port
  }

  #readAuthority(authority: string, isSpecial: boolean, text: string): void {
    const [, , user, password = '', host = '', port = ''] =
      /^((.*?)(?::(.*))?@)?(\[[^\]]*\]|[^:@]*)(?::(\d*))?$/s.exec(authority) ?? invalidParts(text)
    this.username = encoded(user ?? '', USER)
    this.password = encoded(password, USER)
    const name = isSpecial ? host.toLowerCase() : host
    const isGood = /^(\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=-]+)$/i.test(name) || (name === '' && !isSpecial)
    if (!isGood || Number(port) > 65_535) throw invalid(text)
    this.hostname = name
    this.port = port === '' || PORTS[this.protocol] === String(Number(port)) ? '' : String(Number(port))
  }

  #pathFrom(path: string, base: URL | undefined, isSpecial: boolean): string {
    if (!isSpecial) return path
    if (path === '' && base !== undefined) return base.pathname
    const forward = path.replaceAll('\\', '/')
    const from = base === undefined || forward.startsWith('/') ? '' : base.pathname.replace(/[^/]*$/, '')
    const parts: string[] = []
    const all = `${from}${forward}`.replace(/^\//, '').split('/')
    for (const [i, part] of all.entries()) {
      const plain = part.replaceAll(/%2e/gi, '.')
      if (plain === '..') parts.pop()
      else if (plain !== '.') parts.push(encoded(part, PATH))
      if ((plain === '..' || plain === '.') && i === all.length - 1) parts.push('')
    }
    return `/${parts.join('/')}`
  }
}

function invalid(text: string): TypeError {
  return new TypeError(`Invalid URL: ${text.slice(0, 200)}`)
}

function invalidParts(text: string): never {
  throw invalid(text)
}

// What is kept as it is; all else is percent-encoded.
const PATH = /[^!$-;=@-Z[\\\]_a-z|~]/gu
const QUERY = /[^!$-&(-;=?-~]/gu
const FRAGMENT = /[^!#-;=?-_a-~]/gu
const USER = /[^!$-.0-9A-Z_a-z~]/gu

function encoded(text: string, which: RegExp): string {
  return text.toWellFormed().replace(which, (char) => {
    const bytes = [...new TextEncoder().encode(char)]
    return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  })
}
