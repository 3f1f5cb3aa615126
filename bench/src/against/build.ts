import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../stand/processes.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** The server of another commit, built. */
export interface OtherBuild {
  /** Its `main.js`. */
  readonly file: string
  /** Its name in the report. */
  readonly name: string
  remove(): Promise<void>
}

/** The commit does not exist, or cannot be built. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt'
}

/**
 * Checks a commit out into its own folder, installs its dependencies and builds it. A folder with a built checkout is
 * used as it is.
 *
 * @throws {NotBuilt}
 */
export async function buildOther(commit: string, say: (line: string) => void): Promise<OtherBuild> {
  const built = programIn(commit)
  if (existsSync(built)) return { file: resolve(built), name: commit, remove: () => Promise.resolve() }
  const id = await git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`)
  const name = await git('log', '-1', '--format=%h %s', id)
  const folder = temporaryFolder()
  const place = join(folder.path, 'checkout')
  const remove = async (): Promise<void> => {
    await git('worktree', 'remove', '--force', place)
    folder.remove()
  }
  try {
    await git('worktree', 'add', '--detach', place, id)
    say(`Building ${name}.`)
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: place })
    await run('npm', ['run', 'build'], { cwd: place })
  } catch (error) {
    await remove()
    throw new NotBuilt(`${commit} could not be built: ${String(error)}`)
  }
  return { file: programIn(place), name, remove }
}

/** The bundle, or the compiler's output for commits before the bundle existed. */
function programIn(place: string): string {
  const [bundle = '', compiled = ''] = ['run/main.js', 'main.js'].map((file) =>
    join(place, 'packages/server/dist', file),
  )
  return existsSync(bundle) ? bundle : compiled
}

async function git(...words: string[]): Promise<string> {
  try {
    const { stdout } = await run('git', words, { cwd: ROOT })
    return stdout.trim()
  } catch (error) {
    throw new NotBuilt(`git ${words.join(' ')} failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
