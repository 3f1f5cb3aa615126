import { randomInt } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Ports } from './options.ts'

const RECEPTION_MS = 6_000
const ANALYZER_MS = 5_000

interface Work {
  readonly ports: Ports
  readonly records: readonly string[]
  readonly signal: AbortSignal
}

/** What goes on in a clinic by itself: the reception looks at its list, the analyzer hands in results. */
export function keepBusy({ ports, records, signal }: Work): void {
  const url = `http://127.0.0.1:${ports.legacyApp}/`
  void repeat(RECEPTION_MS, signal, async () => {
    const answer = await fetch(url, { signal })
    await answer.text()
    if (!answer.ok) throw new Error(`The reception’s app answers ${answer.status}.`)
  })
  void repeat(ANALYZER_MS, signal, () => {
    const record = records[randomInt(records.length)] ?? ''
    return sendMessage(ports.analyzer, glucoseResult(record, new Date()), signal)
  })
}

async function repeat(ms: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await work()
    } catch (error) {
      if (!signal.aborted) console.error(error instanceof Error ? error.message : error)
    }
    await wait(ms, undefined, { signal }).catch(() => undefined)
  }
}

/** An HL7 v2 ORU^R01 message, as an analyzer writes it. */
export function glucoseResult(record: string, at: Date): string {
  const time = `${at.toISOString().replace(/[-:T]|\.\d+Z$/g, '')}+0000`
  const id = `DEMO${at.getTime()}`
  const value = (3.8 + randomInt(60) / 10).toFixed(1)
  return [
    `MSH|^~\\&|ANALYZER|LAB|DAMSON|HILLSIDE|${time}||ORU^R01^ORU_R01|${id}|P|2.5.1`,
    `PID|1||${record}^^^HILLSIDE^MR`,
    `OBR|1||${id}|14749-6^Glucose^LN|||${time}`,
    `OBX|1|NM|14749-6^Glucose^LN||${value}|mmol/L|3.9-5.6||||F|||${time}`,
    '',
  ].join('\r')
}

const [START, END] = ['\x0b', '\x1c\r']

/** Sends a message in MLLP framing, and waits for its acknowledgment. */
function sendMessage(port: number, message: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, signal })
    let answer = ''
    socket.setEncoding('utf8')
    socket.once('error', reject)
    socket.on('connect', () => socket.write(`${START}${message}${END}`))
    socket.on('data', (chunk) => {
      answer += chunk.toString()
      if (!answer.endsWith(END)) return
      socket.destroy()
      if (/\rMSA\|AA/.test(answer)) resolve()
      else reject(new Error(`The analyzer did not take a result: ${JSON.stringify(answer)}`))
    })
  })
}
