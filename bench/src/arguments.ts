import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { isPathName, PATH_NAMES, type PathName } from './paths.ts'

/** The arguments of the command line. */
export interface Arguments {
  readonly help: boolean
  /** Fewer resources and short slices: shows that everything runs, not how fast. */
  readonly quick: boolean
  /** The file for the report as JSON. */
  readonly json: string | undefined
  /** The folder for CPU profiles of the server, one for each path. */
  readonly profile: string | undefined
  /** The address of a server elsewhere with the same protocol. */
  readonly peer: URL | undefined
  /** A commit, or a folder with a built checkout, to compare with this one. */
  readonly against: string | undefined
  /** How often each slice is measured; the report has the medians. */
  readonly rounds: number | undefined
  /** Writes bench/RESULTS.md; with `--scale`, SCALE.md and scale.svg. */
  readonly results: boolean
  /** The folder for what `--results` writes, if it is not `bench`. */
  readonly resultsDir: string | undefined
  readonly only: readonly PathName[]
  readonly connections: readonly number[]
  /** With `--scale`: the sizes to compare, as numbers of resources, the smallest first. */
  readonly scale: readonly number[] | undefined
  /** Measures instead whether answers tell who has an account, and what becomes of people under attack. */
  readonly security: boolean
  /** Measures instead how fast Bots run, what others notice of them, and what acting for a person costs. */
  readonly bots: boolean
  /** Measures instead how soon the first rows of long lists come. */
  readonly lists: boolean
  /** Measures instead what a browser loads of the console, and how soon it can be used. */
  readonly console: boolean
  /** With `--security`: how long the attack lasts. */
  readonly attackSeconds: number | undefined
}

/** An error in the command line, as a sentence. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

export const USAGE = `Usage: npm run bench -- [options]

Starts a throw-away PostgreSQL, the built server on it and its floors, drives them in turn and prints a table. Drives
oidc-provider on the same PostgreSQL in turn with the server, where both redeem codes and give tokens to machines.

  --quick             2,000 Observations and short slices: shows that everything runs, not how fast it is
  --json FILE         writes the report as JSON
  --profile           writes a CPU profile of the server for each path, and prints its most costly functions
  --profile-dir DIR   where the profiles go (tmp/profiles)
  --against COMMIT    drives the server of that commit in turn with this one, each on a database of its own, and says
                      what changed beyond noise; a folder with a built checkout is taken as it is
  --rounds COUNT      how often each slice is measured: 3, or 5 with --against
  --peer URL          drives a server elsewhere that speaks the same protocol, in turn with this one
  --results           writes bench/RESULTS.md; with --scale, bench/SCALE.md and bench/scale.svg; with --security,
                      bench/SECURITY.md; with --bots, bench/BOTS.md; with --lists, bench/LISTS.md; with --console,
                      bench/CONSOLE.md
  --results-dir DIR   the same, into another folder
  --only PATHS        some of ${PATH_NAMES.join(', ')};
                      with one of them, neither starts nor how long others wait are measured
  --connections LIST  instead of 1,16,64
  --scale             measures instead how the cost of reads, creates and searches grows with the number of resources, at
                      16 connections: loads a database of each size by COPY, with as many audit events
  --sizes LIST        instead of 10k,100k,1m: numbers of resources, with k or m, for --scale
  --security          measures instead whether the time of answers tells who has an account, on both stores, and what
                      becomes of people who sign in while 500 addresses guess passwords, on PostgreSQL
  --attack-seconds N  instead of 600: how long the attack of --security lasts
  --bots              measures instead how many Bots run in a second, the first run of a project, the memory of their
                      processes, how much slower reads become while Bots compute, and what acting for a person costs
  --lists             measures instead how soon the first rows of lists come, of 5 million audit events, 100,000 people and
                      10,000 clients, and what an export and the live view cost
  --console           measures instead what a browser loads of the console, and how soon somebody can use it
  --help              this text

For example, on a machine that does nothing else: npm run bench -- --scale --sizes 10k,100k,1m --results
or: npm run bench -- --security --results

A server elsewhere is asked with BENCH_PEER_CLIENT_ID and BENCH_PEER_CLIENT_SECRET, a client that may write Patients and
Observations, and, for password-login, with BENCH_PEER_EMAIL and BENCH_PEER_PASSWORD. Its processor time is not known.

Exit codes: 0 measured, 1 something failed, 2 wrong arguments. A budget that is missed is said, and is no failure; with
--security, --bots, --lists or --console it is one.
`

const CONNECTIONS = [1, 16, 64]
const MOST_CONNECTIONS = 256

export function readArguments(words: readonly string[]): Arguments {
  const values = parsed(words)
  refuseBeside(values)
  if (values.sizes !== undefined && values.scale !== true) throw new WrongArguments('--sizes goes with --scale.')
  if (values['attack-seconds'] !== undefined && values.security !== true)
    throw new WrongArguments('--attack-seconds goes with --security.')
  const profile = values['profile-dir'] ?? (values.profile === true ? 'tmp/profiles' : undefined)
  return {
    help: values.help === true,
    quick: values.quick === true,
    json: fileOf(values.json),
    profile,
    peer: peerOf(values.peer),
    against: values.against,
    rounds: roundsOf(values.rounds),
    results: values.results === true || values['results-dir'] !== undefined,
    resultsDir: folderOf(values['results-dir']),
    only: pathsOf(values.only),
    connections: connectionsOf(values.connections),
    scale: values.scale === true ? sizesOf(values.sizes) : undefined,
    security: values.security === true,
    bots: values.bots === true,
    lists: values.lists === true,
    console: values.console === true,
    attackSeconds: secondsOf(values['attack-seconds']),
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
        against: { type: 'string' },
        rounds: { type: 'string' },
        results: { type: 'boolean' },
        only: { type: 'string' },
        connections: { type: 'string' },
        scale: { type: 'boolean' },
        sizes: { type: 'string' },
        'results-dir': { type: 'string' },
        security: { type: 'boolean' },
        bots: { type: 'boolean' },
        lists: { type: 'boolean' },
        console: { type: 'boolean' },
        'attack-seconds': { type: 'string' },
      },
    })
    return values
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : 'The arguments cannot be read.')
  }
}

/** What can be measured instead, and why what chooses paths does not go with it. */
const INSTEAD = {
  security: 'asks questions of its own',
  bots: 'runs Bots of its own at 1 and 16 connections',
  lists: 'asks questions of its own',
  console: 'opens the console alone',
  scale: 'measures paths of its own at 16 connections',
} as const
const OF_PATHS = ['profile', 'profile-dir', 'peer', 'against', 'only', 'connections'] as const

function refuseBeside(values: ReturnType<typeof parsed>): void {
  const [mode, other] = (Object.keys(INSTEAD) as (keyof typeof INSTEAD)[]).filter((name) => values[name] === true)
  if (mode === undefined) return
  const names = mode === 'scale' ? OF_PATHS : ([...OF_PATHS, 'rounds'] as const)
  const beside = other ?? names.find((name) => values[name] !== undefined)
  if (beside !== undefined) throw new WrongArguments(`--${beside} does not go with --${mode}, which ${INSTEAD[mode]}.`)
}

const MOST_ATTACK_SECONDS = 86_400

function secondsOf(word: string | undefined): number | undefined {
  const seconds = word === undefined ? 1 : Number(word)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MOST_ATTACK_SECONDS)
    throw new WrongArguments(`--attack-seconds ${word}: a whole number from 1 to ${MOST_ATTACK_SECONDS}.`)
  return word === undefined ? undefined : seconds
}

/** Reported before anything is measured, and not ten minutes later. */
function fileOf(path: string | undefined): string | undefined {
  if (path === undefined || existsSync(dirname(path))) return path
  throw new WrongArguments(`--json ${path}: there is no folder ${dirname(path)}.`)
}

function folderOf(path: string | undefined): string | undefined {
  if (path === undefined || existsSync(path)) return path
  throw new WrongArguments(`--results-dir ${path}: there is no such folder.`)
}

function peerOf(name: string | undefined): Arguments['peer'] {
  if (name === undefined) return undefined
  const url = /^https?:/.test(name) ? URL.parse(name) : null
  if (url !== null) return url
  throw new WrongArguments(`--peer ${name}: the peer is the address of a server (https://…).`)
}

const MOST_ROUNDS = 50

function roundsOf(word: string | undefined): number | undefined {
  const count = word === undefined ? 1 : Number(word)
  if (!Number.isInteger(count) || count < 1 || count > MOST_ROUNDS)
    throw new WrongArguments(`--rounds ${word}: a whole number from 1 to ${MOST_ROUNDS}.`)
  return word === undefined ? undefined : count
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

const SIZES = [10_000, 100_000, 1_000_000]
const [LEAST_SIZE, MOST_SIZE] = [1_000, 10_000_000]
const MULTIPLES: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 }

function sizesOf(list: string | undefined): readonly number[] {
  if (list === undefined) return SIZES
  const sizes = new Set(list.toLowerCase().split(',').map(sizeOf))
  if (sizes.size < 2) throw new WrongArguments(`--sizes ${list}: at least two sizes, which are compared.`)
  return [...sizes].sort((a, b) => a - b)
}

function sizeOf(word: string): number {
  const [, digits, unit = ''] = /^(\d+)([km]?)$/.exec(word) ?? []
  const size = Number(digits) * (MULTIPLES[unit] ?? 1)
  if (size >= LEAST_SIZE && size <= MOST_SIZE) return size
  throw new WrongArguments(`--sizes ${word}: numbers from 1k to 10m by comma, such as 10k,100k,1m.`)
}
