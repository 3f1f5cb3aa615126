import type { Result } from '@damson/fhir'

/** A Bot's program, as the bundler made it. */
export interface SandboxProgram {
  /** Names exactly this code, such as the id of the Bot's version: a worker may keep the code under it. */
  readonly key: string
  /** CommonJS in one file. */
  readonly code: string
}

export interface SandboxLimits {
  /** From the start in a worker to the end, calls included. */
  readonly wallMs: number
  /** Processor time of the program itself. */
  readonly cpuMs: number
  /** Of the program's heap, the guest's own objects included. */
  readonly memoryBytes: number
  /** Of the output's JSON text. */
  readonly outputBytes: number
  /** How many calls to the broker. */
  readonly calls: number
  /** Of one call's argument, and of its answer. */
  readonly callBytes: number
  /** Of all lines of the log together, 64 more for each; what goes beyond is left out, and the last line says so. */
  readonly logBytes: number
}

export type SandboxLevel = 'debug' | 'info' | 'warn' | 'error'

export interface SandboxRun {
  /** A worker serves the programs of one project until it is thrown away. */
  readonly project: string
  readonly program: SandboxProgram
  /** JSON text that the guest makes the event of. */
  readonly event: string
  readonly limits: SandboxLimits
  /** True for a run that another run waits for: it never queues, because what it waits for may be its own caller. */
  readonly nested?: boolean
  /**
   * Answers what the program asks of the server, with JSON. The message of an error thrown here is shown to the program.
   * The signal ends when the run has ended.
   */
  call(name: string, argument: unknown, signal: AbortSignal): Promise<unknown>
  log(level: SandboxLevel, text: string): void
}

export interface SandboxRefusal {
  readonly why:
    | 'threw'
    | 'timeout'
    | 'cpu'
    | 'memory'
    | 'output'
    | 'calls'
    | 'unserialisable'
    | 'no_handler'
    | 'never_settled'
    /** The worker ended before the run did. What the run had called for may have happened. */
    | 'lost'
    /** Nothing has run. */
    | 'busy'
  readonly message: string
  /** Lines and columns are those of the program's code. */
  readonly stack?: string
}

export interface Sandbox {
  /** Runs a program, and resolves with the JSON text of its output. */
  run(run: SandboxRun): Promise<Result<string, SandboxRefusal>>
  /** Whether a worker waits for the next run of a project that has none. Until then, no process is started. */
  keepWarm(isNeeded: boolean): void
  stop(): Promise<void>
}
