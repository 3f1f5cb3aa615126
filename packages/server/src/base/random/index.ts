/** Owns: chance. Everything unguessable comes from here. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** A random UUID (version 4, 122 random bits). */
export function uuid(): string {
  return randomUUID()
}

/** Whether a text is a UUID in lower case, which is how the store writes them; only such a text is compared with an id. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** 256 random bits as base64url, 43 characters: handles, codes, secrets. */
export function unguessable(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * A UUID of version 7 (RFC 9562 §5.7) for the given time: ids that sort by time, and whose time can be read back
 * with `timeOfUuid`. `ordinal`, from 0 to 4095, puts those of one millisecond in order.
 */
export function uuidAt(time: Date, ordinal = randomInt(4096)): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(time.getTime(), 0, 6)
  bytes.writeUInt16BE(0x7000 | (ordinal & 0x0fff), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The time inside a UUID of version 7, or undefined when it is another kind of text. */
export function timeOfUuid(id: string): Date | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}
