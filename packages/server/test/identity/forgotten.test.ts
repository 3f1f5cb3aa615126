import { storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { peopleOfDomain } from '../../src/domain/email-domains/domains.store.ts'
import { begin, type Clinic, freshEmail, must, register, startClinic } from './steps.ts'

const DAY_MS = 86_400_000

describe.each(storesForWalks())('an account that a stranger registered, on %s', (store) => {
  let clinic: Clinic
  beforeAll(async () => {
    clinic = await startClinic({ store })
    await clinic.openForPatients()
  })
  afterAll(() => clinic.world.close())

  const rows = async (sql: string, ...params: string[]) => (await clinic.world.store.db.query({ sql, params })).rows
  async function registered(): Promise<{ readonly id: string; readonly email: string }> {
    const { email } = await register(clinic.world.call, { projectId: clinic.project })
    const [row] = await rows('select id::text as id from users where email = $1', email)
    return { id: String(row?.['id']), email }
  }

  test('is forgotten after 30 days unless it was proven, or something else is behind it', async () => {
    const { world, project } = clinic
    const gone = await registered()
    const ofKnown = await register(world.call, { projectId: project, email: clinic.admin.email })
    const kept: Record<string, string> = {}
    const proven = await registered()
    kept['proven'] = proven.id
    const { id, secret } = world.inbox.link(proven.email)
    must(await world.call('auth/verifyemail', { json: { id, secret, password: 'a quiet garden path' } }))
    // Each by itself, as the store would have it.
    for (const [what, sql] of Object.entries({
      'a membership': `insert into memberships (project, id, user_type, user_id, profile, active, admin)
        values ('${project}', gen_random_uuid(), 'User', $1, 'Patient/x', true, false)`,
      'an identity': `insert into identities (id, project, issuer, subject, user_id, provider_key, how, linked_at)
        values (gen_random_uuid(), '${project}', 'x', 'x', $1, 'x', 'proved', now())`,
      'an open invitation': `insert into one_time_links (id, user_id, kind, secret_hash, key_version, created_at,
        expires_at) values (gen_random_uuid(), $1, 'invite', 'x', 'x', now(), now())`,
      'an import': `insert into imported_people (project, source_key, user_id, membership_id, line_hash, key_version)
        values ('${project}', 'x', $1, gen_random_uuid(), 'x', 'x')`,
      'an imported password': `insert into imported_passwords (user_id, project, scheme, salt, password_hash,
        key_version) values ($1, '${project}', '{}', 'x', 'x', 'x')`,
      'a sign-in': `insert into login_roots (id, user_id, method, factors, authenticated_at, ends_at, sealed_place)
        values (gen_random_uuid(), $1, 'password', '{}', now() + interval '40 days', now() + interval '40 days', 'x')`,
    })) {
      const one = await registered()
      kept[what] = one.id
      await rows(sql, one.id)
    }
    const invited = freshEmail()
    const { body: membership } = must(await clinic.invite({ email: invited }))
    must(
      await world.call(`admin/projects/${project}/members/${membership.id}`, {
        method: 'DELETE',
        token: clinic.admin.token,
      }),
    )
    const left = async (): Promise<readonly unknown[]> =>
      (await rows('select id::text as id from users')).map((row) => row['id'])

    await world.travel(29 * DAY_MS)
    expect(await left()).toContain(gone.id)
    await world.travel(2 * DAY_MS)

    const there = await left()
    expect(there).not.toContain(gone.id)
    for (const [what, user] of Object.entries(kept)) expect(there, what).toContain(user)
    const emails = (await rows('select email from users')).map((row) => row['email'])
    expect(emails).toContain(invited)
    expect(emails.filter((email) => email === ofKnown.email)).toHaveLength(1)

    const token = await clinic.adminToken()
    expect(await rows('select deleted from resources where id = $1', gone.id)).toEqual([{ deleted: true }])
    const { body } = must(await world.call('fhir/R4/AuditEvent?subtype=user.forgotten', { token }))
    const told = body.entry.map(({ resource }: { resource: { entity: { what: object }[]; action: string } }) => [
      resource.action,
      resource.entity[0]?.what,
    ])
    expect(told).toContainEqual(['D', { reference: `User/${gone.id}` }])
    expect(told).toHaveLength(2)
    expect(await rows('select 1 from one_time_links where user_id = $1', gone.id)).toEqual([])
    // Whoever registers again has an account like any other.
    const again = await register(world.call, { projectId: project, email: gone.email })
    expect((await begin(world.call, { email: again.email, projectId: project })).answer.status).toBe(400)
    expect(world.inbox.to(gone.email)).toHaveLength(2)
  })

  test('is found by the domain of its address through an index', async () => {
    const plan = await clinic.world.store.db.tx(async (tx) => {
      await tx.exec('set local enable_seqscan = off')
      const { rows: lines } = await tx.query({
        sql: `explain ${peopleOfDomain.sql}`,
        params: ['example.org', clinic.project, clinic.project],
      })
      return lines.map((line) => line['QUERY PLAN']).join('\n')
    })
    expect(plan).toContain('users_by_domain')
    expect(plan).toContain('users_by_odd_domain')
    expect(plan).not.toContain('Seq Scan on users')
  })
})
