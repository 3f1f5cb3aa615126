/** A device that runs lines which the console shows. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'

const run = promisify(execFile)
/** Where the packages that lines import are found. */
const HERE = join(import.meta.dirname, '..')

export interface OnDevice {
  /** Where it runs them, with nothing else there. */
  readonly folder: string
  /** Waits until it has printed such a line; gives what is in the parentheses. */
  printed(line: RegExp): Promise<string>
  /** What other lines print that read its key from the environment, once it is connected. */
  signIn(lines: string): Promise<string>
  end(): Promise<void>
}

export async function runOnDevice(lines: string, timeout = 30_000): Promise<OnDevice> {
  const folder = await mkdtemp(join(tmpdir(), 'damson-device-'))
  await writeFile(join(folder, 'connect.mjs'), lines)
  const child = spawn('node', ['connect.mjs'], { cwd: folder })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      out += bytes.toString()
    })
  return {
    folder,
    async printed(line) {
      await expect.poll(() => out, { timeout }).toMatch(line)
      return line.exec(out)?.[1] ?? ''
    },
    async signIn(others) {
      const file = join(folder, 'device-key.json')
      // Only the user of the program may read it.
      expect((await stat(file)).mode & 0o777).toBe(0o600)
      const env = { ...process.env, DAMSON_KEY_JWK: await readFile(file, 'utf8') }
      const args = ['--conditions=source', '--input-type=module', '-e', others]
      return (await run('node', args, { cwd: HERE, env })).stdout
    },
    async end() {
      child.kill()
      await rm(folder, { recursive: true })
    },
  }
}
