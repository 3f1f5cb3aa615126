/** One server, many issuers: each project's address is an issuer, and nothing of one works at another. */
import assert from 'node:assert/strict'
import { isError } from '../expect.ts'
import { requestOf } from '../flow.ts'
import { type Answer, basic, call } from '../http.ts'
import { rowsOf, type Suite } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { mustHere } = rowsOf('RFC 8414', 'issuers')

const ONE = 'it has one issuer'

const projectUrl = (at: Damson, project: string): string => at.url(`projects/${project}/`)
const own = async (at: Damson): Promise<string> => projectUrl(at, (await at.owner()).project)
const foreign = async (at: Damson): Promise<string> => projectUrl(at, (await at.newOwner()).project)

async function machineToken(at: Damson, url: string): Promise<Answer> {
  const { id, secret = '' } = await at.client('service')
  return call(`${url}oauth2/token`, { form: { grant_type: 'client_credentials' }, headers: basic(id, secret) })
}

function inserted(name: string, issuer: string): string {
  const { origin, pathname } = new URL(issuer)
  return `${origin}/.well-known/${name}${pathname.replace(/\/$/, '')}`
}

export const issuers: Suite = {
  source: 'RFC 8414',
  file: 'issuers.ts',
  rows: [
    mustHere(
      '3.1',
      'inserted',
      'For an issuer with a path, the metadata are also where the well-known part comes before the path.',
      ONE,
      async (at) => {
        const issuer = await own(at)
        for (const name of ['oauth-authorization-server', 'openid-configuration']) {
          const { json } = await call(inserted(name, issuer))
          assert.equal(json.issuer, issuer)
          for (const [member, value] of Object.entries(json))
            if (/_endpoint$|_uri$/.test(member)) assert.ok(String(value).startsWith(issuer), member)
        }
      },
    ),
    mustHere('3', 'unknown', 'The issuer of an unknown project has no metadata.', ONE, async (at) => {
      const nobody = projectUrl(at, '00000000-0000-4000-8000-000000000000')
      assert.equal((await call(inserted('oauth-authorization-server', nobody))).status, 404)
      assert.equal((await call(`${nobody}.well-known/openid-configuration`)).status, 404)
    }),
    mustHere('3.3', 'foreign-token', 'A token of one issuer is refused at every other.', ONE, async (at) => {
      const [mine, root] = [await own(at), at.url('')]
      for (const [given, other] of [
        [mine, root],
        [root, mine],
      ] as const) {
        const token = String((await machineToken(at, given)).json.access_token)
        assert.equal((await call(`${given}fhir/R4/Patient`, { bearer: token })).status, 200)
        assert.equal((await call(`${other}fhir/R4/Patient`, { bearer: token })).status, 401)
        assert.equal((await call(`${await foreign(at)}fhir/R4/Patient`, { bearer: token })).status, 401)
      }
    }),
    mustHere(
      '3.3',
      'foreign-client',
      'The address of a project knows only the clients of that project.',
      ONE,
      async (at) => {
        assert.equal((await machineToken(at, await own(at))).status, 200)
        const elsewhere = await foreign(at)
        isError(await machineToken(at, elsewhere), 'invalid_client', 401)
        const { parameters } = requestOf(await at.client('app'))
        const asked = await call(`${elsewhere}oauth2/authorize?${parameters.toString()}`)
        assert.equal(asked.status, 400)
        assert.equal(asked.headers.get('location'), null)
      },
    ),
    mustHere('3.3', 'foreign-refresh', 'A refresh token works only at its own issuer.', ONE, async (at) => {
      const { refresh } = await at.passwordTokens(await at.owner())
      const refreshed = async (url: string) =>
        call(`${url}oauth2/token`, { form: { grant_type: 'refresh_token', refresh_token: refresh } })
      isError(await refreshed(await own(at)), 'invalid_grant')
      assert.equal((await refreshed(at.url(''))).status, 200)
    }),
  ],
}
