/**
 * What a token costs the store, once the caches are warm, and a sign-in page: two or three statements, which those of the
 * same moment share; one or two.
 */
import { type Caller, type Machine, type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { begin, must, redeem, refresh } from '../identity/steps.ts'
import { createNotebook } from '../noted.ts'

const { noting, during: noted, roundTrips } = createNotebook()

let world: World
let owner: Owner
let machine: Machine
let call: Caller

beforeAll(async () => {
  world = await startWorld()
  owner = await world.actors.owner()
  machine = await world.actors.machine(owner)
  call = (await world.restarted({ faulty: noting })).call
})
afterAll(() => world.close())

test('client_credentials takes two statements, and counts the token before them', async () => {
  const ask = () => call('oauth2/token', { basic: machine.basic, form: { grant_type: 'client_credentials' } })
  // The first makes the key that seals the audit's personal fields, the second finds it committed.
  for (let n = 0; n < 2; n += 1) must(await ask())
  const { inTransactions, outside } = await noted(async () => must(await ask()))
  // The login and its event are one statement. Those of the same moment share each of the three.
  expect([inTransactions, outside]).toEqual([
    [],
    ['rate-limits.count-together', 'access.principals-of-clients', 'logins.insert-machines'],
  ])
})

test('a code, and a refresh, take two statements, and no others', async () => {
  const signIn = () => begin(call, { email: owner.email, password: owner.password, scope: 'openid offline_access' })
  must(await redeem(call, await signIn()))
  const second = await signIn()
  let token = ''
  const ofCode = await noted(async () => {
    token = must(await redeem(call, second)).body.refresh_token
  })
  // It is spent, its login granted and told of in one statement. Those of the same moment share both.
  expect(ofCode).toEqual({ inTransactions: [], outside: ['tokens.unspent-codes', 'tokens.spend-codes'] })
  const ofRefresh = await noted(async () => must(await refresh(call, token)))
  expect(ofRefresh).toEqual({
    inTransactions: [],
    outside: ['tokens.refreshable-logins', 'tokens.rotate-together'],
  })
  // Alone, what is taken, and for whom it stands, are asked together; the audit travels with the commit.
  const grace = await noted(async () => must(await refresh(call, token)))
  expect(grace).toEqual({
    inTransactions: [['tokens.rotate-refresh', 'access.principal-of-family', 'audit.insert']],
    outside: ['tokens.refreshable-logins'],
  })
  expect(roundTrips()).toBe(2)
})

test('a password sign-in to an app takes no statement for its limits, and none to write them down', async () => {
  const client = await call(`admin/projects/${owner.project}/client`, {
    method: 'POST',
    token: owner.token,
    json: { name: 'App', kind: 'app', tokenEndpointAuthMethod: 'none', firstParty: true },
  })
  const { id: clientId } = must(client).body
  const signIn = () => begin(call, { email: owner.email, password: owner.password, clientId })
  must((await signIn()).answer)
  const { inTransactions, outside } = await noted(async () => must((await signIn()).answer))
  expect(inTransactions).toEqual([
    [
      'logins.insert-with-root',
      // Where it stands is read once it is there: its project, whose limits hold, is told with it.
      'logins.standing-held',
      // The app is held as it is, so that a change of how people sign in to it comes before the code, or ends it.
      'domains.hold-way',
      'logins.put-code',
      'audit.insert',
      // The attempt was a success.
      'known-addresses.note-success',
    ],
  ])
  expect(outside.filter((name) => /^(projects|resources|roots)\./.test(name))).toEqual([])
})

test('at the address of a project it takes not one more', async () => {
  const form = { grant_type: 'client_credentials' }
  const ask = () => call(`projects/${owner.project}/oauth2/token`, { basic: machine.basic, form })
  const { access_token: token } = must(await ask()).body
  const read = () => call(`projects/${owner.project}/fhir/R4/metadata`, { token })
  must(await read())
  expect(await noted(async () => must(await read()))).toEqual({ inTransactions: [], outside: [] })
  const { inTransactions, outside } = await noted(async () => must(await ask()))
  expect([inTransactions, outside]).toEqual([
    [],
    ['rate-limits.count-together', 'access.principals-of-clients', 'logins.insert-machines'],
  ])
})

test('the sign-in page asks for the sign-in of a browser that has one, and for no more', async () => {
  const app = await call(`admin/projects/${owner.project}/client`, {
    method: 'POST',
    token: owner.token,
    json: { name: 'App', kind: 'app', redirectUris: ['https://app.example.org/'], tokenEndpointAuthMethod: 'none' },
  })
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: must(app).body.id,
    redirect_uri: 'https://app.example.org/',
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })
  const open = (cookie = '') => call(`oauth2/authorize?${query.toString()}`, { headers: { cookie } })
  expect((await open()).text).toContain('name="request"')
  expect(await noted(() => open())).toEqual({ inTransactions: [], outside: [] })
  const token = 'x'.repeat(43)
  expect(await noted(() => open(`damson-browser=${token}; damson-root=${token}`))).toEqual({
    inTransactions: [],
    outside: ['roots.of-browser'],
  })
})
