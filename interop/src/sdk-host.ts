import { type Clinic, startClinic } from './clinic.ts'
import { installedFile } from './installs.ts'
import { placeApp, run } from './program.ts'

/** The SDK as it is published, in the app that every host of a server runs (`apps/sdk-hosts`). */
export interface SdkHost {
  /** Runs a command in the app, and answers what it tells. */
  told(file: string, words: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly clinic: Clinic
  close(): Promise<void>
}

/** What the app tells in every host. */
export const FLOW = {
  patients: ['Lovelace'],
  sent: ['1,2,255,0'],
  refused: [true, 404, 'GET', 'string'],
  mistake: 'TypeError',
  asUser: 1,
  external: 'function',
}

/** A file of a package that the hosts are installed with. */
export function hostFile(path: string): string {
  return installedFile('hosts', path)
}

export async function startSdkHost(): Promise<SdkHost> {
  const clinic = await startClinic()
  const { id, secret } = await clinic.client({ name: 'Nightly export', kind: 'server' })
  const folder = placeApp('sdk-hosts', 'hosts')
  const given = { ISSUER: clinic.baseUrl, CLIENT_ID: id, CLIENT_SECRET: secret }
  return {
    folder,
    env: given,
    clinic,
    async told(file, words, env = {}) {
      const text = await run(file, words, { cwd: folder, env: { ...given, ...env } })
      return JSON.parse(text.trim().split('\n').at(-1) ?? '') as unknown
    },
    close: () => clinic.close(),
  }
}
