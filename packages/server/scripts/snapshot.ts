import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { snapshotFile } from '../src/base/db/package-files.ts'
import { findSnapshot, writeSnapshot } from '../src/base/db/pglite-snapshot.ts'

/** Makes `dist/pglite-snapshot.tar.gz` and its stamp: a first start unpacks it instead of running initdb. */
export async function snapshot(): Promise<void> {
  mkdirSync(dirname(snapshotFile), { recursive: true })
  if ((await findSnapshot()) === undefined) await writeSnapshot()
}
