import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { isPathName, PATH_NAMES, type PathName } from './paths.ts'

/** What the command line asks for. */
export interface Arguments {
  readonly help: boolean
  /** Fewer resources and short slices: it shows that everything runs, not how fast. */
  readonly quick: boolean
  /** Where the report goes as JSON. */
  readonly json: string | undefined
  /** The folder for CPU profiles of the server, one a path. */
  readonly profile: string | undefined
  readonly peer: 'oidc-provider' | undefined
  /** Writes the table into README.md, between its markers. */
  readonly readme: boolean
  readonly only: readonly PathName[]
  readonly connections: readonly number[]
}

/** What is wrong with the command line, in a sentence. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

export const USAGE = `Usage: npm run bench -- [options]

Starts a throw-away PostgreSQL, the built server on it and its floors, drives them in turn and prints a table.

  --quick             2,000 Observations and short slices: shows that everything runs, not how fast it is
  --json FILE         writes the report as JSON
  --profile           writes a CPU profile of the server for each path, and prints its most costly functions
  --profile-dir DIR   where the profiles go (tmp/profiles)
  --peer NAME         adds a peer's token endpoint on the same PostgreSQL: oidc-provider
  --readme            writes the table into README.md
  --only PATHS        some of ${PATH_NAMES.join(', ')}
  --connections LIST  instead of 1,16,64
  --help              this text

Exit codes: 0 measured, 1 something failed, 2 wrong arguments. A budget that is missed is said, and is no failure.
`

const CONNECTIONS = [1, 16, 64]
const MOST_CONNECTIONS = 256

export function readArguments(words: readonly string[]): Arguments {
  const values = parsed(words)
  const profile = values['profile-dir'] ?? (values.profile === true ? 'tmp/profiles' : undefined)
  return {
    help: values.help === true,
    quick: values.quick === true,
    json: fileOf(values.json),
    profile,
    peer: peerOf(values.peer),
    readme: values.readme === true,
    only: pathsOf(values.only),
    connections: connectionsOf(values.connections),
  }
}

function parsed(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        help: { type: 'boolean', short: 'h' },
        quick: { type: 'boolean' },
        json: { type: 'string' },
        profile: { type: 'boolean' },
        'profile-dir': { type: 'string' },
        peer: { type: 'string' },
        readme: { type: 'boolean' },
        only: { type: 'string' },
        connections: { type: 'string' },
      },
    })
    return values
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : 'The arguments cannot be read.')
  }
}

/** Said before anything is measured, and not after ten minutes. */
function fileOf(path: string | undefined): string | undefined {
  if (path === undefined || existsSync(dirname(path))) return path
  throw new WrongArguments(`--json ${path}: there is no folder ${dirname(path)}.`)
}

function peerOf(name: string | undefined): 'oidc-provider' | undefined {
  if (name === undefined || name === 'oidc-provider') return name
  throw new WrongArguments(`--peer ${name}: the one peer is oidc-provider.`)
}

function pathsOf(list: string | undefined): readonly PathName[] {
  if (list === undefined) return PATH_NAMES
  return list.split(',').map((name) => {
    if (isPathName(name)) return name
    throw new WrongArguments(`--only ${name}: the paths are ${PATH_NAMES.join(', ')}.`)
  })
}

function connectionsOf(list: string | undefined): readonly number[] {
  if (list === undefined) return CONNECTIONS
  return list.split(',').map((word) => {
    const count = Number(word)
    if (Number.isInteger(count) && count >= 1 && count <= MOST_CONNECTIONS) return count
    throw new WrongArguments(`--connections ${word}: whole numbers from 1 to ${MOST_CONNECTIONS}, by comma.`)
  })
}
