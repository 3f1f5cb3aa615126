import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@damson/testkit'
import { type Install, runFolder } from './installs.ts'

/** A program of somebody else that answers at an address. */
export interface Program {
  readonly address: string
  /** What it has written so far. */
  output(): string
  stop(): Promise<void>
}

/** Puts an app of `interop/apps` where it finds its packages; answers its folder. */
export function placeApp(app: string, install: Install): string {
  const folder = join(runFolder(install), app)
  mkdirSync(folder, { recursive: true })
  cpSync(fileURLToPath(new URL(`../apps/${app}`, import.meta.url)), folder, { recursive: true })
  return folder
}

/** What a command writes; it fails with that, where it fails. */
export function run(
  file: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, words, { ...options, env: { ...plainEnv(), ...options.env }, maxBuffer: 1e7 }, (error, out, err) =>
      error === null ? resolve(out) : reject(new Error(`${file} ${words.join(' ')}\n${out}\n${err}`)),
    )
  })
}

/** Starts a program that listens on `PORT`, and waits until it answers. */
export async function start(
  file: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly port: number; readonly env?: Readonly<Record<string, string>> },
): Promise<Program> {
  const { cwd, port } = options
  const env = { ...plainEnv(), PORT: String(port), ...options.env }
  const child = spawn(file, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  // Also when a test ends before it can stop it.
  process.once('exit', () => child.kill())
  let written = ''
  child.stdout.on('data', (chunk) => (written += String(chunk)))
  child.stderr.on('data', (chunk) => (written += String(chunk)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const address = `http://localhost:${port}`
  const program: Program = {
    address,
    output: () => written,
    async stop() {
      child.kill()
      await ended
    },
  }
  await answers(address, child).catch(async (error: unknown) => {
    await program.stop()
    throw new Error(`${file} ${words.join(' ')} does not answer:\n${written}`, { cause: error })
  })
  return program
}

async function answers(address: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 90_000
  for (;;) {
    const isThere = await fetch(address, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (isThere) return
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`exit code ${child.exitCode}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The environment without what this run added to it: a program of others is started as its own users do. */
function plainEnv(): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env
  return { PATH, HOME }
}

export { freePort }
