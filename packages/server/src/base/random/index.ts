/** Owns: randomness. Every unguessable value comes from here. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** A random UUID (version 4, 122 random bits). */
export function uuid(): string {
  return randomUUID()
}

/** Whether a text is a UUID in lower case, as the store writes them; only such a text is compared with an id. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** 256 random bits as base64url, 43 characters: handles, codes, secrets. */
export function unguessable(): string {
  return randomBytes(32).toString('base64url')
}

/** How many bytes are drawn at once: drawing a few bytes takes ten times as long as copying them. */
const DRAWN_AT_ONCE = 4096
let supply = Buffer.alloc(0)
let taken = 0

/**
 * A few random bytes for a nonce or a salt, from a supply drawn earlier. Values that give access are drawn when needed
 * instead, so that they aren't in memory earlier. Used bytes are removed from the supply.
 */
export function saltBytes(count: number): Buffer {
  if (taken + count > supply.length) {
    supply = randomBytes(Math.max(DRAWN_AT_ONCE, count))
    taken = 0
  }
  const part = supply.subarray(taken, taken + count)
  const bytes = Buffer.from(part)
  part.fill(0)
  taken += count
  return bytes
}

/**
 * A UUID of version 7 (RFC 9562 §5.7) for the given time: such ids sort by time, and `timeOfUuid` reads the time back.
 * `ordinal`, from 0 to 4095, orders ids within one millisecond.
 */
export function uuidAt(time: Date, ordinal = randomInt(4096)): string {
  const ms = time.getTime().toString(16).padStart(12, '0')
  const order = (ordinal & 0x0fff).toString(16).padStart(3, '0')
  // Both versions end in the same variant and 62 random bits, which Node draws for many UUIDs at once.
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${order}-${randomUUID().slice('xxxxxxxx-xxxx-4xxx-'.length)}`
}

/** The time inside a UUID of version 7; undefined for any other text. */
export function timeOfUuid(id: string): Date | undefined {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)) return undefined
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16))
}

/** A text of random characters of an alphabet, each equally likely. */
export function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** Random digits, also with zeros in front. */
export function randomDigits(count: number): string {
  return randomText('0123456789', count)
}
