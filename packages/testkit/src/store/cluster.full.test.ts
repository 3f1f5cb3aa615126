import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { findPostgres, startCluster } from './cluster.ts'
import { dropDatabase, freshDatabase, nameOf } from './databases.ts'
import { runScript } from './script.ts'

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe.skipIf(findPostgres() === undefined)('a throw-away PostgreSQL', () => {
  it('runs, keeps what it is told on the disk, and is gone when it is stopped', async () => {
    const cluster = await startCluster()
    const settings = await ask(
      cluster.url,
      `select current_setting('fsync') as fsync, current_setting('data_directory') as folder, current_setting('server_encoding') as encoding`,
    )
    expect(settings).toMatchObject([{ fsync: 'on', encoding: 'UTF8' }])
    const folder = String(settings[0]?.folder)
    expect(existsSync(folder)).toBe(true)

    const url = await freshDatabase(cluster.url)
    await ask(url, 'create table kept (a int4)')
    const copy = await freshDatabase(cluster.url, nameOf(url))
    expect(await ask(copy, 'select a from kept')).toEqual([])
    await dropDatabase(cluster.url, copy)
    await expect(ask(copy, 'select 1')).rejects.toThrow('does not exist')
    await expect(dropDatabase(cluster.url, cluster.url)).rejects.toThrow('not a database that a test made')

    await cluster.stop()
    await cluster.stop()
    expect(existsSync(folder)).toBe(false)
    expect(isAlive(cluster.pid ?? 0)).toBe(false)
  })

  it('is gone when the process that started it was killed', async () => {
    const source = JSON.stringify(new URL('./cluster.ts', import.meta.url).href)
    const script = runScript(`
      const { startCluster } = await import(${source});
      const cluster = await startCluster({ fsync: false });
      say(String(cluster.pid));
      await go();
    `)
    const pid = Number(await script.line())
    expect(isAlive(pid), script.complaints()).toBe(true)
    script.kill('SIGKILL')
    await script.ended
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false)
  })
})
