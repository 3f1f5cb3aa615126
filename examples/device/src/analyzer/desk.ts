import { isDeepStrictEqual } from 'node:util'
import {
  type BundleEntry,
  type DamsonClient,
  DamsonError,
  normalizeErrorString,
  type Observation,
  OperationOutcomeError,
} from '@damson/sdk'
import { acknowledge } from '../hl7/acknowledgment.ts'
import { headerOf, parseMessage } from '../hl7/message.ts'
import { MessageRefused } from '../hl7/refusal.ts'
import { type Result, resultsOf } from './observations.ts'
import { type Authorities, escaped, findPatient } from './patient.ts'

export interface DeskOptions {
  readonly client: DamsonClient
  readonly signIn: () => Promise<void>
  readonly authorities: Authorities
  readonly timeZone: string
  readonly resultSystem: string
  readonly now: () => Date
  /** Called for each message with its control id and the answer; never with the patient. */
  readonly log: (line: string) => void
}

export interface Receipt {
  readonly code: 'AA' | 'AE' | 'AR'
  /** The answer, ready to be sent. */
  readonly acknowledgment: string
}

/** Takes a message in, and answers it. */
export type Desk = (bytes: Buffer) => Promise<Receipt>

/** AA means that every result is stored; AE and AR, that the sender keeps the message. */
export function createDesk(options: DeskOptions): Desk {
  return async (bytes) => {
    const refusal = await take(bytes, options).then(() => undefined, refusalOf)
    const code = refusal?.acknowledgment ?? 'AA'
    const id = headerOf(bytes)
      ?.raw(10)
      .replace(/[^\w.-]/g, '?')
      .slice(0, 40)
    const fault = refusal === undefined ? '' : ` ${refusal.condition} ${refusal.location} ${refusal.message}`
    options.log(`${id ?? 'no control id'} ${code}${fault}${causeOf(refusal)}`)
    return { code, acknowledgment: acknowledge(bytes, refusal, options.now()) }
  }
}

/** All is read and checked before anything is written. */
async function take(bytes: Buffer, options: DeskOptions): Promise<void> {
  const { client, signIn, authorities, timeZone, resultSystem, now } = options
  const message = parseMessage(bytes)
  const results = resultsOf(message, { timeZone, resultSystem, now: now() })
  await signIn()
  const patient = await findPatient(client, message, authorities)
  const subject = { reference: `Patient/${patient.id}` }
  await write(
    client,
    results.map((result) => ({ ...result, subject })),
  )
}

/**
 * Creates what is not there yet. When the server goes away in the middle, the sender gets an AE, and what it sends again
 * completes what was begun.
 */
async function write(client: DamsonClient, results: readonly Result[]): Promise<void> {
  const stored = await storedOf(client, results)
  // The analyzer began to count anew, say: to take it for the same message would lose a result.
  if (results.some((result) => isOther(result, stored.get(result.identifier[0].value)))) throw controlIdTaken()
  const entry = results.map((resource): BundleEntry => {
    // Found a moment ago or not: another connection may be sending the same message.
    const ifNoneExist = new URLSearchParams({ identifier: identifierIn(resource) }).toString()
    return { resource, request: { method: 'POST', url: 'Observation', ifNoneExist } }
  })
  const answers = await client.executeBatch({ resourceType: 'Bundle', type: 'batch', entry })
  for (const [index, result] of results.entries()) checkWritten(result, answers.entry?.[index], index + 1)
}

const AT_ONCE = 50

/** What an earlier try wrote, by its identifier. */
async function storedOf(client: DamsonClient, results: readonly Result[]): Promise<ReadonlyMap<string, Observation>> {
  const stored = new Map<string, Observation>()
  for (let start = 0; start < results.length; start += AT_ONCE) {
    const identifier = results
      .slice(start, start + AT_ONCE)
      .map(identifierIn)
      .join(',')
    const query = new URLSearchParams({ identifier, _count: String(2 * AT_ONCE) })
    for (const found of await client.searchResources('Observation', query))
      for (const { value = '' } of found.identifier ?? []) stored.set(value, found)
  }
  return stored
}

function identifierIn({ identifier: [{ system, value }] }: Result): string {
  return `${escaped(system)}|${escaped(value)}`
}

function checkWritten(result: Result, answer: BundleEntry | undefined, number: number): void {
  const status = Number(answer?.response?.status ?? 0)
  if (status === 201) return
  if (status === 200) {
    if (isOther(result, answer?.resource as Observation | undefined)) throw controlIdTaken()
    return
  }
  const isPassing = status === 0 || status === 429 || status >= 500
  const text = isPassing
    ? 'The server could not take the result: send the message again.'
    : 'The server refused the result: see the log of the host.'
  const cause = new Error(`${status} ${normalizeErrorString(answer?.response?.outcome)}`)
  throw new MessageRefused('AE', 207, `OBX^${number}`, text, { cause })
}

function controlIdTaken(): MessageRefused {
  return new MessageRefused(
    'AE',
    205,
    'MSH^1^10',
    'Other results were sent under this control id before: give this message another.',
  )
}

const COMPARED = [
  ...(['status', 'code', 'subject', 'effectiveDateTime', 'valueQuantity', 'valueString'] as const),
  ...(['valueCodeableConcept', 'valueRatio', 'valueRange'] as const),
]

function isOther(sent: Observation, stored: Observation | undefined): boolean {
  // As the wire has it: 5.20 is 5.2 once it was read.
  const read = JSON.parse(JSON.stringify(sent)) as Observation
  return stored !== undefined && !COMPARED.every((element) => isDeepStrictEqual(read[element], stored[element]))
}

/** A sentence for the sender; what went wrong behind it is for the log. */
function refusalOf(error: unknown): MessageRefused {
  if (error instanceof MessageRefused) return error
  const refused = (text: string): MessageRefused => new MessageRefused('AE', 207, '', text, { cause: error })
  if (!(error instanceof DamsonError)) return refused('A fault of the host: see its log.')
  if (error.code === 'network' || error.code === 'timeout')
    return refused('The server cannot be reached: send the message again.')
  if (error.code === 'oauth' || error.code === 'unauthenticated')
    return refused(
      'The server does not accept the id and secret of this host. Once they are right, send the message again.',
    )
  const isForbidden = error instanceof OperationOutcomeError && error.status === 403
  return refused(
    isForbidden
      ? 'The access policy of this host does not allow it. Once it does, send the message again.'
      : 'The server could not take the message: send it again.',
  )
}

function causeOf(refusal: MessageRefused | undefined): string {
  const { cause } = refusal ?? {}
  if (cause === undefined) return ''
  return ` (${cause instanceof Error ? cause.message : 'unknown'})`
}
