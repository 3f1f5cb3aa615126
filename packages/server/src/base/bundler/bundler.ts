import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { accepted, type Result, refused } from '@damson/fhir'
import { z } from 'zod'
import { packageFile } from '#base/package'
import type { Bundle, BundleProblem, BundlerQuestion, SourceFiles } from './messages.ts'

/** The modules that a Bot gets where it runs. */
export const BUILT_INS: readonly string[] = ['@medplum/core']
const TYPES_ONLY = ['@medplum/fhirtypes']

/** Where a build takes this long, it is of no use to anyone. The process needs about half a second. */
const LONGEST_MS = 30_000
const LONGEST_CODE = 4 * 1_048_576
/** Two hundred megabytes of WebAssembly, in pages of 64 KiB. */
const MOST_PAGES = 3_200
/** One at a time, so that a burst of deployments takes one core at most. */
const MOST_WAITING = 4

export type BundleRefusal =
  | { readonly why: 'problems'; readonly problems: readonly BundleProblem[] }
  /** The build took too long or too much memory, or its result is too large. */
  | { readonly why: 'too_costly' }
  | { readonly why: 'busy' }

export interface Bundler {
  /** Makes one CommonJS file of the submitted files, beginning at one that exports `handler`. */
  bundle(asked: {
    /** Each has one turn at a time. */
    readonly project: string
    readonly files: SourceFiles
    readonly entry: string
    readonly signal: AbortSignal
  }): Promise<Result<Bundle, BundleRefusal>>
}

export function createBundler(longestMs = LONGEST_MS): Bundler {
  const waiting = new Set<string>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    async bundle({ project, files, entry, signal }) {
      // Code that takes long holds up its own project, and others for one turn.
      if (waiting.has(project) || waiting.size >= MOST_WAITING) return refused({ why: 'busy' })
      waiting.add(project)
      const question = { files, entry, builtIns: BUILT_INS, typesOnly: TYPES_ONLY }
      const made = last.then(() => askProcess(question, AbortSignal.any([signal, AbortSignal.timeout(longestMs)])))
      last = made.catch(() => undefined)
      try {
        return readAnswer(await made)
      } finally {
        waiting.delete(project)
      }
    },
  }
}

const Answer = z.union([
  z.strictObject({ code: z.string().max(LONGEST_CODE), map: z.string().max(LONGEST_CODE) }),
  z.strictObject({
    problems: z
      .array(z.strictObject({ file: z.string(), line: z.number(), column: z.number(), text: z.string() }))
      .min(1),
  }),
])

function readAnswer(text: string | undefined): Result<Bundle, BundleRefusal> {
  if (text === undefined) return refused({ why: 'too_costly' })
  const answer = Answer.safeParse(JSON.parse(text))
  if (!answer.success) return refused({ why: 'too_costly' })
  return 'code' in answer.data ? accepted(answer.data) : refused({ why: 'problems', problems: answer.data.problems })
}

/** What the process says, or undefined if it was stopped. */
function askProcess(question: BundlerQuestion, signal: AbortSignal): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  const child = spawn(process.execPath, argumentsOf(), { env: {}, stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' })
  const stop = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop)
  const parts: Buffer[] = []
  let length = 0
  child.stdout.on('data', (part: Buffer) => {
    length += part.length
    parts.push(part)
    if (length > 4 * LONGEST_CODE) stop()
  })
  // It may end before it has read everything: how it ended is told below.
  child.stdin.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    child.once('spawn', () => {
      lowerPriority(child.pid)
      child.stdin.end(JSON.stringify(question))
    })
    child.once('error', reject)
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop)
      resolve(code === 0 ? Buffer.concat(parts).toString() : undefined)
    })
  })
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not allow it: the build is bounded all the same.
  }
}

/** The process reads the folder of its program and esbuild, starts nothing, and writes nothing. */
function argumentsOf(): readonly string[] {
  const own = fileURLToPath(
    new URL(`./bundler-process.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url),
  )
  const esbuild = dirname(createRequire(import.meta.url).resolve('esbuild-wasm/package.json'))
  const readable = [dirname(own), fileURLToPath(packageFile('package.json')), esbuild]
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--max-old-space-size=192',
    // V8's quick compiler alone: the other one works five times as long as the build that it would hasten.
    '--liftoff-only',
    `--wasm-max-mem-pages=${MOST_PAGES}`,
    own,
    pathToFileURL(join(esbuild, 'lib/browser.js')).href,
    join(esbuild, 'esbuild.wasm'),
  ]
}
