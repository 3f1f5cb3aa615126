import type { Bot } from '@damson/fhir'
import type { SandboxRefusal } from '#base/sandbox'
import type { Grantee } from '#domain/access'
import type { RequestOrigin } from '#domain/projects'
import type { BotProgram } from './known-bots.ts'
import { botFetch, type OutsideDeps } from './outside-calls.ts'
import type { LogLevel, LogLine, RunNotes } from './run-notes.ts'
import { scrubber } from './scrubbed.ts'

/** `outbound`: to other servers, for the code of Bots. */
export interface WatchDeps extends OutsideDeps {
  readonly runNotes: RunNotes
}

/** A run that begins. */
interface BegunRun {
  readonly project: string
  readonly botId: string
  readonly program: BotProgram
  readonly origin: RequestOrigin
  /** Who started it: a profile. */
  readonly requester: string | undefined
  /** As whom it acts by now; undefined when it may not any more. */
  acting(): Promise<{ readonly grantee: Grantee; readonly resource: Bot } | undefined>
  /** Those that it was given, by name. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A run with what it asks of other servers, and what it leaves behind. */
export interface WatchedRun {
  callOut(argument: unknown, signal: AbortSignal): Promise<unknown>
  log(level: LogLevel, text: string): void
  /** Keeps what it logged, and why it failed. */
  ended(refusal: SandboxRefusal | undefined): Promise<void>
}

export function watchedRun(
  deps: WatchDeps,
  { project, botId, program, origin, requester, acting, secrets }: BegunRun,
): WatchedRun {
  const lines: LogLine[] = []
  const scrub = scrubber(secrets)
  return {
    async callOut(argument, signal) {
      // What was revoked since the run began calls nobody.
      const by = await acting()
      if (by === undefined) throw new Error('This Bot may not act any more.')
      const { grantee, resource: bot } = by
      const called = await botFetch(deps, { bot, grantee, origin, scrub }, argument, signal)
      if (called.ok) return called.value
      throw new Error(called.refusal)
    },
    log: (level, text) => void lines.push({ level, text }),
    ended: (refusal) =>
      deps.runNotes.note({
        project,
        botId,
        versionId: program.versionId,
        traceId: origin.traceId,
        requester,
        lines,
        outcome: refusal?.why ?? 'ok',
        error: refusal && { message: refusal.message, stack: refusal.stack },
        secrets,
      }),
  }
}
