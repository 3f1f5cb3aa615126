import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clinic } from '@damson/example-clinic'
import type { Ports } from './options.ts'
import type { Program } from './programs.ts'

const ROOT = join(import.meta.dirname, '../../..')
const VITE = join(fileURLToPath(import.meta.resolve('vite/package.json')), '../bin/vite.js')
const VITE_CONFIG = join(ROOT, 'examples/client-side/vite.config.ts')

/** As its own `npm start` has it. */
const NO_WRITING = ['--permission', '--allow-fs-read=*']

export interface Apps {
  readonly clinic: Clinic
  readonly ports: Ports
  /** What the demo writes is in here, and goes with it. */
  readonly folder: string
  readonly liveClientId: string
}

export function serverProgram({ server }: Ports, folder: string): Program {
  return {
    name: 'The server',
    words: [join(ROOT, 'packages/server/dist/run/main.js')],
    cwd: folder,
    env: { DAMSON_PORT: String(server), DAMSON_DATA_DIR: join(folder, 'server'), DAMSON_LOG_LEVEL: 'warn' },
    port: server,
  }
}

interface ViteApp {
  readonly name: string
  readonly cwd: string
  readonly outDir: string
  readonly port: number
  readonly env: Readonly<Record<string, string>>
}

function viteApps({ clinic, ports, folder, liveClientId }: Apps): readonly ViteApp[] {
  const app = (name: string, path: string, port: number, clientId: string): ViteApp => ({
    name,
    cwd: join(ROOT, 'examples', path),
    outDir: join(folder, path),
    port,
    env: { VITE_DAMSON_URL: clinic.baseUrl, VITE_DAMSON_CLIENT_ID: clientId },
  })
  return [
    app('The browser app', 'client-side', ports.browserApp, clinic.clients.browser.id),
    app('The live page', 'demo/page', ports.livePage, liveClientId),
  ]
}

export function buildPrograms(apps: Apps): readonly Program[] {
  return viteApps(apps).map(({ name, cwd, outDir, env }) => ({
    name: `The build of ${name.toLowerCase()}`,
    words: [VITE, 'build', '--config', VITE_CONFIG, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'],
    cwd,
    env,
  }))
}

/** The three patterns, each in a separate process that has only its own secret. */
export function appPrograms(apps: Apps): readonly Program[] {
  const { clinic, ports } = apps
  const { server, analyzer } = clinic.clients
  const base = ['--base-url', clinic.baseUrl]
  const node = (name: string, folder: string, words: readonly string[], port: number, env = {}): Program => ({
    name,
    words: ['--conditions=source', ...words, '--port', String(port)],
    cwd: join(ROOT, 'examples', folder),
    env,
    port,
  })
  const patientsUrl = `http://127.0.0.1:${ports.proxy}/`
  return [
    ...viteApps(apps).map(({ name, cwd, outDir, port, env }) => ({
      name,
      words: [VITE, 'preview', '--config', VITE_CONFIG, '--outDir', outDir, '--port', String(port)],
      cwd,
      env,
      port,
    })),
    node('The proxy', 'server-side', [...NO_WRITING, 'src/main.ts', ...base], ports.proxy, credentials(server)),
    node('The legacy app', 'server-side', ['src/legacy/main.ts', '--patients-url', patientsUrl], ports.legacyApp),
    node('The analyzer', 'device', ['src/analyzer/main.ts', ...base], ports.analyzer, credentials(analyzer)),
  ]
}

function credentials({ id, secret }: { readonly id: string; readonly secret: string }): Record<string, string> {
  return { CLIENT_ID: id, CLIENT_SECRET: secret }
}
