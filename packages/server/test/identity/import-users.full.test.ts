import { type Owner, type StoreKind, startWorld, storesUnderTest, type World } from '@damson/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BCRYPT, type Conversation, converse, type Imported, importUsers, OLD_PASSWORD, sendFile } from './importing.ts'
import { begin, freshEmail, must, reasonOf, redeem, verdict } from './steps.ts'

let counter = 0
/** Somebody of the other system; fields replace or, when undefined, leave out what is usually said. */
function person(fields: object = {}): { readonly id: string; readonly email: string } {
  counter += 1
  const usual = { id: `old|${counter}`, email: freshEmail(), emailVerified: true, passwordHash: BCRYPT }
  return { ...usual, firstName: 'Julius', lastName: 'Hibbert', resourceType: 'Practitioner', ...fields } as never
}

describe.each(storesUnderTest())('importing people on %s', (store: StoreKind) => {
  let world: World
  let owner: Owner
  beforeAll(async () => {
    world = await startWorld({ store })
    owner = await world.actors.owner()
  })
  afterAll(() => world.close())

  const send = (...lines: readonly (object | string)[]): Promise<Imported> =>
    importUsers(world.call, owner.project, owner.token, lines)
  const signIn = (email: string, password: string) => begin(world.call, { email, password, projectId: owner.project })
  const rows = async (text: string): Promise<readonly Record<string, unknown>[]> =>
    (await world.store.db.query({ sql: text, params: [] })).rows
  const hashes = async (): Promise<number> =>
    Number(/^damson_password_hashes_total (\d+)$/m.exec((await world.call('metrics')).text)?.[1])
  const cost = async (ask: () => Promise<unknown>): Promise<number> => {
    const before = await hashes()
    await ask()
    return (await hashes()) - before
  }
  const totals = async (): Promise<unknown> =>
    rows(`select (select count(*) from users) as users, (select count(*) from memberships) as memberships,
      (select count(*) from resources) as resources, (select count(*) from resource_history) as versions,
      (select count(*) from imported_people) as imported`)

  test('makes an account of the project, a profile and a place for each line, and says so line by line', async () => {
    const ada = person({ resourceType: 'Patient', firstName: 'Ada', profile: { birthDate: '1815-12-10' } })
    const { answer, reports, end } = await send(ada, person())
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(reports.map(({ line, status }) => [line, status])).toEqual([
      [1, 'created'],
      [2, 'created'],
    ])
    expect(end).toEqual({ summary: { lines: 2, created: 2, unchanged: 0, refused: 0, complete: true } })
    const { token } = owner
    const [first] = reports
    expect((await world.call(`fhir/R4/${first?.profile}`, { token })).body).toMatchObject({
      resourceType: 'Patient',
      birthDate: '1815-12-10',
      name: [{ given: ['Ada'], family: 'Hibbert' }],
      telecom: [{ system: 'email', value: ada.email }],
    })
    expect((await world.call(`fhir/R4/${first?.membership}`, { token })).body).toMatchObject({
      user: { reference: first?.user },
      profile: { reference: first?.profile },
      active: true,
    })
    const [account] = await rows(`select project::text from users where email = '${ada.email}'`)
    expect(account?.['project']).toBe(owner.project)
  })

  test('lets people in with the password that they had, which is one of ours from then on', async () => {
    const { email } = person()
    const { reports } = await send(person({ email }))
    const user = reports[0]?.user?.slice('User/'.length) ?? ''
    const kept = () =>
      rows(
        `select u.password_hash as ours, i.scheme from users u left join imported_passwords i on i.user_id = u.id
          where u.id = '${user}'`,
      )
    expect(await kept()).toEqual([{ ours: null, scheme: '{"algorithm":"bcrypt","cost":4}' }])
    expect(verdict((await signIn(email, 'correct horsf')).answer)).toBe('400 wrong_credentials')
    expect(await kept()).toEqual([{ ours: null, scheme: '{"algorithm":"bcrypt","cost":4}' }])

    must(await redeem(world.call, await signIn(email, OLD_PASSWORD)))

    expect(await kept()).toEqual([{ ours: expect.stringMatching(/^\$argon2id\$/), scheme: null }])
    must(await redeem(world.call, await signIn(email, OLD_PASSWORD)))
    expect(verdict((await signIn(email, 'correct horsf')).answer)).toBe('400 wrong_credentials')
  })

  test('lets a mailed link replace an imported password', async () => {
    const someone = person()
    await send(someone)
    must(await world.call('auth/resetpassword', { json: { email: someone.email, projectId: owner.project } }))
    const { id, secret } = world.inbox.link(someone.email)
    must(await world.call('auth/setpassword', { json: { id, secret, password: 'another quiet garden path' } }))
    expect(verdict((await signIn(someone.email, OLD_PASSWORD)).answer)).toBe('400 wrong_credentials')
    must(await redeem(world.call, await signIn(someone.email, 'another quiet garden path')))
    const left = `select 1 from imported_passwords i join users u on u.id = i.user_id where u.email = '${someone.email}'`
    expect(await rows(left)).toEqual([])
  })

  test('costs each attempt as much, whoever is tried, as long as an imported password is unused', async () => {
    const [fresh, used] = [person(), person()]
    await send(fresh, used)
    must(await redeem(world.call, await signIn(used.email, OLD_PASSWORD)))
    const wrong = 'a password that is wrong'
    const costs: Record<string, number> = {}
    for (const [who, email] of [
      ['nobody', freshEmail()],
      ['who signed in once', used.email],
      ['who did not', fresh.email],
      ['a member from elsewhere', owner.email],
    ] as const)
      costs[who] = await cost(() => signIn(email, wrong))
    expect(costs).toEqual({ nobody: 2, 'who signed in once': 2, 'who did not': 2, 'a member from elsewhere': 2 })
    expect(await cost(() => begin(world.call, { email: fresh.email, password: wrong }))).toBe(1)
  })

  test('changes nothing when the whole file is sent again, and hashes nothing', async () => {
    const lines = [
      person(),
      person({ email: undefined, emailVerified: undefined, passwordHash: undefined, externalId: 'x|1' }),
      '{}',
      person(),
    ]
    const first = await send(...lines)
    const before = await totals()
    let second: Imported | undefined
    expect(await cost(async () => (second = await send(...lines)))).toBe(0)
    expect(second?.end?.summary).toEqual({ lines: 4, created: 0, unchanged: 3, refused: 1, complete: true })
    expect(second?.reports.map(({ user, membership, profile }) => [user, membership, profile])).toEqual(
      first.reports.map(({ user, membership, profile }) => [user, membership, profile]),
    )
    expect(await totals()).toEqual(before)
  })

  test('knows people without an id by their external id, else by their address, in whatever form', async () => {
    const email = freshEmail()
    const noId = { id: undefined, passwordHash: undefined }
    const twice = [person({ ...noId, email }), person({ ...noId, email: ` ${email.toUpperCase()}` })]
    const byExternal = [
      person({ ...noId, externalId: 'x|2' }),
      person({ ...noId, externalId: 'x|2', email: freshEmail() }),
    ]
    const { reports } = await send(...twice, ...byExternal)
    expect(reports.map(({ status }) => status)).toEqual(['created', 'unchanged', 'created', 'unchanged'])
    expect(reports[3]?.why?.code).toBe('differs')
  })

  test('links people to whom they are at a provider, by issuer and subject', async () => {
    const noAddress = { id: undefined, email: undefined, emailVerified: undefined, passwordHash: undefined }
    const at = (issuer: string, sub: string) => person({ ...noAddress, identities: [{ issuer, sub }] })
    const phoneOnly = at('https://idp.example', 'sms|1')
    const { reports } = await send(phoneOnly, at('https://other.example', 'sms|1'), phoneOnly)
    expect(reports.map(({ status }) => status)).toEqual(['created', 'created', 'unchanged'])
    const links =
      await rows(`select issuer, 'User/' || user_id as user, 'ProjectMembership/' || membership_id as membership, how
      from identities where subject = 'sms|1' order by issuer`)
    expect(links).toEqual(
      ['https://idp.example', 'https://other.example'].map((issuer, at) => ({
        issuer,
        user: reports[at]?.user,
        membership: reports[at]?.membership,
        how: 'imported',
      })),
    )
    const external = person({ ...noAddress, externalId: 'sms|2', externalIdIssuer: 'https://idp.example' })
    const elsewhere = person({ ...noAddress, externalId: 'sms|2', externalIdIssuer: 'https://other.example' })
    expect((await send(external, elsewhere, external)).reports.map(({ status }) => status)).toEqual([
      'created',
      'created',
      'unchanged',
    ])
  })

  test('tells that a line says something else than before, and does not do it', async () => {
    const someone = person()
    await send(someone)
    const other = { ...someone, firstName: 'Nick', passwordHash: BCRYPT.replace('$04$', '$05$') }
    const { reports } = await send(other)
    expect(reports[0]).toMatchObject({ status: 'unchanged', why: { code: 'differs' } })
    must(await redeem(world.call, await signIn(someone.email, OLD_PASSWORD)))
  })

  test('refuses a line that cannot be done by itself, and goes on', async () => {
    const { project } = owner
    const taken = person({
      externalId: 'x|taken',
      identities: [{ issuer: 'https://idp.example', sub: 'taken' }],
    })
    await send(taken)
    const lines: readonly (readonly [string, object | string])[] = [
      ['malformed_json', '{"id":'],
      ['malformed_json', '{"id":"a","id":"b"}'],
      ['invalid_body', '[]'],
      ['invalid_body', '"text"'],
      ['invalid_body', person({ firstName: undefined })],
      ['invalid_body', person({ firstname: 'x' })],
      ['invalid_body', person({ resourceType: 'ClientApplication' })],
      ['invalid_body', person({ email: 'Ada <ada@example.org>' })],
      ['invalid_body', person({ emailVerified: 'true' })],
      ['invalid_body', person({ admin: true })],
      ['invalid_body', person({ password: 'correct horse' })],
      ['invalid_body', person({ project })],
      ['invalid_body', person({ accessPolicy: { reference: 'Patient/1' } })],
      ['missing_address', person({ email: undefined, passwordHash: undefined })],
      ['missing_patient', person({ resourceType: 'RelatedPerson' })],
      ['address_not_proven', person({ emailVerified: false })],
      ['address_not_proven', person({ email: undefined, externalId: 'x|3' })],
      ['unknown_hash', person({ passwordHash: 'plain' })],
      ['hash_too_costly', person({ passwordHash: BCRYPT.replace('$04$', '$31$') })],
      ['invalid_resource', person({ profile: { birthDate: 'yesterday' } })],
      ['invalid_resource', person({ profile: { nonsense: true } })],
      ['written_by_server', person({ profile: { id: 'mine' } })],
      ['written_by_server', person({ profile: { meta: { project } } })],
      ['invalid_body', person({ profile: { reference: 'Patient/1' } })],
      ['unknown_profile', person({ profile: { reference: `Practitioner/${project}` } })],
      ['unknown_policy', person({ accessPolicy: { reference: `AccessPolicy/${project}` } })],
      ['external_id_taken', person({ externalId: 'x|taken' })],
      ['identity_taken', person({ identities: [{ issuer: 'https://idp.example', sub: 'taken' }] })],
      ['identity_taken', person({ identities: [1, 2].map(() => ({ issuer: 'https://idp.example', sub: 'twice' })) })],
      ['invalid_body', person({ identities: [{ issuer: 'https://idp.example' }] })],
      ['already_member', person({ email: taken.email })],
      ['already_member', person({ email: taken.email.toUpperCase(), emailVerified: false, passwordHash: undefined })],
      ['already_member', person({ email: owner.email })],
      ['line_too_long', person({ firstName: 'x'.repeat(70_000) })],
    ]
    const before = (await totals()) as Record<string, unknown>[]
    const { reports, end } = await send(...lines.map(([, line]) => line), person())
    expect(reports.slice(0, -1).map(({ why }) => why?.code)).toEqual(lines.map(([code]) => code))
    expect(reports.map(({ line }) => line)).toEqual(lines.map((_, at) => at + 1).concat(lines.length + 1))
    expect(end?.summary).toMatchObject({ created: 1, refused: lines.length, complete: true })
    const [after] = (await totals()) as Record<string, unknown>[]
    // One account, profile and place: three resources; nothing of what was refused stays.
    expect(Number(after?.['resources']) - Number(before[0]?.['resources'])).toBe(3)
    expect(Number(after?.['users']) - Number(before[0]?.['users'])).toBe(1)
  })

  test('takes a file with a byte order mark, other ends of line, empty lines and none at its end', async () => {
    const [one, two] = [person(), person()].map((line) => JSON.stringify(line))
    const { reports } = await sendFile(world.call, owner.project, owner.token, `\ufeff${one}\r\n\r\n \n${two}`)
    expect(reports.map(({ line, status }) => [line, status])).toEqual([
      [1, 'created'],
      [4, 'created'],
    ])
    const latin1 = Uint8Array.from(Buffer.from(JSON.stringify(person({ firstName: 'Zoë' })), 'latin1'))
    const wrong = await sendFile(world.call, owner.project, owner.token, latin1)
    expect(wrong.reports[0]?.why?.code).toBe('not_utf8')
  })

  test('takes up a profile that nobody acts as, and no other', async () => {
    const made = must(
      await world.call('fhir/R4/Practitioner', { json: { resourceType: 'Practitioner' }, token: owner.token }),
    )
    const profile = { reference: `Practitioner/${made.body.id}` }
    const { reports } = await send(person({ profile }), person({ profile }))
    expect(reports[0]).toMatchObject({ status: 'created', profile: profile.reference })
    expect(reports[1]?.why?.code).toBe('foreign_profile')
  })

  test('brings nobody back who was removed', async () => {
    const someone = person()
    const { reports } = await send(someone)
    const member = reports[0]?.membership?.split('/')[1]
    must(
      await world.call(`admin/projects/${owner.project}/members/${member}`, {
        method: 'DELETE',
        token: owner.token,
      }),
    )
    expect((await send(someone)).reports[0]?.why?.code).toBe('removed_since')
    expect((await send({ ...someone, id: 'another' })).reports[0]?.why?.code).toBe('address_taken')
  })

  test('neither touches nor tells of an account elsewhere with the same address', async () => {
    const [mine, theirs] = [await world.actors.owner(), await world.actors.owner()]
    const stranger = freshEmail()
    const line = (email: string) => ({ ...person({ email }), id: `id of ${email}` })
    await importUsers(world.call, theirs.project, theirs.token, [line(stranger)])
    const all = 'select id::text, password_hash, email_proven_at, active from users where email in ('
    const before = (
      await world.store.db.query({ sql: `${all}'${theirs.email}', '${stranger}') order by id`, params: [] })
    ).rows
    const { reports } = await importUsers(world.call, mine.project, mine.token, [
      line(theirs.email),
      line(stranger),
      line(freshEmail()),
    ])
    expect(reports.map(({ status, why }) => [status, why])).toEqual([1, 2, 3].map(() => ['created', undefined]))
    for (const { id, ...rest } of before)
      expect(
        (
          await world.store.db.query({
            sql: `${all}'${theirs.email}', '${stranger}') and id = '${String(id)}'`,
            params: [],
          })
        ).rows,
      ).toEqual([{ id, ...rest }])
    // The password that was imported is good in that project alone.
    const tried = { email: theirs.email, password: OLD_PASSWORD }
    for (const projectId of [undefined, theirs.project])
      expect(verdict((await begin(world.call, { ...tried, projectId })).answer)).toBe('400 wrong_credentials')
    must(await redeem(world.call, await begin(world.call, { ...tried, projectId: mine.project })))
    must(await redeem(world.call, await begin(world.call, { email: theirs.email, password: theirs.password })))
  })

  describe('is for administrators of the project alone,', () => {
    test('within their own rights', async () => {
      const other = await world.actors.owner()
      const machine = await world.actors.machine(owner)
      const line = person()
      const refused = async (token: string | undefined) =>
        verdict((await importUsers(world.call, owner.project, token, [line])).answer)
      expect(await refused(undefined)).toBe('401')
      expect(await refused(other.token)).toBe('404')
      expect(await refused(await world.actors.machineToken(machine))).toBe('403 needs_admin')
      const all = await world.actors.policy(owner, [{ resourceType: 'Patient' }, { resourceType: 'Observation' }])
      const own = await world.actors.policy(owner, [
        { resourceType: 'ProjectMembership' },
        { resourceType: 'Practitioner' },
        { resourceType: 'Patient', criteria: 'Patient?active=true' },
      ])
      const limited = await admin(world, owner, own)
      const { reports } = await importUsers(world.call, owner.project, limited, [
        person({ accessPolicy: { reference: all } }),
        person({ access: [{ policy: { reference: all } }] }),
        person({ accessPolicy: { reference: own }, resourceType: 'Patient' }),
        person({ accessPolicy: { reference: own } }),
      ])
      expect(reports.map(({ status, why }) => why?.code ?? status)).toEqual([
        'beyond_own_rights',
        'beyond_own_rights',
        'outside_policy',
        'created',
      ])
      // Nor are they told whom a line became that others imported.
      const [known, ofPatients] = [
        person({ accessPolicy: { reference: all } }),
        person({ accessPolicy: { reference: own } }),
      ]
      expect((await send(known, ofPatients)).reports.map(({ status }) => status)).toEqual(['created', 'created'])
      expect((await importUsers(world.call, owner.project, limited, [known, ofPatients])).reports).toMatchObject([
        { line: 1, status: 'refused', why: { code: 'beyond_own_rights' } },
        { line: 2, status: 'unchanged' },
      ])
      const nothing = await admin(world, owner, await world.actors.policy(owner, [{ resourceType: 'Practitioner' }]))
      expect((await importUsers(world.call, owner.project, nothing, [line])).answer.status).toBe(403)
    })

    test('and leaves nothing behind of whoever goes away before the first line is read', async () => {
      const { project, token } = await world.actors.owner()
      for (let ms = 0; ms < 24; ms += 1) {
        const leaving = new AbortController()
        const sent = fetch(`${world.baseUrl}admin/projects/${project}/import-users`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-ndjson', Authorization: `Bearer ${token}` },
          body: `${JSON.stringify(person())}\n`,
          signal: leaving.signal,
        })
        setTimeout(() => leaving.abort(), ms / 2)
        // Whether it was answered already does not matter.
        await sent.then((answer) => answer.body?.cancel()).catch(() => undefined)
      }
      const again = async (): Promise<string> =>
        verdict((await importUsers(world.call, project, token, [person()])).answer)
      await expect.poll(again, { timeout: 5_000 }).toBe('200')
    })

    describe('and ends, with every line that was reported done,', () => {
      // The import looks around it every ten seconds, as the test says.
      beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }))
      afterEach(() => void vi.useRealTimers())
      const tenSeconds = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000)
      const half = '{"firstName":"'

      test.each([
        ['as soon as the next line comes', async (talk: Conversation, line: object) => talk.send(line)],
        [
          'while a line is on its way a byte at a time',
          async (talk: Conversation) => {
            talk.request.write(half)
            await tenSeconds()
          },
        ],
      ])('when they are none any more: %s', async (_, go) => {
        const { body: project } = await world.call(`fhir/R4/Project/${owner.project}`, { token: owner.token })
        const policy = project.defaultAccessPolicies[0].accessPolicy.reference
        const token = await admin(world, owner, policy)
        const { body: me } = await world.call('auth/me', { token })
        const [one, two] = [person(), person()]
        const talk = converse(world.baseUrl, owner.project, token)
        talk.send(one)
        expect(await talk.next()).toMatchObject({ line: 1, status: 'created' })
        expect(verdict((await importUsers(world.call, owner.project, owner.token, [two])).answer)).toBe(
          '409 import_running',
        )
        must(
          await world.call(`admin/projects/${owner.project}/members/${me.membership.id}`, {
            method: 'DELETE',
            token: owner.token,
          }),
        )
        await go(talk, two)
        expect(await talk.next()).toMatchObject({
          summary: { lines: 1, created: 1, complete: false },
          why: { code: 'not_administrator' },
        })
        expect(await talk.next()).toBeUndefined()
        talk.request.destroy()
        const again = await importUsers(world.call, owner.project, owner.token, [one, two])
        expect(again.reports.map(({ status }) => status)).toEqual(['unchanged', 'created'])
      })

      test('when a line is not whole within a minute, and not because all take longer', async () => {
        const talk = converse(world.baseUrl, owner.project, owner.token)
        for (let line = 1; line <= 3; line += 1) {
          for (let turn = 0; turn < 3; turn += 1) await tenSeconds()
          talk.send(person())
          expect(await talk.next()).toMatchObject({ line, status: 'created' })
        }
        for (let turn = 0; turn < 6; turn += 1) {
          talk.request.write(half.charAt(turn))
          await tenSeconds()
        }
        expect(await talk.next()).toMatchObject({
          summary: { lines: 3, complete: false },
          why: { code: 'line_too_slow' },
        })
        talk.request.destroy()
        expect((await send(person())).end?.summary).toMatchObject({ created: 1, complete: true })
      })

      test('when its node lost the project to another, and one that died holds it for half a minute', async () => {
        const talk = converse(world.baseUrl, owner.project, owner.token)
        talk.send(person())
        await talk.next()
        const held = (until: string) =>
          rows(
            `update imports_under_way set held_until = ${until} where project = '${owner.project}'
              returning held_until <= now() + interval '31 seconds' as soon`,
          )
        await tenSeconds()
        expect(await held('held_until')).toEqual([{ soon: true }])
        await rows(`update imports_under_way set run = gen_random_uuid() where project = '${owner.project}'`)
        await tenSeconds()
        expect(await talk.next()).toMatchObject({ why: { code: 'overtaken' } })
        talk.request.destroy()
        expect((await send(person())).answer.status).toBe(409)
        await held("now() - interval '1 second'")
        expect((await send(person())).end?.summary).toMatchObject({ complete: true })
      })
    })
  })

  test('reports a line before the next is sent, and takes its time over a body where other requests have none', async () => {
    const talk = converse(world.baseUrl, owner.project, owner.token)
    const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    talk.send(person())
    expect(await talk.next()).toMatchObject({ line: 1, status: 'created' })
    const { socket } = await serverSide(world, talk.request.socket?.localPort)
    // As Node does once the time for the request is over.
    world.app.http.server.emit('clientError', late, socket)
    talk.send(person())
    expect(await talk.next()).toMatchObject({ line: 2, status: 'created' })
    talk.end()
    expect(await talk.next()).toMatchObject({ summary: { lines: 2, complete: true } })
  })

  test('that is broken off leaves whole lines, and goes on when the whole file is sent again', async () => {
    const lines = [person(), person(), person()] as const
    const talk = converse(world.baseUrl, owner.project, owner.token)
    talk.send(lines[0])
    talk.send(lines[1])
    await talk.next()
    await talk.next()
    talk.request.write(JSON.stringify(lines[2]).slice(0, 40))
    talk.request.destroy()
    const ended = async () =>
      rows(
        `select event from audit_events where project = '${owner.project}' and kind = 'import.ended'
          and event::text like '%interrupted%'`,
      )
    await expect.poll(ended, { timeout: 20_000 }).toHaveLength(1)
    const again = await send(...lines)
    expect(again.reports.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'created'])
  })

  test('is told by the audit: its start and end, and each who was made', async () => {
    const { reports } = await send(person(), '{}')
    const { token } = owner
    const found = must(await world.call('fhir/R4/AuditEvent?_count=3&_sort=-date', { token })).body.entry.map(
      ({
        resource,
      }: {
        resource: { subtype: { code: string }[]; outcome: string; outcomeDesc?: string; entity?: unknown }
      }) => resource,
    )
    const told = found.map(({ subtype, outcome, outcomeDesc }: Record<string, never>) => [
      (subtype as unknown as { code: string }[])[0]?.code,
      outcome,
      outcomeDesc,
    ])
    expect(told).toEqual([
      ['import.ended', '0', 'completed'],
      ['user.imported', '0', undefined],
      ['import.started', '0', undefined],
    ])
    expect(JSON.stringify(found[1].entity)).toContain(reports[0]?.membership)
    const counts = Buffer.from('created=1&unchanged=0&refused=1').toString('base64')
    expect(JSON.stringify(found[0].entity)).toContain(counts)
  })

  test('answers what is no file of lines in its own shape', async () => {
    const { project, token } = owner
    const json = await sendFile(world.call, project, token, JSON.stringify(person()), 'application/json')
    expect([json.answer.status, reasonOf(json.answer)]).toEqual([415, 'wrong_content_type'])
    const none = await world.call(`admin/projects/${project}/import-users`, { method: 'POST', token })
    expect(verdict(none)).toBe('400 missing_body')
    expect((await sendFile(world.call, project, token, '')).end?.summary).toMatchObject({ lines: 0, complete: true })
  })

  if (store === 'postgres')
    test('runs once at a time, on whatever node, and makes nobody twice', async () => {
      const lines = Array.from({ length: 8 }, () => person({ passwordHash: undefined }))
      const second = await world.secondNode()
      const talk = converse(world.baseUrl, owner.project, owner.token)
      talk.send(lines[0] ?? {})
      expect(await talk.next()).toMatchObject({ status: 'created' })
      const beside = () => importUsers(second.call, owner.project, owner.token, lines)
      expect(verdict((await beside()).answer)).toBe('409 import_running')
      talk.end()
      expect(await talk.next()).toMatchObject({ summary: { complete: true } })
      const statuses = (await beside()).reports.map(({ status }) => status)
      expect(statuses).toEqual(['unchanged', ...Array.from({ length: 7 }, () => 'created')])
      await second.close()
    })
})

/** An administrator of a project who is held to a policy: their token. */
async function admin(
  world: World,
  owner: { readonly project: string; readonly token: string },
  policy: string,
): Promise<string> {
  const email = freshEmail()
  must(
    await world.call(`admin/projects/${owner.project}/invite`, {
      json: {
        resourceType: 'Practitioner',
        firstName: 'Al',
        lastName: 'Khwarizmi',
        email,
        membership: { admin: true, accessPolicy: { reference: policy } },
      },
      token: owner.token,
    }),
  )
  const { id, secret } = world.inbox.link(email)
  must(await world.call('auth/setpassword', { json: { id, secret, password: 'a quiet garden path' } }))
  return must(await world.actors.signIn(email, 'a quiet garden path')).body.access_token
}

/** The server's end of a connection. */
async function serverSide(world: World, port: number | undefined): Promise<{ readonly socket: unknown }> {
  const { server } = world.app.http
  const sockets = await new Promise<unknown[]>((resolve) => {
    // Node lists a server's connections only inside.
    const list = (server as unknown as Record<symbol, { all(): { socket: { remotePort: number } }[] }>)[
      Object.getOwnPropertySymbols(server).find(
        (symbol) => String(symbol) === 'Symbol(http.server.connections)',
      ) as symbol
    ]
    resolve((list?.all() ?? []).map(({ socket }) => socket).filter(({ remotePort }) => remotePort === port))
  })
  return { socket: sockets[0] }
}
