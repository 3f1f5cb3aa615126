/** A client acts for a person on several nodes of one PostgreSQL: what ends on one has ended on all within a second. */
import { hasPostgres, type Node } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, verdict } from '../identity/steps.ts'
import { type Acting, type ActingClinic, type Member, ON_BEHALF, startActingClinic } from './acting-clinic.ts'

const PATIENT = { resourceType: 'Patient' }
const STAFF = [{ how: 'asserted', profileType: ['Practitioner'] }]
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'

describe.runIf(hasPostgres())('acting on two nodes', () => {
  let clinic: ActingClinic
  let other: Node
  let patient: string
  let policy: { readonly reference: string }
  beforeAll(async () => {
    clinic = await startActingClinic({ store: 'postgres' })
    other = await clinic.secondNode()
    patient = (await clinic.made({ resourceType: 'Patient', active: true })).id
    policy = { reference: await clinic.actors.policy(clinic.owner, [PATIENT]) }
  })
  afterAll(() => clinic.close())

  const nodes = (): readonly Pick<Node, 'call'>[] => [clinic, other]
  async function onEach(token: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
    const answers = nodes().map((node) => node.call(`fhir/R4/Patient/${patient}`, { token, headers }))
    return (await Promise.all(answers)).map(verdict)
  }
  const asserted = (by: Acting, person: Member): Promise<readonly string[]> =>
    onEach(by.token, { [ON_BEHALF]: person.profile })
  const nurse = (): Promise<Member> => clinic.member({ accessPolicy: policy })

  test('ends on both when the person, the client or its actFor is switched off on one of them', async () => {
    const [client, person] = [await clinic.acting([PATIENT], STAFF), await nurse()]
    const change = (path: string, fields: object) => clinic.change(path, fields).then(must)
    expect(await asserted(client, person)).toEqual(['200', '200'])
    await change(`ProjectMembership/${person.membership}`, { active: false })
    await expect.poll(() => asserted(client, person)).toEqual(['403 acting_inactive', '403 acting_inactive'])
    await change(`ProjectMembership/${person.membership}`, { active: true })
    await expect.poll(() => asserted(client, person)).toEqual(['200', '200'])
    await change(`ProjectMembership/${client.membership}`, {
      actFor: [{ how: 'proven', profileType: ['Practitioner'] }],
    })
    await expect.poll(() => asserted(client, person)).toEqual(['403 acting_only_proven', '403 acting_only_proven'])
    await change(`ProjectMembership/${client.membership}`, { actFor: STAFF })
    await expect.poll(() => asserted(client, person)).toEqual(['200', '200'])
    await change(`ClientApplication/${client.id}`, { status: 'off' })
    const refused = expect.stringMatching(/^40[13] /)
    await expect.poll(() => asserted(client, person)).toEqual([refused, refused])
  })

  test('is in the history with both, whichever node wrote', async () => {
    const [client, person] = [await clinic.acting([PATIENT], STAFF), await nurse()]
    for (const node of nodes()) {
      const json = { resourceType: 'Patient', id: patient, active: true }
      const headers = { [ON_BEHALF]: person.profile, 'X-Medplum': 'extended' }
      const written = await node.call(`fhir/R4/Patient/${patient}`, {
        method: 'PUT',
        json,
        token: client.token,
        headers,
      })
      expect(must(written).body.meta).toMatchObject({
        author: { reference: `ClientApplication/${client.id}` },
        onBehalfOf: { reference: person.profile },
      })
    }
  })

  test('with a token that one node gave works on both, and ends on both with the sign-in of the person', async () => {
    const [client, person] = [
      await clinic.acting([PATIENT], [{ how: 'proven', profileType: ['Practitioner'] }]),
      await nurse(),
    ]
    const form = {
      grant_type: EXCHANGE,
      subject_token: person.token,
      subject_token_type: ACCESS_TOKEN,
      actor_token: client.token,
      actor_token_type: ACCESS_TOKEN,
      client_id: client.id,
      client_secret: client.secret,
    }
    const { access_token: token } = must(await other.call('oauth2/token', { form })).body
    expect(await onEach(token)).toEqual(['200', '200'])
    must(await clinic.call('oauth2/logout', { json: {}, token: person.token }))
    const refused = expect.stringMatching(/^401/)
    await expect.poll(() => onEach(token)).toEqual([refused, refused])
  })
})
