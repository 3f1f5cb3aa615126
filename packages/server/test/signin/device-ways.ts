import { randomUUID } from 'node:crypto'
import { makeDevice, ON } from '../clients/device.ts'
import { ADMINISTRATOR } from './hosted.ts'
import type { WayBench, Ways } from './way-bench.ts'

/** To the page on which administrators connect devices, and to those of sign-ins on another screen. */
export function deviceWays({ hosted, firstParty, member, signIn, expectBack, ownPage }: WayBench): Ways {
  type Page = Parameters<typeof ownPage>[0]
  const call = hosted.world.call
  let client: Promise<string> | undefined
  let television: Promise<string> | undefined
  /** Switches something on beside what is set. */
  async function switchOn(setting: typeof ON): Promise<void> {
    const { project, token } = hosted.clinic
    const at = `fhir/R4/Project/${project}`
    const { body } = await call(at, { token })
    const others = (body.setting ?? []).filter(({ name }: { name: string }) => name !== setting.name)
    await call(at, { method: 'PUT', json: { ...body, setting: [...others, setting] }, token })
  }
  /** Switches it on, and makes the client. */
  async function enrolment(): Promise<string> {
    const { project, token } = hosted.clinic
    await switchOn(ON)
    const resource = [{ resourceType: 'Observation', interaction: ['create', 'read'] }]
    await call('fhir/R4/AccessPolicy', { token, json: { resourceType: 'AccessPolicy', name: 'Analyzer', resource } })
    const grantType = ['urn:ietf:params:oauth:grant-type:device_code']
    const json = { name: 'Devices', tokenEndpointAuthMethod: 'none', kind: 'app', grantType }
    return (await call(`admin/projects/${project}/client`, { token, json })).body.id
  }
  async function page(walker: Page): Promise<void> {
    client ??= enrolment()
    await client
    await signIn(walker, firstParty, ADMINISTRATOR)
    expectBack(walker)
    await walker.open(`${hosted.issuer}account/devices`)
  }
  /** With an hour for a device, whose code is typed. The clock is the server’s: other ways move it on. */
  async function code(walker: Page): Promise<string> {
    const { db } = hosted.world.store
    await page(walker)
    // That of another way to here would be shown instead.
    await db.query({ sql: 'delete from device_windows where project = $1', params: [hosted.clinic.project] })
    await db.query({
      sql: `insert into device_windows
          (id, project, user_id, membership_id, name, access_policy, opened_at, expires_at)
        select $1::uuid, m.project, m.user_id, m.id, 'Analyzer, room 12', 'AccessPolicy/' || p.id, t.now, t.now + interval '1 hour'
        from memberships m join resources p on p.project = m.project and p.type = 'AccessPolicy',
          (select max(authenticated_at) as now from login_roots) t
        where m.project = $2 and m.admin and m.user_type = 'User' and p.content like '%"Analyzer"%'
        limit 1`,
      params: [randomUUID(), hosted.clinic.project],
    })
    // So is that of the device: an assertion from before would have expired.
    const { rows } = await db.query({ sql: 'select max(authenticated_at) as now from login_roots', params: [] })
    const now = new Date(String(rows[0]?.['now'])).getTime()
    const device = await makeDevice(hosted.world, await client!, hosted.issuer, () => now)
    const { body } = await device.ask()
    await walker.open(`${hosted.issuer}device?user_code=${body.user_code}`)
    return body.user_code
  }
  /** The client of a television in the waiting room. */
  async function screenClient(): Promise<string> {
    const { project, token } = hosted.clinic
    await switchOn({ name: 'deviceSignIn', valueBoolean: true })
    const grantType = ['urn:ietf:params:oauth:grant-type:device_code']
    const json = { name: 'Heart Diary', tokenEndpointAuthMethod: 'none', kind: 'app', grantType, deviceSignIn: true }
    return (await call(`admin/projects/${project}/client`, { token, json })).body.id
  }
  /** To what asks with a code, on its way to a sign-in. */
  async function screenQuestion(walker: Page): Promise<void> {
    television ??= screenClient()
    const form = { client_id: await television, scope: 'openid fhirUser' }
    const { body } = await call('oauth2/device_authorization', { form, headers: { 'User-Agent': 'Television/3' } })
    await walker.open(`${hosted.issuer}code?user_code=${body.user_code}`)
    await walker.send({}, 'button[value=check]')
  }
  return {
    screen: ['screen.heading', (walker) => walker.open(`${hosted.issuer}code`)],
    'screen-fault': [
      'screen.heading',
      async (walker) => {
        await walker.open(`${hosted.issuer}code`)
        await walker.send({ code: 'BBBB-BBBB' })
      },
    ],
    'screen-question': ['screen.question', screenQuestion],
    'screen-consent': [
      'consent.heading.identity',
      async (walker) => {
        await screenQuestion(walker)
        await walker.send({}, 'button[value=go]')
        await walker.send({ email: member.email, password: member.password })
      },
    ],
    'screen-done': [
      'screen.done.heading',
      async (walker) => {
        await screenQuestion(walker)
        await walker.send({}, 'button[value=go]')
        await walker.send({ email: member.email, password: member.password })
        await walker.send({}, 'button[value=allow]')
      },
    ],
    'my-devices': ['devices.heading', (walker) => ownPage(walker, 'devices')],
    devices: ['devices.heading', page],
    'devices-fault': [
      'devices.heading',
      async (walker) => {
        await page(walker)
        await walker.send({ name: '' })
      },
    ],
    'devices-code': ['devices.heading', code],
    'devices-question': [
      'devices.question',
      async (walker) => {
        await code(walker)
        await walker.send({}, 'button[value=check]')
      },
    ],
  }
}
