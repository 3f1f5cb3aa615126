import { createSandbox, type Sandbox, type SandboxLimits, type SandboxRun, SandboxSettings } from '#base/sandbox'
import { createLog } from '../../src/app.ts'

/** As small as a guest can be: it lends the program its host, which the real one never does. */
const GUEST = `
const host = globalThis.host
delete globalThis.host
const guest = {
  require(name) {
    if (name === 'list') return [1, 2, 3]
    throw new Error('Cannot find ' + name)
  },
  async main(exports, event) {
    if (typeof exports.handler !== 'function') throw Object.assign(new Error('no handler'), { why: 'no_handler' })
    return JSON.stringify({ json: await exports.handler(host, JSON.parse(event)) })
  },
}`

export const LIMITS: SandboxLimits = {
  wallMs: 30_000,
  cpuMs: 10_000,
  memoryBytes: 32 * 1_048_576,
  outputBytes: 100_000,
  calls: 100,
  callBytes: 100_000,
  logBytes: 10_000,
}

export function startSandbox(settings: Readonly<Record<string, number>> = {}): Sandbox {
  return createSandbox({
    settings: SandboxSettings.parse(settings),
    log: createLog('silent'),
    guest: () => Promise.resolve(GUEST),
  })
}

let programs = 0

type More = Partial<Omit<SandboxRun, 'limits'>> & { readonly limits?: Partial<SandboxLimits> }

/** A run of this whole program. */
export function runOf(code: string, { limits, ...more }: More = {}): SandboxRun {
  programs += 1
  return {
    project: 'clinic',
    program: { key: `program ${programs}`, code },
    event: '{"input":1}',
    call: () => Promise.reject(new Error('There is nobody to call.')),
    log: () => undefined,
    ...more,
    limits: { ...LIMITS, ...limits },
  }
}

/** A run of a handler with this body, which sees `host` and `event`. */
export function handlerOf(body: string, more?: More): SandboxRun {
  return runOf(`exports.handler = async (host, event) => {\n${body}\n}`, more)
}
