/** `npm run send`: stands in for an analyzer. */
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { sampleMessage } from './samples.ts'
import { codeIn, send } from './send.ts'

const HELP = `Sends the results of a blood sample, as an analyzer does. What is not taken is sent again.

  npm run send -- [--port NUMBER] [--patient NUMBER] [--every SECONDS]

  --port     of the host on 127.0.0.1 (2575)
  --patient  the patient's number (100001)
  --every    goes on, with a sample each so many seconds, of the patient and the nine after them in turn

Exit codes: 0 taken, 1 not taken or no answer, 2 wrong usage.`

const AGAIN_AFTER_MS = 5_000

function readWords(): { help?: boolean; port: number; patient: number; every: number } | undefined {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      port: { type: 'string', default: '2575' },
      patient: { type: 'string', default: '100001' },
      every: { type: 'string', default: '0' },
    } as const
    const { values } = parseArgs({ options })
    const [port, patient, every] = [Number(values.port), Number(values.patient), Number(values.every)]
    return Number.isInteger(port) && Number.isInteger(patient) && every >= 0
      ? { ...values, port, patient, every }
      : undefined
  } catch {
    // What parseArgs says, the help says better.
    return undefined
  }
}

/** Sends it once; prints what it is answered. */
async function trySend(port: number, message: string): Promise<boolean> {
  try {
    const acknowledgment = await send(port, message)
    console.log(acknowledgment.replaceAll('\r', '\n'))
    return codeIn(acknowledgment) === 'AA'
  } catch (error) {
    console.error(`No answer: ${error instanceof Error ? error.message : 'unknown'}`)
    return false
  }
}

const words = readWords()
if (words === undefined || words.help === true) {
  console.log(HELP)
  process.exit(words === undefined ? 2 : 0)
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0))
const { port, patient, every } = words
for (let count = 0; ; count++) {
  const patientNumber = String(patient + (count % 10))
  const controlId = randomUUID().replaceAll('-', '').slice(0, 20)
  const message = sampleMessage({ patientNumber, controlId, at: new Date(), chance: Math.random })
  let isTaken = await trySend(port, message)
  if (every === 0) process.exit(isTaken ? 0 : 1)
  // The same message, with the same control id: twice sent, once written.
  for (; !isTaken; isTaken = await trySend(port, message)) await wait(AGAIN_AFTER_MS)
  await wait(every * 1_000)
}
