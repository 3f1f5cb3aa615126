/** An authenticator made of software, which signs honestly or as a test bends it. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What differs from an honest answer. */
export interface Bent {
  readonly origin?: string
  readonly rpId?: string
  readonly type?: string
  readonly challenge?: string
  readonly crossOrigin?: boolean
  readonly isPresent?: boolean
  readonly isVerified?: boolean
  readonly backupEligible?: boolean
  readonly backedUp?: boolean
  /** The counter that it says; it counts by itself otherwise. */
  readonly counter?: number
  readonly userHandle?: string | undefined
  readonly credentialId?: Buffer
  readonly format?: string
  readonly algorithm?: number
  /** Signs with another key. */
  readonly forged?: boolean
}

interface CreationOptions {
  readonly rp: { readonly id: string }
  readonly user: { readonly id: string }
  readonly challenge: string
}

interface RequestOptions {
  readonly rpId: string
  readonly challenge: string
}

/** A passkey in the authenticator: whoever copies it has it too. */
export interface HeldPasskey {
  readonly id: Buffer
  readonly rpId: string
  readonly userHandle: string
  readonly key: KeyObject
  counter: number
}

export interface SoftwareAuthenticator {
  readonly held: HeldPasskey[]
  /** The answer of a browser that makes a passkey, as JSON. */
  create(options: CreationOptions, bent?: Bent): string
  /** The answer of a browser that uses the newest passkey of that host, or the given one. */
  get(options: RequestOptions, bent?: Bent, passkey?: HeldPasskey): string
}

const b64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')
const sha256 = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest()

const [UP, UV, BE, BS, AT] = [0x01, 0x04, 0x08, 0x10, 0x40]

export function createSoftwareAuthenticator({
  origin,
  aaguid = Buffer.alloc(16),
  synced = true,
  counts = false,
}: {
  readonly origin: string
  readonly aaguid?: Uint8Array
  readonly synced?: boolean
  /** It counts its uses; authenticators that copy passkeys to other devices do not. */
  readonly counts?: boolean
}): SoftwareAuthenticator {
  const held: HeldPasskey[] = []
  const clientData = (type: string, challenge: string, bent: Bent): Buffer =>
    Buffer.from(
      JSON.stringify({
        type: bent.type ?? type,
        challenge: bent.challenge ?? challenge,
        origin: bent.origin ?? origin,
        crossOrigin: bent.crossOrigin ?? false,
      }),
    )
  const authenticatorData = (rpId: string, counter: number, bent: Bent, attested?: Buffer): Buffer => {
    const flags =
      (bent.isPresent === false ? 0 : UP) |
      (bent.isVerified === false ? 0 : UV) |
      ((bent.backupEligible ?? synced) ? BE : 0) |
      ((bent.backedUp ?? synced) ? BS : 0) |
      (attested === undefined ? 0 : AT)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(bent.counter ?? counter)
    return Buffer.concat([sha256(bent.rpId ?? rpId), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  return {
    held,
    create({ rp, user, challenge }, bent = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const id = bent.credentialId ?? randomBytes(32)
      const cose = new Map<number, number | Uint8Array>([
        [1, 2],
        [3, bent.algorithm ?? -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([aaguid, length, id, isoCBOR.encode(cose)])
      const made = new Map<string, unknown>([
        ['fmt', bent.format ?? 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authenticatorData(rp.id, 0, bent, attested))],
      ])
      held.push({ id, rpId: rp.id, userHandle: user.id, key: privateKey, counter: 0 })
      return JSON.stringify({
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(clientData('webauthn.create', challenge, bent)),
          attestationObject: b64(isoCBOR.encode(made as Parameters<typeof isoCBOR.encode>[0])),
          transports: ['internal', 'hybrid'],
        },
      })
    },
    get({ rpId, challenge }, bent = {}, passkey = held.findLast((one) => one.rpId === rpId)) {
      if (passkey === undefined) throw new Error(`the authenticator has no passkey of ${rpId}`)
      if (counts) passkey.counter += 1
      const data = authenticatorData(rpId, passkey.counter, bent)
      const client = clientData('webauthn.get', challenge, bent)
      const key = bent.forged === true ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : passkey.key
      const id = b64(bent.credentialId ?? passkey.id)
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(client),
          authenticatorData: b64(data),
          signature: b64(sign('sha256', Buffer.concat([data, sha256(client)]), key)),
          userHandle: 'userHandle' in bent ? bent.userHandle : passkey.userHandle,
        },
      })
    },
  }
}
