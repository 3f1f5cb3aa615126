import { transform } from 'esbuild'
import { createSandbox, guestText, SandboxSettings } from '#base/sandbox'
import { createLog } from '../../../src/app.ts'
import type { FetchCall, FhirCall, GuestEvent, GuestOutput } from '../../../src/base/sandbox/guest/contract.ts'
import { LIMITS } from '../stand-in.ts'
import { type GuestRun, PLAIN, patient } from './in-vm.ts'

export interface Guests {
  /** As `runInVm`, in the real sandbox. */
  run(
    bot: string,
    event?: Partial<GuestEvent>,
    answer?: (call: FhirCall & FetchCall, name: string) => unknown,
  ): Promise<GuestRun>
  stop(): Promise<void>
}

let programs = 0

/** The sandbox with the script that Bots get in it. */
export function startGuests(): Guests {
  const sandbox = createSandbox({
    settings: SandboxSettings.parse({}),
    log: createLog('silent'),
    guest: guestText,
  })
  return {
    stop: () => sandbox.stop(),
    async run(bot, event = {}, answer = patient) {
      const { code } = await transform(bot, { loader: 'ts', format: 'cjs' })
      programs += 1
      const calls: (FhirCall & FetchCall)[] = []
      const log: string[] = []
      const outcome = await sandbox.run({
        project: 'clinic',
        program: { key: `bot ${programs}`, code },
        event: JSON.stringify({ ...PLAIN, ...event }),
        limits: LIMITS,
        async call(name, argument) {
          calls.push(argument as FhirCall & FetchCall)
          return answer(argument as FhirCall & FetchCall, name)
        },
        log: (level, text) => void log.push(`${level}: ${text}`),
      })
      if (!outcome.ok) throw Object.assign(new Error(outcome.refusal.message), outcome.refusal)
      return { output: JSON.parse(outcome.value) as GuestOutput, calls, log }
    },
  }
}
