import type { Act } from './audit.ts'

/** What each kind of event says somebody did. */
const DID: Readonly<Record<string, string>> = {
  'fhir.read': 'read',
  'fhir.vread': 'read an old version of',
  'fhir.search': 'searched',
  'fhir.history': 'read the history of',
  'fhir.create': 'created',
  'fhir.update': 'changed',
  'fhir.patch': 'changed',
  'fhir.delete': 'deleted',
  'fhir.operation': 'ran an operation on',
  'login.succeeded': 'proved who they are',
  'login.failed': 'failed to sign in',
  'login.ended': 'signed out',
  'login.revoked': 'ended a sign-in',
  'token.issued': 'got a token',
  'token.refreshed': 'renewed a token',
  'token.refused': 'was refused a token',
  'token.revoked': 'gave a token back',
  'session.read': 'asked who they are',
  'client.created': 'registered',
  'user.invited': 'invited',
  'membership.created': 'gave a place to',
}

export const didOf = ({ entry: { kind } }: Act): string => DID[kind] ?? kind

/** What it was done to. An audit tells of records by their number: reading whose they are would be one more access. */
export function whatOf({ entry: { what, kind }, patients }: Act): string {
  const of = what === undefined ? '' : short(what)
  if (patients.size === 0) return of
  if (kind === 'fhir.search') return `${of}, and saw ${patients.size === 1 ? '1 patient' : `${patients.size} patients`}`
  const [patient = ''] = patients
  return `${of} of ${short(patient)}`
}

/** `Patient/0d9c7f6e-4b1a-…` as `Patient 0d9c7f6e`. */
export function short(reference: string): string {
  const [type = '', id] = reference.split('/')
  return id === undefined ? type : `${type} ${id.slice(0, 8)}`
}

export function agoOf(at: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - at.getTime()) / 1_000))
  if (seconds < 3) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3_600)} h ago`
}
