/** Limits: RFC 6585 §4 (429), and the RateLimit header. These rows use limits up, and run last. */
import assert from 'node:assert/strict'
import { createBrowser } from '../browser.ts'
import { isError, isOk } from '../expect.ts'
import { ask, askToken, granted, requestOf, someServiceAnswer } from '../flow.ts'
import { type Answer, basic, call } from '../http.ts'
import { type Check, type Requirement, rowsOf, type Suite } from '../requirement.ts'
import { newPerson } from '../server/damson.ts'
import type { Client, Damson } from '../server/server.ts'

const rows = rowsOf('RFC 6585', 'limits')
const must = (section: string, name: string, says: string, check: Check<Damson>): Requirement =>
  rows.mustHere(section, name, says, 'its deployer sets the limits', check)

const MACHINE = { grant_type: 'client_credentials' }
const MOST = 2_000

/** Repeats until the limit refuses. */
async function untilLimited(most: number, request: () => Promise<Answer>): Promise<Answer> {
  for (let n = 0; n < most; n += 1) {
    const answer = await request()
    if (answer.status === 429) return answer
  }
  throw new Error(`${most} requests were answered without a limit`)
}

const wrongSecret = (at: Damson, { id }: Client): Promise<Answer> =>
  call(at.endpoint('token'), { form: MACHINE, headers: basic(id, 'wrong') })

/** A client that has used up its wrong secrets, from the address of this row. */
async function guessed(at: Damson): Promise<{ readonly client: Client; readonly refusal: Answer }> {
  const client = await at.newClient()
  return { client, refusal: await untilLimited(100, () => wrongSecret(at, client)) }
}

/** Uses up the attempts of one address. */
function flood(at: Damson): Promise<Answer> {
  const json = { id: 'x', secret: 'x', password: newPerson().password }
  return untilLimited(MOST, () => at.api('auth/setpassword', { json }))
}

/** An account whose password was guessed at. */
const attacked = (at: Damson) =>
  at.once('account that was guessed at', async () => {
    const person = newPerson()
    return { person, refusal: await untilLimited(100, () => at.passwordAnswer(person)) }
  })

export const limits: Suite = {
  source: 'RFC 6585',
  file: 'limits.ts',
  rows: [
    must('4', 'tokens', 'A machine that asks for tokens without end is refused.', async (at) => {
      const client = await at.newClient()
      await untilLimited(MOST, () => askToken(at, client, MACHINE))
    }),
    must('4', 'tokens-of-others', 'Meanwhile other machines get their tokens.', async (at) => {
      const [loud, quiet] = [await at.newClient(), await at.newClient()]
      await untilLimited(MOST, () => askToken(at, loud, MACHINE))
      isOk(await askToken(at, quiet, MACHINE))
    }),
    must('4', 'kept-token', 'A machine that reuses its token never meets that limit.', async (at) => {
      const { access } = granted(await someServiceAnswer(at))
      for (let n = 0; n < 100; n += 1) isOk(await call(`${at.fhirUrl}Patient?_count=1`, { bearer: access }))
    }),
    must('4', 'guesses', "Guessing at an account's password is refused after a while.", async (at) => {
      assert.equal((await attacked(at)).refusal.status, 429)
    }),
    must('4', 'retry-after', 'The refusal says when to come back.', async (at) => {
      const { refusal } = await attacked(at)
      assert.match(refusal.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    }),
    must('4', 'explains', 'The refusal says what happened.', async (at) => {
      assert.match((await attacked(at)).refusal.text, /Too Many Requests/)
    }),
    must('4', 'rate-limit-header', 'The refusal has a RateLimit header with nothing left.', async (at) => {
      assert.match((await attacked(at)).refusal.headers.get('ratelimit') ?? '', /;r=0;t=[1-9]\d*/)
    }),
    must('4', 'guesses-right', 'Over the limit, the right password is not checked either.', async (at) => {
      const owner = await at.newOwner()
      await untilLimited(100, () => at.passwordAnswer({ email: owner.email, password: 'a wrong one of mine' }))
      assert.equal((await at.passwordAnswer(owner)).status, 429)
    }),
    must('4', 'guesses-case', 'An address in capitals counts for the same account.', async (at) => {
      const { person } = await attacked(at)
      assert.equal((await at.passwordAnswer({ ...person, email: person.email.toUpperCase() })).status, 429)
    }),
    must('4', 'guesses-elsewhere', 'Meanwhile people sign in to other accounts.', async (at) => {
      await attacked(at)
      isOk(await at.passwordAnswer(await at.owner()))
    }),
    must(
      '4',
      'guesses-on-page',
      'Attempts on the page and at the API count together, and the page says how long to wait.',
      async (at) => {
        const { person } = await attacked(at)
        const browser = createBrowser()
        const page = await ask(at, requestOf(await at.client('app')), browser)
        const shown = await browser.post(at.url('signin'), { request: page.hidden('request'), ...person })
        assert.equal(shown.status, 429)
        assert.match(shown.text, /Too many attempts\. Wait /)
        assert.match(shown.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      },
    ),
    must('4', 'successes', 'Successful sign-ins are not counted.', async (at) => {
      const owner = await at.newOwner()
      for (let n = 0; n < 12; n += 1) isOk(await at.passwordAnswer(owner))
    }),
    must('4', 'secrets', "Guessing at a client's secret is refused after a while.", async (at) => {
      const { refusal } = await guessed(at)
      assert.match(refusal.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
    }),
    must('4', 'secrets-elsewhere', 'Meanwhile other clients authenticate.', async (at) => {
      await guessed(at)
      isError(await wrongSecret(at, await at.newClient()), 'invalid_client', 401)
      isOk(await askToken(at, await at.newClient(), MACHINE))
    }),
    must('4', 'secrets-at-fhir', 'Basic at the FHIR API counts for the same limit.', async (at) => {
      const { client } = await guessed(at)
      const answer = await call(`${at.fhirUrl}Patient`, { headers: basic(client.id, 'wrong') })
      assert.equal(answer.status, 429)
    }),
    must('4', 'refused-tokens', 'Sending made-up refresh tokens without end is refused.', async (at) => {
      const form = { grant_type: 'refresh_token', refresh_token: 'made-up' }
      await untilLimited(MOST, () => call(at.endpoint('token'), { form }))
    }),
    must('4', 'fhir-tells', 'Each answer of the FHIR API says how much is left.', async (at) => {
      const { access } = granted(await someServiceAnswer(at))
      const left = async (): Promise<number> => {
        const { headers } = await call(`${at.fhirUrl}Patient?_count=1`, { bearer: access })
        return Number(/;r=(\d+);t=\d+/.exec(headers.get('ratelimit') ?? '')?.[1])
      }
      const before = await left()
      assert.ok(before > 0)
      assert.ok((await left()) < before)
    }),
    must(
      '4',
      'e-mails',
      'The number of e-mails to an address is limited, and nobody sees when it is reached.',
      async (at) => {
        const { email } = await at.newMember()
        const before = (await at.mailsTo(email)).length
        const statuses = new Set<number>()
        for (let n = 0; n < 12; n += 1) statuses.add((await at.api('auth/resetpassword', { json: { email } })).status)
        await new Promise((resolve) => setTimeout(resolve, 300))
        assert.deepEqual([...statuses], [200])
        assert.ok((await at.mailsTo(email)).length - before < 12)
      },
    ),
    must('4', 'address', 'Trying many accounts from one address is refused after a while.', async (at) => {
      const refusal = await flood(at)
      assert.match(refusal.headers.get('retry-after') ?? '', /^[1-9]\d*$/)
      assert.equal((await at.passwordAnswer(newPerson())).status, 429)
    }),
    must('4', 'address-known', 'Meanwhile a person who signed in from there before can still sign in.', async (at) => {
      const owner = await at.owner()
      isOk(await at.passwordAnswer(owner))
      await flood(at)
      isOk(await at.passwordAnswer(owner))
    }),
  ],
}
