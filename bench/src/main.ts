/** `npm run bench` */
import { writeFileSync } from 'node:fs'
import { NotBuilt } from './against/build.ts'
import { readArguments, USAGE, WrongArguments } from './arguments.ts'
import { bench } from './bench.ts'
import { NoRoom } from './scale/room.ts'

async function main(): Promise<number> {
  try {
    const wanted = readArguments(process.argv.slice(2))
    if (wanted.help) {
      process.stdout.write(USAGE)
      return 0
    }
    const report = await bench(wanted, (line) => process.stdout.write(`${line}\n`))
    if (wanted.json !== undefined) writeFileSync(wanted.json, `${JSON.stringify(report, undefined, 2)}\n`)
    return 'isMet' in report && !report.isMet ? 1 : 0
  } catch (error) {
    if (error instanceof WrongArguments) {
      process.stderr.write(`${error.message}\n\n${USAGE}`)
      return 2
    }
    if (error instanceof NotBuilt || error instanceof NoRoom) {
      process.stderr.write(`${error.message}\n`)
      return 1
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return 1
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
process.exit(await main())
