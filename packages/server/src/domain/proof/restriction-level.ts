import { ALLOWED_IN_IDENTIFIERS } from './identifier-status.ts'

/** The scripts in recommended use (UAX #31, table 5): of the characters that are allowed in identifiers each is of one. */
const SCRIPTS = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Bopomofo',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Hangul',
  'Han',
  'Hebrew',
  'Hiragana',
  'Kannada',
  'Katakana',
  'Khmer',
  'Lao',
  'Latin',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thaana',
  'Thai',
  'Tibetan',
]

/** The scripts in which Japanese, Chinese and Korean are written beside Latin letters (UTS #39 §5.2, Highly Restrictive). */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]

/**
 * Characters of any script, such as digits and marks, count for each script; others for those of their Script_Extensions.
 */
const COMMON = ['Common', 'Inherited']

const WRITTEN: readonly RegExp[] = [...SCRIPTS.map((script) => [script]), ...TOGETHER].map(
  (scripts) =>
    new RegExp(`^[${[...scripts, ...COMMON].map((one) => `\\p{Script_Extensions=${one}}`).join('')}]+$`, 'u'),
)

const ALLOWED = new RegExp(
  `^[${ALLOWED_IN_IDENTIFIERS.trim()
    .split(/\s+/)
    .map((range) => range.replaceAll(/[0-9a-f]+/g, (hex) => `\\u{${hex}}`))
    .join('')}]+$`,
  'u',
)

/** Whether a text has the level Highly Restrictive of UTS #39 §5.2, or a stricter one. */
export function isHighlyRestrictive(text: string): boolean {
  return ALLOWED.test(text) && WRITTEN.some((scripts) => scripts.test(text))
}
