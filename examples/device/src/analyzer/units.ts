/**
 * UCUM units, and how else analyzers write them. Letter by letter: `g/L` is grams, while `G/L` is 10⁹ in some countries,
 * so ignoring case would be guessing.
 */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  '%': [],
  '/min': ['1/min'],
  '10*3/uL': ['10^3/uL', 'x10E3/uL', 'K/uL', 'K/UL'],
  '10*6/uL': ['10^6/uL', 'x10E6/uL', 'M/uL', 'M/UL'],
  '10*9/L': ['10^9/L', 'x10E9/L', 'Gpt/L'],
  '10*12/L': ['10^12/L', 'x10E12/L', 'Tpt/L'],
  Cel: [],
  fL: ['fl'],
  'g/dL': ['g/dl', 'G/DL'],
  'g/L': ['g/l'],
  '[IU]/L': ['IU/L', 'IU/l'],
  '[IU]/mL': ['IU/mL', 'IU/ml'],
  'm[IU]/L': ['mIU/L', 'mIU/l'],
  'u[IU]/mL': ['uIU/mL', 'uIU/ml'],
  'meq/L': ['mEq/L', 'meq/l', 'MEQ/L'],
  'mg/dL': ['mg/dl', 'MG/DL'],
  'mg/L': ['mg/l'],
  'mm/h': ['mm/hr'],
  'mm[Hg]': ['mmHg', 'mmhg'],
  'mmol/L': ['mmol/l', 'MMOL/L'],
  'mmol/mol': [],
  'ng/L': ['ng/l'],
  'ng/mL': ['ng/ml', 'NG/ML'],
  'nmol/L': ['nmol/l'],
  pg: [],
  'pg/mL': ['pg/ml', 'PG/ML'],
  'pmol/L': ['pmol/l'],
  s: ['sec'],
  'U/L': ['U/l'],
  'ug/L': ['ug/l'],
  'umol/L': ['umol/l'],
}

const UCUM = new Map(
  Object.entries(SPELLINGS).flatMap(([code, others]) => [code, ...others].map((text) => [text, code])),
)

/** The UCUM code of a unit; undefined where it is not known. Mu, in both its characters, is written u. */
export function ucumOf(unit: string): string | undefined {
  return UCUM.get(unit.trim().replace(/[µμ]/g, 'u'))
}
