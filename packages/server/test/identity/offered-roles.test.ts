/** Inviting an address that has an account: its owner is offered a role, which is worth nothing until they accept it. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations, openAccount } from './answer-invitations.ts'
import { begin, claimsOf, freshEmail, must, PASSWORD, redeem, verdict } from './steps.ts'

describe.each(storesForWalks())('a role that is offered, on %s', (store) => {
  let world: World
  let clinic: Owner
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    clinic = await world.actors.owner()
  })
  afterAll(() => world.close())

  const at = ({ project, token }: Owner, path: string, method = 'GET', json?: object): Promise<Answer> =>
    world.call(`admin/projects/${project}/${path}`, { method, token, ...(json !== undefined && { json }) })
  const invite = (by: Owner, email: string, fields: object = {}): Promise<Answer> =>
    at(by, 'invite', 'POST', {
      resourceType: 'Practitioner',
      firstName: 'Julius',
      lastName: 'Hibbert',
      email,
      ...fields,
    })
  const membersOf = async (by: Owner): Promise<readonly Record<string, unknown>[]> =>
    must(await at(by, 'members')).body.members
  const events = async (by: Owner, kind: string): Promise<readonly object[]> => {
    const { body } = must(await world.call(`fhir/R4/AuditEvent?subtype=${kind}`, { token: by.token }))
    return (body.entry ?? []).map(({ resource }: { resource: object }) => resource)
  }
  /** Somebody with an account and a role in the clinic. */
  async function nurse(): Promise<{ readonly email: string; readonly userId: string; readonly membership: string }> {
    const email = freshEmail()
    const { body } = must(await invite(clinic, email))
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const { body: tokens } = must(await redeem(world.call, await begin(world.call, { email })))
    return { email, userId: claimsOf(tokens.access_token)['sub'] as string, membership: body.id }
  }

  test('gives a stranger who invites as administrator of their own project nothing, and shows them nobody', async () => {
    const [mine, second] = [await world.actors.owner(), await world.actors.owner()]
    const [known, unknown] = [await nurse(), freshEmail()]
    const asked = { admin: true, firstName: 'Typed', lastName: 'Name' }
    const answers = await Promise.all([known.email, unknown].map((email) => invite(mine, email, asked)))
    const like = ({ status, body }: Answer) => [status, Object.keys(body), body.active, body.admin]
    expect(answers.map(must).map(like)[0]).toEqual(like(answers[1] as Answer))
    const [victim, nobody] = answers.map(({ body }) => body)

    // Neither the account's id nor the name, nor that there is an account: not even to who has two projects to compare.
    const again = must(await invite(second, known.email, asked)).body
    expect(new Set([victim.user.reference, again.user.reference, `User/${known.userId}`]).size).toBe(3)
    const shown = JSON.stringify([await membersOf(mine), must(await at(mine, 'emails')).body])
    expect(shown).not.toContain(known.userId)
    expect(shown).not.toContain('Hibbert')
    const ofMember = async (id: string) => {
      const member = (await membersOf(mine)).find((one) => one['id'] === id)
      const { emails } = must(await at(mine, 'emails')).body
      type Mail = { about?: { reference: string }; attempts: number; state: string }
      const mail = emails.find(({ about }: Mail) => about?.reference === `ProjectMembership/${id}`)
      // It may be on its way still.
      const seen = JSON.stringify({
        member,
        mail: { ...mail, attempts: 0, state: '', acceptedAt: '', nextAttemptAt: '' },
      })
      expect(seen).toContain('"kind":"invite"')
      return seen
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
        .replaceAll(known.email, 'address')
        .replaceAll(unknown, 'address')
    }
    expect(await ofMember(victim.id)).toBe(await ofMember(nobody.id))

    // Whatever the administrator does to the membership is done to nobody.
    const acts: readonly (readonly [method: string, path: string, json?: object])[] = [
      ['POST', 'invitation'],
      ['POST', 'resetpassword', {}],
      ['POST', 'recovery', {}],
      ['GET', 'sign-ins'],
      ['DELETE', 'sign-ins'],
    ]
    for (const [method, path, json] of acts) {
      const [first, other] = [victim, nobody].map(({ id }) => at(mine, `members/${id}/${path}`, method, json))
      expect(verdict(await (first as Promise<Answer>)), path).toBe(verdict(await (other as Promise<Answer>)))
    }
    const tokens = must(await redeem(world.call, await begin(world.call, { email: known.email })))
    expect(tokens.body.project.reference).toBe(`Project/${clinic.project}`)
    const refused = (await begin(world.call, { email: known.email, projectId: mine.project })).answer
    expect(verdict(refused)).toBe('400 invitation_open')
    expect(refused.body.login).toBeUndefined()
    const { memberships } = must(await world.call('auth/me', { token: tokens.body.access_token })).body.security ?? {}
    expect(JSON.stringify(memberships ?? [])).not.toContain(mine.project)
  })

  test('is the person’s once they accept it in their account, and the inviter sees then who it is', async () => {
    const other = await world.actors.owner()
    const person = await nurse()
    const { body } = must(await invite(other, person.email))
    const { page } = await openAccount(world, person)
    for (const words of ['Invitations', 'Nothing happens until you accept', 'Role: Clinician or staff'])
      expect(page.text.replaceAll(/<\/?bdi>/g, '')).toContain(words)
    expect(await answerInvitations(world, person)).toEqual(['/account?done=accepted'])
    expect((await openAccount(world, person)).page.text).not.toContain('Invitations')
    const { answer, handle, verifier } = await begin(world.call, { email: person.email })
    expect(answer.body.memberships).toHaveLength(2)
    const chosen = must(await world.call('auth/profile', { json: { login: handle, profile: body.id } }))
    const tokens = must(await redeem(world.call, { code: chosen.body.code, verifier }))
    expect(tokens.body.project.reference).toBe(`Project/${other.project}`)
    const read = must(await world.call(`fhir/R4/ProjectMembership/${body.id}`, { token: other.token }))
    expect(read.body.user.reference).toBe(`User/${person.userId}`)
    const [accepted, ...more] = await events(other, 'invitation.accepted')
    expect(more).toEqual([])
    expect(JSON.stringify(accepted)).toContain(`ProjectMembership/${body.id}`)
  })

  test('is accepted once, and by nobody else', async () => {
    const other = await world.actors.owner()
    const [person, thief] = [await nurse(), await nurse()]
    const { body } = must(await invite(other, person.email))
    const offer = `${other.project} ${body.id}`
    const [own, theirs] = [await openAccount(world, person), await openAccount(world, thief)]
    const answer = ({ browser, page }: typeof own, act = 'accept') =>
      browser.post('/account', { form: page.hidden('form'), do: act, offer })
    for (const act of ['accept', 'decline']) expect((await answer(theirs, act)).location).toBe('/account?done=nothing')
    expect((await own.browser.post('/account', { do: 'accept', offer })).status).toBe(403)
    const both = await Promise.all([answer(own), answer(own)])
    expect(both.map(({ location }) => location).sort()).toEqual(['/account?done=accepted', '/account?done=nothing'])
    for (const wrong of ['', offer.replace(' ', '-'), `${clinic.project} ${body.id}`])
      expect(
        (await own.browser.post('/account', { form: own.page.hidden('form'), do: 'accept', offer: wrong })).location,
      ).toMatch(/^\/account(\?done=nothing)?$/)
  })

  test('ends what somebody was signed in with to it before', async () => {
    const other = await world.actors.owner()
    const person = await nurse()
    const { body } = must(await invite(other, person.email))
    const { answer } = await begin(world.call, { email: person.email })
    const { rows } = await world.store.db.query({
      sql: `update logins set project = $1::uuid, membership_id = $2::uuid, user_id = $3::uuid
        where code_hash is not null and user_id = $4::uuid and revoked_at is null returning id::text as id`,
      params: [other.project, body.id, body.user.reference.split('/')[1], person.userId],
    })
    expect([answer.status, rows.length > 0]).toEqual([200, true])
    expect(await answerInvitations(world, person)).toEqual(['/account?done=accepted'])
    const ended = await world.store.db.query({
      sql: 'select revoked_at is not null as ended from logins where id = any($1::uuid[])',
      params: [rows.map(({ id }) => String(id))],
    })
    expect(ended.rows.every((row) => row['ended'] === true)).toBe(true)
  })

  test('ends with the link of its invitation, and begins again when it is sent again', async () => {
    const other = await world.actors.owner()
    const person = await nurse()
    const { body } = must(await invite(other, person.email))
    const { browser, page } = await openAccount(world, person)
    await world.store.db.query({
      sql: `update memberships set invited_at = invited_at - interval '7 days 1 second' where id = $1::uuid`,
      params: [body.id],
    })
    const form = { form: page.hidden('form'), offer: `${other.project} ${body.id}` }
    for (const act of ['accept', 'decline'])
      expect((await browser.post('/account', { ...form, do: act })).location).toBe('/account?done=nothing')
    expect((await openAccount(world, person)).page.text).not.toContain('Invitations')
    expect((await at(other, `members/${body.id}/invitation`, 'POST')).status).toBe(200)
    expect(await answerInvitations(world, person)).toEqual(['/account?done=accepted'])
  })

  test('can be declined, which the inviter sees as from any other address, and be offered again', async () => {
    const other = await world.actors.owner()
    const person = await nurse()
    const { body } = must(await invite(other, person.email))
    const before = await membersOf(other)
    expect(await answerInvitations(world, person, 'decline')).toEqual(['/account?done=declined'])
    expect((await openAccount(world, person)).page.text).not.toContain('Invitations')
    expect(await membersOf(other)).toEqual(before)
    const [event] = await events(other, 'link.declined')
    expect(JSON.stringify(event)).not.toContain(person.userId)
    expect(await events(other, 'invitation.declined')).toEqual([])
    expect(verdict((await begin(world.call, { email: person.email, projectId: other.project })).answer)).toBe(
      '400 wrong_credentials',
    )
    must(await at(other, `members/${body.id}/invitation`, 'POST'))
    expect(await answerInvitations(world, person)).toEqual(['/account?done=accepted'])
  })

  test('ends when the inviter takes it back or switches it off', async () => {
    const other = await world.actors.owner()
    for (const end of ['revoke', 'switch off']) {
      const person = await nurse()
      const { body } = must(await invite(other, person.email))
      const opened = await openAccount(world, person)
      const read = `fhir/R4/ProjectMembership/${body.id}`
      if (end === 'revoke') must(await at(other, `members/${body.id}/invitation`, 'DELETE'))
      else must(await world.call(read, { method: 'PUT', token: other.token, json: { ...body, active: false } }))
      const sent = { form: opened.page.hidden('form'), do: 'accept', offer: `${other.project} ${body.id}` }
      expect((await opened.browser.post('/account', sent)).location).toBe('/account?done=nothing')
      expect((await openAccount(world, person)).page.text).not.toContain('Invitations')
    }
  })

  test('waits in the account of who follows the link of an earlier invitation, and sets no password', async () => {
    const [one, two] = [await world.actors.owner(), await world.actors.owner()]
    const email = freshEmail()
    must(await invite(one, email))
    const link = world.inbox.link(email)
    must(await invite(two, email))
    const set = (given: object, password: string) => world.call('auth/setpassword', { json: { ...given, password } })
    must(await set(world.inbox.link(email), PASSWORD))
    expect(verdict(await set(link, 'another password of a stranger'))).toBe('400 account_exists')
    expect(verdict((await begin(world.call, { email, projectId: one.project })).answer)).toBe('400 invitation_open')
    expect(await answerInvitations(world, { email })).toEqual(['/account?done=accepted'])
    expect((await begin(world.call, { email, projectId: one.project })).answer.body.code).toBeDefined()
  })

  test('opens the account at the address of the project that invites, to its owner', async () => {
    const other = await world.actors.owner()
    const person = await nurse()
    const under = `/projects/${other.project}`
    expect((await openAccount(world, person, under)).page.text).not.toContain('Invitations')
    must(await invite(other, person.email))
    expect((await openAccount(world, person, under)).page.text).toContain('Invitations')
  })
})
