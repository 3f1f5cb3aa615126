import { randomUUID } from 'node:crypto'
import { headerOf, type Segment } from './message.ts'
import type { MessageRefused } from './refusal.ts'

const VERSION = '2.5.1'

/** The answer to a message: AA, or AE or AR with where and why. */
export function acknowledge(bytes: Buffer, refusal: MessageRefused | undefined, now: Date): string {
  const header = headerOf(bytes)
  const at = (field: number): string => escaped(textIn(header, field))
  const stamp = now.toISOString().replace(/[-:T]/g, '').replace(/\..*/, '+0000')
  const id = randomUUID().replaceAll('-', '').slice(0, 20)
  const [code, text] = refusal === undefined ? ['AA', ''] : [refusal.acknowledgment, escaped(refusal.message)]
  const lines = [
    // Back to where it came from: the first two of MSH-3 to MSH-6 are the last two now.
    `MSH|^~\\&|${at(5)}|${at(6)}|${at(3)}|${at(4)}|${stamp}||ACK^R01^ACK|${id}|${at(11) || 'P'}|${VERSION}||||||UNICODE UTF-8`,
    `MSA|${code}|${at(10)}|${text}`,
  ]
  if (refusal !== undefined) lines.push(`ERR||${refusal.location}|${refusal.condition}^^HL70357|E||||${text}`)
  return `${lines.join('\r')}\r`
}

/** The first component of a field; nothing where even that cannot be read. */
function textIn(header: Segment | undefined, field: number): string {
  try {
    return header?.text(field) ?? ''
  } catch {
    // Its own refusal is what is being told.
    return ''
  }
}

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '\\': 'E', '|': 'F', '^': 'S', '&': 'T', '~': 'R' }
  const readable = text.replace(/\p{Cc}/gu, ' ').slice(0, 500)
  return readable.replace(/[\\|^&~]/g, (mark) => `\\${names[mark]}\\`)
}
