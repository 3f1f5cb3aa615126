/** A test of this laboratory: what the analyzer calls it, what LOINC does, and what no living person has. */
interface LaboratoryTest {
  readonly local: string
  readonly loinc: string
  readonly name: string
  /** By UCUM unit, what lies outside is a fault of the machine or the line, not a result. */
  readonly possible?: Readonly<Record<string, readonly [least: number, most: number]>>
}

const TESTS: readonly LaboratoryTest[] = [
  { local: 'GLU', loinc: '2345-7', name: 'Glucose', possible: { 'mg/dL': [5, 2_000] } },
  { local: 'GLUM', loinc: '14749-6', name: 'Glucose', possible: { 'mmol/L': [0.3, 110] } },
  { local: 'NA', loinc: '2951-2', name: 'Sodium', possible: { 'mmol/L': [80, 210], 'meq/L': [80, 210] } },
  { local: 'K', loinc: '2823-3', name: 'Potassium', possible: { 'mmol/L': [1, 14], 'meq/L': [1, 14] } },
  { local: 'CREA', loinc: '2160-0', name: 'Creatinine', possible: { 'mg/dL': [0.05, 60] } },
  { local: 'CRP', loinc: '1988-5', name: 'C reactive protein', possible: { 'mg/L': [0, 1_000] } },
  { local: 'CHOL', loinc: '2093-3', name: 'Cholesterol', possible: { 'mg/dL': [20, 1_500] } },
  { local: 'HGB', loinc: '718-7', name: 'Hemoglobin', possible: { 'g/dL': [1, 27], 'g/L': [10, 270] } },
  { local: 'WBC', loinc: '6690-2', name: 'Leukocytes', possible: { '10*3/uL': [0, 1_500], '10*9/L': [0, 1_500] } },
  { local: 'PLT', loinc: '777-3', name: 'Platelets', possible: { '10*3/uL': [0, 6_000], '10*9/L': [0, 6_000] } },
  { local: 'A1C', loinc: '4548-4', name: 'Hemoglobin A1c', possible: { '%': [2, 25] } },
  { local: 'TNT', loinc: '6598-7', name: 'Troponin T', possible: { 'ug/L': [0, 1_000] } },
  { local: 'PH', loinc: '2744-1', name: 'pH of arterial blood', possible: { '1': [6.3, 8] } },
  { local: 'INR', loinc: '6301-6', name: 'INR', possible: { '1': [0.3, 30] } },
  { local: 'ANA', loinc: '5048-4', name: 'Antinuclear antibody, titer' },
  { local: 'ABO', loinc: '883-9', name: 'ABO group' },
  { local: 'UCOL', loinc: '5778-6', name: 'Color of urine' },
]

export function testByLocalCode(code: string): LaboratoryTest | undefined {
  return TESTS.find(({ local }) => local === code)
}

export function testByLoinc(code: string): LaboratoryTest | undefined {
  return TESTS.find(({ loinc }) => loinc === code)
}

/** Whether it is a LOINC code by its form: the last digit checks the others (mod 10), so that a typing error shows. */
export function isLoinc(code: string): boolean {
  const [, digits, check] = /^(\d{1,7})-(\d)$/.exec(code) ?? []
  if (digits === undefined) return false
  const sum = digits
    .split('')
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
      return total + Math.floor(value / 10) + (value % 10)
    }, 0)
  return (10 - (sum % 10)) % 10 === Number(check)
}
