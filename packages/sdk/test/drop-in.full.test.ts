import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startWorld } from '@damson/testkit'
import { expect, test } from 'vitest'
import { startStandIn } from './drop-in/stand-in.ts'
import { typeCheck } from './type-check.ts'

const app = readFileSync(new URL('./drop-in/app.ts', import.meta.url), 'utf8')
const preload = fileURLToPath(new URL('./drop-in/as-browser.ts', import.meta.url))

const withImports = (text: string): string => text.replaceAll(/'@medplum\/(core|fhirtypes)'/g, `'@damson/sdk'`)
const changedLines = (text: string): number => {
  const [before, after] = [app.split('\n'), text.split('\n')]
  return after.filter((line, index) => line !== before[index]).length
}

test('an app written for @medplum/core runs as it is, with only its imports changed, and with only its base URL changed', async () => {
  const world = await startWorld()
  const owner = await world.actors.owner()
  const standIn = await startStandIn(owner)
  const withBaseUrl = (text: string): string => text.replace('https://api.medplum.com/', world.baseUrl)
  const ways = {
    'as-it-is.ts': app,
    'imports.ts': withImports(app),
    'base-url.ts': withBaseUrl(app),
    'both.ts': withBaseUrl(withImports(app)),
  }
  try {
    expect(Object.values(ways).map(changedLines)).toEqual([0, 2, 1, 3])
    const answers = await typeCheck(ways, async ({ folder, complaints }) => {
      expect(complaints).toBe('')
      return Promise.all(
        Object.keys(ways).map(async (name) => {
          const { stdout } = await promisify(execFile)(
            process.execPath,
            ['--conditions=source', '--import', preload, join(folder, name)],
            {
              env: { STAND_IN: standIn.url, EMAIL: owner.email, PASSWORD: owner.password, MRN: randomUUID() },
              timeout: 120_000,
            },
          )
          return [name, JSON.parse(stdout) as unknown]
        }),
      )
    })
    const same = {
      profile: 'Practitioner',
      me: [true, 'ProjectMembership'],
      is: [true, false, false],
      patient: ['Homer J. Simpson', '1956-05-12', true],
      display: ['Homer J. Simpson', true],
      same: true,
      upserted: ['male', 'male'],
      nobody: 'nobody',
      versions: 4,
      batch: ['200', '404'],
      missing: 'not found',
      deleted: true,
      logins: 1,
      authenticated: [true, false],
      changed: true,
      afterwards: 'outcome unauthorized',
      unauthenticated: 1,
    }
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(Object.keys(ways).map((name) => [name, same])))
  } finally {
    standIn.close()
    await world.close()
  }
})
