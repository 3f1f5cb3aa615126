import { constants, cpSync, openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { messages, PGlite, protocol } from '@electric-sql/pglite'
import {
  commonMs,
  type EngineRequest,
  type EngineSettings,
  type FromEngine,
  type ToEngine,
  type WireAnswer,
} from './messages.ts'
import { exemptFromOptimizer, limitOptimizer } from './optimizer.ts'
import { catchTraps } from './traps.ts'
import { checkpointWhenDue, tidyOneTable } from './upkeep.ts'

// The thread in which PGlite runs: a statement blocks the thread it runs in, and the server's must stay free.

const { serialize } = protocol
const port = parentPort
if (port === null) throw new Error('This module runs as a worker only.')

const requestsBetweenCheckpoints = 256
const tidyEveryMs = 60_000

const settings = [
  // Memory is the embedded store's price: 128 MB of shared buffers, the default, would be touched in time.
  'shared_buffers=32MB',
  // Otherwise every statement that is refused is written out letter by letter, with its values, and nobody reads it.
  'log_min_messages=fatal',
  'jit=off',
  'timezone=UTC',
  'datestyle=ISO',
  'bytea_output=hex',
]

const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])]

const send = (message: FromEngine) => port.postMessage(message)

/** The statements that this session has prepared. */
const prepared = new Set<string>()
/** As the server reports it: `I` idle, `T` in a transaction, `E` in a failed one. */
let status = 'I'
let sinceCheckpoint = 0
let isUntidy = false

class Engine extends PGlite {
  /** Left out: it would be the first statement, and the store decodes arrays itself. */
  override async _initArrayTypes(): Promise<void> {}
}

async function open({ dataDir, snapshotFile }: EngineSettings): Promise<PGlite> {
  let said: readonly string[] = []
  const keep = (line: string) => {
    said = [...said.slice(-2), line]
    return false
  }
  limitOptimizer()
  try {
    const engine = new Engine({
      ...(dataDir !== undefined && { dataDir }),
      ...(snapshotFile !== undefined && {
        loadDataDir: await openAsBlob(snapshotFile, { type: 'application/gzip' }),
      }),
      startParams,
      onStdout: keep,
      onStderr: keep,
    })
    await engine.waitReady
    return engine
  } catch (error) {
    // PGlite's own message says that it failed; the server's last words say why.
    throw new Error([error instanceof Error ? error.message : String(error), ...said].join(' '), {
      cause: error,
    })
  }
}

// When it throws, the thread ends, and the other side is told why.
const lite = await open(workerData as EngineSettings)

catchTraps(lite.Module)

lite.onNotification((channel, payload) => send({ kind: 'notification', channel, payload }))

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** One message for the whole extended protocol: a fifth of the time of PGlite's own `query`, which sends five. */
function extendedQuery(request: EngineRequest & { kind: 'query' }): Uint8Array {
  const { sql, params, name } = request
  const parts: Uint8Array[] = []
  if (name === undefined) parts.push(serialize.parse({ text: sql }))
  else if (!prepared.has(name)) parts.push(serialize.parse({ name, text: sql }))
  parts.push(
    serialize.bind({ ...(name !== undefined && { statement: name }), values: params as never }),
    serialize.describe({ type: 'P' }),
    serialize.execute(),
    serialize.sync(),
  )
  return concat(parts)
}

async function converse(bytes: Uint8Array, name?: string): Promise<WireAnswer | messages.DatabaseError> {
  const replies = await lite.execProtocolStream(bytes, { syncToFs: false, throwOnError: false })
  let columns: WireAnswer['columns'] = []
  let rows: (string | null)[][] = []
  let tag: string | undefined
  let error: messages.DatabaseError | undefined
  for (const reply of replies) {
    if (reply instanceof messages.DataRowMessage) rows.push(reply.fields)
    else if (reply instanceof messages.RowDescriptionMessage) {
      columns = reply.fields.map((field) => ({ name: field.name, oid: field.dataTypeID }))
      rows = []
    } else if (reply instanceof messages.CommandCompleteMessage) tag = reply.text
    else if (reply instanceof messages.DatabaseError) error ??= reply
    else if (reply instanceof messages.ReadyForQueryMessage) status = reply.status
    else if (reply.name === 'emptyQuery' || reply.name === 'closeComplete') tag = ''
    else if (reply.name === 'parseComplete' && name !== undefined) prepared.add(name)
  }
  if (error !== undefined) return error
  if (tag === undefined) throw new Error('The engine has not said whether the statement succeeded.')
  const words = tag.split(' ')
  return { columns, rows, command: words[0] ?? '', count: Number(words.at(-1)) || 0 }
}

async function run(sql: string): Promise<WireAnswer['rows']> {
  const answer = await converse(serialize.query(sql))
  if (answer instanceof messages.DatabaseError) throw answer
  return answer.rows
}

async function answer(request: ToEngine): Promise<void> {
  const { id } = request
  switch (request.kind) {
    case 'copy':
      await run('checkpoint')
      try {
        copyDirectory((workerData as EngineSettings).dataDir, request.directory)
        done(id, 'COPY')
      } catch (error) {
        // 58030 is PostgreSQL's code for a disk that does not do what it is told.
        send({ kind: 'refused', id, error: { code: '58030', message: String(error) } })
      }
      return
    case 'close':
      await lite.close()
      done(id, 'CLOSE')
      port?.close()
      return
    case 'control':
      reply(id, await converse(serialize.query(request.sql)))
      return
    case 'script': {
      const outcome = await converse(serialize.query(request.sql))
      await forgetPrepared()
      reply(id, outcome)
      return
    }
    case 'query':
      // A caller that has given up was told that it failed.
      if (request.until !== undefined && commonMs() >= request.until)
        send({ kind: 'refused', id, error: { code: '57014', message: 'its caller has given up' } })
      else reply(id, await query(request))
  }
}

/** A script may have changed a table, and a prepared statement must not answer with the old row type. */
async function forgetPrepared(): Promise<void> {
  if (prepared.size === 0 || status === 'E') return
  prepared.clear()
  await run('deallocate all')
}

async function query(request: EngineRequest & { kind: 'query' }): Promise<WireAnswer | messages.DatabaseError> {
  const { name } = request
  const outcome = await converse(extendedQuery(request), name)
  const isOutdated = outcome instanceof messages.DatabaseError && outcome.routine === 'RevalidateCachedQuery'
  if (!isOutdated || name === undefined) return outcome
  // The table has changed since the statement was prepared. Nothing has run yet, so outside a transaction it may again.
  prepared.delete(name)
  await converse(concat([serialize.close({ type: 'S', name }), serialize.sync()]))
  return status === 'I' ? converse(extendedQuery(request), name) : outcome
}

function copyDirectory(from: string | undefined, to: string): void {
  if (from === undefined) throw new Error('A store in memory has no directory to copy.')
  cpSync(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => basename(source) !== 'postmaster.pid',
  })
}

function done(id: number, command: string): void {
  send({ kind: 'answer', id, answer: { columns: [], rows: [], command, count: 0 } })
}

function reply(id: number, outcome: WireAnswer | messages.DatabaseError): void {
  if (!(outcome instanceof messages.DatabaseError)) {
    send({ kind: 'answer', id, answer: outcome })
    return
  }
  const { code, message, constraint, table, column, routine } = outcome
  send({ kind: 'refused', id, error: { code, message, constraint, table, column, routine } })
}

async function keepUp(): Promise<void> {
  isUntidy = true
  sinceCheckpoint += 1
  if (status !== 'I' || sinceCheckpoint < requestsBetweenCheckpoints) return
  sinceCheckpoint = 0
  await checkpointWhenDue(run)
}

async function tidy(): Promise<void> {
  if (status !== 'I' || !isUntidy || lite.closed) return
  isUntidy = false
  await tidyOneTable(run)
}

// PGlite keeps the reply of the call in progress in a field: two at once would mix their rows.
let turn: Promise<void> = Promise.resolve()

port.on('message', (request: ToEngine) => {
  turn = turn.then(() => answer(request)).then(request.kind === 'close' ? undefined : keepUp)
  turn.catch(die)
})

/** Ends the thread: what threw has left the engine in no known state, and the log on the disk in a good one. */
function die(error: unknown): void {
  setImmediate(() => {
    throw error
  })
}

setInterval(() => {
  turn = turn.then(tidy)
  turn.catch(die)
}, tidyEveryMs).unref()

/**
 * PostgreSQL's grammar is one function for which V8's optimizer takes 600 MB. Those of the planner are large, too, and no
 * statement runs them for long. This statement goes through both and no further: it cannot be planned.
 */
const unplannable = 'select from pg_views a full join pg_views b on a.viewname > b.viewname'
await exemptFromOptimizer(() => converse(serialize.query(unplannable)))

send({ kind: 'ready', version: (await run('show server_version_num'))[0]?.[0] ?? '' })
