/** The shared parts of the commands: arguments, settings, exit codes. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StoreLocation } from '#base/backup'
import { createKeyring, type Keyring, readKey } from '#base/crypto'
import { type Db, openPostgres, reachProblem, StoreRefusal } from '#base/db'
import { openPglite } from '#base/embedded'
import { type Config, readConfig } from '../config.ts'

/** A refusal: a sentence for the operator, and the exit code. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
  readonly exitCode: number
  constructor(sentence: string, exitCode = 1) {
    super(sentence)
    this.exitCode = exitCode
  }
}

const USAGE = 64
const CONFIG = 78

/** Runs a command. Prints help on `--help`, and a sentence with an exit code on refusal. */
export async function runCommand(help: string, run: (words: readonly string[]) => Promise<number>): Promise<void> {
  const words = process.argv.slice(2)
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help)
    return
  }
  try {
    process.exitCode = await run(words)
  } catch (error) {
    const known = error instanceof CommandRefused || error instanceof StoreRefusal
    console.error(known ? error.message : (reachProblem(error) ?? error))
    process.exitCode = error instanceof CommandRefused ? error.exitCode : 1
  }
}

export function usage(help: string): CommandRefused {
  return new CommandRefused(help, USAGE)
}

/** The same settings as the server reads. */
export function settings(): Config {
  const { config, problems } = readConfig({ env: process.env, file: configFile() })
  if (config === undefined) throw new CommandRefused(problems.map(({ sentence }) => sentence).join('\n'), CONFIG)
  return config
}

export function configFile(): unknown {
  const path = process.env['DAMSON_CONFIG']
  if (path === undefined) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    throw new CommandRefused(`DAMSON_CONFIG: ${path} is not a readable JSON file.`, CONFIG)
  }
}

export function storeLocation({ server }: Config): StoreLocation {
  return server.databaseUrl === undefined
    ? { engine: 'pglite', dataDir: join(server.dataDir, 'store') }
    : { engine: 'postgres', url: server.databaseUrl.reveal() }
}

export async function openStore(config: Config): Promise<Db> {
  const location = storeLocation(config)
  return location.engine === 'postgres'
    ? openPostgres({ url: location.url, poolSize: 2 })
    : openPglite({ dataDir: location.dataDir })
}

/** The file with the embedded store's own key. */
export function keyFile({ server }: Config): string {
  return join(server.dataDir, 'key')
}

/** The keys of the store, with the previous one, from the settings or the embedded store. */
export function keyringOf(config: Config): Keyring | undefined {
  const { keyPrevious } = config.server
  const [key, previous] = [masterKeyOf(config), keyPrevious && readKey(keyPrevious.reveal())]
  return key === undefined ? undefined : createKeyring(key, previous)
}

/** The master key, from the settings or the embedded store. */
export function masterKeyOf(config: Config): Uint8Array | undefined {
  if (config.server.key !== undefined) return readKey(config.server.key.reveal())
  return existsSync(keyFile(config)) ? readKey(readFileSync(keyFile(config), 'utf8')) : undefined
}
