/** What people and programs of a project send that an administrator sees: each text of theirs is meant to do harm. */
import type { World } from '@damson/testkit'
import { freshEmail, must, PASSWORD } from '../../server/test/identity/steps.ts'
import { type Clinic, HOSTILE } from './clinic.ts'

export interface Hostile {
  /** A membership whose person has signed in, and whose recovery is open. */
  readonly member: string
  /** A Bot that logs, and fails. */
  readonly bot: string
  /** A policy that demands all it can of who has it. */
  readonly policy: string
  /** A provider without a client. */
  readonly unfinished: string
}

const CODE = `export async function handler(_, { input }) {
  console.log(input.said)
  throw new Error(input.said)
}
`

export async function makeHostile(world: World, { ask, ids, owner }: Clinic): Promise<Hostile> {
  const project = `fhir/R4/Project/${owner.project}`
  await ask(
    project,
    { ...(await ask(project)), description: HOSTILE.script, signInForm: { notice: HOSTILE.markup } },
    'PUT',
  )
  const patient = `fhir/R4/Patient/${ids.patient}`
  const texts = {
    address: [{ text: HOSTILE.script, city: HOSTILE.template }],
    maritalStatus: { text: HOSTILE.address },
  }
  await ask(patient, { ...(await ask(patient)), ...texts }, 'PUT')
  await signInAs(world, owner)
  await useApp(world, { ask, owner })
  // A refused request, with what it said.
  await world.call(
    `oauth2/authorize?${new URLSearchParams({ client_id: ids.app, response_type: 'code', scope: HOSTILE.markup })}`,
  )
  const identityProvider = { name: HOSTILE.markup, issuer: 'https://idp.example' }
  const unfinished = { resourceType: 'ProjectIdentityProvider', active: false, identityProvider }
  return {
    unfinished: (await ask('fhir/R4/ProjectIdentityProvider', unfinished)).id,
    member: await recovering(world, { ask, owner }),
    bot: await failingBot({ ask, owner, ids }),
    policy: await demandingPolicy({ ask, ids }),
  }
}

/** In a browser that calls itself so. */
async function signInAs(
  world: World,
  { email, password, project: projectId }: { email: string; password: string; project: string },
): Promise<void> {
  const json = {
    email,
    password,
    projectId,
    scope: 'openid',
    codeChallenge: 'x'.repeat(43),
    codeChallengeMethod: 'S256',
  }
  must(await world.call('auth/login', { json, headers: { 'User-Agent': HOSTILE.markup } }))
}

async function useApp(world: World, { ask, owner }: Pick<Clinic, 'ask' | 'owner'>): Promise<void> {
  const made = await ask(`admin/projects/${owner.project}/client`, { name: HOSTILE.script, kind: 'server' })
  const basic = [made.id, String(made['secret'])] as const
  const form = { grant_type: 'client_credentials' }
  must(await world.call('oauth2/token', { form, basic, headers: { 'User-Agent': HOSTILE.script } }))
}

async function recovering(world: World, { ask, owner }: Pick<Clinic, 'ask' | 'owner'>): Promise<string> {
  const email = freshEmail()
  const at = `admin/projects/${owner.project}`
  const named = { resourceType: 'Practitioner', firstName: HOSTILE.address, lastName: HOSTILE.script, email }
  const { id } = await ask(`${at}/invite`, named)
  must(await world.call('auth/setpassword', { json: { ...world.inbox.link(email), password: PASSWORD } }))
  const { db } = world.store
  const sql = `insert into factors (id, user_id, kind, name, created_at, confirmed_at)
    select gen_random_uuid(), id, 'totp', $2, now(), now() from users where email = $1`
  await db.query({ sql, params: [email, HOSTILE.markup] })
  // As if they had signed in.
  await db.query({ sql: 'update memberships set invitation_open = false where id = $1::uuid', params: [id] })
  await ask(`${at}/members/${id}/recovery`, {})
  return id
}

async function failingBot({ ask, owner, ids }: Pick<Clinic, 'ask' | 'owner' | 'ids'>): Promise<string> {
  const accessPolicy = { reference: `AccessPolicy/${ids.policy}` }
  const { id } = await ask(`admin/projects/${owner.project}/bot`, { name: HOSTILE.template, accessPolicy })
  await ask(`fhir/R4/Bot/${id}/$deploy`, { code: CODE, filename: 'bot.js' })
  const { membership } = (await ask('auth/me')) as unknown as { readonly membership: { readonly id: string } }
  const own = `fhir/R4/ProjectMembership/${membership.id}`
  await ask(own, { ...(await ask(own)), readBotLogs: true }, 'PUT')
  await ask(`fhir/R4/Bot/${id}/$execute`, { said: `${HOSTILE.markup} ${HOSTILE.script}` }).catch(() => undefined)
  return id
}

async function demandingPolicy({ ask, ids }: Pick<Clinic, 'ask' | 'ids'>): Promise<string> {
  const { id } = await ask('fhir/R4/AccessPolicy', {
    resourceType: 'AccessPolicy',
    name: HOSTILE.reversed,
    basedOn: [{ reference: `AccessPolicy/${ids.policy}` }],
    mfaRequired: true,
    minimumAcr: 'http://idmanagement.gov/ns/assurance/aal/2',
    compliantDeviceRequired: true,
    ipAccessRule: [
      { name: HOSTILE.markup, value: '2001:db8:1234:5678:9abc:def0:1234:5678', action: 'allow' },
      { name: HOSTILE.reversed, value: '192.168.', action: 'block' },
    ],
  })
  return id
}
