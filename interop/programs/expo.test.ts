import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, startClinic } from '../src/clinic.ts'
import { placeApp, run } from '../src/program.ts'

describe("an Expo app's session, on stand-ins of Expo's modules", () => {
  let clinic: Clinic
  let folder = ''
  let clientId = ''
  beforeAll(async () => {
    clinic = await startClinic()
    const app = { name: 'Ward round', kind: 'app', redirectUris: ['org.example.ward:/callback'] }
    clientId = (await clinic.client(app)).id
    folder = placeApp('expo', 'web-apps')
    cpSync(join(folder, 'stand-ins'), join(folder, 'node_modules'), { recursive: true })
  })
  afterAll(() => clinic?.close())

  const store = (): string => join(folder, 'secure-store.json')
  /** One start of the app. */
  async function started(email: string, ...words: readonly string[]): Promise<unknown> {
    const env = {
      EXPO_PUBLIC_ISSUER: clinic.baseUrl,
      EXPO_PUBLIC_CLIENT_ID: clientId,
      EMAIL: email,
      PASSWORD: clinic.grace.password,
      SECURE_STORE: store(),
      PLAIN_BROWSER: fileURLToPath(new URL('../src/plain-browser.ts', import.meta.url)),
    }
    return JSON.parse(await run(process.execPath, ['run.mjs', ...words], { cwd: folder, env })) as unknown
  }

  test('signs in by the system’s browser, stays signed in at the next start, and signs out', async () => {
    expect(await started('')).toEqual({ patients: 0 })
    const grace = { profile: clinic.grace.profile.split('/')[1], patients: 1 }
    expect(await started(clinic.grace.email)).toEqual(grace)
    // Nobody is at the browser any more.
    expect(await started('')).toEqual(grace)
    expect(await started('', '--sign-out')).toEqual(grace)
    expect(await started('')).toEqual({ patients: 0 })
    expect(existsSync(store()) && readFileSync(store(), 'utf8')).not.toMatch(/eyJ/)
  })
})
