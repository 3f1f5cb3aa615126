import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const REPOSITORY = new URL('../../../../', import.meta.url)

/** The folder of the console that a world serves. Most tests need no more than a page with the placeholders. */
export async function consoleFolder(which: 'built' | 'none' | undefined): Promise<URL> {
  if (which === undefined) return new URL('packages/testkit/console/', REPOSITORY)
  if (which === 'none') return new URL('packages/testkit/no-console/', REPOSITORY)
  await promisify(execFile)(process.execPath, ['--conditions=source', 'packages/server/scripts/build-console.ts'], {
    cwd: fileURLToPath(REPOSITORY),
  })
  return new URL('packages/server/dist/console/', REPOSITORY)
}
