import { Refusal, stream } from '#api'
import { keep } from '#parts'

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
  /** After it has stopped: sends the lines that were not reported yet. */
  readonly goOn: () => void
}

/** An import that was under way when the page was left or loaded anew. Its lines are gone, and where it stood is known. */
export interface Left {
  readonly file: string
  readonly total: number
  /** How many lines were reported by then. */
  readonly done: number
}

/** A request holds so many lines: few enough that its answer waits nowhere while the request is still sent. */
const AT_ONCE = 100

const current = keep<Importing | undefined>(undefined)
export const useImporting = current.use

/** Makes room for another import, and keeps nothing of this one. */
export function forget(projectId: string): void {
  if (current.read()?.isRunning === true) return
  dropLeft(projectId)
  current.set(undefined)
}

/** Imports lines, from the first that was not reported yet. The same file may be sent again: nobody is made twice. */
export async function begin(
  projectId: string,
  file: string,
  lines: readonly string[],
  done: readonly Report[] = [],
): Promise<void> {
  const total = lines.length
  let reports = done
  const goOn = (): void => void begin(projectId, file, lines, reports)
  const show = (error?: Error): void => {
    const isRunning = error === undefined && reports.length < total
    current.set({ file, total, reports, isRunning, error, goOn })
    if (isRunning || error !== undefined) keepLeft(projectId, { file, total, done: reports.length })
    else dropLeft(projectId)
  }
  addEventListener('beforeunload', warn)
  try {
    show()
    while (reports.length < total) {
      const from = reports.length
      reports = reports.concat(await send(projectId, lines.slice(from, from + AT_ONCE), from))
      show()
    }
  } catch (error) {
    show(error as Error)
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
  if (lined.length < lines.length) {
    const { code: error, text = '' } = reports.at(-1)?.why ?? {}
    throw new Refusal(answer, { error, error_description: text })
  }
  return lined
}

/** The report as a file: a line each, as NDJSON. */
export const reportText = (reports: readonly Report[]): string =>
  reports.map((report) => `${JSON.stringify(report)}\n`).join('')

/** In this tab alone, and of nobody who is imported: the name of the file, and two numbers. */
const keyOf = (projectId: string): string => `damson-console-import-${projectId}`

const keepLeft = (projectId: string, left: Left): void => sessionStorage.setItem(keyOf(projectId), JSON.stringify(left))

export const dropLeft = (projectId: string): void => sessionStorage.removeItem(keyOf(projectId))

export function readLeft(projectId: string): Left | undefined {
  const text = sessionStorage.getItem(keyOf(projectId))
  return text === null ? undefined : (JSON.parse(text) as Left)
}
