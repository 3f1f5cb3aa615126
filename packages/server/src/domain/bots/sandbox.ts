import type { Result } from '@damson/fhir'

/** What runs programs. */
export interface Sandbox {
  run(run: SandboxRun): Promise<Result<string, SandboxRefusal>>
}

export interface SandboxRun {
  readonly project: string
  readonly program: { readonly key: string; readonly code: string }
  readonly event: string
  readonly limits: SandboxLimits
  readonly nested?: boolean
  call(name: string, argument: unknown, signal: AbortSignal): Promise<unknown>
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
}

export interface SandboxLimits {
  readonly wallMs: number
  readonly cpuMs: number
  readonly memoryBytes: number
  readonly outputBytes: number
  readonly calls: number
  readonly callBytes: number
  readonly logBytes: number
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
    | 'lost'
    | 'busy'
  readonly message: string
  readonly stack?: string
}
