import { patientPolicy } from '@damson/access'
import { type Answer, storesForWalks } from '@damson/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin, freshEmail, must, PASSWORD, redeem, verdict } from '../identity/steps.ts'
import { type Kind, type Office, startOffice } from './administrators.ts'

type Resource = Record<string, unknown>

const GIVING = ['identity-administrator', 'help-desk'] as const

/** What a role gives to others is what the owners listed: no more by a detour, and no more by what it is given with. */
describe.each(storesForWalks())('what a role gives on %s', (store) => {
  let office: Office
  /** The shipped policy of patients, listed for those who may invite. */
  let patients: string
  beforeAll(async () => {
    office = await startOffice({ store, shared: true })
    patients = await office.world.actors.policy(office.owner, patientPolicy().resource)
    const at = `Project/${office.owner.project}`
    const mayAssign = [{ reference: office.ward }, { reference: patients }]
    const adminRole = GIVING.map((role) => ({ role, mayAssign }))
    must(await office.fhir('owner', 'PUT', at, { ...(await office.read(at)), adminRole }))
  })
  afterAll(() => office.world.close())

  const at = (id: string): string => `ProjectMembership/${id}`
  const put = async (by: Kind, id: string, change: Resource): Promise<Answer> =>
    office.fhir(by, 'PUT', at(id), { ...(await office.read(at(id))), ...change })
  const policy = (): Resource => ({ accessPolicy: { reference: office.ward } })
  const made = async (resource: Resource): Promise<string> => {
    const { body } = must(await office.fhir('owner', 'POST', String(resource['resourceType']), resource))
    return `${body.resourceType}/${body.id}`
  }
  const membershipOf = (user: string, profile: string, fields: Resource = {}): Resource => ({
    resourceType: 'ProjectMembership',
    project: { reference: `Project/${office.owner.project}` },
    user: { reference: user },
    profile: { reference: profile },
    ...policy(),
    ...fields,
  })
  const of = (value: object, reference = patients): Resource => ({
    access: [{ policy: { reference }, parameter: [{ name: 'patient', ...value }] }],
    accessPolicy: undefined,
  })

  test('an external id is for an owner to change on an inactive membership too', async () => {
    const nurse = await office.member({ ...policy(), scope: 'project' })
    const mine = { externalId: 'mine', externalIdIssuer: 'https://idp.example' }
    for (const change of [mine, { ...mine, active: false }])
      expect(verdict(await put('identity-administrator', nurse.membership, change))).toBe('403 beyond_own_rights')
    const full = { ...(await office.read(at(nurse.membership))), ...mine, active: false }
    expect(verdict(await office.admin('identity-administrator', 'POST', `members/${nurse.membership}`, full))).toBe(
      '403 beyond_own_rights',
    )
    must(await put('identity-administrator', nurse.membership, { active: false }))
    expect(verdict(await put('identity-administrator', nurse.membership, mine))).toBe('403 beyond_own_rights')
    for (const by of GIVING) {
      const other = membershipOf(`User/${nurse.userId}`, await made({ resourceType: 'Practitioner' }), mine)
      expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', { ...other, active: false }))).toBe(
        '403 beyond_own_rights',
      )
    }
    must(await put('identity-administrator', nurse.membership, { active: true }))
    expect((await office.read(at(nurse.membership)))['externalId']).toBeUndefined()
  })

  test('an inactive membership is given no profile or policy that an active one could not have', async () => {
    const nurse = await office.member({ ...policy(), scope: 'project' })
    for (const by of GIVING) {
      const holder = membershipOf(`User/${nurse.userId}`, await made({ resourceType: 'Patient' }), { active: false })
      expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', holder))).toBe('403 unseen_profile')
    }
    const unlisted = { accessPolicy: { reference: office.unlisted }, active: false }
    expect(verdict(await put('identity-administrator', nurse.membership, unlisted))).toBe('403 beyond_own_rights')
    // An owner's choice is no more the role's own when it comes into force again.
    must(await put('owner', nurse.membership, unlisted))
    expect(verdict(await put('identity-administrator', nurse.membership, { active: true }))).toBe(
      '403 beyond_own_rights',
    )
  })

  test('a listed policy is assigned without parameters, whatever their values', async () => {
    const nurse = await office.member({ ...policy(), scope: 'project' })
    const victim = { valueReference: { reference: await made({ resourceType: 'Patient' }) } }
    for (const by of GIVING) {
      const { token } = office.people[by]
      for (const given of [of(victim), of({ valueString: 'Patient/x' }), of(victim, office.ward)]) {
        const invited = await office.invite(given, token)
        expect(verdict(invited)).toBe('403 beyond_own_rights')
        expect(invited.body.issue[0].details.text).toMatch(/only without parameters: leave them out/)
        const profile = await made({ resourceType: 'Practitioner' })
        const second = membershipOf(`User/${nurse.userId}`, profile, given)
        expect(verdict(await office.fhir(by, 'POST', 'ProjectMembership', second))).toBe('403 beyond_own_rights')
      }
    }
    expect(verdict(await put('identity-administrator', nurse.membership, of(victim)))).toBe('403 beyond_own_rights')
    // Values that an owner chose stay until an owner changes them.
    must(await put('owner', nurse.membership, of(victim)))
    must(await put('identity-administrator', nurse.membership, { mfaRequired: true }))
    must(await put('identity-administrator', nurse.membership, { active: false }))
    expect(verdict(await put('identity-administrator', nurse.membership, { active: true }))).toBe(
      '403 beyond_own_rights',
    )
  })

  test('a patient whom the help desk invites sees their own record, and no other', async () => {
    const email = freshEmail()
    const fields = { resourceType: 'Patient', email, accessPolicy: { reference: patients } }
    const { body: invited } = must(await office.invite(fields, office.people['help-desk'].token))
    const { world, owner } = office
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const { body } = must(await redeem(world.call, await begin(world.call, { email, projectId: owner.project })))
    const read = (path: string): Promise<Answer> => world.call(`fhir/R4/${path}`, { token: body.access_token })
    must(await read(invited.profile.reference))
    expect((await read(await made({ resourceType: 'Patient' }))).status).toBe(404)
  })

  test('an invitation gives an external id to a new account, and to none that somebody has', async () => {
    const [nurse, awaited] = [await office.member({ ...policy(), scope: 'project' }), freshEmail()]
    must(await office.invite({ email: awaited, scope: 'project', ...policy() }))
    const mine = (): Resource => ({ externalId: freshEmail(), externalIdIssuer: 'https://idp.example' })
    for (const by of GIVING) {
      const { token } = office.people[by]
      must(await office.invite({ ...policy(), ...mine() }, token))
      for (const email of [nurse.email, awaited]) {
        const second = { resourceType: 'Patient', email, forceNewMembership: true, ...policy(), ...mine() }
        expect(verdict(await office.invite(second, token))).toBe('403 beyond_own_rights')
        expect(verdict(await office.invite({ ...second, membership: mine() }, token))).toBe('403 beyond_own_rights')
      }
    }
    must(
      await office.invite({
        resourceType: 'Patient',
        email: nurse.email,
        forceNewMembership: true,
        ...policy(),
        ...mine(),
      }),
    )
  })

  test('no policy is widened by an owner without charts while a machine gets it', async () => {
    const by = 'owner without charts'
    const charts = [{ resourceType: 'Observation' }]
    for (let round = 0; round < 12; round++) {
      const narrow = [{ resourceType: 'Practitioner' }]
      const fields = { resourceType: 'AccessPolicy', name: 'n', resource: narrow }
      const { body } = must(await office.fhir(by, 'POST', 'AccessPolicy', fields))
      const reference = `AccessPolicy/${body.id}`
      const client = { name: 'c', kind: 'server', accessPolicy: { reference } }
      const [given, widened] = await Promise.all([
        office.admin(by, 'POST', 'client', client),
        office.fhir(by, 'PUT', reference, { ...body, resource: charts }),
      ])
      expect([given.status < 300, widened.status < 300].filter(Boolean).length).toBeLessThan(2)
    }
  })
})
