/** The bench from the command line: it runs to its end, a wrong word ends it at once, and nothing of it stays. */
import { type ChildProcess, execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPostgres } from '@damson/testkit/cluster'
import { afterAll, describe, expect, test } from 'vitest'
import type { BotsReport } from '../src/bots/report.ts'
import type { ConsoleReport } from '../src/console/report.ts'
import type { ListsReport } from '../src/lists/report.ts'
import { PATH_NAMES } from '../src/paths.ts'
import type { Report } from '../src/report/report.ts'
import { SCALE_PATHS } from '../src/scale/paths.ts'
import type { ScaleReport } from '../src/scale/report.ts'
import { QUESTIONS } from '../src/security/questions.ts'
import type { SecurityReport } from '../src/security/report.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'damson-bench-test-'))
// Where the bench has its folders, and its servers their working directories: open to PostgreSQL's user, as /tmp is.
const temporary = join(folder, 'temporary')
mkdirSync(temporary)
chmodSync(folder, 0o755)
chmodSync(temporary, 0o1777)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | string | null | undefined
  readonly stdout: string
  readonly stderr: string
}

function bench(words: readonly string[], started: (child: ChildProcess) => void = () => undefined): Promise<Ended> {
  const args = ['--conditions=source', join(root, 'bench/src/main.ts'), ...words]
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 16 * 1024 * 1024, env: { ...process.env, TMPDIR: temporary } }
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    )
    started(child)
  })
}

/** What `npm run bench` does first: nothing where nothing has changed. */
function build(): void {
  execFileSync(process.execPath, ['--conditions=source', 'packages/server/scripts/build.ts'], { cwd: root })
}

/** Folders of the bench, and processes that work in one. */
function leftovers(): readonly string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && directoryOf(name).startsWith(temporary))
  return [...readdirSync(temporary), ...processes]
}

function directoryOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    // It has ended, or is not ours to look at.
    return ''
  }
}

describe('npm run bench', () => {
  test('explains itself, and refuses what it does not know', async () => {
    expect(await bench(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: npm run bench') })
    expect(await bench(['--fast'])).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage: npm run bench') })
  })

  test.skipIf(findPostgres() === undefined)(
    'measures every path on the server and its floor, oidc-provider beside it, and writes report and profiles',
    async () => {
      build()
      const json = join(folder, 'report.json')
      const words = ['--quick', '--json', json, '--connections', '4', '--profile-dir', folder]
      const { code, stdout, stderr } = await bench(words)
      expect(code, stderr).toBe(0)
      const report = JSON.parse(readFileSync(json, 'utf8')) as Report
      expect(Object.keys(report)).toEqual(['machine', 'startup', 'rows', 'waits', 'beside'])
      expect(Object.keys(report.startup ?? {})).toEqual(['firstMs', 'laterMs', 'laterCpuMs', 'idleMb', 'peakMb'])
      expect(report.rows.map(({ path }) => path)).toEqual(PATH_NAMES)
      const keys = ['path', 'connections', 'rps', 'p50Ms', 'p99Ms', 'nodeUs', 'postgresUs', 'floorRps', 'floorUs']
      for (const row of report.rows) {
        expect(Object.keys(row)).toEqual([...keys, 'floorRatio', 'auditedFloorRatio'])
        for (const key of keys.slice(1)) expect(row[key as keyof typeof row], `${row.path} ${key}`).toBeGreaterThan(0)
      }
      const requests = ['client-credentials', 'client-credentials, opaque', 'code-exchange']
      expect(report.beside.map(({ request }) => request)).toEqual(requests)
      for (const { request, connections, ...figures } of report.beside) {
        expect(Object.keys(figures)).toEqual(['rps', 'peerRps', 'ratio', 'us', 'peerUs'])
        expect(Math.min(connections, ...Object.values(figures)), request).toBeGreaterThan(0)
      }
      expect(stdout).toContain('## Beside oidc-provider')
      expect(report.machine).toMatch(/cores, .*Node 24.*PostgreSQL/)
      expect(stdout).toContain('no scan')
      expect(readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))).toHaveLength(PATH_NAMES.length)
      await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
    },
  )

  test.skipIf(findPostgres() === undefined)('drives two builds in turn and says what changed', async () => {
    const json = join(folder, 'against.json')
    // This very build: a commit of its own would be built for minutes.
    const words = ['--quick', '--against', root, '--only', 'read-bearer', '--connections', '4', '--json', json]
    const { code, stdout, stderr } = await bench(words)
    expect(code, stderr).toBe(0)
    const [comparison] = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>[]
    expect(comparison).toMatchObject({ path: 'read-bearer', connections: 4, verdict: expect.any(String) })
    expect(stdout).toContain('Processor time of one request')
    const unknown = await bench(['--against', 'no-such-commit'])
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('no-such-commit') })
  })

  test.skipIf(findPostgres() === undefined)(
    'asks about known and unknown addresses, finds a leak that is planted, and lets people in under attack',
    async () => {
      build()
      const json = join(folder, 'security.json')
      const words = ['--security', '--quick', '--results-dir', folder, '--json', json]
      const { code, stdout, stderr } = await bench(words)
      // On a machine that does other things too, the intervals are wide.
      expect([0, 1], stderr).toContain(code)
      const { compared, attacked } = JSON.parse(readFileSync(json, 'utf8')) as SecurityReport
      expect(compared).toHaveLength(2 * (QUESTIONS.length + 1))
      expect(compared.filter(({ isSameAnswer }) => !isSameAnswer)).toEqual([])
      for (const { question, mean, trimmed } of compared)
        if (question.startsWith('self-check')) for (const { high } of [mean, trimmed]) expect(high).toBeGreaterThan(1)
      expect(attacked?.guesses).toBeGreaterThan(100)
      expect(attacked?.served.map(({ calm }) => calm.tried > 0)).toEqual([true, true, true, true])
      for (const { kind, calm } of attacked?.served ?? [])
        expect([kind, calm.isIn, calm.why]).toEqual([kind, calm.tried, {}])
      expect(attacked?.fraud.mostToOne).toBeLessThanOrEqual(10)
      expect(attacked?.fraud.texts.sent).toBeGreaterThan(0)
      expect(attacked?.fraud.texts.mostToBlock).toBeLessThanOrEqual(30)
      expect(stdout).toContain(readFileSync(join(folder, 'SECURITY.md'), 'utf8'))
      await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
    },
  )

  test.skipIf(findPostgres() === undefined)('runs Bots, reads beside them, and acts', async () => {
    build()
    const json = join(folder, 'bots.json')
    const { code, stdout, stderr } = await bench(['--bots', '--quick', '--results-dir', folder, '--json', json])
    expect(code, stderr).toBe(0)
    const { runs, cold, memory, acting } = JSON.parse(readFileSync(json, 'utf8')) as BotsReport
    expect(runs.map(({ bot, connections, p50Ms }) => [bot, connections, p50Ms > 0])).toEqual(
      ['nothing', 'write', 'compute'].flatMap((bot) => [1, 16].map((connections) => [bot, connections, true])),
    )
    expect(cold.p95Ms).toBeGreaterThan(0)
    expect(memory.mostMb).toBeGreaterThanOrEqual(memory.freshMb)
    expect(acting.map(({ connections }) => connections)).toEqual([1, 16])
    for (const { plain, acting: forPerson } of acting)
      expect(Math.min(plain.us, plain.rps, forPerson.us, forPerson.rps)).toBeGreaterThan(0)
    expect(stdout).toContain('The first run of a project')
    expect(stdout).toContain(readFileSync(join(folder, 'BOTS.md'), 'utf8'))
    await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
  })

  test.skipIf(findPostgres() === undefined)('opens long lists, watches and exports the audit', async () => {
    build()
    const json = join(folder, 'lists.json')
    const words = ['--lists', '--quick', '--results-dir', folder, '--json', json]
    const { code, stdout, stderr } = await bench(words)
    expect(code, stderr).toBe(0)
    const { lists, watch, exported } = JSON.parse(readFileSync(json, 'utf8')) as ListsReport
    const rowsOf = (name: string): number | undefined => lists.find((one) => one.name === name)?.rows
    expect(lists.length).toBeGreaterThan(20)
    const full = {
      'the newest': 100,
      'people, the newest': 100,
      devices: 100,
      'sign-ins of everybody': 100,
      'e-mails that were sent': 50,
    }
    const others = { 'the history of a patient, with names': 50, 'the logs of a Bot': 20, 'people by an address': 1 }
    expect(Object.fromEntries(Object.keys({ ...full, ...others }).map((name) => [name, rowsOf(name)]))).toEqual({
      ...full,
      ...others,
    })
    for (const name of ['who saw a patient that is seen all the time', 'refused'])
      expect(rowsOf(name), name).toBeGreaterThan(50)
    expect(['failed severely: none', 'people by what nobody is called'].map(rowsOf)).toEqual([0, 0])
    expect(watch.p95Ms).toBeGreaterThan(0)
    expect(exported.events).toBeGreaterThan(5_000)
    expect(stdout).toContain(readFileSync(join(folder, 'LISTS.md'), 'utf8'))
    await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
  })

  test.skipIf(findPostgres() === undefined)('opens the console', async () => {
    build()
    const json = join(folder, 'console.json')
    const words = ['--console', '--quick', '--results-dir', folder, '--json', json]
    const { code, stdout, stderr } = await bench(words)
    expect(code, stderr).toBe(0)
    const { console } = JSON.parse(readFileSync(json, 'utf8')) as ConsoleReport
    for (const [name, figure] of Object.entries(console)) expect(figure, name).toBeGreaterThan(0)
    // Many small files take longer than few: those that every first load needs are made into few.
    expect(console.files).toBeLessThan(25)
    expect(stdout).toContain(readFileSync(join(folder, 'CONSOLE.md'), 'utf8'))
    await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
  })

  test.skipIf(findPostgres() === undefined)(
    'compares what requests cost at two sizes, and writes a page and a picture',
    async () => {
      build()
      const json = join(folder, 'scale.json')
      const words = ['--scale', '--sizes', '1k,2k', '--quick', '--results-dir', folder, '--json', json]
      const { code, stdout, stderr } = await bench(words)
      expect(code, stderr).toBe(0)
      for (const part of ['Loaded 1000 of 1000 resources (1 k).', 'Loaded 2000 of 2000 audit events (2 k).'])
        expect(stdout).toContain(part)
      const { points } = JSON.parse(readFileSync(json, 'utf8')) as ScaleReport
      expect(points.map(({ path, resources }) => [path, resources])).toEqual(
        SCALE_PATHS.flatMap((path) => [1_000, 2_000].map((size) => [path, size])),
      )
      for (const { path, rps, p99Ms, nodeUs, planMs, scans } of points) {
        expect(Math.min(rps, p99Ms, nodeUs), path).toBeGreaterThan(0)
        if (/search|newest|_sort/.test(path)) expect(planMs, path).toBeGreaterThan(0)
        expect(scans ?? [], path).toEqual([])
      }
      const page = readFileSync(join(folder, 'SCALE.md'), 'utf8')
      expect(stdout).toContain(page)
      for (const path of SCALE_PATHS) expect(page).toContain(`${path}: at 2 k ≤ 1.3 × of 1 k`)
      expect(readFileSync(join(folder, 'scale.svg'), 'utf8').match(/<polyline /g)).toHaveLength(SCALE_PATHS.length)
      await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
    },
  )

  test.skipIf(findPostgres() === undefined)('leaves nothing behind when it is interrupted', async () => {
    let seen: readonly string[] = []
    const { code } = await bench(['--quick', '--only', 'read-bearer', '--connections', '4'], (child) =>
      child.stdout?.on('data', (text: string) => {
        if (child.killed || !/Loaded \d+ of/.test(text)) return
        seen = leftovers()
        child.kill('SIGINT')
      }),
    )
    expect(code).toBe(1)
    expect(seen.length).toBeGreaterThan(3)
    await expect.poll(leftovers, { timeout: 10_000 }).toEqual([])
  })
})
