import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Client } from 'pg'
import { StoreRefusal } from '#base/db'

export type Tool = 'pg_dump' | 'pg_restore' | 'psql'

/** Finds one of PostgreSQL's own programs: the newest in Debian's folders, else the first on the PATH. */
export function findTool(tool: Tool): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Number.isInteger) : []
  const folders = versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin'))
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const found = [...folders, ...path].map((folder) => join(folder, tool)).find((file) => existsSync(file))
  if (found !== undefined) return found
  throw new StoreRefusal('no_tools', `${tool} was not found. Install PostgreSQL's client programs (postgresql-client).`)
}

/** Starts a tool on the database of a URL. The password goes through the environment, where other users cannot list it. */
export function startTool(tool: Tool, args: readonly string[], url: string): ChildProcess {
  return spawn(findTool(tool), args, { env: environmentOf(url), stdio: ['pipe', 'pipe', 'pipe'] })
}

/** Waits for a tool's end; if it fails, the reason is its own output, which never holds the password. */
export function ended(tool: Tool, child: ChildProcess): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new StoreRefusal('tool_failed', `${tool} failed: ${said.trim() || `it ended with ${code}`}`))
    })
  })
}

/** The connection as libpq's variables: the URL itself may have parameters that only `pg` knows. */
export function environmentOf(url: string): NodeJS.ProcessEnv {
  const { host, port, user, database, password } = new Client({ connectionString: url })
  const params = new URLSearchParams(url.split('?', 2)[1] ?? '')
  const variables: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    // For ~/.pgpass, when the URL has no password.
    HOME: process.env.HOME,
    PGPASSFILE: process.env.PGPASSFILE,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGDATABASE: database,
    PGPASSWORD: password ?? undefined,
    PGSSLMODE: sslMode(params),
    PGSSLROOTCERT: params.get('sslrootcert') ?? undefined,
    PGSSLCERT: params.get('sslcert') ?? undefined,
    PGSSLKEY: params.get('sslkey') ?? undefined,
    PGCONNECT_TIMEOUT: '10',
    PGAPPNAME: 'damson',
    // Messages in one language, whatever the user's is.
    LC_ALL: 'C.UTF-8',
  }
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined))
}

function sslMode(params: URLSearchParams): string | undefined {
  const mode = params.get('sslmode')
  // `pg`'s name for libpq's `require`: encrypted, with any certificate.
  if (mode === 'no-verify') return 'require'
  if (mode !== null) return mode
  return params.get('ssl') === 'true' ? 'require' : process.env.PGSSLMODE
}
