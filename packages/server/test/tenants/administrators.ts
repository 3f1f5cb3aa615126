import { type Answer, type Owner, startWorld, type World, type WorldOptions } from '@damson/testkit'
import { begin, freshEmail, must, PASSWORD, redeem } from '../identity/steps.ts'

/** What a limited administrator of these tests may do. */
const limitedTo = (project: string): readonly object[] => [
  { resourceType: 'AccessPolicy' },
  { resourceType: 'ProjectMembership' },
  { resourceType: 'ClientApplication' },
  { resourceType: 'Bot' },
  { resourceType: 'Project', criteria: `Project?_id=${project}`, interaction: ['read', 'update'] },
  { resourceType: 'Practitioner' },
]

/** The roles that are no policy of the project's, and how somebody is invited to each. */
export const NAMED = ['identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'] as const

export const EVERYBODY = ['owner', 'owner without charts', 'limited', ...NAMED, 'nurse'] as const
export type Kind = (typeof EVERYBODY)[number]

export interface Person {
  readonly email: string
  readonly token: string
  readonly userId: string
  readonly membership: string
  readonly profile: string
}

/** A project with an administrator of each kind, and a nurse. */
export interface Office {
  readonly world: World
  readonly owner: Owner
  readonly people: Readonly<Record<Kind, Person>>
  /** What a nurse may do: read patients. Listed for those who may invite. */
  readonly ward: string
  /** A policy that is listed for nobody. */
  readonly unlisted: string
  /** A policy that only Bots have: listed for deployers. */
  readonly forBots: string
  invite(fields?: object, by?: string): Promise<Answer>
  /** Somebody invited by the owner who has signed in. */
  member(fields?: object): Promise<Person>
  admin(by: Kind, method: string, path: string, json?: unknown): Promise<Answer>
  fhir(by: Kind, method: string, path: string, json?: unknown, headers?: Record<string, string>): Promise<Answer>
  read(at: string): Promise<Record<string, unknown>>
}

export async function startOffice(options: WorldOptions): Promise<Office> {
  const world = await startWorld(options)
  const owner = await world.actors.owner()
  const { project } = owner
  const at = `admin/projects/${project}`
  const invite: Office['invite'] = (fields = {}, token = owner.token) =>
    world.call(`${at}/invite`, {
      json: { resourceType: 'Practitioner', firstName: 'A', lastName: 'B', email: freshEmail(), ...fields },
      token,
    })
  const member: Office['member'] = async (fields = {}) => {
    const email = freshEmail()
    const invited = must(await invite({ email, ...fields }))
    must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
    const { body } = must(await redeem(world.call, await begin(world.call, { email, projectId: project })))
    const userId: string = invited.body.user.reference.slice('User/'.length)
    return {
      email,
      token: body.access_token,
      userId,
      membership: invited.body.id,
      profile: invited.body.profile.reference,
    }
  }
  const policy = async (resource: readonly object[]): Promise<string> => world.actors.policy(owner, resource)
  const ward = await policy([{ resourceType: 'Patient', interaction: ['read', 'search'] }])
  const unlisted = await policy([{ resourceType: 'Observation', interaction: ['read'] }])
  const forBots = await policy([{ resourceType: 'Task' }])
  const withoutCharts = await policy([
    ...[
      'AccessPolicy',
      'ClientApplication',
      'DomainConfiguration',
      'ProjectIdentityProvider',
      'Bot',
      'ProjectMembership',
    ].map((resourceType) => ({
      resourceType,
    })),
    { resourceType: 'UserConfiguration' },
    { resourceType: 'Practitioner' },
    { resourceType: 'Project', criteria: `Project?_id=${project}`, interaction: ['read', 'update'] },
    { resourceType: 'User', criteria: `User?project=Project/${project}`, interaction: ['read', 'search'] },
    { resourceType: 'AuditEvent', interaction: ['read', 'search'] },
  ])
  const { body: before } = must(await world.call(`fhir/R4/Project/${project}`, { token: owner.token }))
  const mayAssign = [{ reference: ward }]
  must(
    await world.call(`fhir/R4/Project/${project}`, {
      method: 'PUT',
      json: {
        ...before,
        developerModeUntil: new Date(Date.now() + 3_600_000).toISOString(),
        adminRole: [
          { role: 'identity-administrator', mayAssign },
          { role: 'help-desk', mayAssign },
          { role: 'deployer', mayAssign: [{ reference: forBots }] },
        ],
      },
      token: owner.token,
    }),
  )
  const limited = { reference: await policy(limitedTo(project)) }
  const { body: me } = must(await world.call('auth/me', { token: owner.token }))
  const people: Record<string, Person> = {
    owner: { ...owner, membership: me.membership.id },
    'owner without charts': await member({
      admin: true,
      adminRole: 'owner',
      accessPolicy: { reference: withoutCharts },
    }),
    limited: await member({ admin: true, accessPolicy: limited }),
    nurse: await member({ accessPolicy: { reference: ward } }),
  }
  for (const role of NAMED) people[role] = await member({ adminRole: role })
  const all = people as Record<Kind, Person>
  return {
    world,
    owner,
    people: all,
    ward,
    unlisted,
    forBots,
    invite,
    member,
    admin: (by, method, path, json) =>
      world.call(path === '' ? at : `${at}/${path}`, { method, json, token: all[by].token }),
    fhir: (by, method, path, json, headers = {}) =>
      world.call(`fhir/R4/${path}`, { method, json, token: all[by].token, headers }),
    read: async (path) => must(await world.call(`fhir/R4/${path}`, { token: owner.token })).body,
  }
}
