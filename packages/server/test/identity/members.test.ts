/** What administrators see of the members of their project, and what they do with invitations that nobody took up. */
import { type Answer, type Owner, startWorld, storesForWalks, type World } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createNotebook } from '../noted.ts'
import { answerInvitations } from './answer-invitations.ts'
import { begin, follow, freshEmail, must, PASSWORD, redeem, startClinic, verdict } from './steps.ts'

interface Person {
  readonly email: string
  readonly membership: string
  readonly profile: string
}

describe.each(storesForWalks())('the members of a project on %s', (store) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store, shared: true })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const at = (path: string, of = owner) => `admin/projects/${of.project}/${path}`
  const members = (query = '', token = owner.token, of = owner): Promise<Answer> =>
    world.call(at(`members${query}`, of), { token })
  const act = (method: 'POST' | 'DELETE', id: string, token = owner.token, of = owner): Promise<Answer> =>
    world.call(at(`members/${id}/invitation`, of), { method, token })

  async function invite(fields: object = {}, of = owner): Promise<Person> {
    const email = freshEmail()
    const { body } = must(
      await world.call(at('invite', of), {
        token: of.token,
        json: { resourceType: 'Practitioner', firstName: 'Julius', lastName: 'Hibbert', email, ...fields },
      }),
    )
    return {
      email: 'email' in fields ? String(fields.email) : email,
      membership: body.id,
      profile: body.profile.reference,
    }
  }
  const signIn = async (email: string, projectId = owner.project): Promise<Answer> => {
    const begun = await begin(world.call, { email, projectId })
    return begun.code === '' ? begun.answer : redeem(world.call, begun)
  }
  async function joined(fields: object = {}): Promise<Person & { readonly token: string }> {
    const person = await invite(fields)
    await follow(world, person.email)
    return { ...person, token: must(await signIn(person.email)).body.access_token }
  }
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what is there
  async function listed(query: string, token = owner.token, of = owner): Promise<any[]> {
    const all = []
    let next: string | undefined = `members${query}`
    for (let page = 0; next !== undefined; page += 1) {
      expect(page).toBeLessThan(50)
      const { body }: Answer = must(await world.call(at(next, of), { token }))
      all.push(...body.members)
      next = body.next?.split(`/admin/projects/${of.project}/`)[1]
    }
    return all
  }
  const one = async (id: string, query = '?_count=100') => (await listed(query)).find((member) => member.id === id)
  const link = ({ email }: Person) => world.inbox.link(email)
  const choose = (one: object) => world.call('auth/setpassword', { json: { ...one, password: PASSWORD } })

  test('are found by the beginnings of their names and by their address, in pages, and only within the project', async () => {
    const other = await world.actors.owner()
    const name = `Quigley${Date.now()}`
    const found = async (text: string, of = owner): Promise<string[]> =>
      (await listed(`?_count=1&name=${encodeURIComponent(text)}`, of.token, of)).map(({ id }) => id)
    const one = await invite({ firstName: 'Geraldine', lastName: name })
    const patient = await invite({ resourceType: 'Patient', firstName: 'Mona', lastName: name, scope: 'project' })
    await invite({ firstName: 'Geraldine', lastName: name }, other)
    expect(await found(name.slice(0, 12))).toEqual([one.membership, patient.membership])
    expect(await found(`  ${name.toUpperCase()} ger`)).toEqual([one.membership])
    expect(await found(`ger mona ${name}`)).toEqual([])
    expect(await found(name.slice(1))).toEqual([])
    expect(await found(patient.email.toUpperCase())).toEqual([patient.membership])
    expect(await found(`x${patient.email}`)).toEqual([])
    expect(await found(patient.email, other)).toEqual([])
    const first = must(await members(`?_count=1&name=${name}`)).body.next.split('/members')[1]
    expect(verdict(await members(first.replace(name, 'Smith')))).toBe('400 invalid_cursor')
    for (const [query, reason] of [
      [`?name=${'a'.repeat(101)}`, 'invalid_name'],
      ['?name=a%07', 'invalid_name'],
      ['?name=a&pending=true', 'invalid_pending'],
      ['?mail=a', 'unknown_parameter'],
    ])
      expect([query, verdict(await members(query))]).toEqual([query, `400 ${reason}`])
  })

  test('are found by a part of their address, in pages, each once, and only within the project', async () => {
    const other = await world.actors.owner()
    const word = `quill${Date.now()}`
    const found = async (text: string, of = owner): Promise<readonly string[]> =>
      (await listed(`?_count=1&email=${encodeURIComponent(text)}`, of.token, of)).map(({ id }) => id)
    const [one, two, patient] = [
      await invite({ email: `a.${word}_x@clinic.example` }),
      await invite({ email: `b.${word}@clinic.example`, scope: 'project' }),
      await invite({ resourceType: 'Patient', email: `c@${word}.example`, scope: 'project' }),
    ]
    await invite({ email: `d.${word}@clinic.example` }, other)
    // Their record alone has it.
    const elsewhere = await invite({ resourceType: 'Patient', scope: 'project' })
    const at = `fhir/R4/${elsewhere.profile}`
    const record = must(await world.call(at, { token: owner.token })).body
    const telecom = [{ system: 'email', value: `E.${word}@Home.example` }]
    must(await world.call(at, { method: 'PUT', json: { ...record, telecom }, token: owner.token }))
    const all = [one, two, patient, elsewhere].map(({ membership }) => membership)
    expect((await found(word)).toSorted()).toEqual(all.toSorted())
    expect(await found(`.${word.toUpperCase()}@CLIN`)).toEqual([two.membership])
    expect(await found(`c@${word}`)).toEqual([patient.membership])
    expect(await found(`e.${word}@home`)).toEqual([elsewhere.membership])
    // As it is written: no wildcard, no name, nothing else of a record.
    for (const text of [`${word}%x`, `a.${word}-x`, `a.${word}%`, 'Hibbert', 'Practitioner', `c@${word}.example.org`])
      expect([text, await found(text)].flat()).toEqual([text])
    expect(await found(`${word}_x`)).toEqual([one.membership])
    expect((await found(word, other)).length).toBe(1)
    const next = must(await members(`?_count=1&email=${word}`)).body.next.split('/members')[1]
    expect(verdict(await members(next.replace(word, 'clinic')))).toBe('400 invalid_cursor')
    expect(verdict(await members(next.replace('email', 'name')))).toBe('400 invalid_cursor')
    for (const query of [
      '?email=',
      '?email=ab',
      `?email=${'a'.repeat(101)}`,
      '?email=a%20b',
      '?email=abc%07',
      '?email=%5c%5c%5c',
    ])
      expect([query, verdict(await members(query))]).toEqual([query, '400 invalid_email'])
    for (const query of ['?email=abc&name=a', '?email=abc&pending=true'])
      expect(verdict(await members(query))).toBe('400 invalid_pending')
  })

  test('are found by the policy that their membership names, in pages, with name and state, and only as far as one may see', async () => {
    const [policy, other] = [
      await world.actors.policy(owner, [{ resourceType: 'Patient' }]),
      await world.actors.policy(owner, [{ resourceType: 'Observation' }]),
    ]
    const accessPolicy = { reference: policy }
    const own = await joined({ accessPolicy })
    const invited = await invite({ resourceType: 'Patient', scope: 'project', accessPolicy })
    const several = await invite({
      membership: { access: [{ policy: { reference: other } }, { policy: accessPolicy }] },
    })
    await invite({ accessPolicy: { reference: other } })
    const machine = await world.actors.machine(owner, { accessPolicy: policy })
    const id = policy.split('/')[1] ?? ''
    const found = await listed(`?_count=1&policy=${id}`)
    const state = (member: Person) => {
      const { pending, profile, user } = found.find((one) => one.id === member.membership) ?? {}
      return [pending, profile?.reference, profile?.display ?? user?.display]
    }
    expect(found).toHaveLength(4)
    expect(state(own)).toEqual([false, own.profile, 'Julius Hibbert'])
    expect(state(invited)).toEqual([true, invited.profile, 'Julius Hibbert'])
    expect(state(several)).toEqual([true, several.profile, 'Julius Hibbert'])
    expect(found.map(({ user }) => user.reference)).toContain(`ClientApplication/${machine.id}`)

    const limited = await world.actors.policy(owner, [
      { resourceType: 'ProjectMembership', criteria: `ProjectMembership?profile=${own.profile}` },
    ])
    const narrow = await joined({ membership: { admin: true, accessPolicy: { reference: limited } } })
    expect((await listed(`?policy=${id}`, narrow.token)).map((one) => one.id)).toEqual([own.membership])
    const stranger = await world.actors.owner()
    expect(await listed(`?policy=${id}`, stranger.token, stranger)).toEqual([])
    const next = must(await members(`?_count=1&policy=${id}`)).body.next.split('/members')[1]
    expect(verdict(await members(next.replace(id, other.split('/')[1] ?? '')))).toBe('400 invalid_cursor')
    for (const [query, reason] of [
      ['?policy=', 'invalid_id'],
      [`?policy=${policy}`, 'invalid_id'],
      [`?policy=${id}&pending=true`, 'invalid_pending'],
      [`?policy=${id}&id=${own.membership}`, 'invalid_id'],
    ])
      expect([query, verdict(await members(query))]).toEqual([query, `400 ${reason}`])
  })

  test('are told with name, profile, policies and last sign-in, in one answer', async () => {
    const policy = await world.actors.policy(owner, [{ resourceType: 'Patient' }])
    const policyName = must(await world.call(`fhir/R4/${policy}`, { token: owner.token })).body.name
    const person = await invite({ scope: 'project', accessPolicy: { reference: policy } })
    const before = await one(person.membership)
    expect(before).toEqual({
      id: person.membership,
      user: { reference: expect.stringMatching(/^User\//), email: person.email },
      profile: { reference: person.profile, display: 'Julius Hibbert', email: person.email },
      policies: [{ reference: policy, display: policyName }],
      active: true,
      admin: false,
      owner: false,
      pending: true,
      invitedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    await follow(world, person.email)
    expect((await one(person.membership)).pending).toBe(true)
    must(await signIn(person.email))
    expect(await one(person.membership)).toEqual({
      ...before,
      pending: false,
      lastSignInAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    const own = (await listed('?_count=100')).find((member) => member.owner)
    expect(own).toMatchObject({
      profile: { reference: owner.profile },
      admin: true,
      pending: false,
      policies: [{ display: 'Administrator' }],
    })
    // Its account is the server's, which administrators of a project do not see.
    expect(own.user.email).toBeUndefined()
    expect(own.lastSignInAt).toBeDefined()
  })

  test('are told one by one by the id of a membership, and only within the project', async () => {
    const other = await world.actors.owner()
    const [person, stranger] = [await invite(), await invite({}, other)]
    const alone = await listed(`?id=${person.membership}`)
    expect(alone).toEqual([await one(person.membership)])
    expect(await listed(`?id=${stranger.membership}`)).toEqual([])
    expect(await listed(`?id=${person.membership}`, other.token, other)).toEqual([])
    const [id, both] = [`?id=${person.membership}`, `?id=${person.membership}&name=Julius`]
    expect(verdict(await members('?id=7'))).toBe('400 invalid_id')
    expect(verdict(await members(both))).toBe('400 invalid_id')
    expect(verdict(await members(`${id}&pending=true`))).toBe('400 invalid_id')
  })

  test('come page by page, each once, all of them or the pending alone', async () => {
    const of = await world.actors.owner()
    const people = []
    for (let n = 0; n < 5; n += 1) people.push(await invite({}, of))
    const [accepted] = people
    await follow(world, accepted?.email ?? '')
    must(await signIn(accepted?.email ?? '', of.project))
    const ids = async (query: string) => (await listed(query, of.token, of)).map(({ id }) => id)
    const invited = people.map(({ membership }) => membership)
    const all = await ids('?_count=2')
    expect(new Set(all).size).toBe(all.length)
    expect(all).toEqual(expect.arrayContaining(invited))
    expect(await ids('?_count=100')).toEqual(all)
    // The latest first.
    const pending = invited.slice(1).reverse()
    for (const count of [1, 2, 4, 100]) expect(await ids(`?pending=true&_count=${count}`)).toEqual(pending)
  })

  test.each([
    '?_count=0',
    '?_count=101',
    '?_count=x',
    '?pending=yes',
    '?pending=true&pending=true',
    '?nickname=x',
    '?_cursor=x',
  ])('are not asked for with %s', async (query) => {
    const { status, body } = await members(query)
    expect(status).toBe(400)
    expect(body.issue[0].details.text.length).toBeGreaterThan(10)
  })

  test('are paged by a cursor that is good for this list of this project alone', async () => {
    await invite()
    await invite()
    const { body } = must(await members('?pending=true&_count=1'))
    const cursor = new URL(body.next).searchParams.get('_cursor') ?? ''
    expect(cursor).not.toContain('{')
    const tried = async (query: string, of = owner) => verdict(await members(query, of.token, of))
    const of = await world.actors.owner()
    const encoded = encodeURIComponent(cursor)
    expect([
      await tried(`?pending=true&_cursor=${encoded}`),
      await tried(`?_cursor=${encoded}`),
      await tried(`?pending=true&_cursor=${encoded}`, of),
      await tried(`?pending=true&_cursor=${encoded.slice(0, -4)}AAAA`),
    ]).toEqual(['200', '400 invalid_cursor', '400 invalid_cursor', '400 invalid_cursor'])
  })

  test('and their invitations are for administrators of the project', async () => {
    const person = await invite()
    const other = await world.actors.owner()
    const member = await joined()
    for (const [token, status] of [
      [other.token, 404],
      [member.token, 403],
      ['', 401],
    ] as const)
      for (const answer of [
        await members('', token),
        await act('POST', person.membership, token),
        await act('DELETE', person.membership, token),
      ])
        expect(answer.status, answer.text).toBe(status)
    // Nor by the address of one's own project.
    for (const method of ['POST', 'DELETE'] as const)
      expect((await act(method, person.membership, other.token, other)).status).toBe(404)
    expect(await one(person.membership)).toMatchObject({ pending: true })
    expect((await choose(link(person))).status).toBe(200)
  })

  test('are told as far as the administrator’s own policy goes', async () => {
    const of = await world.actors.owner()
    const policy = await world.actors.policy(of, [
      {
        resourceType: 'ProjectMembership',
        criteria: 'ProjectMembership?profile-type=Practitioner',
        interaction: ['read', 'search', 'update'],
      },
      { resourceType: 'Practitioner', criteria: 'Practitioner?family=Hibbert', interaction: ['read', 'search'] },
    ])
    const admin = await invite({ lastName: 'Limited', admin: true, accessPolicy: { reference: policy } }, of)
    await follow(world, admin.email)
    const token = must(await signIn(admin.email, of.project)).body.access_token
    const [patient, doctor, nurse] = [
      await invite({ resourceType: 'Patient', lastName: 'Hibbert' }, of),
      await invite({}, of),
      await invite({ lastName: 'Ratched', accessPolicy: { reference: policy } }, of),
    ]
    const told = await listed('?_count=1', token, of)
    const find = (membership: string) => told.find(({ id }) => id === membership)
    expect(find(patient.membership)).toBeUndefined()
    expect(find(doctor.membership).profile).toMatchObject({ display: 'Julius Hibbert' })
    expect(find(nurse.membership)).toMatchObject({
      profile: { reference: nurse.profile },
      policies: [{ reference: policy }],
    })
    expect(JSON.stringify(find(nurse.membership))).not.toMatch(/Ratched|display|email/)
    // Nobody is found by an address that is not told.
    const byPart = async (text: string, by = token): Promise<readonly string[]> =>
      (await listed(`?_count=1&email=${encodeURIComponent(text)}`, by, of)).map(({ id }) => id)
    expect(await byPart(doctor.email.slice(2))).toEqual([doctor.membership])
    for (const hidden of [patient, nurse]) {
      expect(await byPart(hidden.email.slice(2))).toEqual([])
      expect(await byPart(hidden.email.slice(2), of.token)).toEqual([hidden.membership])
    }
    expect(await byPart('example.org')).toEqual([doctor.membership])
    expect((await members('?email=example.org&_count=1', token, of)).body.next).toBeUndefined()
    expect((await listed('?pending=true&_count=1', token, of)).map(({ id }) => id)).toEqual([
      nurse.membership,
      doctor.membership,
    ])
    // Nothing says that there is one more which is hidden.
    expect((await members('?pending=true&_count=2', token, of)).body.next).toBeUndefined()
    const acts = [
      await act('POST', patient.membership, token, of),
      await act('DELETE', doctor.membership, token, of),
      await act('POST', doctor.membership, token, of),
    ]
    expect(acts.map(({ status }) => status)).toEqual([404, 403, 200])
  })

  test('are looked at on record, for each patient whose name is told', async () => {
    const of = await world.actors.owner()
    const patient = await invite({ resourceType: 'Patient' }, of)
    must(await members('?_count=7', of.token, of))
    const events = async (query: string): Promise<object[]> => {
      const { body } = must(await world.call(`fhir/R4/AuditEvent?${query}&_count=100`, { token: of.token }))
      return (body.entry ?? []).map(({ resource }: { resource: object }) => resource)
    }
    const [event] = await events(`patient=${patient.profile}&subtype=search`)
    expect(JSON.stringify(event)).toContain('ProjectMembership')
    const query = Buffer.from('_count=7').toString('base64')
    expect(JSON.stringify(event)).toContain(query)
    must(await act('POST', patient.membership, of.token, of))
    must(await act('DELETE', patient.membership, of.token, of))
    for (const kind of ['invitation.resent', 'invitation.revoked'])
      expect(await events(`subtype=${kind}`)).toMatchObject([
        {
          outcome: '0',
          entity: [{ what: { reference: expect.stringContaining(`ProjectMembership/${patient.membership}`) } }],
        },
      ])
    expect((await act('DELETE', patient.membership, of.token, of)).status).toBe(404)
    expect(await events('subtype=invitation.revoked')).toHaveLength(2)
  })

  describe('an invitation that is pending', () => {
    test('says nothing about whether the address has an account elsewhere', async () => {
      const of = await world.actors.owner()
      const [known, unknown] = [await joined(), { email: freshEmail() }]
      const [first, second] = [await invite({ email: known.email }, of), await invite({ email: unknown.email }, of)]
      const told = (await listed('?pending=true', of.token, of)).map((member) => ({ ...member, at: 0 }))
      const like = (member: { profile: { email: string } }) => ({
        ...member,
        id: '',
        user: Object.keys(member),
        profile: Object.keys(member.profile),
        invitedAt: '',
      })
      expect(told.map(({ id }) => id)).toEqual([second.membership, first.membership])
      expect(like(told[0])).toEqual(like(told[1]))
      const waysIn = ({ membership }: { readonly membership: string }): Promise<Answer> =>
        world.call(`admin/projects/${of.project}/members/${membership}/ways-in`, { token: of.token })
      expect(must(await waysIn(first)).body).toEqual(must(await waysIn(second)).body)
      const mails = () => [known, unknown].map(({ email }) => world.inbox.to(email).length)
      const before = mails()
      const [again, alike] = [
        await act('POST', first.membership, of.token, of),
        await act('POST', second.membership, of.token, of),
      ]
      expect([again.status, again.text]).toEqual([alike.status, alike.text])
      expect(mails()).toEqual(before.map((count) => count + 1))
      // Who has an account is told of it, and gets no link that would set its password.
      expect(world.inbox.to(known.email).at(-1)?.text).not.toContain('/auth/')
      expect(await answerInvitations(world, known)).toEqual(['/account?done=accepted'])
      must(await signIn(known.email, of.project))
      expect((await listed('?pending=true', of.token, of)).map(({ id }) => id)).toEqual([second.membership])
      expect((await listed('', of.token, of)).find(({ id }) => id === first.membership).lastSignInAt).toBeDefined()
    })

    test('is sent again with a new link, which ends the earlier one', async () => {
      const person = await invite()
      const first = link(person)
      must(await act('POST', person.membership))
      expect(link(person)).not.toEqual(first)
      expect(verdict(await choose(first))).toBe('400 unusable_link')
      expect(verdict(await choose(link(person)))).toBe('200')
    })

    test('is not sent to who is switched off, has no address, or has signed in', async () => {
      const off = await invite()
      const read = `fhir/R4/ProjectMembership/${off.membership}`
      const { body } = must(await world.call(read, { token: owner.token }))
      must(await world.call(read, { method: 'PUT', token: owner.token, json: { ...body, active: false } }))
      const nameless = await invite({ email: undefined, externalId: `mrn-${Date.now()}` })
      const known = await joined()
      expect([
        verdict(await act('POST', off.membership)),
        verdict(await act('POST', nameless.membership)),
        verdict(await act('POST', known.membership)),
        verdict(await act('POST', 'nobody')),
      ]).toEqual(['409 inactive', '400 no_address', '409 not_pending', '404'])
    })

    test('is revoked with its link and its membership; the profile stays', async () => {
      const person = await invite()
      must(await act('DELETE', person.membership))
      expect(verdict(await choose(link(person)))).toBe('400 unusable_link')
      expect(await one(person.membership)).toBeUndefined()
      expect((await listed('?pending=true')).some(({ id }) => id === person.membership)).toBe(false)
      expect((await world.call(`fhir/R4/${person.profile}`, { token: owner.token })).status).toBe(200)
      expect((await world.call(`fhir/R4/ProjectMembership/${person.membership}`, { token: owner.token })).status).toBe(
        410,
      )
      expect(verdict(await signIn(person.email))).toBe('400 wrong_credentials')
    })

    test('is revoked from who has an account elsewhere, who stays signed in there', async () => {
      const of = await world.actors.owner()
      const known = await joined()
      const { membership } = await invite({ email: known.email }, of)
      must(await act('DELETE', membership, of.token, of))
      expect((await world.call('auth/me', { token: known.token })).status).toBe(200)
      expect((await begin(world.call, { email: known.email, projectId: of.project })).code).toBe('')
    })

    test('is revoked no more once its person has signed in', async () => {
      const person = await joined()
      expect(verdict(await act('DELETE', person.membership))).toBe('409 not_pending')
      expect((await world.call('auth/me', { token: person.token })).status).toBe(200)
      expect(verdict(await act('DELETE', 'nobody'))).toBe('404')
    })

    test('that is sent again twice at once, or while it is revoked, leaves at most one link that opens', async () => {
      const open = async ({ email }: Person): Promise<number> => {
        const sql =
          'select l.id from one_time_links l join users u on u.id = l.user_id where u.email = $1 and l.used_at is null'
        return (await world.store.db.query({ sql, params: [email] })).rows.length
      }
      const [twice, revoked] = [await invite(), await invite()]
      expect(await open(twice)).toBe(1)
      const sent = await Promise.all([act('POST', twice.membership), act('POST', twice.membership)])
      expect(sent.map(verdict)).toEqual(['200', '200'])
      expect(await open(twice)).toBe(1)
      const [, ended] = await Promise.all([act('POST', revoked.membership), act('DELETE', revoked.membership)])
      expect([verdict(ended), await open(revoked)]).toEqual(['200', 0])
    })

    test('that is revoked while its link is followed leaves a person without access, or no account', async () => {
      for (let round = 0; round < 3; round += 1) {
        const person = await invite()
        const [revoked] = await Promise.all([act('DELETE', person.membership), choose(link(person))])
        expect(verdict(revoked)).toBe('200')
        expect((await begin(world.call, { email: person.email, projectId: owner.project })).code).toBe('')
        expect(verdict(await choose(link(person)))).toBe('400 unusable_link')
      }
    })
  })
})

test('an invitation that the mailbox’s limit holds back ends no link that was sent', async () => {
  const clinic = await startClinic({ env: { DAMSON_THROTTLE_MAILS_PER_RECIPIENT: '3' } })
  const email = freshEmail()
  const { id } = must(await clinic.invite({ email })).body
  const again = () =>
    clinic.world.call(`admin/projects/${clinic.project}/members/${id}/invitation`, {
      method: 'POST',
      token: clinic.admin.token,
    })
  expect([verdict(await again()), verdict(await again()), verdict(await again())]).toEqual([
    '200',
    '200',
    '400 mail_limit',
  ])
  await follow(clinic.world, email)
  await clinic.world.close()
})

test('a project’s limit of e-mails to strangers holds back what it would send to more', async () => {
  const env = { DAMSON_THROTTLE_MAILS_PER_PROJECT: '2', DAMSON_THROTTLE_MAILS_PER_SERVER: '3' }
  const { world, invite, project, admin } = await startClinic({ env })
  const email = freshEmail()
  const { id } = must(await invite({ email })).body
  const again = () =>
    world.call(`admin/projects/${project}/members/${id}/invitation`, { method: 'POST', token: admin.token })
  must(await again())
  expect(verdict(await again())).toBe('400 mail_limit')
  const another = freshEmail()
  const held = await invite({ email: another })
  expect([held.status, held.body.resourceType]).toEqual([200, 'OperationOutcome'])
  const { text, coding } = held.body.issue[0].details
  expect([text, coding[0].code]).toEqual([
    expect.stringMatching(/^Could not send email: .*or the project sent too many in a day/),
    'mail_limit',
  ])
  expect(world.inbox.to(another)).toEqual([])
  // The link that was sent last still works.
  await follow(world, email)
  await world.close()
})

test('a page of members costs as many statements for ten as for two', async () => {
  const { noting, during } = createNotebook()
  const world = await startWorld()
  const owner = await world.actors.owner()
  const { call } = await world.restarted({ faulty: noting })
  const page = (count: number) => async () =>
    must(await call(`admin/projects/${owner.project}/members?_count=${count}`, { token: owner.token }))
  for (let n = 0; n < 10; n += 1)
    must(
      await call(`admin/projects/${owner.project}/invite`, {
        token: owner.token,
        json: { resourceType: 'Practitioner', firstName: 'A', lastName: `B${n}`, email: freshEmail() },
      }),
    )
  await page(2)()
  const [two, ten] = [await during(page(2)), await during(page(10))]
  expect(ten.outside.length).toBe(two.outside.length)
  expect(ten.inTransactions).toEqual([])
  await world.close()
})
