import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** As the scripts of the package start them, on the sources of the SDK. */
const FLAGS = ['--conditions=source', '--permission', '--allow-fs-read=*']

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Program {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Waits until it has printed this, and answers what the first group matched. */
  printed(what: RegExp): Promise<string>
}

/** Runs one of the programs, on the sources of the SDK; a shell script as it is. */
export function run(
  file: string,
  words: readonly string[],
  options: { readonly env?: Record<string, string>; readonly input?: string } = {},
): Program {
  const path = join(root, file)
  const flags = file === 'src/enroll/main.ts' ? [...FLAGS, '--allow-fs-write=*'] : FLAGS
  const [program, ...given] = file.endsWith('.sh') ? ['bash', path] : [process.execPath, ...flags, path]
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(program ?? '', [...given, ...words], {
    env: { PATH, NODE_COMPILE_CACHE, ...options.env },
    cwd: root,
  })
  // Who asks for no input may be gone before it could be given any.
  if (options.input === undefined) child.stdin.destroy()
  else child.stdin.end(options.input)
  let [out, err] = ['', '']
  const listeners = new Set<() => void>()
  child.stdout.on('data', (chunk) => {
    out += chunk
    for (const listener of listeners) listener()
  })
  child.stderr.on('data', (chunk) => (err += chunk))
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
  return {
    child,
    ended,
    printed: (what) =>
      Promise.race([
        new Promise<string>((resolve) => {
          const look = (): void => {
            const found = what.exec(out)
            if (found !== null) resolve(found[1] ?? found[0])
          }
          listeners.add(look)
          look()
        }),
        ended.then(({ code, err }) => Promise.reject(new Error(`ended with ${code}: ${err}`))),
      ]),
  }
}
