import type { Me } from '#session'

/** The administrators' roles beside owners. */
export type NamedRole = Exclude<Me['role'], 'owner' | undefined>

interface Action {
  /** From whom, beside owners, the API takes every one of these requests. */
  readonly roles: readonly NamedRole[]
  /** What their policy must let them read, too: no role's own does. */
  readonly reads?: 'Patient'
  /** It is about the server: the API takes it from owners of the server's own project alone. */
  readonly isOperators?: true
  /** The requests that do it, with `{…}` for what they are about. */
  readonly requests: readonly string[]
}

const PROJECT = 'admin/projects/{project}'
const CLIENT = 'fhir/R4/ClientApplication/{client}'
const BOT = 'fhir/R4/Bot/{bot}'
const DEPLOYED = 'fhir/R4/Bot/{deployed}'
const IDENTITY = ['identity-administrator'] as const
const PEOPLE = ['identity-administrator', 'help-desk'] as const
const APPS = ['identity-administrator', 'app-developer'] as const

/**
 * What can be done in the views. A test asks the server for each of these requests as each role, and another holds the views
 * against this table: what the API refuses to a role is not offered to it.
 */
export const ACTIONS = {
  invite: {
    roles: PEOPLE,
    requests: [
      `POST ${PROJECT}/invite`,
      `POST ${PROJECT}/members/{member}/invitation`,
      `DELETE ${PROJECT}/members/{member}/invitation`,
    ],
  },
  import_people: { roles: [], requests: [`POST ${PROJECT}/import-users`] },
  make_activation_codes: {
    roles: PEOPLE,
    reads: 'Patient',
    requests: [`POST ${PROJECT}/activation-codes`, `DELETE ${PROJECT}/activation-codes/{patient}`],
  },
  reset_password: { roles: PEOPLE, requests: [`POST ${PROJECT}/members/{member}/resetpassword`] },
  start_recovery: {
    roles: PEOPLE,
    requests: [
      `GET ${PROJECT}/recoveries`,
      `POST ${PROJECT}/members/{member}/recovery`,
      `DELETE ${PROJECT}/recoveries/{recovery}`,
    ],
  },
  confirm_recovery: {
    roles: IDENTITY,
    requests: [`POST ${PROJECT}/recoveries/{recovery}/confirm`, `POST ${PROJECT}/recoveries/{recovery}/shorten`],
  },
  see_ways_in: { roles: PEOPLE, requests: [`GET ${PROJECT}/members/{member}/ways-in`] },
  end_sign_ins: {
    roles: PEOPLE,
    requests: [
      `DELETE ${PROJECT}/members/{member}/sign-ins`,
      `DELETE ${PROJECT}/members/{signed_in}/sign-ins/{sign_in}`,
    ],
  },
  change_members: {
    roles: IDENTITY,
    requests: ['PUT fhir/R4/ProjectMembership/{member}', `DELETE ${PROJECT}/members/{member}`],
  },
  // By the right to read accounts and to change memberships; names are in records, which owners alone change.
  change_addresses: { roles: IDENTITY, requests: ['POST fhir/R4/User/{user}/$update-email'] },
  correct_names: {
    roles: [],
    requests: [
      'PUT fhir/R4/Practitioner/{practitioner}',
      'PUT fhir/R4/Patient/{patient}',
      'PUT fhir/R4/RelatedPerson/{relative}',
    ],
  },
  manage_clients: {
    roles: APPS,
    requests: [
      `POST ${PROJECT}/client`,
      `POST ${PROJECT}/clients/basic`,
      `PUT ${CLIENT}`,
      `DELETE ${CLIENT}`,
      `POST ${CLIENT}/$rotate-secret`,
    ],
  },
  // Where codes of people go who are not asked, and who proves people: the server takes these changes from owners alone.
  change_own_apps: { roles: [], requests: ['PUT fhir/R4/ClientApplication/{own_app}'] },
  change_proofs: { roles: [], requests: ['PUT fhir/R4/ClientApplication/{proving}'] },
  change_machines: { roles: IDENTITY, requests: ['PUT fhir/R4/ProjectMembership/{machine}'] },
  change_bot_policies: { roles: IDENTITY, requests: ['PUT fhir/R4/ProjectMembership/{running}'] },
  // Whoever has the secret of such a client speaks for people.
  say_for_whom: { roles: [], requests: ['PUT fhir/R4/ProjectMembership/{acting}'] },
  connect_devices: {
    roles: APPS,
    requests: [
      `POST ${PROJECT}/device-window`,
      `DELETE ${PROJECT}/device-window`,
      `POST ${PROJECT}/device-window/find`,
      `POST ${PROJECT}/device-window/connect`,
      `POST ${PROJECT}/device-window/deny`,
      `POST ${PROJECT}/devices/{device}/replace`,
    ],
  },
  end_devices: {
    roles: IDENTITY,
    requests: [`POST ${PROJECT}/devices/{device}/revoke`, `POST ${PROJECT}/devices/{device}/lost`],
  },
  try_providers: { roles: IDENTITY, requests: [`POST ${PROJECT}/provider-test`, `POST ${PROJECT}/provider-claims`] },
  change_providers: {
    roles: [],
    requests: [
      'POST fhir/R4/ProjectIdentityProvider',
      'PUT fhir/R4/ProjectIdentityProvider/{provider}',
      'DELETE fhir/R4/ProjectIdentityProvider/{provider}',
    ],
  },
  move_providers: { roles: [], requests: [`POST ${PROJECT}/provider-move`] },
  check_domains: { roles: IDENTITY, requests: [`POST ${PROJECT}/domain/{domain}/verify`] },
  change_domains: {
    roles: [],
    requests: [
      `POST ${PROJECT}/domain`,
      `POST ${PROJECT}/domain/{domain}`,
      `POST ${PROJECT}/domain/{domain}/enforce`,
      `DELETE ${PROJECT}/domain/{domain}`,
    ],
  },
  set_emergency_account: { roles: [], requests: [`POST ${PROJECT}/emergency-account`] },
  change_policies: {
    roles: [],
    requests: [
      'POST fhir/R4/AccessPolicy',
      'PUT fhir/R4/AccessPolicy/{policy}',
      'DELETE fhir/R4/AccessPolicy/{policy}',
    ],
  },
  manage_bots: {
    roles: ['deployer'],
    requests: [
      `POST ${PROJECT}/bot`,
      `PUT ${BOT}`,
      `DELETE ${BOT}`,
      `POST ${DEPLOYED}/$deploy`,
      `POST ${DEPLOYED}/$roll-back`,
      `POST ${DEPLOYED}/$execute`,
    ],
  },
  let_bots_act: { roles: [], requests: ['PUT fhir/R4/Bot/{as_others}'] },
  set_secrets: { roles: [], requests: [`POST ${PROJECT}/secrets`] },
  change_project: { roles: [], requests: ['PUT fhir/R4/Project/{project}', 'PATCH fhir/R4/Project/{project}'] },
  send_mails: { roles: PEOPLE, requests: [`POST ${PROJECT}/emails/{mail}/send`] },
  read_traces: { roles: APPS, requests: ['GET auth/traces'] },
  read_audit: { roles: ['privacy-officer'], requests: ['GET fhir/R4/AuditEvent'] },
  read_policies: { roles: PEOPLE, requests: ['GET fhir/R4/AccessPolicy'] },
  manage_projects: {
    roles: [],
    isOperators: true,
    requests: [
      'GET admin/server/projects',
      'POST admin/server/projects/{other}/status',
      'POST fhir/R4/Project/$init',
      'POST fhir/R4/Project/{other}/$rate-limits',
    ],
  },
  move_accounts: { roles: [], isOperators: true, requests: ['POST fhir/R4/User/{account}/$rescope'] },
  read_health: { roles: [], isOperators: true, requests: ['GET admin/server'] },
  rotate_signing_keys: { roles: [], isOperators: true, requests: ['POST admin/server/signing-keys/rotate'] },
} as const satisfies Readonly<Record<string, Action>>

export type ActionName = keyof typeof ACTIONS

/** The roles that a role may give to people it invites. Owners give each. */
export const GIVEN_BY: Readonly<Record<NamedRole, readonly NamedRole[]>> = {
  'identity-administrator': ['help-desk', 'app-developer'],
  'help-desk': [],
  'privacy-officer': [],
  'app-developer': [],
  deployer: [],
}

/**
 * Whether an action is offered to somebody. Those with the administrator flag are offered all of their project but what needs a
 * record that they do not read: a policy may limit them in any way.
 */
export function isOffered(
  { role, isOperator, mayRead }: Pick<Me, 'role' | 'isOperator' | 'mayRead'>,
  action: ActionName,
): boolean {
  const { roles, isOperators, reads: needed }: Action = ACTIONS[action]
  if (isOperators === true) return isOperator
  if (needed !== undefined && !mayRead(needed)) return false
  return role === 'owner' || roles.some((one) => one === role)
}
