import { type Answer, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Clinic, follow, freshEmail, must, PASSWORD, startClinic, verdict } from './steps.ts'

describe.each(storesUnderTest())('an invitation with upsert, on %s,', (store) => {
  let clinic: Clinic
  let world: World
  let policies: readonly string[]
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
    policies = await Promise.all([makePolicy(), makePolicy()])
  })
  afterAll(() => world.close())

  const call = (path: string, options: object = {}): Promise<Answer> =>
    world.call(path, { token: clinic.admin.token, ...options })
  const makePolicy = async (): Promise<string> => {
    const json = { resourceType: 'AccessPolicy', name: 'x', resource: [{ resourceType: 'Patient' }] }
    return `AccessPolicy/${must(await call('fhir/R4/AccessPolicy', { json })).body.id}`
  }
  const upsert = (fields: object): Promise<Answer> => clinic.invite({ upsert: true, ...fields })
  const readMember = async (id: string): Promise<Answer['body']> =>
    must(await call(`admin/projects/${clinic.project}/members/${id}`)).body
  const under = (at: number): object => ({ accessPolicy: { reference: policies[at] } })
  const mails = (email: string): number => world.inbox.to(email).length

  test('invites a person who is no member yet', async () => {
    const email = freshEmail()
    const { body } = must(await upsert({ email, membership: under(0) }))
    expect(body.accessPolicy.reference).toBe(policies[0])
    await follow(world, email)
    expect((await world.actors.signIn(email, PASSWORD)).status).toBe(200)
  })

  test('changes the membership of a member by what it says, keeps the rest, and sends nothing', async () => {
    const { email, membership } = await clinic.member({ membership: { ...under(0), externalId: 'kept' } })
    must(await world.actors.signIn(email, PASSWORD, { projectId: clinic.project }))
    const sent = mails(email)
    const { body } = must(await upsert({ email, membership: under(1) }))
    expect([body.id, body.accessPolicy.reference, body.externalId]).toEqual([membership, policies[1], 'kept'])
    expect(await readMember(membership)).toMatchObject({ ...under(1), externalId: 'kept' })
    expect(mails(email)).toBe(sent)
  })

  test('changes nothing when it is repeated', async () => {
    const email = freshEmail()
    const asked = { email, sendEmail: false, membership: under(0) }
    const first = must(await upsert(asked)).body
    const again = must(await upsert(asked)).body
    expect([again.id, (await readMember(first.id)).meta.versionId]).toEqual([first.id, first.meta.versionId])
  })

  test('sends a pending invitation again, and its link replaces the first', async () => {
    const email = freshEmail()
    must(await upsert({ email, membership: under(0) }))
    const first = world.inbox.link(email)
    must(await upsert({ email, membership: under(1) }))
    const set = (link: object): Promise<Answer> =>
      world.call('auth/setpassword', { json: { ...link, password: PASSWORD } })
    expect(verdict(await set(first))).toBe('400 unusable_link')
    expect((await set(world.inbox.link(email))).status).toBe(200)
  })

  test('finds a member by the external id, whatever the address, and gives one to a member found by the address', async () => {
    const { email, membership } = await clinic.member()
    must(await upsert({ email, externalId: 'employee-7' }))
    expect((await readMember(membership)).externalId).toBe('employee-7')
    const { body } = must(await upsert({ externalId: 'employee-7', membership: under(1) }))
    expect([body.id, body.accessPolicy.reference]).toEqual([membership, policies[1]])
    // The same id of another issuer is another person.
    const other = must(await upsert({ externalId: 'employee-7', externalIdIssuer: 'https://idp.example/' })).body
    expect(other.id).not.toBe(membership)
  })

  test.each<[string, (email: string) => object, object, string]>([
    ['is of another kind', () => ({}), { resourceType: 'Patient' }, '409 other_profile_type'],
    ['is doubled', (email) => ({ email, scope: 'project', forceNewMembership: true }), {}, '409 several_memberships'],
  ])('does not guess where the membership %s', async (_, more, fields, expected) => {
    const { email } = await clinic.member()
    const another = more(email)
    if ('email' in another) must(await clinic.invite(another))
    expect(verdict(await upsert({ email, ...fields }))).toBe(expected)
  })

  test('does not revive an inactive membership', async () => {
    const { email, membership } = await clinic.member({ membership: under(0) })
    const before = await readMember(membership)
    must(await call(`fhir/R4/ProjectMembership/${membership}`, { method: 'PUT', json: { ...before, active: false } }))
    expect(verdict(await upsert({ email, membership: under(1) }))).toBe('409 inactive')
    expect((await readMember(membership)).accessPolicy.reference).toBe(policies[0])
  })

  test('gives nobody more than the administrator has, and changes nobody whom they may not change', async () => {
    const narrow = must(
      await call('fhir/R4/AccessPolicy', {
        json: {
          resourceType: 'AccessPolicy',
          name: 'narrow',
          resource: [
            { resourceType: 'ProjectMembership', interaction: ['create', 'read', 'update', 'search'] },
            { resourceType: 'Practitioner' },
          ],
        },
      }),
    ).body.id
    const { email } = await clinic.member({
      membership: { admin: true, accessPolicy: { reference: `AccessPolicy/${narrow}` } },
    })
    const token = must(await world.actors.signIn(email, PASSWORD)).body.access_token
    const colleague = await clinic.member({ membership: under(0) })
    const asked = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: colleague.email, upsert: true }
    const answer = await world.call(`admin/projects/${clinic.project}/invite`, {
      json: { ...asked, membership: { admin: true } },
      token,
    })
    expect([answer.status, (await readMember(colleague.membership)).admin ?? false]).toEqual([403, false])
  })

  test('is refused to a role that may invite and not change members, unless there is nothing to change', async () => {
    const desk = await clinic.member({ membership: { ...under(0), adminRole: 'help-desk' } })
    const token = must(await world.actors.signIn(desk.email, PASSWORD)).body.access_token
    const { email } = await clinic.member({ membership: under(0) })
    const asked = { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email, upsert: true }
    const ask = (fields: object): Promise<Answer> =>
      world.call(`admin/projects/${clinic.project}/invite`, { json: { ...asked, ...fields }, token })
    expect(verdict(await ask({ membership: under(1) }))).toMatch(/^403/)
    expect((await ask({})).status).toBe(200)
  })

  test('is in the audit as the change that it is', async () => {
    const { email, membership } = await clinic.member({ membership: under(0) })
    must(await upsert({ email, membership: under(1) }))
    const { body } = must(await call('fhir/R4/AuditEvent?subtype=membership.changed&_sort=-date&_count=5'))
    expect(JSON.stringify(body)).toContain(`ProjectMembership/${membership}`)
  })
})
