/** The columns of a file, matched to what an import takes. */

export const FIELDS = [
  'id',
  'firstName',
  'lastName',
  'email',
  'emailVerified',
  'resourceType',
  'externalId',
  'patient',
  'accessPolicy',
  'passwordHash',
] as const
export type FieldName = (typeof FIELDS)[number]

/** For each column of the file: which field it becomes; undefined is left out. */
export type Mapping = readonly (FieldName | undefined)[]

const KNOWN: Readonly<Record<string, FieldName>> = {
  id: 'id',
  userid: 'id',
  firstname: 'firstName',
  givenname: 'firstName',
  given: 'firstName',
  nombre: 'firstName',
  lastname: 'lastName',
  familyname: 'lastName',
  surname: 'lastName',
  apellidos: 'lastName',
  email: 'email',
  emailaddress: 'email',
  mail: 'email',
  correo: 'email',
  emailverified: 'emailVerified',
  verified: 'emailVerified',
  verificado: 'emailVerified',
  resourcetype: 'resourceType',
  type: 'resourceType',
  externalid: 'externalId',
  employeeid: 'externalId',
  patient: 'patient',
  accesspolicy: 'accessPolicy',
  policy: 'accessPolicy',
  passwordhash: 'passwordHash',
}

/** What the columns most likely mean, by their names. No field is given to two columns. */
export function guessed(header: readonly string[]): Mapping {
  const taken = new Set<FieldName>()
  return header.map((name) => {
    const field = KNOWN[name.toLowerCase().replaceAll(/[^a-z]/g, '')]
    if (field === undefined || taken.has(field)) return undefined
    taken.add(field)
    return field
  })
}

/** What spreadsheets and other systems write for true and false; the server says what it cannot read. */
const YES = /^(true|yes|y|1|verdadero|s[ií]|نعم)$/i
const NO = /^(false|no|n|0|falso|لا)$/i

const REFERENCES: ReadonlySet<FieldName> = new Set(['patient', 'accessPolicy'])

/** A row as a line of the import. Empty cells are left out; who has no type gets the one that was chosen for all. */
export function lineOf(row: readonly string[], mapping: Mapping, resourceType: string): string {
  const given = mapping.flatMap((field, at): readonly (readonly [string, unknown])[] => {
    const value = row[at]?.trim() ?? ''
    if (field === undefined || value === '') return []
    if (field === 'emailVerified') return [[field, YES.test(value) || (NO.test(value) ? false : value)]]
    return [[field, REFERENCES.has(field) ? { reference: value } : value]]
  })
  return JSON.stringify({ resourceType, ...Object.fromEntries(given) })
}

/** What a mapping lacks for an import: the fields without which each line would be refused. */
export function missing(mapping: Mapping): readonly FieldName[] {
  const lacks = (['firstName', 'lastName'] as const).filter((field) => !mapping.includes(field))
  // The id of the line finds it again, and signs nobody in.
  const names = mapping.includes('email') || mapping.includes('externalId')
  return names ? lacks : [...lacks, 'email']
}

/** Two people, as each of the files has them. */
const EXAMPLE = [
  {
    resourceType: 'Practitioner',
    externalId: '1001',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@clinic.example',
    emailVerified: true,
  },
  {
    resourceType: 'Patient',
    externalId: '1002',
    firstName: 'José',
    lastName: 'Núñez',
    email: 'jose@home.example',
    emailVerified: false,
  },
]

const EXAMPLE_ROWS = [Object.keys(EXAMPLE[0] ?? {}), ...EXAMPLE.map((person) => Object.values(person))]

export const exampleLines = (): string => EXAMPLE.map((person) => `${JSON.stringify(person)}\n`).join('')

/** A spreadsheet takes a file for UTF-8 only by the mark at its beginning. */
export const exampleCsv = (): string => `\uFEFF${EXAMPLE_ROWS.map((row) => `${row.join(',')}\r\n`).join('')}`
