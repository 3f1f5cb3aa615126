import { stream } from '#api'
import { saveFile } from '#parts'

export type Format = 'csv' | 'ndjson'

const TYPES: Readonly<Record<Format, string>> = { csv: 'text/csv', ndjson: 'application/fhir+ndjson' }
/** As many events as the server puts into one file. */
const MOST_IN_A_FILE = 100_000

interface Saving {
  readonly search: URLSearchParams
  readonly format: Format
  readonly signal: AbortSignal
  /** How many events have come. */
  readonly onCount: (count: number) => void
}

/** Saves the events of a search: a file for each part that the server makes, until one is not full. */
export async function saveAudit({ search, format, signal, onCount }: Saving): Promise<void> {
  let [count, after] = [0, '']
  for (let part = 1; ; part += 1) {
    const query = new URLSearchParams([...search, ['_names', 'true'], ['_outputFormat', TYPES[format]]])
    if (after !== '') query.set('_after', after)
    const answer = await stream(`fhir/R4/AuditEvent/$export?${query}`, { signal, headers: { Accept: '*/*' } })
    const before = count
    const file = await read(answer, format, (events) => onCount(before + events))
    count += file.events
    saveFile(file.pieces, TYPES[format], `audit${part === 1 ? '' : `-${part}`}.${format}`)
    if (file.events < MOST_IN_A_FILE || file.last === undefined) return
    after = file.last
  }
}

interface Read {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  readonly events: number
  /** The id of the last event. */
  readonly last: string | undefined
}

async function read(answer: Response, format: Format, onCount: (events: number) => void): Promise<Read> {
  const pieces: Uint8Array<ArrayBuffer>[] = []
  const decoder = new TextDecoder()
  let [lines, end] = [0, '']
  const reader = answer.body?.getReader()
  for (let next = await reader?.read(); next !== undefined && !next.done; next = await reader?.read()) {
    pieces.push(next.value)
    for (const byte of next.value) if (byte === NEW_LINE) lines += 1
    end = (end + decoder.decode(next.value, { stream: true })).slice(-KEPT)
    onCount(eventsIn(lines, format))
  }
  return { pieces, events: eventsIn(lines, format), last: idIn(end, format) }
}

const NEW_LINE = 10
/** More than a line has. */
const KEPT = 40_000

/** A table has a line of names. A cell may have line breaks, so that its count is not exact before the end. */
const eventsIn = (lines: number, format: Format): number => Math.max(0, format === 'csv' ? lines - 1 : lines)

function idIn(end: string, format: Format): string | undefined {
  const pattern = format === 'csv' ? /(?:^|\n)([0-9a-f]{8}-[0-9a-f-]{27}),/g : /"id":"([0-9a-f]{8}-[0-9a-f-]{27})"/g
  return [...end.matchAll(pattern)].at(-1)?.[1]
}
