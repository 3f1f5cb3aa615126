import { startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, type Clinic, freshEmail, must, PASSWORD, register, startClinic, verdict } from './steps.ts'

const WRONG = 'a password that is wrong'

/** What an answer says beside chance: its status, its headers that say something, its body without handles and ids. */
function tellsOf({ status, headers, text }: { status: number; headers: Headers; text: string }): string {
  const told = [...headers].filter(([name]) => !['date', 'keep-alive'].includes(name))
  return JSON.stringify([status, told, text])
    .replaceAll(/[\w-]{43}/g, '<handle>')
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
}

describe.each(storesForWalks())('nobody learns on %s who has an account', (store) => {
  let clinic: Clinic
  let world: World
  let known: { readonly email: string }
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    await clinic.openForPatients()
    known = await clinic.member({ resourceType: 'Patient' })
  })
  afterAll(() => world.close())

  /** Ways to be nobody, or somebody who cannot sign in here. */
  async function strangers(): Promise<Record<string, object>> {
    const [unproven, invited, removed] = [freshEmail(), freshEmail(), await clinic.member()]
    await register(world.call, { projectId: clinic.project, email: unproven })
    must(await clinic.invite({ email: invited }))
    must(
      await world.call(`admin/projects/${clinic.project}/members/${removed.membership}`, {
        method: 'DELETE',
        token: clinic.admin.token,
      }),
    )
    const fields = { projectId: clinic.project }
    return {
      'the wrong password': { ...fields, email: known.email, password: WRONG },
      'a password that is too short': { ...fields, email: known.email, password: 'short' },
      'an empty password': { ...fields, email: known.email, password: '' },
      'an unknown address': { ...fields, email: freshEmail(), password: WRONG },
      'an address that was never proven, with its password': { ...fields, email: unproven },
      'an address that was only invited': { ...fields, email: invited, password: WRONG },
      'no membership any more, with the right password': { ...fields, email: removed.email },
      'another kind of profile, with the right password': {
        ...fields,
        email: known.email,
        resourceType: 'Practitioner',
      },
    }
  }

  test('by signing in: one answer for every reason', async () => {
    const answers: [string, string][] = []
    for (const [why, fields] of Object.entries(await strangers()))
      answers.push([why, tellsOf((await begin(world.call, fields)).answer)])
    for (const [why, tells] of answers) expect(tells, why).toBe(answers[0]?.[1])
    expect(answers[0]?.[1]).toContain('wrong_credentials')
  })

  test('by asking for a reset, whatever is asked', async () => {
    const answers: string[] = []
    for (const email of [known.email, freshEmail(), clinic.admin.email, 'nobody@nowhere'])
      for (const projectId of [undefined, clinic.project, '00000000-0000-4000-8000-000000000000'])
        answers.push(tellsOf(await world.call('auth/resetpassword', { json: { email, projectId } })))
    expect(new Set(answers).size).toBe(1)
  })

  test('by registering, and by whatever can be asked of what registering gave', async () => {
    const [mine, theirs] = [
      await register(world.call, { projectId: clinic.project }),
      await register(world.call, { projectId: clinic.project, email: known.email }),
    ]
    const asked = await Promise.all(
      [mine, theirs].map(async ({ answer, handle, email }) =>
        [
          answer,
          await world.call(`auth/login/${handle}`),
          await world.call('auth/newpatient', { json: { login: handle, projectId: clinic.project } }),
          await world.call('auth/newproject', { json: { login: handle, projectName: 'Clinic' } }),
          await world.call('auth/scope', { json: { login: handle, scope: 'openid' } }),
          await world.call('auth/profile', { json: { login: handle, profile: 'x' } }),
          (await begin(world.call, { email, password: WRONG, projectId: clinic.project })).answer,
        ].map(tellsOf),
      ),
    )
    expect(asked[1]).toEqual(asked[0])
  })

  test('by the method of an address', async () => {
    const answers = await Promise.all(
      [known.email, freshEmail()].map((email) => world.call('auth/method', { json: { email } })),
    )
    expect(answers.map(({ body }) => body)).toEqual([{}, {}])
  })

  test('by the time that it takes: each way costs exactly one hash', async () => {
    const hashes = async (): Promise<number> => {
      const { text } = await world.call('metrics')
      return Number(/^damson_password_hashes_total (\d+)$/m.exec(text)?.[1])
    }
    const cost = async (ask: () => Promise<unknown>): Promise<number> => {
      const before = await hashes()
      await ask()
      return (await hashes()) - before
    }
    for (const [why, fields] of Object.entries(await strangers()))
      expect(await cost(() => begin(world.call, fields)), why).toBe(1)
    for (const email of [known.email, freshEmail()]) {
      expect(await cost(() => begin(world.call, { email, projectId: clinic.project }))).toBe(1)
      expect(await cost(() => register(world.call, { projectId: clinic.project, email }))).toBe(1)
      expect(await cost(() => world.call('auth/resetpassword', { json: { email } }))).toBe(0)
    }
  })

  test('by the audit of a project of one’s own, which is told of an account only where it has a place there', async () => {
    const open = await startWorld({ store, shared: true })
    const [mine, elsewhere] = [await open.actors.owner(), await open.actors.owner()]
    const nobody = freshEmail()
    for (const email of [elsewhere.email, nobody, mine.email]) {
      await begin(open.call, { email, password: WRONG, projectId: mine.project })
      must(await open.call('auth/resetpassword', { json: { email, projectId: mine.project } }))
    }
    const { body } = await open.call('fhir/R4/AuditEvent?_count=100&outcome=4', { token: mine.token })
    type Event = { outcomeDesc?: string; subtype: unknown; agent: { altId: string; who?: { reference: string } }[] }
    const told = (email: string): readonly unknown[] =>
      body.entry
        .map(({ resource }: { resource: Event }) => resource)
        .filter(({ agent }: Event) => agent[0]?.altId === email)
        .map(({ outcomeDesc, subtype, agent }: Event) => [outcomeDesc, subtype, agent[0]?.who])
    expect(told(nobody)).toHaveLength(2)
    expect(told(elsewhere.email)).toEqual(told(nobody))
    expect(JSON.stringify(told(mine.email))).toContain(`User/${mine.userId}`)
    await open.close()
  })

  test('by inviting: the answer is the same, and so is the second', async () => {
    const outcomes = await Promise.all(
      [known.email, freshEmail()].map(async (email) => {
        const invite = () => clinic.invite({ email, resourceType: 'Practitioner' })
        return [await invite(), await invite()].map((answer) => [
          answer.status,
          answer.body.issue,
          Object.keys(answer.body),
        ])
      }),
    )
    expect(outcomes[1]).toEqual(outcomes[0])
  })

  test('by removing whom one invited, and inviting them again', async () => {
    const elsewhere = await startWorld({ store, shared: true })
    const [mine, other] = [await elsewhere.actors.owner(), await elsewhere.actors.owner()]
    const stranger = freshEmail()
    const seen = async (email: string): Promise<readonly unknown[]> => {
      const invite = (fields = {}) =>
        elsewhere.call(`admin/projects/${mine.project}/invite`, {
          json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email, ...fields },
          token: mine.token,
        })
      const first = must(await invite())
      const path = `admin/projects/${mine.project}/members/${first.body.id}`
      must(await elsewhere.call(path, { method: 'DELETE', token: mine.token }))
      const second = must(await invite())
      const forced = await invite({ forceNewMembership: true })
      return [second.body.user.reference === first.body.user.reference, verdict(forced)]
    }
    expect(await seen(stranger)).toEqual(await seen(other.email))
    const { id, secret } = elsewhere.inbox.link(stranger)
    must(await elsewhere.call('auth/setpassword', { json: { id, secret, password: PASSWORD } }))
    expect((await begin(elsewhere.call, { email: stranger })).answer.body.code).toBeDefined()
    await elsewhere.close()
  })

  test('a wrong project, or one that is not there, says no more', async () => {
    for (const projectId of ['00000000-0000-4000-8000-000000000000', '00000000-0000-0000-0000-000000000000'])
      expect(verdict((await begin(world.call, { email: known.email, password: PASSWORD, projectId })).answer)).toBe(
        '400 wrong_credentials',
      )
  })
})
