import { z } from 'zod'

/** What a Bot answered. */
export type BotOutput =
  | { readonly kind: 'none' }
  /** JSON text. */
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly contentType: string | undefined }
  /** Bytes. */
  | { readonly kind: 'base64'; readonly base64: string; readonly contentType: string | undefined }

/** A media type that is safe in a header. */
const contentType = z.string().regex(/^[A-Za-z0-9!#$&^_.+-]{1,100}\/[A-Za-z0-9!#$&^_.+-]{1,100}( ?;[ -~]{0,200})?$/)

const Output = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string(), contentType: contentType.optional() }),
  z.strictObject({ base64: z.base64(), contentType: contentType.optional() }),
])

/** Reads what the sandbox gave. The Bot's own code made it, so it is believed in nothing. */
export function readOutput(text: string): BotOutput | undefined {
  if (text === '{}') return { kind: 'none' }
  const read = Output.safeParse(parsed(text))
  if (!read.success) return undefined
  const { data } = read
  if ('json' in data) return jsonOf(data.json)
  if ('text' in data) return { kind: 'text', text: data.text, contentType: data.contentType }
  return { kind: 'base64', base64: data.base64, contentType: data.contentType }
}

/** Undefined where it is nested so deeply that it can be read, and not written again. */
function jsonOf(value: unknown): BotOutput | undefined {
  try {
    return { kind: 'json', text: JSON.stringify(value) }
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
