/** `npm run conformance` */
import { readArguments, USAGE, WrongArguments } from './arguments.ts'
import { conformance, writeDocuments, writeReport } from './conformance.ts'
import { SetUpProblem } from './server/damson.ts'
import type { Person } from './server/server.ts'

async function main(): Promise<number> {
  try {
    const wanted = readArguments(process.argv.slice(2))
    const say = (line: string): void => void process.stdout.write(`${line}\n`)
    if (wanted.help) {
      process.stdout.write(USAGE)
      return 0
    }
    const { report, failures } = await conformance(wanted, administrator(), say)
    if (wanted.only === undefined) say(`Written: ${writeReport(report)}`)
    if (wanted.readme) writeDocuments(report, new Date())
    say(
      failures.length === 0
        ? 'No row failed.'
        : `Failed: ${failures.map(({ requirement }) => requirement.id).join(', ')}`,
    )
    return failures.length === 0 ? 0 : 1
  } catch (error) {
    if (error instanceof WrongArguments) {
      process.stderr.write(`${error.message}\n\n${USAGE}`)
      return 2
    }
    if (error instanceof SetUpProblem) {
      process.stderr.write(`${error.message}\n`)
      return 2
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 1
  }
}

/** Settings, because everybody on the machine can see a command line. */
function administrator(): Person | undefined {
  const { CONFORMANCE_EMAIL: email, CONFORMANCE_PASSWORD: password } = process.env
  if ((email === undefined) !== (password === undefined))
    throw new SetUpProblem('CONFORMANCE_EMAIL and CONFORMANCE_PASSWORD go together: set both or neither.')
  return email === undefined || password === undefined ? undefined : { email, password }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.exit(await main())
