/**
 * The sandbox: programs that nobody here has read run in QuickJS, which is WebAssembly, in processes of their own.
 *
 * Owns the processes, the engine in them, the pipe between, every limit, and the queue. Does not own what a program may
 * ask of the server (`call` of each run), nor what its code means: it knows nothing of Bots and FHIR. Asked by
 * `domain/bots`.
 */
import { Pool, type SandboxOptions } from './pool.ts'
import type { Sandbox } from './types.ts'

export { guestText } from './guest/text.ts'
export type { SandboxOptions } from './pool.ts'
export { SandboxSettings } from './settings.ts'
export type { Sandbox, SandboxLevel, SandboxLimits, SandboxProgram, SandboxRefusal, SandboxRun } from './types.ts'

export function createSandbox(options: SandboxOptions): Sandbox {
  return new Pool(options)
}
