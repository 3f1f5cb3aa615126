const NEWLINE = 0x0a

/** A line of a body: its bytes without the line end; undefined for a line that is too long. */
export interface Line {
  /** Counted from 1, empty lines included. */
  readonly number: number
  readonly bytes: Buffer | undefined
}

/**
 * The lines of a body as they arrive, without empty ones. Holds at most one line, and nothing of a line that is too long.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line, void> {
  const line = { number: 1, parts: [] as Uint8Array[], length: 0 }
  const take = (part: Uint8Array): void => {
    line.length += part.length
    if (line.length <= longest) line.parts.push(part)
    else line.parts = []
  }
  const end = (): Line => {
    const bytes = line.length <= longest ? Buffer.concat(line.parts) : undefined
    const ended = { number: line.number, bytes }
    Object.assign(line, { number: line.number + 1, parts: [], length: 0 })
    return ended
  }
  const isEmpty = ({ bytes }: Line): boolean => bytes !== undefined && /^[ \t\r]*$/.test(bytes.toString('latin1'))

  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, at))
      from = at + 1
      const ended = end()
      if (!isEmpty(ended)) yield ended
    }
    take(chunk.subarray(from))
  }
  const last = end()
  if (!isEmpty(last)) yield last
}
