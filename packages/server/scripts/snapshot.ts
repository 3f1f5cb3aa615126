import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { findSnapshot, snapshotFile, writeSnapshot } from '../src/base/embedded/index.ts'

/** Makes `dist/pglite-snapshot.tar.gz` and its stamp: a first start unpacks it instead of running initdb. */
export async function snapshot(): Promise<void> {
  mkdirSync(dirname(snapshotFile), { recursive: true })
  if ((await findSnapshot()) === undefined) await writeSnapshot()
}
