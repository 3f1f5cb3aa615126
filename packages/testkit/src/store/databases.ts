import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Runs one statement on the server's maintenance database. */
async function administer(serverUrl: string, text: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/**
 * The name of every test database begins with this, followed by random characters. No other database is ever dropped.
 */
const prefix = 'damson_test_'

const nameShape = /^damson_test_[0-9a-f]+$/

function urlOf(serverUrl: string, database: string): string {
  const [place = '', search] = serverUrl.split('?', 2)
  const url = place.replace(/\/[^/]*$/, `/${database}`)
  return search === undefined ? url : `${url}?${search}`
}

/** Makes a database, empty or as a copy of the template (which must have no connections). Returns its URL. */
export async function freshDatabase(serverUrl: string, template = 'template0'): Promise<string> {
  const name = prefix + randomBytes(8).toString('hex')
  const encoding = template === 'template0' ? " encoding 'UTF8'" : ''
  // As files: page by page through the log, as PostgreSQL does otherwise, takes more than twice the processor time.
  await administer(serverUrl, `create database ${name} template ${template}${encoding} strategy file_copy`)
  return urlOf(serverUrl, name)
}

/** The database's name, from its URL. */
export function nameOf(databaseUrl: string): string {
  return /\/([^/?]*)(\?|$)/.exec(databaseUrl)?.[1] ?? ''
}

/** Drops a database that `freshDatabase` made, and ends its connections. */
export async function dropDatabase(serverUrl: string, databaseUrl: string): Promise<void> {
  const name = nameOf(databaseUrl)
  if (!nameShape.test(name)) throw new Error(`${name} is not a database that a test made.`)
  await administer(serverUrl, `drop database if exists ${name} with (force)`)
}
