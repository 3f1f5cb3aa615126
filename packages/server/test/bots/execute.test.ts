import { setTimeout } from 'node:timers/promises'
import { type CallOptions, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueOf, observation } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'
import { type BotAnswer, type BotClinic, type MadeBot, startBotClinic } from './bot-clinic.ts'

const PATIENT = { resourceType: 'Patient' }
const OBSERVATION = { resourceType: 'Observation' }
const BASIC = { resourceType: 'Basic' }
const BOT = { resourceType: 'Bot', interaction: ['read'] }
const json = (resource: object): object => ({ body: JSON.stringify(resource) })
// oxlint-disable-next-line typescript/no-explicit-any -- a test looks at what is there
const read = ({ body }: BotAnswer): any => JSON.parse(body)
/** What is known of a caller is believed for a second. */
const pause = (): Promise<void> => setTimeout(1_100)
const reasonIn = (answer: BotAnswer): string => read(answer).issue[0].details.coding[0].code

describe.each(storesForWalks())('a Bot on %s', (store) => {
  let clinic: BotClinic
  let patient: string
  beforeAll(async () => {
    clinic = await startBotClinic({ store })
    patient = `Patient/${(await clinic.made(PATIENT)).id}`
  })
  afterAll(() => clinic.close())

  const run = (bot: MadeBot, options: CallOptions = { json: {} }) => clinic.fhir(`Bot/${bot.id}/$execute`, options)

  test('does what its policy says and no more, whatever its caller may do', async () => {
    const bot = await clinic.bot([{ ...PATIENT, interaction: ['read'] }], async (client) => [
      (await client.fhir('GET', patient)).status,
      (await client.fhir('PUT', patient, json({ ...PATIENT, id: patient.slice(8) }))).status,
      (await client.fhir('GET', 'Observation')).status,
      (await client.fhir('POST', 'AccessPolicy', json({ resourceType: 'AccessPolicy', name: 'mine' }))).status,
      (await client.fhir('DELETE', `Project/${clinic.owner.project}`)).status,
      (await client.fhir('GET', 'Login')).status,
      (await client.fhir('GET', 'AuditEvent')).status,
    ])
    expect((await run(bot)).body).toEqual([200, 403, 403, 403, 403, 403, 403])
    // Its caller has a policy for it alone, and learns nothing but its answer.
    const { token } = await clinic.server([{ ...BOT, criteria: `Bot?_id=${bot.id}` }])
    expect((await run(bot, { token, json: {} })).body).toEqual([200, 403, 403, 403, 403, 403, 403])
    expect((await clinic.fhir(patient, { token })).status).toBe(403)
  })

  test('does nothing without a policy, and does not run once its membership is off', async () => {
    const bot = await clinic.bot(undefined, async (client) => reasonIn(await client.fhir('GET', patient)))
    expect((await run(bot)).text).toBe('no_policy')
    must(await clinic.change(`ProjectMembership/${bot.membership}`, { active: false }))
    expect(issueOf(await run(bot)).reason).toBe('bot_inactive')
  })

  test('loses what is taken from it while it runs', async () => {
    const bot = await clinic.bot([PATIENT], async (client) => {
      const before = (await client.fhir('GET', patient)).status
      must(await clinic.change(`ProjectMembership/${bot.membership}`, { active: false }))
      return [before, reasonIn(await client.fhir('GET', patient))]
    })
    expect((await run(bot)).body).toEqual([200, 'bot_inactive'])
  })

  test('does nothing more once it is deleted, and stays within its caller once it has to', async () => {
    const deleted: MadeBot = await clinic.bot([PATIENT], async (client) => {
      const before = (await client.fhir('GET', patient)).status
      must(await clinic.fhir(deleted.reference, { method: 'DELETE' }))
      return [before, (await client.fhir('GET', patient)).status]
    })
    expect((await run(deleted)).body).toEqual([200, 404])

    const bot: MadeBot = await clinic.bot([PATIENT], async (client, { input }) => {
      must(await clinic.change(bot.reference, { runAsUser: input.first }))
      const before = (await client.fhir('GET', patient)).status
      must(await clinic.change(bot.reference, { runAsUser: !input.first }))
      return [before, (await client.fhir('GET', patient)).status]
    })
    const { token } = await clinic.server([{ ...BOT, criteria: `Bot?_id=${bot.id}` }])
    expect((await run(bot, { token, json: { first: false } })).body).toEqual([200, 403])
    expect((await run(bot, { token, json: { first: true } })).body).toEqual([403, 403])
  })

  test('is the author of what it writes, in history and audit, with its caller as a second agent', async () => {
    const bot = await clinic.bot([PATIENT, OBSERVATION], async (client) => {
      const made = await client.fhir('POST', 'Observation', json(observation(patient)))
      expect(made.headers['location']).toMatch(/Observation\/.*\/_history\/1$/)
      return read(made)
    })
    const nurse = await clinic.member({ accessPolicy: await policyOf(bot) })
    const { body } = await run(bot, { token: nurse.token, json: {} })
    const stored = must(
      await clinic.fhir(`Observation/${body.id}/_history/1`, { headers: { 'X-Medplum': 'extended' } }),
    )
    expect(stored.body.meta.author).toEqual({ reference: bot.reference })
    expect(stored.body.meta.onBehalfOf).toBeUndefined()
    const [event] = await clinic.events(`agent=${bot.reference}&entity=Observation/${body.id}&subtype=create`)
    expect(event?.agent.map(({ who, requestor }) => [who?.reference, requestor])).toEqual([
      [bot.reference, true],
      [nurse.profile, false],
    ])
    expect((await clinic.events(`agent=${nurse.profile}&entity=Observation/${body.id}`)).length).toBeGreaterThan(0)
    const [ran] = await clinic.events(`agent=${nurse.profile}&entity=${bot.reference}&subtype=operation`)
    expect(ran).toMatchObject({ outcome: '0', action: 'E' })
  })

  test('with runAsUser does what both may do, for its caller, and nothing with the closed types', async () => {
    const policy = { resourceType: 'AccessPolicy', name: 'mine' }
    const bot = await clinic.bot(
      [PATIENT, { ...OBSERVATION, interaction: ['read', 'search', 'create'] }, BOT],
      async (client) => ({
        patient: (await client.fhir('GET', patient)).status,
        observations: (await client.fhir('GET', 'Observation')).status,
        made: read(await client.fhir('POST', 'Observation', json(observation(patient)))).id,
        policy: (await client.fhir('POST', 'AccessPolicy', json(policy))).status,
        self: (await client.fhir('GET', bot.reference)).status,
      }),
      { runAsUser: true },
    )
    const nurse = await clinic.member({
      accessPolicy: await policyOf(bot, [{ ...OBSERVATION, interaction: ['create', 'update'] }]),
    })
    const { body } = await run(bot, { token: nurse.token, json: {} })
    expect(body).toMatchObject({ patient: 403, observations: 403, made: expect.any(String), policy: 403, self: 403 })
    const stored = must(await clinic.fhir(`Observation/${body.made}`, { headers: { 'X-Medplum': 'extended' } }))
    expect(stored.body.meta).toMatchObject({
      author: { reference: bot.reference },
      onBehalfOf: { reference: nurse.profile },
    })
    // The owner may do all of it: the Bot may not.
    const owned = (await run(bot)).body
    expect(owned).toMatchObject({ patient: 200, observations: 200, policy: 403, self: 403 })
  })

  test('with runAsUser stays within the scopes of its caller, and the person for whom a client acts', async () => {
    const bot = await clinic.bot(
      [PATIENT, OBSERVATION],
      async (client) => [(await client.fhir('GET', patient)).status, (await client.fhir('GET', 'Observation')).status],
      { runAsUser: true },
    )
    const machine = await clinic.acting(
      [PATIENT, OBSERVATION, { ...BOT, criteria: `Bot?_id=${bot.id}` }],
      [{ how: 'asserted', profileType: ['Practitioner'] }],
    )
    expect((await run(bot, { token: machine.token, json: {} })).body).toEqual([200, 200])
    const nurse = await clinic.member({ accessPolicy: await policyOf(bot, [PATIENT]) })
    const acting = await clinic.actFor(nurse.profile, `Bot/${bot.id}/$execute`, { token: machine.token, json: {} })
    expect(acting.body).toEqual([200, 403])
    const scoped = must(
      await clinic.call('oauth2/token', {
        form: { grant_type: 'client_credentials', scope: 'system/Observation.rs system/Bot.rs' },
        basic: machine.basic,
      }),
    )
    expect((await run(bot, { token: scoped.body.access_token, json: {} })).body).toEqual([403, 200])
  })

  test('acts for a person where its own actFor allows it, and for nobody else', async () => {
    const person = await clinic.member({
      accessPolicy: { reference: await clinic.actors.policy(clinic.owner, [PATIENT]) },
    })
    const bot = await clinic.bot([PATIENT, OBSERVATION], async (client) => {
      const headers = { 'x-medplum-on-behalf-of': person.profile }
      const made = await client.fhir('POST', 'Patient', { ...json(PATIENT), headers })
      return made.status === 201
        ? [read(made).id, (await client.fhir('GET', 'Observation', { headers })).status]
        : reasonIn(made)
    })
    expect((await run(bot)).text).toBe('acting_no_act_for')
    must(
      await clinic.change(`ProjectMembership/${bot.membership}`, {
        actFor: [{ how: 'asserted', profileType: ['Practitioner'] }],
      }),
    )
    const [id, observations] = (await run(bot)).body
    expect(observations).toBe(403)
    const stored = must(await clinic.fhir(`Patient/${id}`, { headers: { 'X-Medplum': 'extended' } }))
    expect(stored.body.meta).toMatchObject({
      author: { reference: bot.reference },
      onBehalfOf: { reference: person.profile },
    })
    const [event] = await clinic.events(`agent=${person.profile}&entity=Patient/${id}&subtype=create`)
    expect(event?.agent.map(({ who }) => who?.reference)).toEqual([
      bot.reference,
      person.profile,
      expect.stringMatching(/^Practitioner/),
    ])
    const [refused] = await clinic.events(`agent=${bot.reference}&subtype=acting.refused`)
    expect(refused?.outcomeDesc).toBe('no_act_for')
  })

  test('that another calls for a person stays within the rights of that person, as long as that one may act for them', async () => {
    const both = [PATIENT, OBSERVATION]
    let midway = (): Promise<unknown> => Promise.resolve()
    const inner = await clinic.bot(
      both,
      async (client) => {
        await midway()
        await pause()
        const made = await client.fhir('POST', 'Patient', json(PATIENT))
        if (made.status !== 201) return reasonIn(made)
        return [read(made).id, (await client.fhir('GET', 'Observation')).status]
      },
      { runAsUser: true },
    )
    const person = await clinic.member({ accessPolicy: await policyOf(inner, [PATIENT]) })
    const headers = { 'x-medplum-on-behalf-of': person.profile }
    const outer = await clinic.bot([...both, BOT], async (client) => {
      const answer = await client.fhir('POST', `${inner.reference}/$execute`, { ...json({}), headers })
      return answer.headers['content-type']?.startsWith('text/') === true ? answer.body : read(answer)
    })
    const set = async (actFor: readonly object[] | undefined): Promise<unknown> =>
      must(await clinic.change(`ProjectMembership/${outer.membership}`, { actFor }))
    await set([{ how: 'asserted', profileType: ['Practitioner'] }])
    const [id, observations] = (await run(outer)).body
    expect(observations).toBe(403)
    const stored = must(await clinic.fhir(`Patient/${id}`, { headers: { 'X-Medplum': 'extended' } }))
    expect(stored.body.meta).toMatchObject({
      author: { reference: inner.reference },
      onBehalfOf: { reference: person.profile },
    })
    midway = () => set(undefined)
    expect((await run(outer)).text).toBe('acting_no_act_for')
  })

  test('in a batch leaves to the next entries what its caller may do by then', async () => {
    let midway = (): Promise<unknown> => Promise.resolve()
    const slow = await clinic.bot(undefined, async () => {
      await midway()
      await pause()
    })
    const entry = [
      { request: { method: 'POST', url: `${slow.reference}/$execute` } },
      { request: { method: 'GET', url: patient } },
      { request: { method: 'GET', url: patient } },
    ]
    const batch = { resourceType: 'Bundle', type: 'batch', entry }
    // oxlint-disable-next-line typescript/no-explicit-any -- a test looks at what is there
    const statuses = (bundle: any): readonly string[] => bundle.entry.map((one: any) => one.response.status)
    const nurse = await clinic.member({ accessPolicy: await policyOf(slow, [PATIENT]) })
    const byNurse = async (): Promise<readonly string[]> =>
      statuses(must(await clinic.fhir('', { json: batch, token: nurse.token })).body)
    const less = await policyOf(slow)
    const set = async (membership: string, fields: object): Promise<unknown> =>
      must(await clinic.change(`ProjectMembership/${membership}`, fields))
    expect(await byNurse()).toEqual(['200', '200', '200'])
    midway = () => set(nurse.membership, { accessPolicy: less })
    expect(await byNurse()).toEqual(['200', '403', '403'])
    midway = () => set(nurse.membership, { active: false })
    expect(await byNurse()).toEqual(['200', '401', '401'])
    // The same in a batch of a Bot.
    const bot = await clinic.bot([PATIENT, BOT], async (client) =>
      statuses(read(await client.fhir('POST', '', json(batch)))),
    )
    midway = () => set(bot.membership, { active: false })
    expect((await run(bot)).body).toEqual(['200', '403', '403'])
  })

  test('of Bots that call each other, the fifth is the last', async () => {
    const bot: MadeBot = await clinic.bot([BOT], async (client, { input }) => {
      const answer = await client.fhir('POST', `${bot.reference}/$execute`, json({ depth: input.depth + 1 }))
      return answer.status === 200 ? read(answer) : [input.depth, reasonIn(answer)]
    })
    expect((await run(bot, { json: { depth: 1 } })).body).toEqual([5, 'bot_too_deep'])
    // The same in a batch.
    const inBatch: MadeBot = await clinic.bot([BOT], async (client, { input }) => {
      const request = { method: 'POST', url: `${inBatch.reference}/$execute` }
      const entry = [{ request, resource: { depth: input.depth + 1 } }]
      const answer = await client.fhir('POST', '', json({ resourceType: 'Bundle', type: 'batch', entry }))
      const [only] = read(answer).entry
      return only.resource ?? { ...BASIC, id: `at-${input.depth}`, code: { text: only.response.status } }
    })
    expect((await run(inBatch, { json: { depth: 1 } })).body).toEqual({ ...BASIC, id: 'at-5', code: { text: '400' } })
  })

  test('gets no other project’s data, and its requests are read as strictly as those over HTTP', async () => {
    const other = await clinic.actors.owner()
    const theirs = await clinic.call('fhir/R4/Patient', { json: PATIENT, token: other.token })
    const bot = await clinic.bot([PATIENT, { resourceType: 'Binary' }], async (client) => [
      (await client.fhir('GET', `Patient/${theirs.body.id}`)).status,
      (await client.fhir('GET', '../../admin/projects')).status,
      (await client.fhir('GET', 'Patient/%00')).status,
      (await client.fhir('GET', `Patient?${'a=1&'.repeat(200)}`)).status,
      (await client.fhir('POST', 'Patient', { body: '{"resourceType":"Patient"' })).status,
      (await client.fhir('POST', 'Patient', { body: 'x'.repeat(1_100_000) })).status,
      (await client.fhir('TRACE', patient)).status,
      ((await client.call('fhir', { method: 'GET', path: patient, project: other.project })) as BotAnswer).status,
      ((await client.call('fhir', 'anything')) as BotAnswer).status,
      await client.call('other', {}).catch((error: Error) => error.message),
    ])
    expect((await run(bot)).body).toEqual([404, 404, 400, 400, 400, 413, 400, 400, 400, 'There is no call other.'])
  })

  test('begins nothing once its run has ended', async () => {
    let late: (() => Promise<BotAnswer>) | undefined
    const bot = await clinic.bot([PATIENT], async (client) => {
      late = () => client.fhir('GET', patient)
      return (await late()).status
    })
    expect((await run(bot)).text).toBe('200')
    expect((await late?.())?.status).toBe(408)
  })

  async function policyOf(bot: MadeBot, entries: readonly object[] = []): Promise<{ readonly reference: string }> {
    const policy = await clinic.actors.policy(clinic.owner, [{ ...BOT, criteria: `Bot?_id=${bot.id}` }, ...entries])
    return { reference: policy }
  }
})
