import { accepted, type Result, refused } from '@damson/fhir'
import type { NewPasskeyAnswer, PasskeyAnswer } from './answer.ts'
import type { RelyingParty } from './relying-party.ts'

/** ES256, EdDSA and RS256, the best first. */
export const ALGORITHMS = [-7, -8, -257]

/** What an authenticator proved of a new passkey. */
export interface NewCredential {
  readonly credentialId: string
  readonly publicKey: string
  readonly counter: number
  readonly transports: readonly string[]
  readonly backupEligible: boolean
  readonly backedUp: boolean
  readonly aaguid: string
  readonly isVerified: boolean
}

/**
 * Verifies a new passkey (WebAuthn §7.1): type, challenge, origin, RP ID, presence, algorithm and form. Attestation is not
 * asked for; what a client sends of it nevertheless must be none or the passkey's own.
 */
export async function verifyNew(
  { id, origin }: RelyingParty,
  { answer, challenge }: { readonly answer: NewPasskeyAnswer; readonly challenge: string },
): Promise<Result<NewCredential, 'unverified'>> {
  const { verifyRegistrationResponse } = await loaded()
  if (!(await hasOwnAttestation(answer))) return refused('unverified')
  const verified = await unlessThrown(() =>
    verifyRegistrationResponse({
      response: withoutNulls(answer) as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    }),
  )
  const info = verified?.verified === true ? verified.registrationInfo : undefined
  if (info === undefined || info.credential.id !== answer.id) return refused('unverified')
  return accepted({
    credentialId: info.credential.id,
    publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
    counter: info.credential.counter,
    transports: answer.response.transports ?? [],
    backupEligible: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
    aaguid: info.aaguid,
    isVerified: info.userVerified,
  })
}

/** Certificates of manufacturers were not asked for, and are not read. */
async function hasOwnAttestation({ response: { attestationObject } }: NewPasskeyAnswer): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  const made = await unlessThrown(async () =>
    decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url'))),
  )
  const format = made?.get('fmt')
  return format === 'none' || (format === 'packed' && made?.get('attStmt').get('x5c') === undefined)
}

/** What an authenticator proved with a passkey. */
export interface Assertion {
  readonly counter: number
  readonly backedUp: boolean
  /** The authenticator verified its user, by PIN or biometrics. */
  readonly isVerified: boolean
}

export interface KnownCredential {
  readonly publicKey: string
  readonly backupEligible: boolean
}

/**
 * Verifies the use of a passkey (WebAuthn §7.2): type, challenge, origin, RP ID, presence, backup eligibility and
 * signature. The counter is compared where it is stored, by `usePasskey`.
 */
export async function verifyUse(
  { id, origin }: RelyingParty,
  { answer, challenge }: { readonly answer: PasskeyAnswer; readonly challenge: string },
  { publicKey, backupEligible }: KnownCredential,
): Promise<Result<Assertion, 'unverified'>> {
  const { verifyAuthenticationResponse } = await loaded()
  const verified = await unlessThrown(() =>
    verifyAuthenticationResponse({
      response: withoutNulls(answer) as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
      credential: { id: answer.id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter: 0 },
    }),
  )
  if (verified?.verified !== true) return refused('unverified')
  const { newCounter, credentialBackedUp, credentialDeviceType, userVerified } = verified.authenticationInfo
  if ((credentialDeviceType === 'multiDevice') !== backupEligible) return refused('unverified')
  return accepted({ counter: newCounter, backedUp: credentialBackedUp, isVerified: userVerified })
}

/** Loaded with the first passkey: it reads certificates too, and takes as long to load as much of the server. */
const loaded = () => import('@simplewebauthn/server')

/** The library throws where an answer does not do, whatever it is. */
async function unlessThrown<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch {
    return undefined
  }
}

/** Some browsers write null for what they have not. */
function withoutNulls(answer: object): object {
  return JSON.parse(JSON.stringify(answer, (_, value: unknown) => value ?? undefined)) as object
}
