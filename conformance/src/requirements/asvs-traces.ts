/** OWASP ASVS 5.0, about the traces of requests that developers see: who sees them, and what they leave out. */
import assert from 'node:assert/strict'
import { isOk } from '../expect.ts'
import { ask, requestOf } from '../flow.ts'
import { type Answer, call } from '../http.ts'
import { type Check, type Requirement, rowsOf } from '../requirement.ts'
import type { Damson } from '../server/server.ts'

const { mustHere } = rowsOf('OWASP ASVS 5.0', 'asvs')
const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  mustHere(section, name, says, 'not part of OAuth', check)

export const traceRows: readonly Requirement[] = [
  must(
    '8.2.2',
    'trace-for-administrators',
    "A project's administrators can see what was wrong with a request.",
    async (at) => {
      const { token } = await tracedOwner(at)
      const found = await traceOf(at, await refusedId(at, {}), token)
      isOk(found)
      assert.match(found.text, /trailing slash/)
    },
  ),
  must(
    '8.2.2',
    'trace-for-nobody-else',
    'Anyone else gets the same answer as for a trace that does not exist.',
    async (at) => {
      const { token } = await tracedOwner(at)
      const id = await refusedId(at, {})
      isOk(await traceOf(at, id, token))
      const member = await at.passwordTokens(await at.newMember(), 'openid')
      const answers = [
        await traceOf(at, id),
        await traceOf(at, id, member.access),
        await traceOf(at, id, (await at.newOwner()).token),
        await traceOf(at, '3f2a9c1e-0000-4000-8000-000000000000', token),
      ]
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [404])
      assert.equal(new Set(answers.map(({ text }) => text.replaceAll(/[0-9a-f-]{36}/g, ''))).size, 1)
    },
  ),
  must('16.2.5', 'trace-without-secrets', 'A trace has no secret and no personal data.', async (at) => {
    const { token } = await tracedOwner(at)
    const secrets = {
      state: 'a-state-of-somebody',
      nonce: 'a-nonce-of-somebody',
      login_hint: 'somebody@example.org',
      redirect_uri: 'https://app.example/callback/a-path-of-somebody?token=a-token-of-somebody',
    }
    const { text } = await traceOf(at, await refusedId(at, secrets), token)
    assert.match(text, /redirect_uri/)
    assert.doesNotMatch(text, /somebody/)
  }),
]

/** The owner, whose project is in developer mode. */
async function tracedOwner(at: Damson): Promise<{ readonly token: string }> {
  const { token, project } = await at.owner()
  await at.once('developer mode', async () => {
    const url = `${at.fhirUrl}Project/${project}`
    const { json } = await call(url, { bearer: token })
    const until = new Date(Date.now() + 3_600_000).toISOString()
    isOk(await call(url, { method: 'PUT', json: { ...json, developerModeUntil: until }, bearer: token }))
  })
  return { token }
}

async function refusedId(at: Damson, changes: Readonly<Record<string, string>>): Promise<string> {
  const client = await at.client('otherApp')
  const visit = await ask(at, requestOf(client, { redirect_uri: `${client.redirectUri}/`, ...changes }))
  const id = visit.headers.get('trace-id') ?? ''
  assert.match(id, /^[0-9a-f-]{36}$/)
  return id
}

function traceOf(at: Damson, id: string, token?: string): Promise<Answer> {
  return call(at.url(`auth/trace/${id}`), {
    headers: { Accept: 'application/json' },
    ...(token !== undefined && { bearer: token }),
  })
}
