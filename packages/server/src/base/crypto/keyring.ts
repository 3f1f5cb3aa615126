import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { saltBytes } from '#base/random'
import { constantTimeEqual } from './digest.ts'

/** The purpose of a derived key. Each purpose has its own key, so that a leak of one reveals nothing about another. */
export type Purpose =
  | 'sealing'
  | 'client-secret'
  | 'password-pepper'
  | 'imported-password'
  | 'decoy-scheme'
  | 'imported-line'
  | 'refresh-token'
  | 'cursor'
  | 'one-time'
  | 'mailed-code'
  | 'activation-code'
  | 'device-code'
  | 'phone-number'
  | 'known-address'
  | 'credential-cache'
  | 'throttle'
  | 'backup'
  | 'backup-mac'

/** A keyed hash over a stream too long to hold in memory. */
export interface StreamedHash {
  update(part: string | Uint8Array): void
  /** In hex. Nothing can be added afterwards. */
  digest(): string
}

/** A keyed hash and the version of the key that made it. */
export interface KeyedHash {
  readonly keyVersion: string
  readonly hash: Buffer
}

export interface Keyring {
  /** Identifies the current key without revealing it; stored so that a node with a wrong key stops. */
  readonly fingerprint: string
  /** The fingerprint of `DAMSON_KEY_PREVIOUS`, if that is set. */
  readonly previousFingerprint: string | undefined
  /** HMAC-SHA-256 with the current key for the purpose. */
  keyedHash(purpose: Purpose, text: string): KeyedHash
  /** Whether `text` has this keyed hash, with the key version that made it. Constant time. */
  matches(purpose: Purpose, text: string, kept: KeyedHash): boolean
  /** The keyed hash under a given key version; undefined if that key isn't available. */
  keyedHashWith(keyVersion: string, purpose: Purpose, text: string): Buffer | undefined
  /** The same over a stream; with the current key unless a version is given. */
  streamedHash(purpose: Purpose, keyVersion?: string): StreamedHash | undefined
  /** Encrypts and authenticates. Opening needs the same `context`, so that one value cannot be swapped for another. */
  seal(plain: string | Uint8Array, context: string): string
  /** @throws {Error} When the value was altered, belongs to another context, or its key isn't available. */
  unseal(sealed: string, context: string): Buffer
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Reads a 32-byte key written as 64 hex digits or 43 base64url (44 base64) characters; undefined when it is neither. */
export function readKey(text: string): Buffer | undefined {
  const trimmed = text.trim()
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, 'base64url')
      : undefined
  return bytes?.length === KEY_BYTES ? bytes : undefined
}

interface DerivedKeys {
  readonly version: string
  key(purpose: Purpose): KeyObject
}

function deriveFrom(master: Uint8Array): DerivedKeys {
  const derive = (name: string): Buffer => Buffer.from(hkdfSync('sha256', master, '', `damson/${name}`, KEY_BYTES))
  const keys = new Map<Purpose, KeyObject>()
  return {
    version: derive('fingerprint').toString('hex').slice(0, 16),
    key(purpose) {
      const known = keys.get(purpose)
      if (known !== undefined) return known
      const made = sealingKey(derive(purpose))
      keys.set(purpose, made)
      return made
    },
  }
}

/** The key as an object for `node:crypto`: with its bytes instead, each cipher and hash takes three times as long. */
export function sealingKey(bytes: Uint8Array): KeyObject {
  return createSecretKey(bytes)
}

/** AES-256-GCM with a random nonce, as base64url of nonce, ciphertext and tag; `context` is authenticated with it. */
export function sealWith(key: KeyObject, plain: string | Uint8Array, context: string): string {
  const nonce = saltBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

/** @throws {Error} When the value was altered or sealed with another key or context. */
export function unsealWith(key: KeyObject, sealed: string, context: string): Buffer {
  const body = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
}

function hmac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

export function createKeyring(current: Uint8Array, previous?: Uint8Array): Keyring {
  const now = deriveFrom(current)
  const before = previous === undefined ? undefined : deriveFrom(previous)
  const withVersion = (version: string): DerivedKeys | undefined =>
    version === now.version ? now : version === before?.version ? before : undefined

  const keyring: Keyring = {
    fingerprint: now.version,
    previousFingerprint: before?.version,
    keyedHash: (purpose, text) => ({ keyVersion: now.version, hash: hmac(now.key(purpose), text) }),
    keyedHashWith(keyVersion, purpose, text) {
      const keys = withVersion(keyVersion)
      return keys === undefined ? undefined : hmac(keys.key(purpose), text)
    },
    streamedHash(purpose, keyVersion = now.version) {
      const keys = withVersion(keyVersion)
      if (keys === undefined) return undefined
      const hash = createHmac('sha256', keys.key(purpose))
      return { update: (part) => void hash.update(part), digest: () => hash.digest('hex') }
    },
    matches(purpose, text, kept) {
      const again = keyring.keyedHashWith(kept.keyVersion, purpose, text)
      return again !== undefined && constantTimeEqual(again, kept.hash)
    },
    seal: (plain, context) => `${now.version}.${sealWith(now.key('sealing'), plain, context)}`,
    unseal(sealed, context) {
      const dot = sealed.indexOf('.')
      const keys = withVersion(sealed.slice(0, dot))
      if (keys === undefined) throw new Error(`sealed with key ${sealed.slice(0, dot)}, which this node does not have`)
      return unsealWith(keys.key('sealing'), sealed.slice(dot + 1), context)
    },
  }
  return keyring
}

/** Proves to a running server that the caller who requests a backup can read its key. */
export function backupToken(master: Uint8Array): string {
  return createHmac('sha256', deriveFrom(master).key('backup')).update('backup').digest('base64url')
}
