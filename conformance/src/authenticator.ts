/** An authenticator made of software for the rows of WebAuthn. It writes what it needs of CBOR itself. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** How an answer differs from an honest one. */
export interface Bent {
  readonly type?: string
  readonly challenge?: string
  readonly origin?: string
  readonly rpId?: string
  readonly crossOrigin?: boolean
  readonly topOrigin?: string
  readonly isPresent?: boolean
  readonly isVerified?: boolean
  readonly backupEligible?: boolean
  readonly backedUp?: boolean
  readonly counter?: number
  /** Null leaves it out. */
  readonly userHandle?: string | null
  readonly credentialId?: Buffer
  readonly format?: string
  /** A statement of form `packed`, signed by the new key itself, or by another one. */
  readonly selfAttested?: 'by-itself' | 'by-another'
  /** Instead of what the browser says. */
  readonly clientData?: string
  /** Instead of what the authenticator says of a new key. */
  readonly attestation?: Buffer
  /** What extensions answer that nobody asked. */
  readonly extensions?: object
  readonly algorithm?: number
  readonly forged?: boolean
}

/** The options of WebAuthn §5.4 and §5.5, as far as an authenticator needs them. */
export interface Options {
  readonly challenge: string
  readonly rpId?: string
  readonly rp?: { readonly id: string }
  readonly user?: { readonly id: string; readonly name: string }
  readonly allowCredentials?: readonly { readonly id: string }[]
  readonly excludeCredentials?: readonly { readonly id: string }[]
  readonly pubKeyCredParams?: readonly { readonly alg: number }[]
  readonly authenticatorSelection?: { readonly residentKey?: string; readonly userVerification?: string }
  readonly attestation?: string
}

export interface Authenticator {
  readonly credentialId: () => Buffer
  create(options: Options, bent?: Bent): string
  get(options: Options, bent?: Bent): string
}

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url')
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()
const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

type Item = number | string | Uint8Array | readonly (readonly [Item, Item])[]

/** RFC 8949, for integers, texts, bytes and maps. */
function cbor(item: Item): Buffer {
  const head = (major: number, size: number): Buffer => {
    const type = major << 5
    if (size < 24) return Buffer.from([type | size])
    return size < 256 ? Buffer.from([type | 24, size]) : Buffer.from([type | 25, size >> 8, size & 255])
  }
  if (typeof item === 'number') return item < 0 ? head(1, -1 - item) : head(0, item)
  if (typeof item === 'string') return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)])
  if (item instanceof Uint8Array) return Buffer.concat([head(2, item.length), item])
  return Buffer.concat([head(5, item.length), ...item.flatMap(([key, value]) => [cbor(key), cbor(value)])])
}

function clientDataOf(honest: object, one: Bent): Buffer {
  const { type, challenge, origin, crossOrigin = false, topOrigin, clientData } = one
  if (clientData !== undefined) return Buffer.from(clientData)
  const bent = Object.entries({ type, challenge, origin, topOrigin }).filter(([, value]) => value !== undefined)
  return Buffer.from(JSON.stringify({ ...honest, crossOrigin, ...Object.fromEntries(bent) }))
}

/** WebAuthn §8.2, without a certificate: ES256 over the data and the hash of what the browser says. */
function statementOf(key: KeyObject, data: Buffer, client: Buffer): readonly (readonly [Item, Item])[] {
  return [
    ['alg', -7],
    ['sig', sign('sha256', Buffer.concat([data, sha256(client)]), key)],
  ]
}

/** The public key of WebAuthn §6.5.1.1. */
function coseOf(key: KeyObject, { algorithm = -7 }: Bent): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return cbor([
    [1, 2],
    [3, algorithm],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ])
}

function answer(id: Buffer, response: object, { extensions: clientExtensionResults = {} }: Bent): string {
  const text = base64url(id)
  return JSON.stringify({ id: text, rawId: text, type: 'public-key', clientExtensionResults, response })
}

interface Held {
  readonly id: Buffer
  readonly userHandle: string
  readonly key: KeyObject
  counter: number
}

export function createAuthenticator(origin: string, { counts = false } = {}): Authenticator {
  let held: Held = { id: Buffer.alloc(0), userHandle: '', key: newKey(), counter: 0 }
  const dataOf = (rpId: string, bent: Bent, attested: Buffer = Buffer.alloc(0)): Buffer => {
    const { isPresent = true, isVerified = true, backupEligible = false, backedUp = false } = bent
    const flags = [isPresent, false, isVerified, backupEligible, backedUp, false, attested.length > 0]
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(bent.counter ?? held.counter)
    const bits = flags.reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 0)
    return Buffer.concat([sha256(bent.rpId ?? rpId), Buffer.from([bits]), counter, attested])
  }
  return {
    credentialId: () => held.id,
    create({ challenge, rp, user }, bent = {}) {
      const key = newKey()
      const id = bent.credentialId ?? randomBytes(32)
      held = { id, userHandle: user?.id ?? '', key, counter: 0 }
      const length = Buffer.from([id.length >> 8, id.length & 255])
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseOf(key, bent)])
      const authData = dataOf(rp?.id ?? '', bent, attested)
      const client = clientDataOf({ type: 'webauthn.create', challenge, origin }, bent)
      const { selfAttested, format = selfAttested === undefined ? 'none' : 'packed' } = bent
      const signer = selfAttested === 'by-another' ? newKey() : key
      const attestationObject = cbor([
        ['fmt', format],
        ['attStmt', selfAttested === undefined ? [] : statementOf(signer, authData, client)],
        ['authData', authData],
      ])
      const response = {
        clientDataJSON: base64url(client),
        attestationObject: base64url(bent.attestation ?? attestationObject),
        transports: ['internal'],
      }
      return answer(id, response, bent)
    },
    get({ challenge, rpId = '' }, bent = {}) {
      if (counts) held.counter += 1
      const data = dataOf(rpId, bent)
      const client = clientDataOf({ type: 'webauthn.get', challenge, origin }, bent)
      const signature = sign(
        'sha256',
        Buffer.concat([data, sha256(client)]),
        bent.forged === true ? newKey() : held.key,
      )
      const { userHandle = held.userHandle } = bent
      const response = {
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature),
        ...(userHandle !== null && { userHandle }),
      }
      return answer(bent.credentialId ?? held.id, response, bent)
    },
  }
}
