import { parseArgs } from 'node:util'

export const HELP = `Opens a clinic of invented people, with the three patterns at work in it.

  npm run demo -- [--first-port NUMBER] [--patients NUMBER] [--seed NUMBER]

  --first-port  takes ports in a row from here, instead of 8103, 5173, 5174, 8200, 8201 and 2575
  --patients    how many (24)
  --seed        the same seed makes the same people (1)

Exit codes: 0 stopped, 1 fault, 2 wrong usage.`

/** The ports, all on this machine only. */
export interface Ports {
  readonly server: number
  readonly browserApp: number
  readonly livePage: number
  readonly legacyApp: number
  readonly proxy: number
  readonly analyzer: number
}

export interface Options {
  readonly ports: Ports
  readonly patients: number
  readonly seed: number
}

/** Wrong words on the command line. */
export class UsageError extends Error {}

const USUAL: Ports = { server: 8103, browserApp: 5173, livePage: 5174, legacyApp: 8200, proxy: 8201, analyzer: 2575 }

/** The options; undefined where help was asked for. @throws {UsageError} */
export function readOptions(words: readonly string[]): Options | undefined {
  const values = parsed(words)
  if (values.help === true) return undefined
  const first = values['first-port']
  return {
    ports: first === undefined ? USUAL : portsFrom(whole('--first-port', first, 1_024, 65_000)),
    patients: whole('--patients', values.patients, 1, 1_000),
    seed: whole('--seed', values.seed, 0, 1_000_000),
  }
}

function parsed(args: readonly string[]): {
  readonly help?: boolean
  readonly 'first-port'?: string
  readonly patients: string
  readonly seed: string
} {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      'first-port': { type: 'string' },
      patients: { type: 'string', default: '24' },
      seed: { type: 'string', default: '1' },
    } as const
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function portsFrom(first: number): Ports {
  const names = Object.keys(USUAL) as (keyof Ports)[]
  return Object.fromEntries(names.map((name, at) => [name, first + at])) as Record<keyof Ports, number>
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${name} is a whole number from ${least} to ${most}.`)
  return value
}
