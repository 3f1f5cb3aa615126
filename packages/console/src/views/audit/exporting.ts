import { keep } from '#parts'
import { type Format, saveAudit } from './save.ts'

/** An export under way or ended. It goes on while the person looks at other views; leaving the console stops it. */
export interface Exporting {
  readonly format: Format
  /** How many events have come. */
  readonly count: number
  readonly isRunning: boolean
  readonly error: Error | undefined
  /** Ends it while it runs; afterwards forgets it. Files that were saved stay. */
  readonly end: () => void
}

const current = keep<Exporting | undefined>(undefined)
export const useExporting = current.use

interface Begin {
  readonly search: URLSearchParams
  readonly format: Format
  /** Called when it has ended by itself, wherever the person is by then. */
  readonly ended: (exported: Exporting) => void
}

/** Begins an export. One at a time: while one runs, another is not begun. */
export async function beginExport({ search, format, ended }: Begin): Promise<void> {
  if (current.read()?.isRunning === true) return
  const controller = new AbortController()
  const { signal } = controller
  const end = (): void => {
    controller.abort()
    current.set(undefined)
  }
  let count = 0
  const show = (isRunning: boolean, error?: Error): Exporting => {
    const exporting = { format, count, isRunning, error, end }
    if (!signal.aborted) current.set(exporting)
    return exporting
  }
  const onCount = (events: number): void => {
    count = events
    show(true)
  }
  addEventListener('beforeunload', warn)
  try {
    show(true)
    await saveAudit({ search, format, signal, onCount })
    ended(show(false))
  } catch (error) {
    if (!signal.aborted) ended(show(false, error as Error))
  } finally {
    removeEventListener('beforeunload', warn)
  }
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
