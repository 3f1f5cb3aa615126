/** Parses query strings by their structure. */

/**
 * One of the alternative values of a parameter.
 *
 * Separators are no longer in the text: alternatives (`,`) are separate values, the parts of a token or quantity (`|`)
 * are separate parts, and escapes are undone. So a text that replaces a part or a value can never become a second
 * value, a system or a modifier, whatever characters it has.
 */
export interface SearchValue {
  /**
   * The texts between bars: `http://loinc.org|8867-4` has two parts. For a type without parts they are joined again.
   */
  readonly parts: readonly string[]
  /** The text is taken literally: it has no prefix (`gt`, `ne` …). Made by `literalValue`. */
  readonly literal?: true
}

/** One `name:modifier=value,value` of a query. All pairs of a search must match, but only one value of each pair. */
export interface Pair {
  readonly name: string
  /** The text after the first colon of the name: `exact`, `not`, `missing`, `Patient` … */
  readonly modifier?: string
  readonly values: readonly SearchValue[]
}

const escapable = new Set([',', '|', '$', '\\'])

/**
 * Splits a query into pairs. It never fails: `parseSearch` refuses what makes no sense.
 *
 * A string is decoded as `application/x-www-form-urlencoded`, leniently: a `%` that does not begin a valid UTF-8
 * sequence stays a percent sign. So a placeholder such as `%facility`, which starts with a letter, survives in
 * criteria.
 *
 * @param query The query with or without its question mark, or decoded pairs of name and value.
 *
 * @example
 * ```ts
 * splitQuery('code=http://loinc.org|8867-4,29463-7&subject:Patient=1')
 * // [{ name: 'code', values: [{ parts: ['http://loinc.org', '8867-4'] }, { parts: ['29463-7'] }] },
 * //  { name: 'subject', modifier: 'Patient', values: [{ parts: ['1'] }] }]
 * ```
 *
 * @see https://hl7.org/fhir/R4/search.html#escaping
 */
export function splitQuery(query: string | Iterable<readonly [string, string]>): Pair[] {
  const pairs = typeof query === 'string' ? decodePairs(query) : query
  return Array.from(pairs, ([name, value]) => toPair(name, value))
}

/**
 * A value that is exactly this text, to replace a value of a query. Separators and prefixes in it have no effect: as a
 * token it is a code (of any system); as a date or number it is compared for equality.
 *
 * @param text The text, not escaped.
 *
 * @example
 * ```ts
 * const pairs = splitQuery('active=true&organization=%clinic').map((pair) =>
 *   pair.name === 'organization' ? { ...pair, values: [literalValue('Organization/7')] } : pair,
 * )
 * console.log(parseSearch('Patient', pairs))
 * ```
 */
export function literalValue(text: string): SearchValue {
  return { parts: [text], literal: true }
}

function* decodePairs(query: string): Iterable<readonly [string, string]> {
  const text = query.startsWith('?') ? query.slice(1) : query
  for (const piece of text.split('&')) {
    if (piece === '') continue
    const equals = piece.indexOf('=')
    const name = equals < 0 ? piece : piece.slice(0, equals)
    yield [decode(name), equals < 0 ? '' : decode(piece.slice(equals + 1))]
  }
}

function toPair(rawName: string, rawValue: string): Pair {
  const colon = rawName.indexOf(':')
  const values = splitValues(rawValue)
  if (colon < 0) return { name: rawName, values }
  return { name: rawName.slice(0, colon), modifier: rawName.slice(colon + 1), values }
}

function splitValues(text: string): SearchValue[] {
  const values: SearchValue[] = []
  let parts: string[] = []
  let part = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\' && escapable.has(text.charAt(at + 1))) {
      part += text.charAt(++at)
    } else if (char === '|') {
      parts.push(part)
      part = ''
    } else if (char === ',') {
      values.push({ parts: [...parts, part] })
      parts = []
      part = ''
    } else {
      part += char
    }
  }
  values.push({ parts: [...parts, part] })
  return values
}

function decode(text: string): string {
  return text.replaceAll('+', ' ').replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, decodeRun)
}

function decodeRun(run: string): string {
  let decoded = ''
  for (let at = 0; at < run.length; ) {
    const sequence = run.slice(at, at + 3 * sequenceLength(Number.parseInt(run.slice(at + 1, at + 3), 16)))
    const char = decodeSequence(sequence)
    decoded += char ?? run.slice(at, at + 3)
    at += char === undefined ? 3 : sequence.length
  }
  return decoded
}

/** How many bytes a UTF-8 sequence has, by its first byte. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1
  if (lead < 0xe0) return 2
  return lead < 0xf0 ? 3 : 4
}

function decodeSequence(sequence: string): string | undefined {
  try {
    return decodeURIComponent(sequence)
  } catch {
    return undefined
  }
}
