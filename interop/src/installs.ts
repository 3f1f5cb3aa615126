import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const folderOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Where the programs of others are kept between runs, outside this repository. */
export const CACHE = process.env['DAMSON_INTEROP_CACHE'] ?? join(homedir(), '.cache/damson-interop')
const RUN = 'DAMSON_INTEROP_RUN'

/** Sets of packages, each with its lock file, that are installed side by side: `interop/installs`. */
export type Install = 'web-apps' | 'browser-apps' | 'medplum-react' | 'next' | 'hosts'

/** A file of an installed package. */
export function installedFile(install: Install, path: string): string {
  return join(placeOf(install), 'node_modules', path)
}

/** Where this run's own files are, from which the packages of an install are found: other runs may use the same ones. */
export function runFolder(install: Install): string {
  return join(placeOf(install), 'runs', process.env[RUN] ?? 'alone')
}

/** Brings every set of packages to what its lock file says, and our own as they are published; answers what undoes the run. */
export async function installAll(): Promise<() => void> {
  process.env[RUN] = `run-${process.pid}`
  const installs = readdirSync(folderOf('installs')) as Install[]
  // One after the other: npm uses the network and the disk as it is.
  for (const install of installs) {
    await bring(install)
    forgetEndedRuns(join(placeOf(install), 'runs'))
  }
  for (const name of ['sdk', 'react']) {
    const packed = await pack(name)
    for (const install of installs)
      cpSync(packed, join(runFolder(install), 'node_modules/@damson', name), { recursive: true })
    rmSync(packed, { recursive: true })
  }
  return () => {
    for (const install of installs) rmSync(runFolder(install), { recursive: true, force: true })
  }
}

/** Another lock file is another folder. */
function placeOf(install: Install): string {
  const lock = readFileSync(join(folderOf(`installs/${install}`), 'package-lock.json'))
  return join(CACHE, `${install}-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`)
}

async function bring(install: Install): Promise<void> {
  const place = placeOf(install)
  if (existsSync(place)) return
  console.log(`Installs ${install} into ${place}`)
  mkdirSync(CACHE, { recursive: true })
  const folder = mkdtempSync(`${place}.`)
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(folderOf(`installs/${install}`), file), join(folder, file))
  // Nothing that is installed runs a script: what needs one is started by its own file.
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await execute('npm', words, { cwd: folder, maxBuffer: 1e8 })
  // Another run may have been first.
  if (existsSync(place)) rmSync(folder, { recursive: true })
  else renameSync(folder, place)
}

/** A run that was cut off leaves its files. */
function forgetEndedRuns(folder: string): void {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    try {
      process.kill(Number(name.replace('run-', '')), 0)
    } catch {
      rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
}

/** A package as `npm publish` would send it, unpacked. It is built first, by the compiler of this repository (`prepack`). */
async function pack(name: string): Promise<string> {
  const folder = mkdtempSync(join(CACHE, `${name}.`))
  const words = ['pack', '--json', '--pack-destination', folder]
  const { stdout } = await execute('npm', words, { cwd: folderOf(`../packages/${name}`) })
  const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[]
  await execute('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', folder])
  rmSync(join(folder, filename))
  return folder
}
