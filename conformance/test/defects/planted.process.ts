/** Servers with defects, all in this process: each has what the defect changes, and shares the rest of the modules. */
import { randomBytes } from 'node:crypto'
import type * as app from '@damson/server'
import type * as embedded from '@damson/server/embedded'
import type * as store from '@damson/server/store'
import type { Defect } from './defect.ts'
import { plant, preparePlanting } from './plant.ts'

export interface StartRequest {
  readonly start: number
  readonly defect: Defect | undefined
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  /** None for an embedded store. */
  readonly databaseUrl: string | undefined
  readonly snapshot: string
  /** The master key that the store was prepared with, in hexadecimal; none where it has the migrations alone. */
  readonly key: string | undefined
}
export type Request = StartRequest | { readonly stop: number }
/** What became of a request; the fault, if there was one. */
export interface Reply {
  readonly of: number
  readonly fault?: string
}

/** argon2id at its least: no row judges what a hash costs. */
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 }

preparePlanting()
const running = new Map<number, () => Promise<void>>()

let starting: Promise<unknown> = Promise.resolve()

process.on('message', (request: Request) => {
  const of = 'start' in request ? request.start : request.stop
  // One after the other: modules that are being loaded hold up what the next one asks its store.
  const work = 'start' in request ? starting.then(() => start(request)) : stop(request.stop)
  if ('start' in request) starting = work.catch(() => undefined)
  work.then(
    () => process.send?.({ of } satisfies Reply),
    (error: unknown) =>
      process.send?.({ of, fault: error instanceof Error ? (error.stack ?? '') : String(error) } satisfies Reply),
  )
})

// Nobody is left to ask for anything.
process.on('disconnect', () => process.exit(0))

async function start(request: StartRequest): Promise<void> {
  const { start: number, defect, port, settings, databaseUrl, snapshot } = request
  const sound = await import('@damson/server')
  const imported = defect && plant(defect, number)
  const { createApp, createLog, readConfig } = (await imported?.<typeof app>('server/src/app.ts')) ?? sound
  const { openPostgres } =
    (await imported?.<typeof store>('server/src/base/db/index.ts')) ?? (await import('@damson/server/store'))
  const { openPglite } =
    (await imported?.<typeof embedded>('server/src/base/embedded/index.ts')) ??
    (await import('@damson/server/embedded'))
  const env = { ...settings, DAMSON_KEY: randomBytes(32).toString('hex'), DAMSON_BASE_URL: `http://localhost:${port}/` }
  const { config, problems } = readConfig({ env })
  if (config === undefined) throw new Error(problems.map(({ sentence }) => sentence).join('\n'))
  const db =
    databaseUrl === undefined
      ? await openPglite({ snapshot: { file: snapshot } })
      : openPostgres({ url: databaseUrl, poolSize: 5 })
  const log = createLog(config.server.logLevel)
  const key = request.key === undefined ? randomBytes(32) : Buffer.from(request.key, 'hex')
  const server = await createApp({
    // Registration is open and mail is read from the inbox, as on the embedded store of a developer.
    config: { ...config, isDevelopment: true },
    db,
    log,
    key,
    version: 'test',
    hashCost: CHEAP,
  })
  await server.http.listen({ host: '127.0.0.1', port })
  running.set(number, async () => {
    await server.close()
    await db.close()
  })
}

async function stop(number: number): Promise<void> {
  await running.get(number)?.()
  running.delete(number)
}
