import { AAL2 } from '../identity/factor-clinic.ts'
import { ALONE, type WaysClinic } from './ways-clinic.ts'

/** Which proof a rule is about: Damson's own, or a provider's. */
export type ProofOf = 'own' | 'external'

/** Something that stops a sign-in, and how it comes into force. */
export interface Rule {
  readonly name: string
  /** The reasons that the API tells, and the beginnings of what pages say. */
  readonly whys: readonly string[]
  readonly texts: readonly string[]
  /** The domain of the addresses that it is about. */
  readonly domain: string
  /** It is about an app, so the sign-in names it. */
  readonly isOfApp: boolean
  readonly refuses: readonly ProofOf[]
  /** It holds in every project of the server. */
  readonly isOfServer: boolean
  /** It is about the person's account or membership, so both are there before. */
  readonly isOfPerson: boolean
  /** Only the membership tells whether it holds, so that is chosen first. */
  readonly isKnownLate: boolean
  bite(): Promise<void>
  release(): Promise<void>
}

type Force = Pick<Rule, 'bite' | 'release'>

function rule(name: string, fields: Partial<Rule> & Force): Rule {
  return {
    name,
    whys: [],
    texts: [],
    domain: 'example.org',
    isOfApp: false,
    refuses: ['own', 'external'],
    isOfServer: false,
    isOfPerson: false,
    isKnownLate: false,
    ...fields,
  }
}

const inTable = (here: () => WaysClinic, table: string, on: string, off: string): Force => ({
  bite: async () => void (await here().sql(`update ${table} set ${on}`)),
  release: async () => void (await here().sql(`update ${table} set ${off}`)),
})

const onApp = (here: () => WaysClinic, on: object, off: object): Force => {
  const at = (): string => `ClientApplication/${here().appId}`
  return { bite: () => here().put(at(), on), release: () => here().put(at(), off) }
}

const onProject = (here: () => WaysClinic, on: object, off: object): Force => {
  const at = (): string => `Project/${here().owner.project}`
  return { bite: () => here().put(at(), on), release: () => here().put(at(), off) }
}

/** On all policies of the project, one of which is then the default of its staff too. */
const onPolicies = (here: () => WaysClinic, on: object, off: object): Force => {
  const write = async (fields: object, isOn: boolean): Promise<void> => {
    const { owner, ask, put } = here()
    const { entry } = (await ask('fhir/R4/AccessPolicy?_count=50')).body
    for (const { resource } of entry) await put(`AccessPolicy/${resource.id}`, fields)
    const { defaultAccessPolicies } = (await ask(`fhir/R4/Project/${owner.project}`)).body
    const others = defaultAccessPolicies.filter((one: { profileType: string }) => one.profileType !== 'Practitioner')
    const staff = { profileType: 'Practitioner', accessPolicy: { reference: `AccessPolicy/${entry[0].resource.id}` } }
    await put(`Project/${owner.project}`, { defaultAccessPolicies: isOn ? [...others, staff] : others })
  }
  return { bite: () => write(on, true), release: () => write(off, false) }
}

const ELSEWHERE = [{ value: '198.51.100.0/24', action: 'allow' }]
const EVERYWHERE = [{ value: '*', action: 'block' }]

/** Where a second factor can be demanded, each as a rule of its own. */
export function demands(here: () => WaysClinic): readonly Rule[] {
  const none = { mfaRequired: undefined, minimumAcr: undefined }
  const setting = (name: string, value: object): object => ({ setting: [...ALONE, { name, ...value }] })
  const usual = { setting: ALONE }
  const roles = (fields: object): Force => {
    const made = onProject(here, { adminRole: [{ role: 'deployer', ...fields }] }, { adminRole: undefined })
    return {
      async bite() {
        await withRole(here(), 'deployer')
        await made.bite()
      },
      async release() {
        await withRole(here(), undefined)
        await made.release()
      },
    }
  }
  const isOfPerson = true
  const isOfApp = true
  return [
    rule('the project', onProject(here, setting('mfaRequired', { valueBoolean: true }), usual)),
    rule('the project, by its least acr', onProject(here, setting('minimumAcr', { valueString: AAL2 }), usual)),
    rule('the membership', {
      isOfPerson,
      ...inTable(here, 'memberships', 'mfa_required = true', 'mfa_required = false'),
    }),
    rule('the account', { isOfPerson, ...inTable(here, 'users', 'mfa_required = true', 'mfa_required = false') }),
    rule('an access policy', onPolicies(here, { mfaRequired: true }, none)),
    rule('an access policy, by its least acr', onPolicies(here, { minimumAcr: AAL2 }, none)),
    rule('the app', { isOfApp, ...onApp(here, { mfaRequired: true }, none) }),
    rule('the app, by its least acr', { isOfApp, ...onApp(here, { minimumAcr: AAL2 }, none) }),
    rule('the role of an administrator', { isOfPerson, ...roles({ mfaRequired: true }) }),
    rule('the role of an administrator, by its least acr', { isOfPerson, ...roles({ minimumAcr: AAL2 }) }),
  ]
}

/** Gives everybody but the owner a role, or takes it: by the resource, which is all that says it. */
async function withRole({ sql }: WaysClinic, role: string | undefined): Promise<void> {
  const set = role === undefined ? `- 'adminRole'` : `|| '{"adminRole":"${role}"}'`
  await sql(
    `update resources set content = (content::jsonb ${set})::text
    where type = 'ProjectMembership' and not deleted and (content::jsonb -> 'admin') is null`,
  )
}

/** What takes the way in from somebody: the account, the membership or the app is off, or the address is shut out. */
export function closures(
  here: () => WaysClinic,
): Readonly<Record<'user' | 'membership' | 'app' | 'address', readonly Rule[]>> {
  /** Everybody's but the owner's, who writes the other rules. */
  const switched = (table: string, id: string): Force => {
    const set = (on: boolean): Promise<unknown> =>
      here().sql(`update ${table} set active = $1 where ${id}::text is distinct from $2`, on, here().owner.userId)
    return { bite: async () => void (await set(false)), release: async () => void (await set(true)) }
  }
  const blocked = {
    // A step that comes too early for the rule is not the next one any more.
    whys: ['blocked_address', 'access_denied', 'ended_login', 'no_factor_asked', 'wrong_step'],
    texts: ['only from certain networks'],
  }
  const off = onApp(here, { status: 'off' }, { status: undefined })
  return {
    user: [
      rule('an account that is off', {
        whys: ['wrong_credentials', 'login_revoked', 'ended_login', 'invalid_grant', 'inactive', 'invalid_request'],
        texts: ['Wrong e-mail or password', 'Sign in', 'Start again'],
        isOfPerson: true,
        ...switched('users', 'id'),
      }),
    ],
    membership: [
      rule('a membership that is off', {
        whys: ['wrong_credentials', 'login_revoked', 'ended_login', 'invalid_grant', 'inactive', 'invalid_request'],
        texts: ['Wrong e-mail or password', 'Sign in', 'Start again'],
        isOfPerson: true,
        ...switched('memberships', 'user_id'),
      }),
    ],
    app: [
      rule('an app that is off', {
        whys: [
          'inactive_client',
          'not_found',
          'login_revoked',
          'ended_login',
          'invalid_client',
          'wrong_step',
          'unknown_apple_client',
        ],
        texts: ['This app isn’t set up correctly', 'This sign-in has ended', 'Start again'],
        isOfApp: true,
        bite: off.bite,
        async release() {
          await off.release()
        },
      }),
    ],
    address: [
      rule('rules on addresses of the app', {
        ...blocked,
        isOfApp: true,
        ...onApp(here, { ipAccessRule: EVERYWHERE }, { ipAccessRule: undefined }),
      }),
      rule('rules on addresses of the project', {
        ...blocked,
        ...onProject(here, { ipAccessRule: ELSEWHERE }, { ipAccessRule: undefined }),
      }),
      rule('rules on addresses of the policies', {
        ...blocked,
        isOfPerson: true,
        isKnownLate: true,
        ...onPolicies(here, { ipAccessRule: ELSEWHERE }, { ipAccessRule: undefined }),
      }),
    ],
  }
}

/** Whatever was begun so far, the app's provider vouched for it. */
async function asIfVouchedFor({ sql, owner, idp, appId }: WaysClinic): Promise<void> {
  const key = `client:${appId}`
  await sql(
    `insert into identities (id, project, issuer, subject, user_id, provider_key, how, linked_at)
    select gen_random_uuid(), $1, $2, u.id::text, u.id, $3, 'proved', now() from users u on conflict do nothing`,
    owner.project,
    idp.issuer,
    key,
  )
  for (const table of ['logins', 'login_roots'])
    await sql(
      `update ${table} l set provider_key = $1, identity_id = i.id from identities i where i.user_id = l.user_id`,
      key,
    )
}

/** Rules on how somebody may sign in. */
export function methods(here: () => WaysClinic): readonly Rule[] {
  const setSignIn = async (signIn: string): Promise<void> => {
    await here().put(`ClientApplication/${here().appId}`, { signIn })
    // What was under way ends with the change (see provider-end.test.ts): here it goes on, so that the rule alone is asked.
    await here().sql(`update logins set revoked_at = null, revoked_why = null where revoked_why = 'sign_in_changed'`)
  }
  const setDomain = async (domain: string, enforced: boolean, status: string): Promise<void> =>
    void (await here().sql('update domains set enforced = $1, status = $2 where domain = $3', enforced, status, domain))
  const domain = (name: string, status: string): Force => ({
    bite: () => setDomain(name, true, status),
    release: () => setDomain(name, false, 'proven'),
  })
  return [
    rule('an app that takes its provider alone', {
      whys: ['client_provider'],
      texts: ['You sign in to this app in its own way'],
      isOfApp: true,
      refuses: ['own'],
      bite: () => setSignIn('external'),
      release: () => setSignIn('both'),
    }),
    rule('an app that takes Damson’s own sign-in alone', {
      whys: ['client_own', 'invalid_request'],
      texts: [
        'This way to sign in is no longer available',
        'This app does not sign people in through another provider',
      ],
      isOfApp: true,
      refuses: ['external'],
      async bite() {
        await setSignIn('own')
        await asIfVouchedFor(here())
      },
      async release() {
        await setSignIn('both')
        for (const table of ['logins', 'login_roots'])
          await here().sql(`update ${table} set provider_key = null, identity_id = null`)
      },
    }),
    ...(
      [
        ['an enforced domain', 'enforced.org', 'proven'],
        ['a suspended domain', 'enforced.org', 'suspended'],
        ['an enforced domain of the server', 'everywhere.org', 'proven'],
      ] as const
    ).map(([name, of, status]) =>
      rule(name, {
        whys: [status === 'proven' ? 'domain_provider' : 'domain_suspended', 'invalid_request'],
        texts: [
          status === 'proven'
            ? 'With this address, you sign in through your organisation'
            : 'Nobody with an address at this organisation can sign in',
        ],
        domain: of,
        isOfServer: of === 'everywhere.org',
        ...domain(of, status),
      }),
    ),
  ]
}
