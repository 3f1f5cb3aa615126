/** Token exchange with an actor: a client acts for the person whose token it brings. */
import assert from 'node:assert/strict'
import { exchangeAs, newActor, newStaff } from '../acting-flow.ts'
import { TOKEN_TYPE } from '../exchange-flow.ts'
import { isError, isOk } from '../expect.ts'
import { call } from '../http.ts'
import { claimsOf } from '../jwt.ts'
import { type Requirement, rowsOf } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { mustHere, notApplicable } = rowsOf('RFC 8693', 'rfc8693')
const NO_MEMBERSHIPS = 'it has no memberships, which say for whom a client may act'

type Fields = Readonly<Record<string, string | undefined>>

const row = (section: string, name: string, says: string, check: (at: Damson) => Promise<void>): Requirement =>
  mustHere(section, name, says, NO_MEMBERSHIPS, check)

/** What is refused, beside the same request as it succeeds. */
const refuses = (
  section: string,
  name: string,
  says: string,
  fields: Fields | ((at: Damson) => Promise<Fields>),
  error = 'invalid_request',
): Requirement =>
  row(section, name, says, async (at) => {
    const [actor, staff] = [await newActor(at), await newStaff(at, 'openid user/Patient.r')]
    isError(await exchangeAs(at, actor, staff, typeof fields === 'function' ? await fields(at) : fields), error)
    isOk(await exchangeAs(at, actor, staff))
  })

export const actorRows: readonly Requirement[] = [
  row(
    '2.1',
    'actor-acts',
    'With the client’s own token as the actor, the exchange gives a token of both.',
    async (at) => {
      const [actor, staff] = [await newActor(at), await newStaff(at)]
      const { json } = await exchangeAs(at, actor, staff)
      assert.equal(json.issued_token_type, `${TOKEN_TYPE}access_token`)
      assert.equal(json.token_type, 'Bearer')
      assert.equal(json.refresh_token, undefined)
    },
  ),
  row('4.1', 'act', 'A token says who acts for whom, and so does its introspection.', async (at) => {
    const [actor, staff] = [await newActor(at), await newStaff(at)]
    const token = String((await exchangeAs(at, actor, staff)).json.access_token)
    const { sub, act, client_id } = claimsOf(token)
    assert.equal(sub, claimsOf(staff.token)['sub'])
    assert.deepEqual([act, client_id], [{ sub: actor.id }, actor.id])
    const told = await call(at.endpoint('introspection'), { headers: actor.headers, form: { token } })
    assert.deepEqual([told.json.active, told.json.sub, told.json.act], [true, sub, { sub: actor.id }])
  }),
  refuses('2.2.2', 'actor-none', 'An actor’s token that is none is refused.', { actor_token: 'x' }),
  refuses('2.1', 'actor-needs-type', 'An actor’s token without its type is refused.', { actor_token_type: undefined }),
  refuses('2.1', 'actor-needs-token', 'The type of an actor’s token without that token is refused.', {
    actor_token: undefined,
  }),
  refuses('2.1', 'actor-other-type', 'An actor’s token of another type is refused.', {
    actor_token_type: `${TOKEN_TYPE}saml2`,
  }),
  refuses('2.2.2', 'actor-foreign', 'The token of another client is refused as the actor’s.', async (at) => ({
    actor_token: (await newActor(at)).token,
  })),
  refuses('2.2.2', 'actor-person', 'The token of a person is refused as the actor’s.', async (at) => ({
    actor_token: (await newStaff(at)).token,
  })),
  refuses('2.2.2', 'actor-subject-none', 'A token that is none is refused as the person’s.', { subject_token: 'x' }),
  refuses('2.2.2', 'actor-subject-machine', 'The token of a machine is refused as the person’s.', async (at) => ({
    subject_token: (await newActor(at)).token,
  })),
  refuses('2.2.2', 'actor-administrator', 'Nobody acts for an administrator.', async (at) => ({
    subject_token: (await at.owner()).token,
  })),
  refuses('2.2.2', 'actor-other-project', 'Nobody acts for a person of another project.', async (at) => ({
    subject_token: (await at.newOwner()).token,
  })),
  refuses(
    '2.1',
    'actor-scope',
    'A scope beyond that of the person’s token is refused.',
    { scope: 'user/Patient.rs' },
    'invalid_scope',
  ),
  row('2.2.2', 'actor-unlisted', 'A client that may act for nobody is refused.', async (at) => {
    isError(await exchangeAs(at, await newActor(at, null), await newStaff(at)), 'invalid_request')
  }),
  row('2.2.2', 'actor-uncovered', 'A client that may act for others is refused.', async (at) => {
    const actor = await newActor(at, [{ how: 'proven', profileType: ['Patient'] }])
    isError(await exchangeAs(at, actor, await newStaff(at)), 'invalid_request')
  }),
  row('2.2.2', 'actor-ended', 'The token of a sign-in that has ended is refused as the person’s.', async (at) => {
    const [actor, staff] = [await newActor(at), await newStaff(at)]
    isOk(await at.api('oauth2/logout', { method: 'POST', bearer: staff.token }))
    isError(await exchangeAs(at, actor, staff), 'invalid_request')
  }),
  row('4.1', 'actor-chain', 'A token that acts for a person is exchanged no further, as either token.', async (at) => {
    const [actor, staff] = [await newActor(at), await newStaff(at)]
    const token = String((await exchangeAs(at, actor, staff)).json.access_token)
    isError(await exchangeAs(at, actor, { token }), 'invalid_request')
    isError(await exchangeAs(at, actor, staff, { actor_token: token }), 'invalid_request')
  }),
  row('1.1', 'actor-ends', 'What acts for a person ends with the sign-in of the person.', async (at) => {
    const [actor, staff] = [await newActor(at), await newStaff(at)]
    const bearer = String((await exchangeAs(at, actor, staff)).json.access_token)
    assert.notEqual((await call(`${at.fhirUrl}Patient`, { bearer })).status, 401)
    isOk(await at.api('oauth2/logout', { method: 'POST', bearer: staff.token }))
    assert.equal((await call(`${at.fhirUrl}Patient`, { bearer })).status, 401)
  }),
  notApplicable(
    '4.4',
    'may-act',
    'A token may say who may act for its subject.',
    'An owner of the project says it, in actFor of the client’s membership',
  ),
]
