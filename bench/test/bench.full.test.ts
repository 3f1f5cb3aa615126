/** The bench from the command line: it runs to its end, and a wrong word ends it at once. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPostgres } from '@damson/testkit/cluster'
import { afterAll, describe, expect, test } from 'vitest'
import { PATH_NAMES } from '../src/paths.ts'
import type { Report } from '../src/report/report.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'damson-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

function bench(words: readonly string[]): Promise<Ended> {
  const args = ['--conditions=source', join(root, 'bench/src/main.ts'), ...words]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
  })
}

describe('npm run bench', () => {
  test('explains itself, and refuses what it does not know', async () => {
    expect(await bench(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: npm run bench') })
    expect(await bench(['--fast'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run bench') })
  })

  test.skipIf(findPostgres() === undefined)(
    'measures every path on the server and its floor, the peer too, and writes report and profiles',
    async () => {
      execFileSync('npm', ['run', '--silent', 'build'], { cwd: root })
      const json = join(folder, 'report.json')
      const words = [
        '--quick',
        '--json',
        json,
        '--connections',
        '4',
        '--profile-dir',
        folder,
        '--peer',
        'oidc-provider',
      ]
      const { code, stdout, stderr } = await bench(words)
      expect(code, stderr).toBe(0)
      const report = JSON.parse(readFileSync(json, 'utf8')) as Report
      expect(Object.keys(report)).toEqual(['machine', 'startup', 'rows'])
      expect(Object.keys(report.startup)).toEqual(['firstMs', 'laterMs', 'idleMb'])
      expect(report.rows.map(({ path }) => path)).toEqual([...PATH_NAMES, 'client-credentials (oidc-provider)'])
      const keys = ['path', 'connections', 'rps', 'p50Ms', 'p99Ms', 'floorRps', 'floorRatio', 'auditedFloorRatio']
      for (const row of report.rows) {
        expect(Object.keys(row)).toEqual(keys)
        for (const key of keys.slice(1)) expect(row[key as keyof typeof row], `${row.path} ${key}`).toBeGreaterThan(0)
      }
      expect(report.machine).toMatch(/cores, .*Node 24.*PostgreSQL/)
      expect(stdout).toContain('no scan')
      expect(readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))).toHaveLength(PATH_NAMES.length)
    },
    240_000,
  )
})
