import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from '../free-port.ts'

/** A PostgreSQL server for tests. */
export interface TestCluster {
  /** The URL of its maintenance database. */
  readonly url: string
  /** The process id of the server; undefined if it was not started here. */
  readonly pid: number | undefined
  /** Ends the server and deletes its files. A server that was not started here keeps running. */
  stop(): Promise<void>
}

export interface ClusterOptions {
  /** Off is faster. A test that simulates a crash needs it on. */
  readonly fsync?: boolean
  /** The URL leads to a Unix socket, through which a statement takes half the time. The port listens all the same. */
  readonly socket?: boolean
  /** Settings of the server, in addition to or instead of those for tests. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The folder of `postgres` and `initdb`: the newest from Debian, or one on the PATH. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map(Number).filter(Boolean) : []
  const folders = versions.sort((a, b) => b - a).map((version) => join(debian, String(version), 'bin'))
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...folders, ...path].find(
    (folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')),
  )
}

/**
 * Starts a disposable PostgreSQL from the system's binaries, on a free loopback port. It ends with this process,
 * however that ends: a shell waits for the end of a pipe that only this process holds.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<TestCluster> {
  const { fsync = true, socket = false, settings = {} } = options
  const binaries = findPostgres()
  if (binaries === undefined) throw new Error('No PostgreSQL was found: apt-get install postgresql.')
  const folder = mkdtempSync(join(tmpdir(), 'damson-postgres-'))
  const owner = serverUser()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  initialize(binaries, folder, owner)
  // The port is free when we ask for it, but another process may take it before the server does.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort()
    const more = { ...(socket && { unix_socket_directories: folder }), ...settings }
    const shell = launch({ binaries, folder, owner, port, fsync, more })
    const query = socket ? `?host=${encodeURIComponent(folder)}` : ''
    const url = `postgres://postgres@127.0.0.1:${port}/postgres${query}`
    if (await answers(url, shell)) return { url, pid: serverPid(folder), stop: () => stop(shell) }
    if (attempt === 3) throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`)
  }
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** PostgreSQL refuses to run as root; it then runs as the user that its package made. */
function serverUser(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

function initialize(binaries: string, folder: string, owner: Owner | undefined): void {
  const initdb = (locale: string) =>
    execFileSync(
      join(binaries, 'initdb'),
      ['-D', join(folder, 'store'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', `--locale=${locale}`, '--no-sync'],
      { cwd: folder, stdio: 'pipe', env: { PATH: process.env.PATH ?? '' }, ...owner },
    )
  try {
    initdb('C.UTF-8')
  } catch {
    // Not every system has that locale.
    initdb('C')
  }
}

interface Launch {
  readonly binaries: string
  readonly folder: string
  readonly owner: Owner | undefined
  readonly port: number
  readonly fsync: boolean
  readonly more: Readonly<Record<string, string>>
}

// The server is the shell's own child, so the shell can end no other process.
const keeper = '"$@" & server=$!; read -r _; kill -INT "$server"; wait "$server"; rm -rf "$0"'

function launch({ binaries, folder, owner, port, fsync, more }: Launch): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a')
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: fsync ? 'on' : 'off',
    synchronous_commit: fsync ? 'on' : 'off',
    full_page_writes: fsync ? 'on' : 'off',
    max_connections: 200,
    shared_buffers: '64MB',
    max_wal_size: '2GB',
    autovacuum: 'off',
    ...more,
  }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // In its own process group: Ctrl-C in the terminal is for the tests, and the keeper must survive it to clean up.
  const shell = spawn('sh', ['-c', keeper, folder, join(binaries, 'postgres'), '-D', join(folder, 'store'), ...args], {
    cwd: folder,
    detached: true,
    stdio: ['pipe', log, log],
    env: { PATH: process.env.PATH ?? '' },
    ...owner,
  })
  shell.unref()
  return shell
}

async function answers(url: string, shell: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 200 && shell.exitCode === null; tries += 1) {
    const client = new Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      await sleep(25)
    }
  }
  await stop(shell)
  return false
}

function serverPid(folder: string): number {
  return Number.parseInt(readFileSync(join(folder, 'store', 'postmaster.pid'), 'utf8'), 10)
}

async function stop(shell: ChildProcess): Promise<void> {
  if (shell.exitCode !== null || shell.signalCode !== null) return
  const ended = new Promise((resolve) => shell.once('exit', resolve))
  shell.ref()
  shell.stdin?.end()
  await ended
}
