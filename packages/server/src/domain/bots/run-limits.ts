import type { Bot } from '@damson/fhir'
import type { SandboxLimits } from '#base/sandbox'

const KB = 1_024
const MB = 1_024 * KB

/** As on the wire, unless the Bot's `timeout` says otherwise. */
const SECONDS = 10
const MOST_SECONDS = 60
/** A Bot waits for answers most of the time. */
const CPU_MS = 5_000

/** A Bot that calls a Bot that calls a Bot stops here. */
export const MOST_DEPTH = 5

/** Runs of one project at once on a node. */
export const MOST_AT_ONCE = 50

/** How long a Bot may run, and what it may use. A Bot called by a Bot ends before its caller does. */
export function limitsOf({ timeout = SECONDS }: Pick<Bot, 'timeout'>, leftMs = Infinity): SandboxLimits {
  const wallMs = Math.min(Math.max(timeout, 1), MOST_SECONDS) * 1_000
  return {
    wallMs: Math.max(1, Math.floor(Math.min(wallMs, leftMs))),
    cpuMs: CPU_MS,
    memoryBytes: 64 * MB,
    outputBytes: 4 * MB,
    calls: 1_000,
    callBytes: 8 * MB,
    logBytes: 64 * KB,
  }
}
