/** What a Bot gives back, as JSON for the server. */
import { HL7_TYPE } from '#base/hl7'
import type { GuestOutput } from './contract.ts'
import { type BlobLike, base64Of, bytesIn, isBlob } from './requests.ts'

export function withWhy(why: 'no_handler' | 'unserialisable', text: string): Error {
  return Object.assign(new Error(text), { why })
}

export async function outputOf(value: unknown): Promise<string> {
  if (value === undefined) return '{}'
  const output = typeof value === 'string' ? { text: value } : isBlob(value) ? await ofBlob(value) : ofObject(value)
  return output === undefined ? jsonOf(value) : JSON.stringify(output)
}

async function ofBlob(blob: BlobLike): Promise<GuestOutput> {
  return {
    base64: base64Of(await blob.bytes()),
    contentType: blob.type === '' ? 'application/octet-stream' : blob.type,
  }
}

function ofObject(value: unknown): GuestOutput | undefined {
  const bytes = bytesIn(value)
  if (bytes !== undefined) return { base64: base64Of(bytes), contentType: 'application/octet-stream' }
  return isMessage(value) ? { text: String(value), contentType: HL7_TYPE } : undefined
}

/** Known by what it can do: its class is loaded only by a Bot that uses it. */
function isMessage(value: unknown): boolean {
  return typeof (value as { buildAck?: unknown } | null)?.buildAck === 'function'
}

function jsonOf(value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify({ json: value })
  } catch (error) {
    const place = placeOfTrouble(value, 'result', [])
    throw withWhy('unserialisable', `The result cannot be sent: ${place ?? String(error)}.`)
  }
  if (text === '{}') throw withWhy('unserialisable', `The result cannot be sent: it is a ${typeof value}.`)
  return text
}

function placeOfTrouble(value: unknown, place: string, above: readonly unknown[]): string | undefined {
  if (typeof value === 'bigint') return `${place} is a bigint`
  if (typeof value !== 'object' || value === null || above.length > 100) return undefined
  if (above.includes(value)) return `${place} refers back to what it is part of`
  for (const [name, inner] of Object.entries(value)) {
    const found = placeOfTrouble(inner, Array.isArray(value) ? `${place}[${name}]` : `${place}.${name}`, [
      ...above,
      value,
    ])
    if (found !== undefined) return found
  }
  return undefined
}
