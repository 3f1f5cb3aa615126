/** One pass over JSON text that finds what the parser does not report. */
import { isPlainNumber } from './raw-number.ts'

/** How much a JSON text may hold. */
export interface JsonLimits {
  /** Values of all kinds together, including arrays and objects. */
  readonly values: number
  /** Members of all objects together. */
  readonly members: number
  /** Members of one object. */
  readonly membersOfOne: number
  readonly numbers: number
}

export interface Scan {
  /** How deep arrays and objects are nested. The scan stops early when this exceeds the limit. */
  readonly depth: number
  /** How many members all objects have together, including repeated names. */
  readonly members: number
  /** Whether every number survives as a JavaScript number. */
  readonly plain: boolean
  /** The limit that is exceeded. The scan stops early then. */
  readonly exceeded: keyof JsonLimits | undefined
}

const quote = 34
const backslash = 92
const minus = 45
const zero = 48
const nine = 57
const colon = 58
const comma = 44

const endless: JsonLimits = { values: Infinity, members: Infinity, membersOfOne: Infinity, numbers: Infinity }

/**
 * Counts nesting, values, members and numbers outside strings, and checks each number. The counts for a text that is
 * not JSON are meaningless; the parser refuses it afterwards.
 */
export function scanJson(text: string, depthLimit: number, limits: JsonLimits = endless): Scan {
  let depth = 0
  let deepest = 0
  // Each value of an array or object except the first follows a comma; an empty one counts twice.
  let values = 1
  let members = 0
  let numbers = 0
  let plain = true
  let exceeded: keyof JsonLimits | undefined
  const membersAt = new Uint32Array(depthLimit + 2)
  for (let at = 0; at < text.length && exceeded === undefined; at++) {
    const char = text.charCodeAt(at)
    if (char === quote) {
      at = endOfString(text, at)
    } else if (char === colon) {
      const ofOne = (membersAt[depth] ?? 0) + 1
      membersAt[depth] = ofOne
      if (ofOne > limits.membersOfOne) exceeded = 'membersOfOne'
      if (++members > limits.members) exceeded = 'members'
    } else if (char === comma) {
      if (++values > limits.values) exceeded = 'values'
    } else if ((char | 32) === 123) {
      // `[` and `{`
      if (++depth > deepest) deepest = depth
      if (depth > depthLimit) break
      membersAt[depth] = 0
      if (++values > limits.values) exceeded = 'values'
    } else if ((char | 32) === 125) {
      depth--
    } else if (char === minus || (char >= zero && char <= nine)) {
      const end = endOfNumber(text, at)
      plain &&= isPlain(text, at, end)
      at = end - 1
      if (++numbers > limits.numbers) exceeded = 'numbers'
    }
  }
  return { depth: deepest, members, plain, exceeded }
}

/** The position of the closing quote, or the end of the text. */
function endOfString(text: string, open: number): number {
  for (let end = text.indexOf('"', open + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end
  }
  return text.length
}

/** The position after the last character that can belong to a number. */
function endOfNumber(text: string, start: number): number {
  let end = start + 1
  while (end < text.length && isNumberPart(text.charCodeAt(end))) end++
  return end
}

function isNumberPart(char: number): boolean {
  // Digits, `+`, `-`, `.`, `E`, `e`.
  return (char >= zero && char <= nine) || char === 43 || char === minus || char === 46 || (char | 32) === 101
}

function isPlain(text: string, start: number, end: number): boolean {
  // One digit is by far the most common number.
  return end === start + 1 || isPlainNumber(text.slice(start, end))
}
