import { execFile } from 'node:child_process'
import { join } from 'node:path'

export interface Ended {
  readonly code: number
  readonly out: string
}

/** Runs one of the commands as an operator would, in a process of its own. */
export function run(
  command: 'backup' | 'restore' | 'doctor' | 'recover',
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const file = join(import.meta.dirname, `../../dist/run/${command}.js`)
  const { PATH } = process.env
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...words], { env: { PATH, ...env } }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, out: stdout + stderr })
    })
  })
}
