import { accepted, type Result, refused } from '@damson/fhir'
import { z } from 'zod'

const encoded = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[A-Za-z0-9_-]+$/)

/** The longest id of a credential (WebAuthn §4), in base64url. */
const ID = encoded(1_364)

const common = {
  id: ID,
  rawId: ID,
  type: z.literal('public-key'),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.looseObject({}).optional(),
}

/** What a browser sends of a new passkey. */
export const NewPasskeyAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded(8_192),
    attestationObject: encoded(16_384),
    transports: z.array(z.string().max(40)).max(10).optional(),
  }),
})
export type NewPasskeyAnswer = z.infer<typeof NewPasskeyAnswer>

/** What a browser sends when a passkey is used. */
export const PasskeyAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: encoded(8_192),
    authenticatorData: encoded(8_192),
    signature: encoded(8_192),
    userHandle: encoded(128).nullish(),
  }),
})
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>

const ClientData = z.object({
  type: z.string(),
  challenge: z.string().max(1_000),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
})
type ClientData = z.infer<typeof ClientData>

/** More than any browser sends. */
const LONGEST = 40_000

/** Reads an answer, and what the browser says of it. */
export function readAnswer<T extends { readonly response: { readonly clientDataJSON: string } }>(
  schema: z.ZodType<T>,
  text: string,
): Result<{ readonly answer: T; readonly said: ClientData }, 'malformed'> {
  if (text.length > LONGEST) return refused('malformed')
  const answer = schema.safeParse(parsed(text))
  if (!answer.success) return refused('malformed')
  const said = ClientData.safeParse(parsed(Buffer.from(answer.data.response.clientDataJSON, 'base64url').toString()))
  return said.success ? accepted({ answer: answer.data, said: said.data }) : refused('malformed')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
