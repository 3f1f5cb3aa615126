import { useSyncExternalStore } from 'react'
import { Refusal, stream } from '#api'

/** One line's outcome, as the server reports it. */
export interface Report {
  readonly line: number
  readonly status: 'created' | 'unchanged' | 'refused'
  readonly membership?: string
  readonly why?: { readonly code: string; readonly text: string }
}

/** An import under way or ended. It goes on while the person looks at other views; leaving the console stops it. */
export interface Importing {
  readonly file: string
  readonly total: number
  readonly reports: readonly Report[]
  readonly isRunning: boolean
  readonly error: Error | undefined
}

/** A request holds so many lines: few enough that its answer waits nowhere while the request is still sent. */
const AT_ONCE = 100

let current: Importing | undefined
const listeners = new Set<() => void>()

function set(next: Importing | undefined): void {
  current = next
  for (const listener of listeners) listener()
}

export function useImporting(): Importing | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}

export function forget(): void {
  if (current?.isRunning !== true) set(undefined)
}

/** Imports lines, from the first that was not reported yet. The same file may be sent again: nobody is made twice. */
export async function begin(
  projectId: string,
  file: string,
  lines: readonly string[],
  done: readonly Report[] = [],
): Promise<void> {
  set({ file, total: lines.length, reports: done, isRunning: true, error: undefined })
  addEventListener('beforeunload', warn)
  try {
    for (let from = done.length; from < lines.length; from += AT_ONCE) {
      const reports = await send(projectId, lines.slice(from, from + AT_ONCE), from)
      const so = [...(current?.reports ?? []), ...reports]
      set({ file, total: lines.length, reports: so, isRunning: so.length < lines.length, error: undefined })
    }
  } catch (error) {
    set({ file, total: lines.length, reports: current?.reports ?? [], isRunning: false, error: error as Error })
  } finally {
    removeEventListener('beforeunload', warn)
  }
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault()

async function send(projectId: string, lines: readonly string[], from: number): Promise<readonly Report[]> {
  const answer = await stream(`admin/projects/${projectId}/import-users`, {
    method: 'POST',
    body: `${lines.join('\n')}\n`,
    type: 'application/x-ndjson',
  })
  const said = (await answer.text()).split('\n').filter((line) => line !== '')
  const reports = said.map((line): Partial<Report> => JSON.parse(line))
  const lined = reports.flatMap((report) =>
    report.line === undefined ? [] : [{ ...(report as Report), line: report.line + from }],
  )
  if (lined.length < lines.length) throw new Refusal(answer, { error_description: reports.at(-1)?.why?.text ?? '' })
  return lined
}

/** The report as a file: a line each, as NDJSON. */
export const reportText = (reports: readonly Report[]): string =>
  reports.map((report) => `${JSON.stringify(report)}\n`).join('')
