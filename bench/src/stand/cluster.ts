import { type Db, openPostgres } from '@damson/server/store'
import { startCluster } from '@damson/testkit/cluster'

/** A database, and connections to it. */
export interface Database {
  readonly databaseUrl: string
  readonly db: Db
}

/** A durable PostgreSQL for one run. */
export interface Cluster {
  readonly postmasterPid: number | undefined
  /** Makes an empty database; the server that starts on it makes the tables. */
  database(name: string): Promise<Database>
  /** The server's name and version. */
  readonly version: string
  /** How long a commit takes that waits for the disk. */
  readonly commitMs: number
  stop(): Promise<void>
}

// As an operator would run it: durable, with memory for the tables, and no checkpoint during a slice.
const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  autovacuum: 'on',
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '30min',
}

export async function startDatabase(): Promise<Cluster> {
  const cluster = await startCluster({ settings: SETTINGS })
  const maintenance = openPostgres({ url: cluster.url, poolSize: 1 })
  const opened: Db[] = [maintenance]
  const stop = async (): Promise<void> => {
    for (const db of opened) await db.close()
    await cluster.stop()
  }
  try {
    const { rows } = await maintenance.query({ sql: `select current_setting('server_version') as version`, params: [] })
    return {
      postmasterPid: cluster.pid,
      version: `PostgreSQL ${String(rows[0]?.['version']).split(' ')[0]}`,
      commitMs: await commitMs(maintenance),
      async database(name) {
        await maintenance.exec(`create database ${name} encoding 'UTF8' template template0`)
        const databaseUrl = cluster.url.replace(/\/[^/]*$/, `/${name}`)
        const db = openPostgres({ url: databaseUrl, poolSize: 8 })
        opened.push(db)
        return { databaseUrl, db }
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const COMMITS = 100

async function commitMs(db: Db): Promise<number> {
  await db.exec('create table bench_commits (n integer)')
  const began = performance.now()
  for (let n = 0; n < COMMITS; n += 1) await db.query({ sql: 'insert into bench_commits values ($1)', params: [n] })
  const ms = (performance.now() - began) / COMMITS
  await db.exec('drop table bench_commits')
  return ms
}
