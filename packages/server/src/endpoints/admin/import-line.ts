import {
  JsonRefused,
  type Patient,
  type Practitioner,
  parseJson,
  type RelatedPerson,
  stringifyJson,
  validate,
} from '@damson/fhir'
import { z } from 'zod'
import { badRequest, INVALID_RESOURCE, issuesRefused, jsonRefused, readBody } from '#answers'
import { answered, told } from '#base/findings'
import { SMALL_JSON } from '#base/http'
import { type ImportedHash, readImportedHash } from '#domain/factors'
import type { ProfileType } from '#domain/memberships'
import type { PersonDraft } from '#domain/registration'
import { normaliseEmail } from '#domain/users'
import { Access, email, name, referenceTo, uri } from './fields.ts'

const number = z.int('must be a whole number').min(1, 'must be 1 or more')
const hashText = z.string('must be a text').max(1_000, 'must be at most 1000 characters')

const HashInParts = z.strictObject({
  algorithm: z.enum(['pbkdf2', 'scrypt']),
  hash: hashText,
  salt: hashText,
  hashEncoding: z.enum(['base64', 'hex']).optional(),
  saltEncoding: z.enum(['base64', 'hex', 'utf8']).optional(),
  digest: z.string().max(20).optional(),
  iterations: number.optional(),
  N: number.optional(),
  r: number.optional(),
  p: number.optional(),
  keyLength: number.optional(),
})

export const ImportLine = z.strictObject({
  id: z.string('must be a text').min(1, 'is empty').max(512, 'must be at most 512 characters').optional(),
  externalId: name.optional(),
  externalIdIssuer: uri.optional(),
  identities: z
    .array(z.strictObject({ issuer: uri, sub: name }), 'must be a list')
    .max(10, 'must be at most 10')
    .optional(),
  email: email.optional(),
  emailVerified: z.boolean('must be true or false').optional(),
  firstName: name,
  lastName: name,
  resourceType: z.enum(['Patient', 'Practitioner', 'RelatedPerson'], 'must be Patient, Practitioner or RelatedPerson'),
  patient: referenceTo('Patient').optional(),
  profile: z.record(z.string(), z.unknown(), 'must be an object').optional(),
  accessPolicy: referenceTo('AccessPolicy').optional(),
  access: Access.max(20, 'must be at most 20 policies').optional(),
  passwordHash: z
    .union([hashText, HashInParts], 'must be a hash as a string, or the parts of a PBKDF2 or scrypt hash')
    .optional(),
  password: z.undefined('This API does not accept passwords: send the stored passwordHash instead.').optional(),
  admin: z.undefined('An import cannot make administrators: leave out admin, and invite them.').optional(),
})
type ImportLine = z.infer<typeof ImportLine>

/** Reads a line as a person to import. @throws {OutcomeError} When the line cannot be imported. */
export function readLine(bytes: Uint8Array, of: Pick<PersonDraft, 'project' | 'author' | 'invitedBy'>): PersonDraft {
  const line = readBody(ImportLine, parsed(bytes))
  const { firstName, lastName, emailVerified = false, externalId, externalIdIssuer, identities = [] } = line
  return {
    ...of,
    key: keyOf(line),
    line: stringifyJson(line),
    firstName,
    lastName,
    email: line.email,
    emailVerified: emailVerified && line.email !== undefined,
    externalId,
    externalIdIssuer,
    identities,
    profile: profileOf(line),
    accessPolicy: line.accessPolicy?.reference,
    access: line.access as PersonDraft['access'],
    password: passwordOf(line),
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true })

function parsed(bytes: Uint8Array): unknown {
  let text: string
  try {
    text = UTF8.decode(bytes)
  } catch {
    throw badRequest('The line is not UTF-8: write the file in UTF-8.', undefined, 'not_utf8')
  }
  try {
    return parseJson(text, SMALL_JSON)
  } catch (error) {
    if (error instanceof JsonRefused) throw jsonRefused(error)
    throw error
  }
}

/** Recognises a line that was sent before: by the other system's id, else by what finds the person at sign-in. */
function keyOf({ id, externalId, externalIdIssuer = '', identities = [], email: address }: ImportLine): string {
  const [identity] = identities
  if (externalId === undefined && identity === undefined && address === undefined)
    throw badRequest('Send email, externalId or identities.', 'email', 'missing_address')
  if (id !== undefined) return `id:${id}`
  if (externalId !== undefined) return `external:${externalIdIssuer} ${externalId}`
  return identity === undefined
    ? `email:${normaliseEmail(address ?? '')}`
    : `identity:${identity.issuer} ${identity.sub}`
}

function profileOf(line: ImportLine): PersonDraft['profile'] {
  const { resourceType: type, profile = {}, patient } = line
  if ('reference' in profile) return { type, id: referredTo(type, profile) }
  const own = ['resourceType', 'id', 'meta'].find((field) => field in profile)
  if (own !== undefined)
    throw badRequest(told`The server sets ${own}: leave it out of profile.`, `profile.${own}`, 'written_by_server')
  if (type === 'RelatedPerson' && patient === undefined)
    throw badRequest('A RelatedPerson needs a patient: send patient.', 'patient', 'missing_patient')
  const resource = {
    resourceType: type,
    ...(type === 'RelatedPerson' && { patient }),
    name: [{ given: [line.firstName], family: line.lastName }],
    ...(line.email !== undefined && {
      telecom: [{ system: 'email', value: normaliseEmail(line.email), use: 'work' }],
    }),
    ...profile,
  }
  const issues = validate(resource)
  if (issues.length > 0)
    throw issuesRefused(
      issues.map((issue) => ({ ...issue, reason: 'invalid_resource' })),
      INVALID_RESOURCE,
    )
  return { type, resource: resource as Patient | Practitioner | RelatedPerson }
}

function referredTo(type: ProfileType, profile: object): string {
  const { reference } = readBody(referenceTo(type), profile)
  return reference.slice(type.length + 1)
}

/** A password works only together with a proven e-mail address. */
function passwordOf({ passwordHash, email: address, emailVerified }: ImportLine): ImportedHash | undefined {
  if (passwordHash === undefined) return undefined
  if (address === undefined || emailVerified !== true)
    throw badRequest(
      'A password needs a verified e-mail address: send email with emailVerified true, or leave out passwordHash.',
      'passwordHash',
      'address_not_proven',
    )
  const read = readImportedHash(passwordHash)
  if (read.ok) return read.value
  throw badRequest(answered(read.refusal.text), 'passwordHash', read.refusal.why)
}
