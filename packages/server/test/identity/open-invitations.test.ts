import { startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, must, PASSWORD, redeem, verdict } from './steps.ts'

describe.each(storesUnderTest())('the open link of an invited person on %s', (store) => {
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
})
