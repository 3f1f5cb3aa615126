import { allOk } from '#answers'
import { HL7_TYPE, isHl7 } from '#base/hl7'
import type { BotOutput } from '#domain/bots'
import type { FhirAnswer } from './dependencies.ts'

/** The answer with what a Bot gave. Nothing that a Bot makes is a page of this server. */
export function botAnswer(inputType: string, output: BotOutput): FhirAnswer {
  switch (output.kind) {
    case 'none':
      return { status: 200, headers: {}, body: JSON.stringify(allOk()) }
    case 'json':
      return { status: 200, headers: {}, body: output.text, contentType: typeOfJson(output.text) }
    case 'text':
      return {
        status: 200,
        headers: NO_PAGE,
        body: output.text,
        contentType: output.contentType ?? textType(inputType),
      }
    case 'base64':
      return {
        status: 200,
        headers: NO_PAGE,
        body: Buffer.from(output.base64, 'base64'),
        contentType: output.contentType ?? 'application/octet-stream',
      }
  }
}

const NO_PAGE = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Content-Disposition': 'attachment',
} as const

/** Undefined for a resource, which is answered as those of the server are. */
const typeOfJson = (text: string): string | undefined =>
  isResource(text) ? undefined : 'application/json; charset=utf-8'

function isResource(text: string): boolean {
  if (text.startsWith('{"resourceType":"')) return true
  if (!text.startsWith('{') || !text.includes('"resourceType":"')) return false
  return typeof (JSON.parse(text) as { readonly resourceType?: unknown }).resourceType === 'string'
}

/** An HL7 v2 message is answered with one. */
const textType = (inputType: string): string => (isHl7(inputType) ? HL7_TYPE : 'text/plain; charset=utf-8')
