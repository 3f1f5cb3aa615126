import type { Clinic } from './clinic.ts'
import { installedFile } from './installs.ts'
import { freePort, type Program, placeApp, run, start } from './program.ts'

export interface NextApp {
  readonly program: Program
  readonly client: { readonly id: string; readonly secret: string }
}

/** The app of `interop/apps/next`, built by Next.js and served as in production. */
export async function startNextApp(clinic: Clinic): Promise<NextApp> {
  const port = await freePort()
  const address = `http://localhost:${port}`
  const client = await clinic.client({
    name: 'Ward list',
    kind: 'server',
    redirectUris: [`${address}/api/auth/callback/damson`],
    allowedOrigin: [address],
  })
  const next = installedFile('next', 'next/dist/bin/next')
  const cwd = placeApp('next', 'next')
  const env = {
    ISSUER: clinic.baseUrl,
    CLIENT_ID: client.id,
    CLIENT_SECRET: client.secret,
    NEXTAUTH_URL: address,
    NEXTAUTH_SECRET: 'a long, randomly-generated string stored in env',
    NEXT_TELEMETRY_DISABLED: '1',
    // A token lives an hour: this one is renewed two seconds after it was issued.
    EARLY_SECONDS: '3598',
  }
  await run(process.execPath, [next, 'build'], { cwd, env })
  return {
    client,
    program: await start(process.execPath, [next, 'start', '--hostname', 'localhost', '--port', String(port)], {
      cwd,
      port,
      env,
    }),
  }
}
