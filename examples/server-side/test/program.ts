import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

export interface Program {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
  /** Waits until it has printed this, and answers what the first group matched. */
  printed(what: RegExp): Promise<string>
}

/** Runs a script of the package as npm does, on the sources of the SDK. */
export function run(
  script: string,
  words: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string; readonly input?: string } = {},
): Program {
  const [, ...given] = (scripts[script] ?? '').split(' ')
  const own = given.map((word) => (word.startsWith('src/') ? join(root, word) : word))
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const child = spawn(process.execPath, ['--conditions=source', ...own, ...words], {
    env: { PATH, NODE_COMPILE_CACHE, ...options.env },
    cwd: options.cwd ?? root,
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
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  )
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
