import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clinic, seedClinic } from '@damson/example-clinic'
import { DamsonClient } from '@damson/sdk'
import { startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageOf } from './laboratory.ts'
import { run } from './program.ts'

type Env = Record<string, string>
const ANALYZER = 'src/analyzer/main.ts'
const PIPELINE = 'src/pipeline/main.ts'
const SENDER = 'src/sender/main.ts'

describe('the programs', () => {
  let world: World
  let clinic: Clinic
  let owner: DamsonClient
  let folder: string
  const away = 'http://127.0.0.1:9/'

  beforeAll(async () => {
    world = await startWorld({ mail: 'development' })
    clinic = await seedClinic({ baseUrl: world.baseUrl, patients: 3 })
    owner = new DamsonClient({ baseUrl: world.baseUrl })
    const { code = '' } = await owner.startLogin(clinic.owner)
    await owner.processCode(code)
    folder = await mkdtemp(join(tmpdir(), 'damson-device-'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await world.close()
  })

  const as = (name: 'analyzer' | 'gateway' | 'pipeline'): Env => ({
    CLIENT_ID: clinic.clients[name].id,
    CLIENT_SECRET: clinic.clients[name].secret,
  })
  const here = (): string[] => ['--base-url', world.baseUrl]
  const authorOf = async (query: string): Promise<string | undefined> =>
    (await owner.searchOne('Observation', query))?.meta?.author?.reference

  test('an analyzer sends a sample over MLLP, the host writes it, the audit names the device', async () => {
    const { id, secret } = clinic.clients.analyzer
    const host = run(ANALYZER, [...here(), '--port', '0', '--secret-stdin'], { env: { CLIENT_ID: id }, input: secret })
    const port = await host.printed(/127\.0\.0\.1:(\d+)/)
    const sent = await run(SENDER, ['--port', port, '--patient', '100002']).ended
    expect(sent).toMatchObject({ code: 0, out: expect.stringMatching(/\nMSA\|AA\|/) })
    const controlId = /MSA\|AA\|(\w+)/.exec(sent.out)?.[1]
    const results = await owner.searchResources('Observation', {
      identifier: [1, 2, 3, 4].map((number) => `CHEM1:LAB:${controlId}:${number}`).join(','),
    })
    expect(results.map(({ meta }) => meta?.author?.reference)).toEqual(
      Array.from({ length: 4 }, () => `ClientApplication/${id}`),
    )
    const [patient] = await owner.searchResources('Patient', { identifier: '100002' })
    expect(new Set(results.map(({ subject }) => subject?.reference))).toEqual(new Set([`Patient/${patient?.id}`]))
    const events = await owner.searchResources('AuditEvent', {
      entity: `Observation/${results[0]?.id}`,
      subtype: 'create',
    })
    expect(events[0]?.agent[0]?.who?.reference).toBe(`ClientApplication/${id}`)

    const unknown = await run(SENDER, ['--port', port, '--patient', '424242']).ended
    expect(unknown).toMatchObject({ code: 1, out: expect.stringMatching(/\nMSA\|AE\|.*\nERR\|\|PID\^1\^3\|204/) })
    expect((await readFile(`/proc/${host.child.pid}/environ`, 'utf8')).includes(secret)).toBe(false)
    host.child.kill('SIGTERM')
    const { code, err, out } = await host.ended
    expect([code, err + out]).toEqual([0, expect.not.stringContaining(secret)])
  })

  test('the host starts while the server is away, and answers AE', async () => {
    const host = run(ANALYZER, ['--base-url', away, '--port', '0'], { env: as('analyzer') })
    const sent = await run(SENDER, ['--port', await host.printed(/127\.0\.0\.1:(\d+)/)]).ended
    expect(sent).toMatchObject({ code: 1, out: expect.stringMatching(/\nMSA\|AE\|.*cannot be reached: send/) })
    host.child.kill('SIGTERM')
    expect((await host.ended).err).toContain('Not signed in yet')
    expect(await run(SENDER, ['--port', '9']).ended).toMatchObject({
      code: 1,
      err: expect.stringContaining('No answer'),
    })
  })

  test('a file of messages is taken one by one, with an exit code that says whether all were', async () => {
    const good = messageOf(['NM|GLU^^L||105|mg/dL|||||F'], { id: 'FILE1' }).toString().replaceAll('\r', '\n')
    const bad = messageOf(['NM|GLU^^L||105|stones|||||F'], { id: 'FILE2' }).toString().replaceAll('\r', '\r\n')
    const [all, some] = [join(folder, 'all.hl7'), join(folder, 'some.hl7')]
    await writeFile(all, good)
    await writeFile(some, `${good}${bad}`)
    const first = await run(ANALYZER, [...here(), '--file', all], { env: as('analyzer') }).ended
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringContaining('MSA|AA|FILE1'),
      err: expect.stringContaining('1 of 1'),
    })
    const second = await run(ANALYZER, [...here(), '--file', some], { env: as('analyzer') }).ended
    expect([second.code, second.out.match(/MSA\|\w+\|\w+/g)]).toEqual([4, ['MSA|AA|FILE1', 'MSA|AE|FILE2']])
    expect(await owner.searchResources('Observation', 'identifier=CHEM1:LAB:FILE1:1')).toHaveLength(1)
  })

  test('the pipeline publishes its questionnaire, and finds it there the next time', async () => {
    const publish = (...words: string[]): ReturnType<typeof run>['ended'] =>
      run(PIPELINE, [...here(), ...words], { env: as('pipeline') }).ended
    expect(await publish()).toMatchObject({ code: 0, out: expect.stringContaining('Published') })
    expect(await publish()).toMatchObject({ code: 0, out: expect.stringContaining('There already') })
    const intake = JSON.parse(
      await readFile(join(import.meta.dirname, '../questionnaires/intake.json'), 'utf8'),
    ) as object
    const write = async (name: string, content: string): Promise<string> => {
      await writeFile(join(folder, name), content)
      return join(folder, name)
    }
    const next = await write('next.json', JSON.stringify({ ...intake, version: '1.1.0' }))
    expect(await publish(next)).toMatchObject({ code: 0, out: expect.stringContaining('Published') })
    const stored = await owner.searchResources('Questionnaire', '')
    expect(stored.map(({ version, meta }) => [version, meta?.author?.reference])).toEqual([
      ['1.1.0', `ClientApplication/${clinic.clients.pipeline.id}`],
    ])
    const wrong = await write('wrong.json', JSON.stringify({ ...intake, status: 'wonderful' }))
    expect(await publish(wrong)).toMatchObject({ code: 4, err: expect.stringContaining('status') })
    const other = await write('other.json', JSON.stringify({ ...intake, url: 'https://elsewhere.example/q' }))
    expect((await publish(other)).code).toBe(4)
    expect(await publish(await write('none.json', '{}'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no Questionnaire'),
    })
    expect(await publish(await write('text.json', 'x'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('no JSON'),
    })
    expect(await publish('/nowhere.json')).toMatchObject({ code: 2, err: expect.stringContaining('cannot be read') })
  })

  test('a host without OAuth hands in a reading with bash and curl, its secret in no argument', async () => {
    const [patient] = await owner.searchResources('Patient', '_count=1')
    const hand = (words: string[], env: Env = {}): ReturnType<typeof run>['ended'] =>
      run('basic.sh', words, { env: { BASE_URL: world.baseUrl, ...as('gateway'), ...env } }).ended
    expect(await hand([patient?.id ?? '', '77'])).toMatchObject({ code: 0, out: 'Taken.\n' })
    const query = `subject=Patient/${patient?.id}&code=8867-4&_sort=-_lastUpdated`
    expect(await authorOf(query)).toBe(`ClientApplication/${clinic.clients.gateway.id}`)
    expect((await owner.searchOne('Observation', query))?.valueQuantity?.value).toBe(77)
    expect(await hand(['x', '77'], as('analyzer'))).toMatchObject({
      code: 3,
      err: expect.stringMatching(/401.*Basic/s),
    })
    expect(await hand(['x', '77'], { CLIENT_SECRET: 'D'.repeat(43) })).toMatchObject({
      code: 3,
      err: expect.stringContaining('401'),
    })
    expect(await hand(['x', '77'], { BASE_URL: away })).toMatchObject({
      code: 1,
      err: expect.stringContaining('try again'),
    })
    expect(await hand(['x', '77'], { BASE_URL: 'http://id.example.org' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('https'),
    })
    expect((await hand(['x', '77","status":"x'])).code).toBe(2)
    expect((await hand(['x/../y', '77'])).code).toBe(2)
    expect((await hand(['x', '5'])).code).toBe(2)
    expect((await hand([])).code).toBe(2)
    // A curl that writes down what it was called with, and calls the real one.
    const spy = `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/arguments\nPATH=/usr/local/bin:/usr/bin:/bin exec curl "$@"\n`
    await writeFile(join(folder, 'curl'), spy, { mode: 0o755 })
    expect((await hand(['x', '78'], { PATH: `${folder}:${process.env['PATH']}` })).code).toBe(0)
    const called = await readFile(join(folder, 'arguments'), 'utf8')
    expect([called.includes('8867-4'), called.includes(clinic.clients.gateway.secret)]).toEqual([true, false])
  })

  test.each([ANALYZER, PIPELINE])('%s ends with a code and a sentence', async (program) => {
    const name = program === ANALYZER ? 'analyzer' : 'pipeline'
    const end = (words: string[], env: Env): ReturnType<typeof run>['ended'] => run(program, words, { env }).ended
    const { CLIENT_ID = '' } = as(name)
    const [wrong, noSecret, noId, clear, unknown] = await Promise.all([
      end(here(), { CLIENT_ID, CLIENT_SECRET: 'E'.repeat(43) }),
      end(here(), { CLIENT_ID }),
      end(here(), {}),
      end(['--base-url', 'http://id.example.org/'], as(name)),
      end(['--wonder'], as(name)),
    ])
    expect(wrong).toMatchObject({ code: 3, err: expect.stringMatching(/secret/) })
    expect(noSecret).toMatchObject({ code: 2, err: expect.stringContaining('CLIENT_SECRET') })
    expect(noId).toMatchObject({ code: 2, err: expect.stringContaining('CLIENT_ID') })
    expect(clear).toMatchObject({ code: 2, err: expect.stringContaining('https') })
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('--wonder') })
  })

  test('are started without the right to write a file, by the scripts of the package', async () => {
    const text = await readFile(join(import.meta.dirname, '../package.json'), 'utf8')
    const { scripts } = JSON.parse(text) as { readonly scripts: Record<string, string> }
    for (const [name, program] of [
      ['start', ANALYZER],
      ['pipeline', PIPELINE],
    ] as const)
      expect(scripts[name]).toBe(`node --permission --allow-fs-read=* ${program}`)
  })

  test('explain themselves', async () => {
    const all = await Promise.all(
      [ANALYZER, PIPELINE, SENDER, 'basic.sh'].map((program) => run(program, ['--help']).ended),
    )
    for (const { code, out } of all) expect([code, out]).toEqual([0, expect.stringContaining('Exit codes')])
    expect((await run(PIPELINE, ['--base-url', away], { env: as('pipeline') }).ended).code).toBe(1)
    expect((await run(ANALYZER, [...here(), '--file', '/nowhere'], { env: as('analyzer') }).ended).code).toBe(1)
    expect((await run(SENDER, ['--every', 'x']).ended).code).toBe(2)
  })
})
