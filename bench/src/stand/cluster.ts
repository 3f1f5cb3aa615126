import { type Db, migrate, openPostgres } from '@damson/server/store'
import { startCluster, type TestCluster } from '@damson/testkit/cluster'

/** A durable PostgreSQL for one run, and an empty database in it. */
export interface Cluster {
  readonly databaseUrl: string
  readonly db: Db
  /** The server's name and version. */
  readonly version: string
  /** How long one commit takes that waits for the disk. */
  readonly commitMs: number
  stop(): Promise<void>
}

// As one would run it: durable, with memory for the tables, and no checkpoint in the middle of a slice.
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
  try {
    return await databaseIn(cluster)
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

async function databaseIn(cluster: TestCluster): Promise<Cluster> {
  const maintenance = openPostgres({ url: cluster.url, poolSize: 1 })
  await maintenance.exec("create database damson encoding 'UTF8' template template0")
  const { rows } = await maintenance.query({ sql: `select current_setting('server_version') as version`, params: [] })
  await maintenance.close()
  const databaseUrl = cluster.url.replace(/\/[^/]*$/, '/damson')
  const db = openPostgres({ url: databaseUrl, poolSize: 8 })
  await migrate(db)
  return {
    databaseUrl,
    db,
    version: `PostgreSQL ${String(rows[0]?.['version']).split(' ')[0]}`,
    commitMs: await commitMs(db),
    async stop() {
      await db.close()
      await cluster.stop()
    },
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
