/** A line of a stack that names a place in the program: `at handler (bot.js:12:5)`. */
const PLACE = /\bbot\.js:(\d{1,9})(?::(\d{1,9}))?/
const MOST_LINES = 30

/**
 * What gives a stack of the program the files, lines and columns that its author wrote. To read a map takes long: it is for
 * whoever reads a log, and not for each run that fails.
 */
export async function stackMapper(map: string): Promise<(stack: string) => string> {
  const { TraceMap, originalPositionFor, LEAST_UPPER_BOUND, GREATEST_LOWER_BOUND } = await import(
    '@jridgewell/trace-mapping'
  )
  let traced: InstanceType<typeof TraceMap>
  try {
    traced = new TraceMap(map)
  } catch {
    return (stack) => stack
  }
  return (stack) =>
    stack
      .split('\n')
      .slice(0, MOST_LINES)
      .map((text) => text.replace(PLACE, placeOf))
      .join('\n')

  function placeOf(text: string, line: string, column: string | undefined): string {
    // Without a column, the first thing of the line.
    const bias = column === undefined ? LEAST_UPPER_BOUND : GREATEST_LOWER_BOUND
    const position = { line: Number(line), column: Math.max(0, Number(column ?? 1) - 1) }
    if (position.line < 1) return text
    const found = originalPositionFor(traced, { ...position, bias })
    return found.source === null ? text : `${found.source}:${found.line}:${found.column + 1}`
  }
}
