import type { Diagnostic } from '@codemirror/lint'

/** What the server says of code that it cannot bundle, such as `bot.ts, line 3, column 7: Expected ";"`. */
const PATTERN = /^(?<file>[^,\s]+), line (?<line>\d+), column (?<column>\d+): (?<text>.*)$/s

/** The problems of one file, at their characters. */
export function problemsIn(file: string, code: string, texts: readonly string[]): readonly Diagnostic[] {
  const lines = code.split('\n')
  return texts.flatMap((text) => {
    const found = PATTERN.exec(text)?.groups
    if (found?.['file'] !== file) return []
    const line = Math.min(Number(found['line']), lines.length)
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    const from = Math.min(before + Math.max(0, Number(found['column']) - 1), code.length)
    const to = Math.min(before + (lines[line - 1]?.length ?? 0), code.length)
    return [{ from, to: Math.max(from, to), severity: 'error' as const, message: found['text'] ?? '' }]
  })
}
