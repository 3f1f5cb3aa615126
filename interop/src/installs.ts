import { execFile } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const folderOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Where the programs of others are kept between runs, outside this repository. */
export const CACHE = process.env['DAMSON_INTEROP_CACHE'] ?? join(homedir(), '.cache/damson-interop')

/** Sets of packages, each with its lock file, that are installed side by side: `interop/installs`. */
export type Install = 'web-apps' | 'browser-apps' | 'next' | 'hosts'

export function installed(name: Install): string {
  return join(CACHE, name)
}

/** Brings every set of packages to what its lock file says, and the SDK as it is published. */
export async function installAll(): Promise<void> {
  const names = readdirSync(folderOf('installs')) as Install[]
  // One after the other: npm uses the network and the disk as it is.
  for (const name of names) await install(name)
  const sdk = await packSdk()
  try {
    for (const name of names) {
      const place = join(installed(name), 'node_modules/@damson/sdk')
      rmSync(place, { recursive: true, force: true })
      cpSync(sdk, place, { recursive: true })
    }
  } finally {
    rmSync(sdk, { recursive: true })
  }
}

async function install(name: Install): Promise<void> {
  const [folder, done] = [installed(name), join(installed(name), 'installed.json')]
  const lock = readFileSync(join(folderOf(`installs/${name}`), 'package-lock.json'), 'utf8')
  if (existsSync(done) && readFileSync(done, 'utf8') === lock) return
  console.log(`Installs ${name} into ${folder}`)
  mkdirSync(folder, { recursive: true })
  rmSync(done, { force: true })
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(folderOf(`installs/${name}`), file), join(folder, file))
  // Nothing that is installed runs a script: what needs one is started by its own file.
  const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await run('npm', words, { cwd: folder, maxBuffer: 1e8 })
  writeFileSync(done, lock)
}

/** The SDK as `npm publish` would send it, unpacked. */
async function packSdk(): Promise<string> {
  const root = folderOf('..')
  const folder = join(CACHE, `sdk-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-b', join(root, 'packages/sdk')])
  const words = ['pack', '--json', '--pack-destination', folder]
  const { stdout } = await run('npm', words, { cwd: join(root, 'packages/sdk') })
  const [{ filename = '' } = {}] = JSON.parse(stdout) as { filename?: string }[]
  await run('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', folder])
  rmSync(join(folder, filename))
  return folder
}
