/** The analyzer’s host from its first code to the day when it is lost. */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clinic, seedClinic } from '@damson/example-clinic'
import { DamsonClient } from '@damson/sdk'
import { startWorld, type World } from '@damson/testkit'
import { decodeQR } from 'qr/decode.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Program, run } from './program.ts'

const ENROLL = 'src/enroll/main.ts'
const ANALYZER = 'src/analyzer/main.ts'
const SENDER = 'src/sender/main.ts'
const PAGE = 'account/devices'

/** What a phone reads from the drawing of blocks: each character is two squares, and a block is light. */
function drawn(out: string): string {
  const rows = [...out.matchAll(/^[█▀▄ ]{20,}$/gm)].flatMap(([line]) => [
    line.split('').map((block) => block === '█' || block === '▀'),
    line.split('').map((block) => block === '█' || block === '▄'),
  ])
  const [scale, width] = [8, rows[0]?.length ?? 0]
  const data = new Uint8Array(width * scale * rows.length * scale * 4)
  for (const [y, row] of rows.entries())
    for (const [x, isLight] of row.entries())
      for (let at = 0; at < scale * scale; at += 1) {
        const [down, right] = [Math.floor(at / scale), at % scale]
        const pixel = ((y * scale + down) * width * scale + x * scale + right) * 4
        data.fill(isLight ? 255 : 0, pixel, pixel + 3)
        data[pixel + 3] = 255
      }
  return decodeQR({ width: width * scale, height: rows.length * scale, data })
}

describe('a host that is connected by its code', () => {
  let world: World
  let clinic: Clinic
  let owner: DamsonClient
  let folder: string
  let projectId: string
  let client: string
  let policy: string
  const cookies = new Map<string, string>()

  beforeAll(async () => {
    world = await startWorld({ mail: 'development' })
    clinic = await seedClinic({ baseUrl: world.baseUrl, patients: 3 })
    owner = new DamsonClient({ baseUrl: world.baseUrl })
    const { code = '' } = await owner.startLogin(clinic.owner)
    await owner.processCode(code)
    folder = await mkdtemp(join(tmpdir(), 'damson-enroll-'))
    const [member] = await owner.searchResources('ProjectMembership', {
      profile: `ClientApplication/${clinic.clients.analyzer.id}`,
    })
    projectId = (member?.project.reference ?? '').slice('Project/'.length)
    const project = await owner.readResource('Project', projectId)
    const { setting = [] } = project as { setting?: object[] }
    const on = { name: 'deviceEnrolment', valueBoolean: true }
    await owner.updateResource({ ...project, setting: [...setting, on] } as never)
    const grantType = ['urn:ietf:params:oauth:grant-type:device_code']
    const made = await admin('client', { name: 'Devices', kind: 'app', tokenEndpointAuthMethod: 'none', grantType })
    client = String(made['id'])
    policy = member?.accessPolicy?.reference ?? ''
    const { email, password } = clinic.owner
    await page('account/sign-in', { form: hidden(await page('account'), 'form'), email, password })
  })
  afterAll(async () => {
    await rm(folder, { recursive: true })
    await world.close()
  })

  async function admin(path: string, json: object = {}): Promise<Record<string, string>> {
    const { status, text, body } = await world.call(`admin/projects/${projectId}/${path}`, {
      json,
      token: owner.getAccessToken() ?? '',
    })
    if (status >= 300) throw new Error(text)
    return body
  }
  /** A page, as the owner’s browser gets it. */
  async function page(path: string, fields?: Record<string, string>): Promise<string> {
    const answer = await fetch(new URL(path, world.baseUrl), {
      redirect: 'manual',
      headers: {
        Cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...(fields !== undefined && { Origin: new URL(world.baseUrl).origin }),
      },
      ...(fields !== undefined && { method: 'POST', body: new URLSearchParams(fields) }),
    })
    for (const set of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    return answer.text()
  }
  const hidden = (text: string, name: string): string =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? ''
  /** Types what the device shows. */
  async function connect(device: Program): Promise<void> {
    const code = await device.printed(/Code: +(\S+)/)
    const fingerprint = await device.printed(/Fingerprint: (\S+)/)
    const sealed = (text: string) => ({ form: hidden(text, 'form'), window: hidden(text, 'window') })
    const asked = await page(PAGE, { ...sealed(await page(PAGE)), do: 'check', code })
    await page(PAGE, {
      ...sealed(asked),
      user_code: hidden(asked, 'user_code'),
      do: 'connect',
      code: fingerprint,
    })
  }
  const here = (): string[] => ['--base-url', world.baseUrl]
  const enroll = (file: string): Program => run(ENROLL, [...here(), '--key-file', file], { env: { CLIENT_ID: client } })
  const host = (file: string): Program => run(ANALYZER, [...here(), '--port', '0', '--key-file', file])
  async function sent(by: Program, patient: string): Promise<string> {
    const port = await by.printed(/127\.0\.0\.1:(\d+)/)
    return (await run(SENDER, ['--port', port, '--patient', patient]).ended).out
  }
  async function killed(program: Program): Promise<void> {
    program.child.kill('SIGKILL')
    await program.ended
  }

  test('goes on after it was killed, gets a new key, and is refused once it is lost', async () => {
    const [first, second] = [join(folder, 'first.json'), join(folder, 'second.json')]
    const text = await page(PAGE)
    const value = new RegExp(`value="([^"]* ${policy})"`).exec(text)?.[1] ?? ''
    await page(PAGE, { form: hidden(text, 'form'), do: 'open', name: 'Analyzer', policy: value })
    const device = enroll(first)
    await connect(device)
    expect(await device.ended).toMatchObject({ code: 0 })
    const id = /Connected as (\S+)\./.exec((await device.ended).out)?.[1] ?? ''
    expect((await stat(first)).mode & 0o777).toBe(0o600)
    const { out } = await device.ended
    const code = /Code: +(\S+)/.exec(out)?.[1] ?? ''
    expect(drawn(out)).toBe(`${world.baseUrl}device?user_code=${code}`)

    const before = host(first)
    expect(await sent(before, '100002')).toMatch(/\nMSA\|AA\|/)
    await killed(before)
    const after = host(first)
    expect(await sent(after, '100002')).toMatch(/\nMSA\|AA\|/)
    // Written after the answer, by the program’s first token; that of the connection is no program of the SDK.
    const program = async (): Promise<unknown> => {
      const { body } = await world.call(`admin/projects/${projectId}/devices`, { token: owner.getAccessToken() ?? '' })
      return body.devices.find((one: { readonly id: string }) => one.id === id)?.program
    }
    await expect.poll(program).toMatch(/^damson-sdk\/\d+\.\d+\.\d+$/)

    await admin(`devices/${id}/replace`)
    const again = enroll(second)
    await connect(again)
    expect(await again.ended).toMatchObject({ code: 0, out: expect.stringContaining(id) })
    expect(await sent(after, '100002')).toMatch(/\nMSA\|AE\|/)
    await killed(after)
    const renewed = host(second)
    expect(await sent(renewed, '100002')).toMatch(/\nMSA\|AA\|/)

    await admin(`devices/${id}/lost`)
    // It was answered: from here on every node refuses it.
    expect(await sent(renewed, '100002')).toMatch(/\nMSA\|AE\|/)
    await killed(renewed)
    expect(await host(second).ended).toMatchObject({ code: 3 })
  })
})
