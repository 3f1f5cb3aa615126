import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Machine, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Program, run } from './program.ts'

describe('npm start and npm run legacy', () => {
  let world: World
  let machine: Machine
  let home: string
  let proxy: Program
  let legacy: Program
  let reception: string
  const evil = `<script>alert(1)</script>`

  beforeAll(async () => {
    world = await startWorld()
    const owner = await world.actors.owner()
    const policy = [{ resourceType: 'Patient', interaction: ['read', 'search'] }]
    machine = await world.actors.machine(owner, { accessPolicy: await world.actors.policy(owner, policy) })
    const families = [evil, ...Array.from({ length: 16 }, (_, index) => `Person ${String(index).padStart(2, '0')}`)]
    for (const family of families) {
      await world.call('fhir/R4/Patient', {
        json: { resourceType: 'Patient', name: [{ family, given: ['Ada'] }], birthDate: '1980-04-01' },
        token: owner.token,
      })
    }
    home = await mkdtemp(join(tmpdir(), 'damson-proxy-'))
    const env = { CLIENT_ID: machine.id, HOME: home, TMPDIR: home }
    const words = ['--secret-stdin', '--base-url', world.baseUrl, '--port', '0']
    proxy = run('start', words, { env, cwd: home, input: `${machine.secret}\n` })
    const patientsUrl = (await proxy.printed(/(http:\S+)Patient/)).trim()
    legacy = run('legacy', ['--port', '0', '--patients-url', patientsUrl])
    reception = (await legacy.printed(/Reception: (\S+)/)).trim()
  })
  afterAll(async () => {
    for (const { child } of [proxy, legacy]) child.kill()
    await Promise.all([proxy.ended, legacy.ended])
    await rm(home, { recursive: true })
    await world.close()
  })

  const page = async (path: string): Promise<{ status: number; text: string }> => {
    const answer = await fetch(reception + path)
    return { status: answer.status, text: await answer.text() }
  }

  test('show the patients to the reception, which has neither secret nor token', async () => {
    const first = await page('')
    expect([first.status, first.text.match(/<tr><td/g)?.length]).toEqual([200, 15])
    const next = /href="\/(\?page=[^"]+)"/.exec(first.text)?.[1] ?? ''
    const second = await page(next)
    expect([second.status, second.text.match(/<tr><td/g)?.length]).toEqual([200, 2])
    const found = await page('?name=Person+07')
    const path = /href="\/(patients\/[^"]+)">Person 07, Ada</.exec(found.text)?.[1] ?? ''
    expect((await page(path)).text).toContain('1980-04-01')
    expect((await page('?name=Nobody')).text).toContain('Nobody of this name.')
    const environment = await readFile(`/proc/${legacy.child.pid}/environ`, 'utf8')
    expect(environment).not.toContain(machine.secret)
  })

  test('escape what patients are called, and what was searched for', async () => {
    const { text } = await page('')
    expect([text.includes(evil), text.includes('&#60;script&#62;')]).toEqual([false, true])
    expect((await page(`?name=${encodeURIComponent(`">${evil}`)}`)).text).not.toContain(evil)
  })

  test('tell the reception in a sentence what is wrong', async () => {
    expect(await page('patients/0197f7a0-0000-7000-8000-000000000000')).toEqual({
      status: 404,
      text: expect.stringContaining('There is no such patient.'),
    })
    expect((await page('nowhere')).status).toBe(404)
    const alone = run('legacy', ['--port', '0', '--patients-url', 'http://127.0.0.1:9/'])
    const answer = await fetch((await alone.printed(/Reception: (\S+)/)).trim())
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('try again in a minute')])
    alone.child.kill()
    await alone.ended
  })

  test('listen on this machine alone', async () => {
    const listening = await readFile('/proc/net/tcp', 'utf8')
    const port = Number(new URL(reception).port).toString(16).toUpperCase().padStart(4, '0')
    expect(listening.match(new RegExp(`[0-9A-F]{8}:${port} 00000000:0000`, 'g'))).toEqual([
      `0100007F:${port} 00000000:0000`,
    ])
    const other = await freePort()
    const bound = run('start', ['--secret-stdin', '--base-url', world.baseUrl, '--port', String(other)], {
      env: { CLIENT_ID: machine.id },
      input: machine.secret,
    })
    await bound.printed(/Patient/)
    const hex = other.toString(16).toUpperCase().padStart(4, '0')
    const now = await readFile('/proc/net/tcp', 'utf8')
    expect(now.match(new RegExp(`[0-9A-F]{8}:${hex} 00000000:0000`, 'g'))).toEqual([`0100007F:${hex} 00000000:0000`])

    const busy = run('start', ['--base-url', world.baseUrl, '--port', String(other)], {
      env: { CLIENT_ID: machine.id, CLIENT_SECRET: machine.secret },
    })
    expect(await busy.ended).toMatchObject({ code: 1, err: expect.stringContaining('choose another --port') })
    bound.child.kill('SIGTERM')
    expect((await bound.ended).code).toBe(0)
  })

  test('write nothing to disk, and could not', async () => {
    await page('')
    expect(await readdir(home)).toEqual([])
    const { pid } = proxy.child
    const opened = await Promise.all(
      (await readdir(`/proc/${pid}/fd`)).map(async (fd) => ({
        to: await readlink(`/proc/${pid}/fd/${fd}`).catch(() => 'closed'),
        flags: Number.parseInt(
          /flags:\s+(\d+)/.exec(await readFile(`/proc/${pid}/fdinfo/${fd}`, 'utf8').catch(() => ''))?.[1] ?? '0',
          8,
        ),
      })),
    )
    // Access modes 1 and 2 write; devices, pipes and sockets are no files.
    const written = opened.filter(({ to, flags }) => to.startsWith('/') && !to.startsWith('/dev/') && (flags & 3) !== 0)
    expect(written).toEqual([])
    expect((await readFile(`/proc/${pid}/environ`, 'utf8')).includes(machine.secret)).toBe(false)
    expect((await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0')).toContain('--permission')
  })

  test.each<[string, number, RegExp, Record<string, string>, string[]]>([
    ['a wrong secret', 3, /refuses CLIENT_ID or the secret/, { CLIENT_SECRET: 'B'.repeat(43) }, []],
    ['no secret', 2, /Set CLIENT_SECRET/, {}, []],
    ['no id', 2, /Set CLIENT_ID/, { CLIENT_ID: '' }, []],
    ['an unknown word', 2, /--bind/, { CLIENT_SECRET: 'x' }, ['--bind', '0.0.0.0']],
    ['a secret in the clear', 2, /https/, { CLIENT_SECRET: 'x' }, ['--base-url', 'http://id.example.org/']],
    ['a port that is none', 2, /--port/, { CLIENT_SECRET: 'x' }, ['--port', '99999']],
  ])('end with a code and a sentence after %s', async (_, code, sentence, env, words) => {
    const given = { CLIENT_ID: machine.id, ...env }
    const { ended } = run('start', ['--port', '0', '--base-url', world.baseUrl, ...words], { env: given })
    expect(await ended).toMatchObject({ code, err: expect.stringMatching(sentence) })
  })

  test('explain themselves', async () => {
    const both = await Promise.all([run('start', ['--help']).ended, run('legacy', ['--help']).ended])
    for (const { code, out } of both) expect([code, out]).toEqual([0, expect.stringContaining('Exit codes')])
    expect((await run('legacy', ['--port', 'many']).ended).code).toBe(2)
  })
})
