import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { type Caller, createCaller, pkce } from '@damson/testkit'

const MAIN = join(import.meta.dirname, '../dist/run/main.js')
const [EMAIL, PASSWORD] = ['admin@example.org', 'a password for these tests']
const START_WITHIN_MS = 90_000

/** A server in a process of its own, which can be stopped and killed. */
export class Killable {
  readonly port: number
  readonly call: Caller
  readonly #env: NodeJS.ProcessEnv
  #child: ChildProcess | undefined
  #output = ''

  constructor(port: number, env: Readonly<Record<string, string>>, { administrator = true } = {}) {
    const admin = administrator ? { DAMSON_ADMIN_EMAIL: EMAIL, DAMSON_ADMIN_PASSWORD: PASSWORD } : {}
    this.port = port
    this.#env = {
      PATH: process.env['PATH'],
      DAMSON_PORT: String(port),
      DAMSON_LOG_LEVEL: 'error',
      ...admin,
      ...env,
    }
    this.call = createCaller(`http://localhost:${port}/`, `http://localhost:${port}/`)
  }

  /** Of the running process. */
  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** What it has printed. */
  get output(): string {
    return this.#output
  }

  /** @throws {Error} With what it printed, when it ends instead of listening. */
  async start(): Promise<void> {
    // The one on this port would answer for the new one, and outlive the test.
    if (this.#runs) throw new Error('It runs already.')
    this.#output = ''
    const child = spawn(process.execPath, [MAIN], { env: this.#env })
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.#output += chunk.toString()))
    const deadline = Date.now() + START_WITHIN_MS
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(this.#output)
      const answer = await this.call('healthcheck').catch(() => undefined)
      if (answer?.status === 200) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`the server did not start: ${this.#output}`)
  }

  /** Asks it to end, and answers its exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  kill(): Promise<number | null> {
    return this.#end('SIGKILL')
  }

  get #runs(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#child
    if (child === undefined || !this.#runs) return child?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return ended
  }

  /** Begins a sign-in of its administrator: the code waits to be redeemed, and the handle for whoever asks for another. */
  async begin(
    scope = 'openid',
  ): Promise<{ readonly code: string; readonly handle: string; readonly verifier: string }> {
    const { verifier, challenge } = pkce()
    const { body } = await this.call('auth/login', {
      json: { email: EMAIL, password: PASSWORD, scope, codeChallenge: challenge, codeChallengeMethod: 'S256' },
    })
    return { code: body.code, handle: body.login, verifier }
  }

  /** Signs its administrator in. */
  async signIn(
    scope = 'openid',
  ): Promise<{ readonly token: string; readonly refreshToken: string; readonly project: string }> {
    const { code, verifier } = await this.begin(scope)
    const tokens = await this.call('oauth2/token', {
      form: { grant_type: 'authorization_code', code, code_verifier: verifier },
    })
    const [, project] = tokens.body.project.reference.split('/')
    return { token: tokens.body.access_token, refreshToken: tokens.body.refresh_token, project }
  }
}
