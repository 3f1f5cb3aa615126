import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answerInvitations } from './answer-invitations.ts'
import {
  begin,
  type Clinic,
  claimsOf,
  follow,
  freshEmail,
  must,
  PASSWORD,
  redeem,
  startClinic,
  verdict,
} from './steps.ts'

describe.each(storesForWalks())('an invitation on %s', (store) => {
  let clinic: Clinic
  let world: World
  beforeAll(async () => {
    clinic = await startClinic({ store })
    world = clinic.world
  })
  afterAll(() => world.close())

  const signIn = async (email: string, fields: object = {}): Promise<Answer> => {
    const begun = await begin(world.call, { email, ...fields })
    return begun.code === '' ? begun.answer : redeem(world.call, begun)
  }

  test('makes profile and membership, and mails a link by which the person chooses a password', async () => {
    const email = freshEmail()
    const { status, body } = await clinic.invite({ email })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      resourceType: 'ProjectMembership',
      active: true,
      project: { reference: `Project/${clinic.project}` },
      profile: { reference: expect.stringMatching(/^Practitioner\//) },
    })
    expect(body.admin).toBeUndefined()
    expect(verdict(await signIn(email))).toBe('400 wrong_credentials')
    await follow(world, email)
    expect((await signIn(email)).body.profile).toEqual(body.profile)
  })

  test('finds the profile that has the address, and makes no second one', async () => {
    const email = freshEmail()
    const patient = must(
      await world.call('fhir/R4/Patient', {
        json: { resourceType: 'Patient', telecom: [{ system: 'email', value: email }] },
        token: clinic.admin.token,
      }),
    )
    const { body } = must(await clinic.invite({ email, resourceType: 'Patient' }))
    expect(body.profile.reference).toBe(`Patient/${patient.body.id}`)
  })

  test('takes nobody’s profile, whatever address was written into it', async () => {
    const member = await clinic.member()
    const { body } = must(
      await world.call(`fhir/R4/ProjectMembership/${member.membership}`, { token: clinic.admin.token }),
    )
    const at = `fhir/R4/${body.profile.reference}`
    const { body: profile } = must(await world.call(at, { token: clinic.admin.token }))
    const email = freshEmail()
    const telecom = [{ system: 'email', value: email }]
    must(await world.call(at, { method: 'PUT', json: { ...profile, telecom }, token: clinic.admin.token }))
    const invited = must(await clinic.invite({ email }))
    expect(invited.body.profile.reference).not.toBe(body.profile.reference)
  })

  test('mails a notice, and no link, to who has an account, and takes nothing from it', async () => {
    const first = await clinic.member()
    await world.store.db.query({ sql: `update users set language = 'es' where email = $1`, params: [first.email] })
    const mails = world.inbox.to(first.email).length
    const invited = must(
      await clinic.invite({
        email: first.email,
        forceNewMembership: true,
        resourceType: 'RelatedPerson',
        ...patient(),
      }),
    )
    const at = `admin/projects/${clinic.project}/members/${invited.body.id}/invitation`
    must(await world.call(at, { method: 'POST', token: clinic.admin.token }))
    const mailed = world.inbox.to(first.email).slice(mails)
    expect(mailed).toHaveLength(2)
    for (const { subject, text } of mailed) {
      expect(text).not.toContain('/auth/')
      // In their own language.
      expect(subject).toMatch(/^Invitación a/)
    }
    expect((await begin(world.call, { email: first.email })).answer.body.code).toBeDefined()
    expect(await answerInvitations(world, first)).toEqual(['/account?done=accepted'])
    expect((await begin(world.call, { email: first.email })).answer.body.memberships).toHaveLength(2)
  })

  const patient = (): object => ({ patient: { reference: 'Patient/00000000-0000-4000-8000-000000000000' } })

  test('is refused twice alike for an address with an account and for one without', async () => {
    const member = await clinic.member()
    const stranger = freshEmail()
    must(await clinic.invite({ email: stranger }))
    const [known, unknown] = [await clinic.invite({ email: member.email }), await clinic.invite({ email: stranger })]
    expect(verdict(known)).toBe('409 already_member')
    expect(unknown.body.issue).toEqual(known.body.issue)
  })

  test('in a forced copy is of one account, with a place of its own or none, whether it is known or not', async () => {
    const stranger = freshEmail()
    must(await clinic.invite({ email: stranger }))
    for (const email of [(await clinic.member()).email, stranger]) {
      const force = (fields: object) => clinic.invite({ email, forceNewMembership: true, ...fields })
      expect(verdict(await force({}))).toBe('409 already_member')
      must(await force({ resourceType: 'RelatedPerson', ...patient() }))
    }
    await follow(world, stranger)
    expect((await begin(world.call, { email: stranger })).answer.body.memberships).toHaveLength(2)
  })

  test('of a person without an address is known by its external id, once', async () => {
    const invited = must(await clinic.invite({ externalId: 'mrn-1' }))
    expect(invited.body.externalId).toBe('mrn-1')
    expect(verdict(await clinic.invite({ externalId: 'mrn-1' }))).toBe('409 external_id_taken')
    const reset = await world.call(`admin/projects/${clinic.project}/members/${invited.body.id}/resetpassword`, {
      method: 'POST',
      token: clinic.admin.token,
    })
    expect(verdict(reset)).toBe('400 no_address')
  })

  test('can be sent again, which puts the first e-mail out of use', async () => {
    const email = freshEmail()
    const { body } = must(await clinic.invite({ email }))
    const first = world.inbox.link(email)
    const again = `admin/projects/${clinic.project}/members/${body.id}/resetpassword`
    expect((await world.call(again, { method: 'POST', token: clinic.admin.token })).status).toBe(200)
    const set = (link: object) => world.call('auth/setpassword', { json: { ...link, password: PASSWORD } })
    expect(verdict(await set(first))).toBe('400 unusable_link')
    expect((await set(world.inbox.link(email))).status).toBe(200)
  })

  test.each<[string, object]>([
    ['no address and no external id', { email: undefined }],
    ['an address that is none', { email: 'julius' }],
    ['an address with a line break', { email: 'a@example.org\nBcc: b@example.org' }],
    ['no name', { email: 'a@example.org', firstName: '' }],
    ['a profile of another kind', { email: 'a@example.org', resourceType: 'ClientApplication' }],
    ['a password chosen for somebody else', { email: 'a@example.org', password: PASSWORD }],
    ['a demand for MFA that is no yes or no', { email: 'a@example.org', mfaRequired: 'yes' }],
    ['upsert and another membership', { email: 'a@example.org', upsert: true, forceNewMembership: true }],
    ['a RelatedPerson of nobody', { email: 'a@example.org', resourceType: 'RelatedPerson' }],
    ['a policy that is not there', { email: 'a@example.org', accessPolicy: { reference: 'AccessPolicy/123' } }],
    ['a policy that is no policy', { email: 'a@example.org', accessPolicy: { reference: 'Patient/123' } }],
    [
      'a policy at another address',
      { email: 'a@example.org', accessPolicy: { reference: 'https://evil/AccessPolicy/1' } },
    ],
  ])('is refused with %s, and leaves no account, profile or membership', async (_, fields) => {
    const count = async (type: string): Promise<number> =>
      (await world.call(`fhir/R4/${type}?_total=accurate&_count=1`, { token: clinic.admin.token })).body.total
    const before = await Promise.all(['Practitioner', 'ProjectMembership', 'RelatedPerson'].map(count))
    const answer = await clinic.invite(fields)
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body.issue[0].details.text.length).toBeGreaterThan(10)
    expect(await Promise.all(['Practitioner', 'ProjectMembership', 'RelatedPerson'].map(count))).toEqual(before)
  })

  test('says when its e-mail could not be sent, and stands', async () => {
    const deaf = await startClinic({
      store,
      mail: { send: () => Promise.reject(new Error('mailbox of ada@example.org is full')) },
    })
    const { status, body, text } = await deaf.invite({ email: freshEmail() })
    expect(status).toBe(200)
    expect(body.resourceType).toBe('OperationOutcome')
    expect(body.issue[0].details.text).toMatch(/^Could not send email/)
    expect(text).not.toContain('ada@example.org')
    await deaf.world.close()
  })
})

describe.each(storesForWalks())('an address invited by two projects on %s', (store) => {
  let world: World
  let owners: readonly [Owner, Owner]
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owners = [await world.actors.owner(), await world.actors.owner()]
  })
  afterAll(() => world.close())

  const invite = ({ project, token }: Owner, fields: object): Promise<Answer> =>
    world.call(`admin/projects/${project}/invite`, {
      json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', ...fields },
      token,
    })

  test('is one account in the end, whose password is the one chosen first', async () => {
    const email = freshEmail()
    const [first, second] = [must(await invite(owners[0], { email })), must(await invite(owners[1], { email }))]
    const links = world.inbox.to(email).map(({ text }) => /auth\/setpassword\/(\S+)\/(\S+)/.exec(text)?.slice(1) ?? [])
    const set = ([id, secret]: readonly string[], password: string) =>
      world.call('auth/setpassword', { json: { id, secret, password } })
    must(await set(links[0] ?? [], PASSWORD))
    expect(verdict(await set(links[1] ?? [], 'the password of the second'))).toBe('400 account_exists')

    expect(verdict((await begin(world.call, { email, password: 'the password of the second' })).answer)).toBe(
      '400 wrong_credentials',
    )
    expect((await begin(world.call, { email })).answer.body.code).toBeDefined()
    expect(await answerInvitations(world, { email })).toEqual(['/account?done=accepted'])
    const { answer, handle, verifier } = await begin(world.call, { email })
    const offered: readonly { id: string }[] = answer.body.memberships
    expect(new Set(offered.map(({ id }) => id))).toEqual(new Set([first.body.id, second.body.id]))
    const chosen = await world.call('auth/profile', { json: { login: handle, profile: second.body.id } })
    const tokens = await redeem(world.call, { code: chosen.body.code, verifier })
    expect(tokens.body.project.reference).toBe(`Project/${owners[1].project}`)
    const me = await world.call('auth/me', { token: tokens.body.access_token })
    expect(me.body.membership.user.reference).toBe(`User/${claimsOf(tokens.body.access_token)['sub'] as string}`)
  })

  test('by both links at once is one account too, and nobody sees a failure', async () => {
    for (let round = 0; round < 3; round += 1) {
      const email = freshEmail()
      for (const owner of owners) must(await invite(owner, { email }))
      const links = world.inbox
        .to(email)
        .map(({ text }) => /auth\/setpassword\/(\S+)\/(\S+)/.exec(text)?.slice(1) ?? [])
      const set = await Promise.all(
        links.map(([id, secret]) => world.call('auth/setpassword', { json: { id, secret, password: PASSWORD } })),
      )
      expect(set.map(verdict).sort()).toEqual(['200', '400 account_exists'])
      expect(await answerInvitations(world, { email })).toEqual(['/account?done=accepted'])
      expect((await begin(world.call, { email })).answer.body.memberships).toHaveLength(2)
    }
  })

  test('as a patient is an account of each project, apart from all others', async () => {
    const email = freshEmail()
    for (const owner of owners) {
      must(await invite(owner, { email, resourceType: 'Patient' }))
      await follow(world, email, `the password at ${owner.project}`)
    }
    for (const [owner, other] of [owners, [...owners].reverse()] as [Owner, Owner][]) {
      const at = (password: string) => begin(world.call, { email, password, projectId: owner.project })
      expect((await at(`the password at ${owner.project}`)).answer.status).toBe(200)
      expect(verdict((await at(`the password at ${other.project}`)).answer)).toBe('400 wrong_credentials')
    }
    expect(verdict((await begin(world.call, { email, password: `the password at ${owners[0].project}` })).answer)).toBe(
      '400 wrong_credentials',
    )
  })
})
