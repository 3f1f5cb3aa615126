import { isUtf8 } from 'node:buffer'
import { JsonRefused, parseJson } from '@damson/fhir'
import { badRequest, jsonRefused, OutcomeError, outcome, tooManyParameters } from '#answers'
import { bothOf, told } from '#base/findings'
import { HL7_TYPE, type Hl7Refusal, isHl7, readHl7 } from '#base/hl7'
import { FHIR_JSON, hasTooManyPairs } from '#base/http'
import type { BotInput } from '#domain/bots'
import type { FhirRequest } from './dependencies.ts'

/** The input that a request has for a Bot: its body in the form that its Content-Type names, or its query. */
export function readBotInput(request: FhirRequest): BotInput {
  const { method, query, body } = request
  if (method === 'GET') return { contentType: JSON_TYPE, encoding: 'json', input: pairsIn(query, 'query') }
  if (!(body instanceof Uint8Array)) return { contentType: 'application/fhir+json', encoding: 'json', input: body }
  const contentType = (request.header('content-type') ?? '').trim()
  if (body.length === 0) return { contentType: contentType || JSON_TYPE, encoding: 'json', input: undefined }
  if (isHl7(contentType)) return { contentType: HL7_TYPE, encoding: 'text', input: messageIn(body, contentType) }
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  if (type === 'application/x-www-form-urlencoded')
    return { contentType, encoding: 'json', input: pairsIn(textOf(body, contentType), 'form') }
  if (/^application\/([a-z0-9.-]+\+)?json$/.test(type))
    return { contentType, encoding: 'json', input: jsonIn(textOf(body, contentType)) }
  if (/^text\/|[/+]xml$/.test(type)) return { contentType, encoding: 'text', input: textOf(body, contentType) }
  return {
    contentType: contentType || 'application/octet-stream',
    encoding: 'base64',
    input: Buffer.from(body).toString('base64'),
  }
}

const JSON_TYPE = 'application/json'

/** A message that cannot be read, and where. */
export class UnreadableHl7 extends OutcomeError {
  override readonly name = 'UnreadableHl7'
  readonly refusal: Hl7Refusal

  constructor(refusal: Hl7Refusal) {
    const { status, issues, finding } = badRequest(bothOf(refusal.text), undefined, 'malformed_hl7')
    super(status, issues, finding)
    this.refusal = refusal
  }
}

function messageIn(body: Uint8Array, contentType: string): string {
  const charset = charsetOf(contentType)
  if (charset !== undefined) decoderFor(charset)
  const read = readHl7(body, charset)
  if (!read.ok) throw new UnreadableHl7(read.refusal)
  return read.value
}

function textOf(body: Uint8Array, contentType: string): string {
  const text = decoded(decoderFor(charsetOf(contentType) ?? 'utf-8'), body)
  if (text === undefined)
    throw badRequest(
      'The body is not in its charset: send UTF-8, or name the charset in Content-Type.',
      undefined,
      'wrong_encoding',
    )
  return text
}

function decoded(decoder: Decoder, bytes: Uint8Array): string | undefined {
  if (decoder.encoding === 'utf-8' && !isUtf8(bytes)) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

type Decoder = InstanceType<typeof TextDecoder>

function charsetOf(contentType: string): string | undefined {
  return /;\s*charset="?([A-Za-z0-9_:.-]{1,40})"?/i.exec(contentType)?.[1]
}

function decoderFor(charset: string): Decoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  } catch {
    throw outcome(415, 'not-supported', told`This server does not know the charset ${charset}: send UTF-8.`, {
      reason: 'unknown_charset',
    })
  }
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text, FHIR_JSON)
  } catch (error) {
    if (error instanceof JsonRefused) throw jsonRefused(error)
    throw error
  }
}

/** A value that is sent several times is a list. */
function pairsIn(text: string, where: 'query' | 'form'): object {
  if (hasTooManyPairs(text)) throw tooManyParameters(where)
  const values = Map.groupBy(new URLSearchParams(text), ([name]) => name)
  return Object.fromEntries(
    [...values].map(([name, pairs]) => [name, pairs.length === 1 ? pairs[0]?.[1] : pairs.map(([, value]) => value)]),
  )
}
