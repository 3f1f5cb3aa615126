import { parseArgs } from 'node:util'

/** The arguments of the command line. */
export interface Arguments {
  readonly help: boolean
  /** A running server; without it one is started. */
  readonly baseUrl: string | undefined
  /** Writes the tables into conformance/README.md. */
  readonly readme: boolean
  /** Runs only rows whose id begins with this. */
  readonly only: string | undefined
  /** Skips the oracle. */
  readonly withoutOracle: boolean
}

/** An error in the command line, as a sentence. */
export class WrongArguments extends Error {
  override readonly name = 'WrongArguments'
}

export const USAGE = `Usage: npm run conformance -- [options]

Runs the ledger: every requirement has a test that speaks HTTP to a server. Starts Damson with an embedded store that is
thrown away, and the oracle (oidc-provider), on free ports of this machine; writes conformance/report.json.

  --base-url URL   tests a server that runs already, in a project that exists only for tests
  --only PREFIX    only rows whose id begins like this, such as rfc7636 or oidc-core-12; writes no report
  --no-oracle      leaves the oracle out
  --readme         writes the tables into conformance/README.md
  --help           this text

If no one can register on the server at URL, set CONFORMANCE_EMAIL and CONFORMANCE_PASSWORD to the sign-in of an
administrator of a project there. The rows guess passwords and use up limits: use no server that others need.
On another machine all rows come from one address: set DAMSON_THROTTLE_ATTEMPTS_PER_ADDRESS=1500 there.

Exit codes: 0 no row failed, 1 a row failed, 2 wrong arguments or settings.
`

export function readArguments(words: readonly string[]): Arguments {
  const values = parsed(words)
  const wanted = {
    help: values.help === true,
    baseUrl: baseUrlOf(values['base-url']),
    readme: values.readme === true,
    only: values.only,
    withoutOracle: values['no-oracle'] === true,
  }
  if (wanted.readme && (wanted.only !== undefined || wanted.withoutOracle || wanted.baseUrl !== undefined))
    throw new WrongArguments('--readme writes what a whole run on our own server shows: leave the other options out.')
  return wanted
}

function parsed(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        help: { type: 'boolean', short: 'h' },
        'base-url': { type: 'string' },
        only: { type: 'string' },
        'no-oracle': { type: 'boolean' },
        readme: { type: 'boolean' },
      },
    })
    return values
  } catch (error) {
    throw new WrongArguments(error instanceof Error ? error.message : 'The arguments cannot be read.')
  }
}

function baseUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) return text
  throw new WrongArguments(`--base-url ${text}: write an http or https URL, such as https://id.example.org/.`)
}
