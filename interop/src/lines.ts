import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { bodyOf, type Pattern } from '../../packages/console/src/views/apps/patterns.ts'
import {
  exportLine,
  type Program as Language,
  SECRET_VARIABLE,
  snippetOf,
} from '../../packages/console/src/views/apps/snippets.ts'
import type { Client, Clinic } from './clinic.ts'
import { type Install, installedFile, runFolder } from './installs.ts'
import { type Program, run, start } from './program.ts'

/** Files by their paths, each with what is in it. */
type Files = Readonly<Record<string, string>>

/** A client of the clinic, made as the console makes it, and the lines that the console shows for it. */
export interface Lined {
  readonly client: Client
  readonly lines: string
}

export async function makeLines(
  clinic: Clinic,
  program: Language,
  pattern: Pattern,
  redirectUri: string,
): Promise<Lined> {
  const client = await clinic.client(
    bodyOf({ name: 'Ward list', pattern, redirectUri, owner: 'own', policy: undefined }),
  )
  // What the environment is given, the programs are given.
  if (pattern === 'site') expect(exportLine(client.secret)).toBe(`export ${SECRET_VARIABLE}='${client.secret}'`)
  const subject = { pattern, baseUrl: clinic.baseUrl, clientId: client.id, redirectUri, signsByKey: false }
  return { client, lines: snippetOf(program, subject) }
}

/** A new folder of this run in which the files find the packages of an install. */
export function placeFiles(name: string, install: Install, files: Files): string {
  const folder = join(runFolder(install), name)
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const PAGE = '<!doctype html><html lang="en"><title>App</title><script type="module" src="/main.js"></script></html>'

/** Lines as all there is in a page, built by Vite as it is with nothing set up, and served at every path. */
export async function startPage(name: string, lines: string, port: number): Promise<Program> {
  const cwd = placeFiles(name, 'browser-apps', { 'index.html': PAGE, 'main.js': lines })
  const vite = installedFile('browser-apps', 'vite/bin/vite.js')
  await run(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd })
  return start(process.execPath, [vite, 'preview', '--port', String(port), '--strictPort'], { cwd, port })
}

const LAYOUT = 'export default ({ children }) => <html lang="en"><body>{children}</body></html>'

/** Lines as the one route of a new app of Next.js, built and served as in production. */
export async function startRoute(file: string, lines: string, port: number, env: Files): Promise<Program> {
  const cwd = placeFiles('route', 'next', {
    'package.json': '{ "private": true }',
    'app/layout.js': LAYOUT,
    'app/page.js': 'export default () => <h1>The ward</h1>',
    [file]: lines,
  })
  const next = installedFile('next', 'next/dist/bin/next')
  const quiet = { NEXT_TELEMETRY_DISABLED: '1', ...env }
  await run(process.execPath, [next, 'build'], { cwd, env: quiet })
  const words = [next, 'start', '--hostname', 'localhost', '--port', String(port)]
  return start(process.execPath, words, { cwd, port, env: quiet })
}
