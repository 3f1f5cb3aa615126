import { readFile } from 'node:fs/promises'
import { startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, must, PASSWORD, redeem, verdict } from './steps.ts'

describe.each(storesForWalks())('the open link of an invited person on %s', (store) => {
  let world: World
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
  })
  afterAll(() => world.close())

  async function invited() {
    const owner = await world.actors.owner()
    const email = freshEmail()
    const invite = (fields: object = {}) =>
      world.call(`admin/projects/${owner.project}/invite`, {
        token: owner.token,
        json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email, ...fields },
      })
    const { id } = must(await invite()).body
    const link = world.inbox.link(email)
    const choose = (one: object = link) => world.call('auth/setpassword', { json: { ...one, password: PASSWORD } })
    return { owner, email, id: id as string, link, invite, choose }
  }
  const remove = (path: string, token: string) => world.call(path, { method: 'DELETE', token })

  test.each(['admin', 'fhir'])('ends with the membership that is removed by /%s', async (way) => {
    const { owner, id, choose, invite, email } = await invited()
    const path = way === 'admin' ? `admin/projects/${owner.project}/members/${id}` : `fhir/R4/ProjectMembership/${id}`
    must(await remove(path, owner.token))
    expect(verdict(await choose())).toBe('400 unusable_link')
    // Who is invited again gets a link that works.
    must(await invite())
    expect(verdict(await choose(world.inbox.link(email)))).toBe('200')
  })

  test('goes on while the person has another membership, which it leads to', async () => {
    const { owner, id, choose, invite, email } = await invited()
    must(
      await invite({
        resourceType: 'RelatedPerson',
        forceNewMembership: true,
        patient: { reference: 'Patient/00000000-0000-4000-8000-000000000000' },
      }),
    )
    must(await remove(`admin/projects/${owner.project}/members/${id}`, owner.token))
    expect(verdict(await choose(world.inbox.link(email)))).toBe('200')
  })

  test('is pending until its person signs in, who waits for nobody that holds the membership', async () => {
    const { owner, email, id, choose } = await invited()
    must(await choose())
    const standing = async () => {
      const sql = 'select invitation_open as pending, last_sign_in_at as at from memberships where id = $1'
      return (await world.store.db.query({ sql, params: [id] })).rows[0]
    }
    const signIn = async () => {
      const begun = await begin(world.call, { email, projectId: owner.project })
      must(await redeem(world.call, begun))
    }
    expect(await standing()).toEqual({ pending: true, at: null })
    if (store === 'postgres') {
      await world.store.db.tx(async (tx) => {
        await tx.query({ sql: 'select id from memberships where id = $1 for update', params: [id] })
        await signIn()
      })
      expect(await standing()).toEqual({ pending: true, at: null })
    }
    await signIn()
    expect(await standing()).toEqual({ pending: false, at: expect.any(Date) })
  })

  test('an upgrade keeps what is known of earlier sign-ins, and calls no earlier membership pending', async () => {
    const { owner, email, id, choose } = await invited()
    must(await choose())
    must(await redeem(world.call, await begin(world.call, { email, projectId: owner.project })))
    const never = (await invited()).id
    const { db } = world.store
    const file = await readFile(new URL('../../migrations/0030-members.sql', import.meta.url), 'utf8')
    await db.exec('update memberships set last_sign_in_at = null, invited_at = null, invitation_open = false')
    await db.exec(file.slice(file.indexOf('update memberships m')))
    const { rows } = await db.query({
      sql: `select m.id::text as id, m.invitation_open as pending, m.last_sign_in_at as at, l.granted_at as known
        from memberships m left join logins l on l.membership_id = m.id where m.id = any($1::uuid[])`,
      params: [[id, never]],
    })
    const [came, stayed] = [id, never].map((one) => rows.find((row) => row['id'] === one))
    expect(came).toMatchObject({ pending: false, at: came?.['known'] })
    expect(came?.['at']).toBeInstanceOf(Date)
    expect(stayed).toMatchObject({ pending: false, at: null })
  })
})
