import { createContext, runInContext } from 'node:vm'
import { transform } from 'esbuild'
import { buildGuest } from '../../../src/base/sandbox/guest/build.ts'
import type {
  FetchCall,
  FhirCall,
  FhirCallAnswer,
  GuestEvent,
  GuestOutput,
} from '../../../src/base/sandbox/guest/contract.ts'

/** What a run asked for, and what it gave. */
export interface GuestRun {
  readonly output: GuestOutput
  readonly calls: readonly (FhirCall & FetchCall)[]
  readonly log: readonly string[]
}

type Answer = (call: FhirCall & FetchCall, name: string) => unknown

export const PLAIN: GuestEvent = {
  bot: { reference: 'Bot/1' },
  contentType: 'application/json',
  encoding: 'json',
  input: {},
  headers: {},
  secrets: {},
}

let script: Promise<string> | undefined

/**
 * Runs a Bot in the guest's script, in a context that has what ECMAScript has and no more. The sandbox is not there: this
 * is about what the script gives a Bot, not about what holds it.
 */
export async function runInVm(
  bot: string,
  event: Partial<GuestEvent> = {},
  answer: Answer = patient,
): Promise<GuestRun> {
  script ??= buildGuest().then(({ text }) => text)
  const calls: (FhirCall & FetchCall)[] = []
  const log: string[] = []
  const host = {
    call: async (name: string, argument: string) => {
      const call = JSON.parse(argument) as FhirCall & FetchCall
      calls.push(call)
      try {
        return JSON.stringify(await answer(call, name))
      } catch (error) {
        // As the sandbox does: an error of the context's own.
        throw Reflect.construct(runInContext('Error', context), [(error as Error).message])
      }
    },
    log: (level: string, text: string) => log.push(`${level}: ${text}`),
    random: (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes)).buffer,
    now: () => performance.now(),
  }
  const context = createContext({ host, setTimeout, clearTimeout })
  const guest = runInContext(`(() => {${await script}\nreturn guest\n})()`, context)
  const { code } = await transform(bot, { loader: 'ts', format: 'cjs' })
  const program = runInContext(`(function (module, exports, require) {\n${code}\n})`, context)
  const module = { exports: {} }
  program(module, module.exports, guest.require)
  const output = await guest.main(module.exports, JSON.stringify({ ...PLAIN, ...event }))
  return { output: JSON.parse(output) as GuestOutput, calls, log }
}

/** A refusal of the script, or what the Bot threw. */
export async function refusedInVm(
  bot: string,
  event: Partial<GuestEvent> = {},
  answer: Answer = patient,
): Promise<unknown> {
  return runInVm(bot, event, answer).then(
    () => 'not refused',
    ({ name, message, why, outcome }) => ({ name, message, why, outcome }),
  )
}

export function fhir(body: unknown, status = 200): FhirCallAnswer {
  return { status, headers: { 'content-type': 'application/fhir+json; charset=utf-8' }, body: JSON.stringify(body) }
}

export function patient(): FhirCallAnswer {
  return fhir({ resourceType: 'Patient', id: '1' })
}
