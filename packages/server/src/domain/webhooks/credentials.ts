import { X509Certificate } from 'node:crypto'
import { accepted, type Result, refused } from '@damson/fhir'
import { constantTimeEqual } from '#base/crypto'
import type { Delivery, DeliveryRefusal, Proof } from './delivery.ts'

/** Nothing is signed, so nothing is used up: who has the credentials may send the same twice. */
const unmarked = (now: Date): Result<Proof, DeliveryRefusal> => accepted({ marks: [], until: now })

/** Basic (RFC 7617): each secret is `user:password`. */
export function verifyBasic(
  secrets: readonly string[],
  { header }: Delivery,
  now: Date,
): Result<Proof, DeliveryRefusal> {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header('authorization') ?? '') ?? []
  if (encoded === undefined) return refused({ why: 'unproven', detail: 'not_signed' })
  const sent = Buffer.from(encoded, 'base64')
  const found = secrets.map((secret) => constantTimeEqual(sent, secret))
  return found.includes(true) ? unmarked(now) : refused({ why: 'unproven', detail: 'mismatch' })
}

/**
 * The client certificate that a trusted proxy has verified and passes on: base64 between colons (RFC 9440), or PEM in
 * percent-encoding (nginx), or base64 alone (Traefik). Only the listed certificates count, by their SHA-256.
 */
export function verifyCertificate(
  listed: readonly string[],
  { certificate }: Delivery,
  now: Date,
): Result<Proof, DeliveryRefusal> {
  if (certificate === undefined) return refused({ why: 'unproven', detail: 'not_signed' })
  const read = readCertificate(certificate)
  if (read === undefined || now < read.validFromDate || now > read.validToDate)
    return refused({ why: 'unproven', detail: 'malformed' })
  const sent = fingerprintText(read.fingerprint256)
  const found = listed.map((text) => constantTimeEqual(sent, fingerprintText(text)))
  return found.includes(true) ? unmarked(now) : refused({ why: 'unproven', detail: 'mismatch' })
}

const fingerprintText = (text: string): string => text.replaceAll(':', '').toLowerCase()

function readCertificate(text: string): X509Certificate | undefined {
  try {
    const plain = text.startsWith('-----BEGIN') || text.includes('%') ? decodeURIComponent(text) : text
    const base64 = plain.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----|[\s:]/g, '')
    return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? new X509Certificate(Buffer.from(base64, 'base64')) : undefined
  } catch {
    return undefined
  }
}
