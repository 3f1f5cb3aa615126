import { type Answer, storesForWalks } from '@damson/testkit'
import { type IdentityProvider, startIdentityProvider } from '@damson/testkit/identity-providers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { follow, must, PASSWORD, verdict } from '../identity/steps.ts'
import { developerMode, traceIdOf } from '../traces/tracing.ts'
import { accessClaims, type BearerClinic, startBearerClinic } from './bearer-clinic.ts'

const API = 'https://api.clinic.example'
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** The same token, its signature written otherwise: the last character of 256 bytes has four bits that say nothing. */
function respell(token: string): string {
  return `${token.slice(0, -1)}${BASE64URL[BASE64URL.indexOf(token.at(-1) ?? '') ^ 1]}`
}

describe.each(storesForWalks())('a provider’s token as Bearer, on %s', (store) => {
  let clinic: BearerClinic
  let auth0: IdentityProvider
  let okta: IdentityProvider
  beforeAll(async () => {
    const redirectUris = ['https://app.example.org/idp']
    ;[auth0, okta] = await Promise.all([
      startIdentityProvider('auth0', { redirectUris }),
      startIdentityProvider('okta', { redirectUris }),
    ])
    clinic = await startBearerClinic({ store, named: [auth0, okta] })
  })
  afterAll(async () => {
    await Promise.all([auth0.stop(), okta.stop()])
    await clinic.close()
  })

  const loginIn = (me: Answer): string => me.body.security.sessions[0].id
  /** What comes of a request that must leave nothing behind but an event. */
  async function unchanged(work: () => Promise<Answer>): Promise<string> {
    const before = [await clinic.federated.written(), await clinic.sql('select * from external_bearers order by 1')]
    const answer = await work()
    expect([await clinic.federated.written(), await clinic.sql('select * from external_bearers order by 1')]).toEqual(
      before,
    )
    return verdict(answer)
  }

  describe('that the operator’s own provider issued', () => {
    test('reads FHIR and says who it is, as that person, with one sign-in for all its requests', async () => {
      const ada = await clinic.person()
      const token = await ada.token()
      const listed = async (): Promise<object> => {
        const { body } = must(await clinic.read(`admin/projects/${clinic.federated.owner.project}/members?_count=100`))
        return body.members.find(({ id }: { id: string }) => id === ada.membership)
      }
      expect(await listed()).toMatchObject({ pending: true })
      must(await clinic.ask(token, 'fhir/R4/Patient'))
      expect(await listed()).toMatchObject({ pending: false, lastSignInAt: expect.any(String) })
      const me = must(await clinic.ask(token))
      expect(me.body.membership.id).toBe(ada.membership)
      expect(me.body.security.sessions).toHaveLength(1)
      expect(me.body.security.sessions[0]).toMatchObject({ authMethod: 'bearer' })
      must(await clinic.ask(token, 'oauth2/userinfo'))
      const id = loginIn(me)
      expect(
        await clinic.sql(
          'select count(*)::int as n from logins where user_id = (select user_id from logins where id = $1)',
          id,
        ),
      ).toEqual([{ n: 1 }])
      const { body } = must(await clinic.read('fhir/R4/AuditEvent?_count=50&_sort=-date'))
      const mine = body.entry
        .map(({ resource }: { resource: object }) => JSON.stringify(resource))
        .filter((text: string) => text.includes(id))
      expect(mine.filter((text: string) => text.includes('"110122"'))).toHaveLength(1)
      expect(mine.some((text: string) => text.includes('search'))).toBe(true)
    })

    test('is the same person as ever by issuer and subject, whatever the address says later', async () => {
      const ada = await clinic.person()
      const first = must(await clinic.ask(await ada.token()))
      const later = must(await clinic.ask(await ada.token({ email: 'somebody-else@clinic.example' })))
      expect(later.body.membership.id).toBe(first.body.membership.id)
    })

    test('ends with its exp, and is never believed for longer', async () => {
      const ada = await clinic.person()
      const token = await ada.token()
      const id = loginIn(must(await clinic.ask(token)))
      const [row] = await clinic.sql(
        'select extract(epoch from expires_at)::bigint::text as at from logins where id = $1',
        id,
      )
      const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      expect(row).toEqual({ at: String(exp) })
      const expired = await ada.token({ exp: Math.floor(Date.now() / 1000) - 1 })
      const answer = await clinic.ask(expired)
      expect(verdict(answer)).toBe('401 expired_token')
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
    })

    test('is refused from the moment at which its login is revoked, on every node, at every address', async () => {
      const ada = await clinic.person()
      const [token, other] = [await ada.token(), await ada.token()]
      const id = loginIn(must(await clinic.ask(token)))
      const node = store === 'postgres' ? await clinic.federated.world.secondNode() : undefined
      if (node !== undefined) must(await node.call('auth/me', { token }))
      must(await clinic.federated.world.call('auth/revoke', { json: { loginId: id }, token: await ada.token() }))
      expect(verdict(await clinic.ask(token))).toBe('401 revoked_login')
      expect((await clinic.ask(token, 'auth/me', 'project')).status).toBe(401)
      if (node !== undefined) {
        await expect.poll(async () => (await node.call('auth/me', { token })).status, { timeout: 2_000 }).toBe(401)
        await node.close()
      }
      must(await clinic.ask(other))
    })

    test('is the same sign-in with its signature written otherwise, which verifies too, whichever is first', async () => {
      const ada = await clinic.person()
      const token = await ada.token()
      const respelt = respell(token)
      const third = `${token.slice(0, -1)}${BASE64URL[BASE64URL.indexOf(token.at(-1) ?? '') ^ 2]}`
      const signatures = [token, respelt, third].map((one) =>
        Buffer.from(one.split('.')[2] ?? '', 'base64url').toString('hex'),
      )
      expect(new Set(signatures).size).toBe(1)
      // Who stole it comes first: its owner goes on, and ends it for both.
      const id = loginIn(must(await clinic.ask(respelt)))
      expect(loginIn(must(await clinic.ask(token)))).toBe(id)
      const forged = `${token.slice(0, -8)}AAAAAAAA`
      expect(await unchanged(() => clinic.ask(forged))).toBe('401 wrong_signature')
      expect(await unchanged(() => clinic.ask(third, 'auth/me', 'project'))).toBe('401 wrong_token_login')
      must(await clinic.federated.world.call('auth/revoke', { json: { loginId: id }, token }))
      expect(verdict(await clinic.ask(respelt))).toBe('401 revoked_login')
      expect(await unchanged(() => clinic.ask(third))).toBe('401 revoked_login')
      const another = await ada.token()
      const both = await Promise.all(
        [another, respell(another)].map(async (one) => loginIn(must(await clinic.ask(one)))),
      )
      expect(new Set(both).size).toBe(1)
    })

    test('with a scope that is refused, shows the trace nothing of what stands in it', async () => {
      const { call } = clinic.federated.world
      must(await developerMode(call, clinic.federated.owner))
      const ada = await clinic.person()
      for (const scope of [
        'user/Patient.rs?nonsense=MRN-4711',
        'patient/MRN-4711.rs',
        'system/Patient.rs?name=MRN-4711',
      ]) {
        const refused = await clinic.ask(await ada.token({ scope }), 'auth/me', 'project')
        expect(verdict(refused)).toBe('403 token_scope')
        const { token } = clinic.federated.owner
        const { body } = must(
          await call(`auth/trace/${traceIdOf(refused)}`, { token, headers: { Accept: 'application/json' } }),
        )
        expect(body.steps).toHaveLength(1)
        expect(body.steps[0]).toMatchObject({ status: 403, error: 'token_scope' })
        expect(JSON.stringify(body.steps)).not.toContain('MRN-4711')
      }
    })

    test('ends when the person takes the link away', async () => {
      const ada = await clinic.person()
      const token = await ada.token()
      const id = loginIn(must(await clinic.ask(token)))
      const [row] = await clinic.sql('select identity_id::text as identity from logins where id = $1', id)
      const { world } = clinic.federated
      await follow(world, ada.email)
      const browser = clinic.federated.browser()
      const page = await browser.open('/account')
      const signedIn = await browser.post('/account/sign-in', {
        form: page.hidden('form'),
        email: ada.email,
        password: PASSWORD,
      })
      const account = await browser.follow(signedIn)
      expect(account.text).toContain(clinic.desk.name)
      expect(account.text).not.toContain('This is your only way to sign in here')
      await browser.post('/account', { form: account.hidden('form'), identity: String(row?.['identity']) })
      expect(verdict(await clinic.ask(token))).toBe('401 revoked_login')
    })

    test('is limited by the scopes for resources that it has, and never widened', async () => {
      const ada = await clinic.person()
      const token = await ada.token({ scope: 'openid user/Patient.rs api:anything' })
      must(await clinic.ask(token, 'fhir/R4/Patient'))
      expect(verdict(await clinic.ask(token, 'fhir/R4/Observation'))).toBe('403 scope_forbidden')
      const listed = await ada.token({ scope: undefined, scp: ['openid', 'user/Observation.rs'] })
      must(await clinic.ask(listed, 'fhir/R4/Observation'))
      expect(verdict(await clinic.ask(listed, 'fhir/R4/Patient'))).toBe('403 scope_forbidden')
      for (const scope of ['openid system/*.cruds', 'openid user/Nothing.rs', 'openid user/Patient.rs system/*.rs'])
        expect(await unchanged(async () => clinic.ask(await ada.token({ scope })))).toBe('403 token_scope')
      expect(await unchanged(async () => clinic.ask(await ada.token({ scope: 'openid patient/*.rs' })))).toBe(
        '403 patient_required',
      )
    })

    test('carries no administrator’s rights of the server', async () => {
      const ada = await clinic.person()
      await clinic.sql('update memberships set admin = true where id = $1', ada.membership)
      await clinic.sql('update projects set super_admin = true where id = $1', clinic.federated.owner.project)
      try {
        expect(await unchanged(async () => clinic.ask(await ada.token()))).toBe('403 not_invited')
        expect(await unchanged(async () => clinic.ask(await ada.token(), 'auth/me', 'project'))).toBe('403 not_invited')
      } finally {
        await clinic.sql('update projects set super_admin = false where id = $1', clinic.federated.owner.project)
      }
    })
  })

  describe('is refused, and nothing is made,', () => {
    test.each<[string, object, string]>([
      ['that is for another audience', { aud: 'another', client_id: 'another' }, '401 wrong_party'],
      ['that names another app beside ours', { azp: 'another' }, '401 wrong_party'],
      ['that is for another API', { aud: API }, '401 other_api'],
      ['that has a nonce', { nonce: 'x' }, '401 no_access_token'],
      ['that has an at_hash', { at_hash: 'x' }, '401 no_access_token'],
      ['that says nothing of what it opens', { scope: undefined, client_id: undefined }, '401 no_access_token'],
      ['that calls itself an id token', { token_use: 'id' }, '401 wrong_token_use'],
      ['of another kind, by Keycloak’s word', { typ: 'ID' }, '401 no_access_token'],
      ['that is bound to a key', { cnf: { jkt: 'x' } }, '401 bound_token'],
      ['that is an event', { events: {} }, '401 event_token'],
      ['of the future', { iat: Math.floor(Date.now() / 1000) + 600 }, '401 future_token'],
      ['without an end', { exp: undefined }, '401 wrong_times'],
      ['of nobody', { sub: undefined }, '401 wrong_times'],
    ])('a token %s', async (_name, claims, expected) => {
      const ada = await clinic.person()
      expect(await unchanged(async () => clinic.ask(await ada.token(claims)))).toBe(expected)
    })

    test.each([
      'none',
      'hmac with the public key',
      'hmac with the client secret',
      'unknown kid',
      'foreign key',
      'key in the header',
      'address in the header',
      'unknown critical header',
      'changed after signing',
    ] as const)('a token that is forged by: %s', async (signature) => {
      const ada = await clinic.person()
      const forged = await ada.token({}, { signature })
      expect(await unchanged(() => clinic.ask(forged))).toMatch(/^401 (wrong_|unknown_key|malformed)/)
      expect(clinic.desk.trapped()).toBe(0)
    })

    test('the id token of the very same sign-in', async () => {
      await clinic.federated.invite({ email: 'ada@clinic.example' })
      clinic.desk.change('ada', { email: 'ada@clinic.example' })
      const tokens = await clinic.desk.tokensFor('ada')
      expect(await unchanged(() => clinic.ask(tokens.id_token))).toBe('401 no_access_token')
      const plain = await clinic.desk.mint({
        ...accessClaims(clinic.desk, { subject: 'ada-at-evil', email: 'ada@clinic.example' }),
        scope: undefined,
        client_id: undefined,
        name: 'Ada',
      })
      expect(await unchanged(() => clinic.ask(plain))).toBe('401 no_access_token')
    })

    test('a token of an issuer that nobody named, in the very words of any unknown token', async () => {
      const ada = await clinic.person()
      const unnamed = await ada.token({ iss: `${clinic.desk.issuer}/` })
      const garbage = await clinic.ask(`${unnamed.split('.')[0]}.e30.${unnamed.split('.')[2]}`)
      const answer = await clinic.ask(unnamed)
      const shown = ({ status, body, headers }: Answer): unknown => [
        status,
        body.issue,
        headers.get('www-authenticate'),
      ]
      expect(shown(answer)).toEqual(shown(garbage))
      expect(answer.status).toBe(401)
    })

    test('a token of somebody whom nobody invited, or whose address the provider does not vouch for', async () => {
      const stranger = { subject: 'stranger', email: 'stranger@clinic.example' }
      expect(await unchanged(async () => clinic.ask(await clinic.desk.mint(accessClaims(clinic.desk, stranger))))).toBe(
        '403 not_invited',
      )
      const ada = await clinic.person()
      expect(await unchanged(async () => clinic.ask(await ada.token({ email_verified: 'true' })))).toBe(
        '403 not_invited',
      )
      expect(
        await unchanged(async () => clinic.ask(await ada.token({ email_verified: false }), 'auth/me', 'project')),
      ).toBe('403 unverified_email')
      expect(await clinic.failures()).toContain('unverified_email')
    })

    test('a token whose person has several places, with what to do', async () => {
      const ada = await clinic.person()
      const patient = { reference: 'Patient/00000000-0000-4000-8000-000000000000' }
      await clinic.federated.invite({
        email: ada.email,
        forceNewMembership: true,
        resourceType: 'RelatedPerson',
        patient,
      })
      const token = await ada.token()
      expect(await unchanged(() => clinic.ask(token))).toBe('403 several_memberships')
      expect((await clinic.ask(token)).text).toContain('membership_id')
    })

    test('a token whose person has places in several projects, but at the address of one', async () => {
      const ada = await clinic.person()
      must(await clinic.ask(await ada.token()))
      const other = await clinic.federated.world.actors.owner()
      const fields = {
        resourceType: 'Practitioner',
        firstName: 'A',
        lastName: 'B',
        externalId: ada.subject,
        externalIdIssuer: clinic.desk.issuer,
        email: 'x@other.example',
      }
      must(
        await clinic.federated.world.call(`admin/projects/${other.project}/invite`, {
          json: fields,
          token: other.token,
        }),
      )
      const token = await ada.token()
      expect(await unchanged(() => clinic.ask(token))).toBe('403 several_projects')
      expect(must(await clinic.ask(token, 'auth/me', 'project')).body.membership.id).toBe(ada.membership)
    })

    test('a token whose person has a password, until it is linked', async () => {
      const ada = await clinic.person()
      await follow(clinic.federated.world, ada.email)
      expect(await unchanged(async () => clinic.ask(await ada.token()))).toBe('403 proof_needed')
    })
  })

  describe('at the address of a project', () => {
    const atWard = async (more: object = {}, claims: object = {}): Promise<{ token: string; membership: string }> => {
      const { subject, email, membership } = await clinic.person(more)
      return { membership, token: await clinic.ward.mint(accessClaims(clinic.ward, { subject, email }, claims)) }
    }

    test('is taken of the provider of one of its clients, in whose name it is', async () => {
      const { token, membership } = await atWard()
      const me = must(await clinic.ask(token, 'auth/me', 'project'))
      expect(me.body.membership.id).toBe(membership)
      const [row] = await clinic.sql('select client_id::text as client from logins where id = $1', loginIn(me))
      expect(row).toEqual({ client: clinic.app.id })
      must(await clinic.ask(token, 'fhir/R4/Patient', 'project'))
    })

    test('is of use there alone', async () => {
      const { token } = await atWard()
      expect(await unchanged(() => clinic.ask(token))).toBe('401 no_provider')
      const other = await clinic.federated.world.actors.owner()
      expect(verdict(await clinic.federated.world.call(`projects/${other.project}/auth/me`, { token }))).toBe(
        '401 no_provider',
      )
      must(await clinic.ask(token, 'auth/me', 'project'))
      expect(verdict(await clinic.ask(token))).toBe('401 wrong_token_login')
      // Of the operator's provider one that came to the server's own address stays there too.
      const ada = await clinic.person()
      const own = await ada.token()
      must(await clinic.ask(own))
      expect(verdict(await clinic.ask(own, 'auth/me', 'project'))).toBe('401 wrong_token_login')
    })

    test('ends when the provider is changed, and a new one is judged by the new words', async () => {
      const { token } = await atWard()
      must(await clinic.ask(token, 'auth/me', 'project'))
      const at = `fhir/R4/ClientApplication/${clinic.app.id}`
      const before = must(await clinic.read(at)).body
      const put = (body: object): Promise<Answer> =>
        clinic.federated.world.call(at, { method: 'PUT', json: body, token: clinic.federated.owner.token })
      must(await put({ ...before, identityProvider: { ...before.identityProvider, audience: API } }))
      expect(verdict(await clinic.ask(token, 'auth/me', 'project'))).toBe('401 revoked_login')
      const again = await atWard()
      expect(verdict(await clinic.ask(again.token, 'auth/me', 'project'))).toBe('401 wrong_audience')
      must(await clinic.ask((await atWard({}, { aud: API })).token, 'auth/me', 'project'))
      must(await put({ ...must(await clinic.read(at)).body, identityProvider: before.identityProvider }))
      must(await put({ ...must(await clinic.read(at)).body, status: 'off' }))
      expect(verdict(await clinic.ask((await atWard()).token, 'auth/me', 'project'))).toBe('401 no_provider')
      must(await put({ ...must(await clinic.read(at)).body, status: 'active' }))
      must(await clinic.ask((await atWard()).token, 'auth/me', 'project'))
    })

    test('is refused where several could have issued it, and taken by the one that it names', async () => {
      const same = await clinic.federated.app(clinic.ward, {
        emailDomain: ['clinic.example'],
        profileType: ['Practitioner'],
      })
      const { token } = await atWard()
      expect(await unchanged(() => clinic.ask(token, 'auth/me', 'project'))).toBe('401 ambiguous_provider')
      const at = `fhir/R4/ClientApplication/${same.id}`
      const { body } = must(await clinic.read(at))
      const identityProvider = { ...body.identityProvider, clientId: 'another', clientSecret: 'a-secret-of-the-other' }
      must(
        await clinic.federated.world.call(at, {
          method: 'PUT',
          json: { ...body, identityProvider },
          token: clinic.federated.owner.token,
        }),
      )
      must(await clinic.ask(token, 'auth/me', 'project'))
      // The operator's provider and that of a client are several too.
      const both = await clinic.federated.app(clinic.desk, {
        emailDomain: ['clinic.example'],
        profileType: ['Practitioner'],
      })
      const ada = await clinic.person()
      expect(await unchanged(async () => clinic.ask(await ada.token(), 'auth/me', 'project'))).toBe(
        '401 ambiguous_provider',
      )
      must(await clinic.ask(await ada.token()))
      must(
        await clinic.federated.world.call(`fhir/R4/ClientApplication/${both.id}`, {
          method: 'DELETE',
          token: clinic.federated.owner.token,
        }),
      )
    })

    test('needs no consent, or is refused', async () => {
      const at = `fhir/R4/ClientApplication/${clinic.app.id}`
      const set = async (firstParty: boolean): Promise<void> =>
        void must(
          await clinic.federated.world.call(at, {
            method: 'PUT',
            json: { ...must(await clinic.read(at)).body, firstParty },
            token: clinic.federated.owner.token,
          }),
        )
      await set(false)
      const { token } = await atWard()
      expect(await unchanged(() => clinic.ask(token, 'auth/me', 'project'))).toBe('403 consent_required')
      await set(true)
      must(await clinic.ask(token, 'auth/me', 'project'))
    })

    test('is taken of Auth0 and Okta as they are', async () => {
      await clinic.federated.app(auth0, { emailDomain: ['clinic.example'], profileType: ['Practitioner'] })
      await clinic.federated.app(okta, { identitySource: 'subject', audience: 'api://default' })
      const ben = must(await clinic.federated.invite({ email: 'ben@clinic.example' })).body.id
      const { access_token: ofAuth0, id_token: idOfAuth0 } = await auth0.tokensFor('ben', { audience: API })
      expect(must(await clinic.ask(ofAuth0, 'auth/me', 'project')).body.membership.id).toBe(ben)
      expect(verdict(await clinic.ask(idOfAuth0, 'auth/me', 'project'))).toBe('401 no_access_token')
      const other = await auth0.tokensFor('ben', { audience: API, client: 'other' })
      expect(verdict(await clinic.ask(other.access_token, 'auth/me', 'project'))).toBe('401 wrong_party')
      const carter = must(
        await clinic.federated.invite({
          externalId: okta.person('ben').subject,
          externalIdIssuer: okta.issuer,
          email: 'ben@hospital.example',
        }),
      ).body.id
      const { access_token: ofOkta, id_token: idOfOkta } = await okta.tokensFor('ben')
      expect(must(await clinic.ask(ofOkta, 'auth/me', 'project')).body.membership.id).toBe(carter)
      expect(verdict(await clinic.ask(idOfOkta, 'auth/me', 'project'))).toMatch(/^401 (no_access_token|wrong_)/)
    })
  })

  test('is refused where the operator names its issuer no more, also one that had signed in', async () => {
    const ada = await clinic.person()
    const [token, fresh] = [await ada.token(), await ada.token()]
    must(await clinic.ask(token))
    const off = await clinic.federated.world.restarted({ env: { DAMSON_FEDERATION_BEARER_ISSUERS: undefined } })
    for (const one of [token, fresh])
      expect(await unchanged(() => off.call('auth/me', { token: one }))).toBe('401 unknown_key')
    await off.close()
  })

  test('is forgotten when nobody could believe it any more, and opens nothing then', async () => {
    const ada = await clinic.person()
    const token = await ada.token({ exp: Math.floor(Date.now() / 1000) + 3_600 })
    must(await clinic.ask(token))
    const kept = (): Promise<readonly unknown[]> =>
      clinic.sql(
        'select b.* from external_bearers b join logins l on l.id = b.login_id ' +
          'join memberships m on m.user_id = l.user_id where m.id = $1',
        ada.membership,
      )
    const { upkeep } = clinic.federated.world.app
    await upkeep.run()
    expect(await kept()).toHaveLength(1)
    await clinic.sql(
      `update external_bearers set expires_at = now() - interval '8 days'
        where login_id in (select l.id from logins l join memberships m on m.user_id = l.user_id where m.id = $1)`,
      ada.membership,
    )
    await upkeep.run()
    expect(await kept()).toEqual([])
  })

  test('is not believed again after a restore, if it was issued before', async () => {
    const ada = await clinic.person()
    await clinic.sql('update installation set restore_accepted_at = now()')
    try {
      const now = Math.floor(Date.now() / 1000)
      for (const iat of [now - 1, undefined])
        expect(await unchanged(async () => clinic.ask(await ada.token({ iat })))).toBe('401 before_restore')
      must(await clinic.ask(await ada.token({ iat: now + 2 })))
    } finally {
      await clinic.sql('update installation set restore_accepted_at = null')
    }
  })

  test('signs in once, however many requests bring it at the same time to however many nodes', async () => {
    const { world } = clinic.federated
    const nodes =
      store === 'postgres'
        ? [world, await world.secondNode(), await world.secondNode()]
        : [world, await world.restarted()]
    for (let round = 0; round < 3; round += 1) {
      const ada = await clinic.person()
      const token = await ada.token()
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, at) => (nodes[at % nodes.length] ?? world).call('auth/me', { token })),
      )
      expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 12 }, () => 200))
      const rows = await clinic.sql(
        'select l.id from logins l join memberships m on m.user_id = l.user_id where m.id = $1',
        ada.membership,
      )
      expect(rows).toHaveLength(1)
    }
    for (const node of nodes.slice(1)) await node.close()
  })
})
