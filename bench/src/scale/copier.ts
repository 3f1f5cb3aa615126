import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { temporaryFolder } from '../stand/processes.ts'

type Value = string | number | boolean | null

/** One connection that loads rows by COPY, without the time limits that requests have. */
export interface Copier {
  copy(table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void>
  run(sql: string, values?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  end(): Promise<void>
}

/** Rows go through a file that PostgreSQL reads: it runs on this machine. */
export async function createCopier(databaseUrl: string): Promise<Copier> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const folder = temporaryFolder()
  // PostgreSQL may run as another user.
  chmodSync(folder.path, 0o755)
  const file = join(folder.path, 'rows')
  return {
    async copy(table, columns, rows) {
      if (rows.length === 0) return
      writeFileSync(file, rows.map(lineOf).join(''))
      await client.query(`copy ${table} (${columns.join(', ')}) from ${pg.escapeLiteral(file)}`)
      rmSync(file)
    },
    async run(sql, values = []) {
      const { rows } = await client.query(sql, [...values])
      return rows as readonly Readonly<Record<string, unknown>>[]
    },
    async end() {
      await client.end()
      folder.remove()
    },
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A row in COPY's text format. */
export function lineOf(row: readonly Value[]): string {
  const fields = row.map((value) =>
    value === null ? '\\N' : String(value).replaceAll(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? ''),
  )
  return `${fields.join('\t')}\n`
}
