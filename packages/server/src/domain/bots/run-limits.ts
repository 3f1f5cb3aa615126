import type { Bot } from '@damson/fhir'
import type { SandboxLimits } from '#base/sandbox'
import type { BotCeilings } from '#domain/projects'

const KB = 1_024
const MB = 1_024 * KB

/** As on the wire, unless the Bot's `timeout` says otherwise. */
const SECONDS = 10

/** A Bot that calls a Bot that calls a Bot stops here. */
export const MOST_DEPTH = 5

/**
 * How long a Bot may run, and what it may use: within what its project lets Bots use. A Bot called by a Bot ends before its
 * caller does.
 */
export function limitsOf(
  { timeout = SECONDS }: Pick<Bot, 'timeout'>,
  ceilings: BotCeilings,
  leftMs = Infinity,
): SandboxLimits {
  const wallMs = Math.min(Math.max(timeout, 1), ceilings.botSeconds) * 1_000
  return {
    wallMs: Math.max(1, Math.floor(Math.min(wallMs, leftMs))),
    // A Bot waits for answers most of the time.
    cpuMs: ceilings.botProcessorSeconds * 1_000,
    memoryBytes: ceilings.botMemoryMegabytes * MB,
    outputBytes: ceilings.botOutputKilobytes * KB,
    calls: ceilings.botCalls,
    callBytes: 8 * MB,
    logBytes: ceilings.botLogKilobytes * KB,
  }
}
