/** A project with Bots, whose code runs in this process: what the server gives and refuses them is what is tested. */
import type { AppOptions } from '@damson/server'
import type { WorldOptions } from '@damson/testkit'
import { type ActingClinic, startActingClinic } from '../acting/acting-clinic.ts'
import { must } from '../identity/steps.ts'

/** How the FHIR API answered a Bot. */
export interface BotAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly base64?: true
}

/** What a Bot of these tests is given. */
export interface BotClient {
  /** A request to the FHIR API, as the code of a Bot makes it. */
  fhir(method: string, path: string, rest?: object): Promise<BotAnswer>
  /** Anything at all that code could ask for. */
  call(name: string, argument: unknown): Promise<unknown>
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string): void
}

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks at what is there
type Handler = (client: BotClient, event: any) => Promise<unknown>

export interface BotClinic extends ActingClinic {
  /** A Bot with a policy for these entries; without entries it has none. */
  bot(entries: readonly object[] | undefined, handler: Handler, fields?: object): Promise<MadeBot>
}

export interface MadeBot {
  readonly id: string
  readonly reference: string
  /** Its membership's id. */
  readonly membership: string
}

type Running = NonNullable<AppOptions['bots']>

/** What a Bot answers, as the sandbox gives it. */
export class Output {
  readonly given: object
  constructor(given: object) {
    this.given = given
  }
}

/** Thrown in place of a Bot: there was no room to run it. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom'
}

export async function startBotClinic(options: WorldOptions = {}): Promise<BotClinic> {
  const handlers = new Map<string, Handler>()
  const clinic = await startActingClinic({ ...options, bots: inThisProcess(handlers) })
  const { owner, call } = clinic
  return {
    ...clinic,
    async bot(entries, handler, fields = {}) {
      const policy = entries === undefined ? undefined : await clinic.actors.policy(owner, entries)
      const { body } = must(
        await call(`admin/projects/${owner.project}/bot`, {
          json: { name: 'Bot', ...(policy !== undefined && { accessPolicy: { reference: policy } }) },
          token: owner.token,
        }),
      )
      handlers.set(body.id, handler)
      if (Object.keys(fields).length > 0) must(await clinic.change(`Bot/${body.id}`, fields))
      const found = must(await clinic.fhir(`ProjectMembership?user=Bot/${body.id}`))
      return { id: body.id, reference: `Bot/${body.id}`, membership: found.body.entry[0].resource.id }
    },
  }
}

/** Runs a Bot's function. Its version is the Bot. */
function inThisProcess(handlers: ReadonlyMap<string, Handler>): Running {
  return {
    readProgram: async (_tx, _project, botId) =>
      handlers.has(botId) ? { versionId: botId, code: 'in this process' } : undefined,
    sandbox: {
      async run({ program, event, call, log }) {
        const over = new AbortController()
        const ask = (name: string, argument: unknown): Promise<unknown> => call(name, argument, over.signal)
        const client: BotClient = {
          call: ask,
          log,
          fhir: (method, path, rest = {}) => ask('fhir', { method, path, ...rest }) as Promise<BotAnswer>,
        }
        try {
          const output = await handlers.get(program.key)?.(client, JSON.parse(event))
          return { ok: true, value: outputOf(output) }
        } catch (error) {
          const why = error instanceof NoRoom ? 'busy' : 'threw'
          return { ok: false, refusal: { why, message: error instanceof Error ? error.message : 'no error' } }
        } finally {
          over.abort()
        }
      },
    },
  }
}

function outputOf(output: unknown): string {
  if (output === undefined) return '{}'
  if (output instanceof Output) return JSON.stringify(output.given)
  if (typeof output === 'string') return JSON.stringify({ text: output })
  if (output instanceof Uint8Array) return JSON.stringify({ base64: Buffer.from(output).toString('base64') })
  return JSON.stringify({ json: output })
}
