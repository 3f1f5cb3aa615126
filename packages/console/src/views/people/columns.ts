/** The columns of a file, matched to what an import takes. */

export const FIELDS = [
  'id',
  'firstName',
  'lastName',
  'email',
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

const REFERENCES: ReadonlySet<FieldName> = new Set(['patient', 'accessPolicy'])

/** A row as a line of the import. Empty cells are left out; who has no type gets the one that was chosen for all. */
export function lineOf(row: readonly string[], mapping: Mapping, resourceType: string): string {
  const given = mapping.flatMap((field, at): readonly (readonly [string, unknown])[] => {
    const value = row[at]?.trim() ?? ''
    if (field === undefined || value === '') return []
    return [[field, REFERENCES.has(field) ? { reference: value } : value]]
  })
  return JSON.stringify({ resourceType, ...Object.fromEntries(given) })
}

/** What a mapping lacks for an import: the fields without which each line would be refused. */
export function missing(mapping: Mapping): readonly FieldName[] {
  const lacks = (['firstName', 'lastName'] as const).filter((field) => !mapping.includes(field))
  const names = mapping.includes('email') || mapping.includes('externalId') || mapping.includes('id')
  return names ? lacks : [...lacks, 'email']
}

export type Encoding = 'utf-8' | 'windows-1252'

/**
 * The text of a file. Throws a TypeError when its bytes are not of the encoding: then names with accents would come out
 * wrong, so the person says which it is.
 */
export function textOf(bytes: ArrayBuffer, encoding: Encoding): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes)
}
