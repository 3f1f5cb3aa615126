import { type Install, installedFile } from './installs.ts'
import { freePort, type Program, placeApp, run, start } from './program.ts'

/** An app for browsers, built by Vite, as it is served. */
export interface BrowserApp {
  readonly address: string
  /** Builds it with the settings that it needs, and serves it. */
  serve(env: Readonly<Record<string, string>>): Promise<Program>
}

/** The port is known before the app is built: its client is registered with the address. */
export async function viteApp(name: string, install: Install = 'browser-apps'): Promise<BrowserApp> {
  const port = await freePort()
  const cwd = placeApp(name, install)
  const vite = installedFile(install, 'vite/bin/vite.js')
  return {
    address: `http://localhost:${port}`,
    async serve(env) {
      await run(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd, env })
      return start(process.execPath, [vite, 'preview', '--port', String(port), '--strictPort'], { cwd, port })
    },
  }
}
