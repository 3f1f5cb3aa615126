/** What is asked of an address, with an account or without, by somebody who wants to know which. */
import { CHALLENGE } from '../stand/people.ts'
import { type Caller, hiddenIn, type Timed } from './ask.ts'
import { CALLBACK, type Town } from './town.ts'

export interface Question {
  readonly name: string
  /** An e-mail follows the answer, if there is an account: the next answer waits until that work is done. */
  readonly restMs?: number
  ask(town: Town, caller: Caller, email: string): Promise<Timed>
}

const WRONG = 'none of the passwords of anybody'
const PKCE = { codeChallenge: CHALLENGE, codeChallengeMethod: 'S256' }
const REST_MS = 15

export const QUESTIONS: readonly Question[] = [
  {
    name: 'POST /auth/login, a wrong password',
    ask: ({ clientId }, caller, email) =>
      caller.json('auth/login', { email, password: WRONG, clientId, scope: 'openid', ...PKCE }),
  },
  {
    name: 'POST /auth/method',
    ask: ({ clientId }, caller, email) => caller.json('auth/method', { email, clientId }),
  },
  {
    name: 'POST /auth/resetpassword',
    restMs: REST_MS,
    ask: ({ project }, caller, email) => caller.json('auth/resetpassword', { email, projectId: project }),
  },
  {
    name: 'the sign-in page with a hint, and its passkey options',
    ask: ({ clientId }, caller, email) => caller.open(authorize(clientId, { login_hint: email })),
  },
  {
    name: 'POST /signin, an address, and the passkey options of the next page',
    ask: (town, caller, email) => onPage(town, caller, { step: 'email', email, password: '' }),
  },
  {
    name: 'POST /signin, a wrong password',
    ask: (town, caller, email) => onPage(town, caller, { email, password: WRONG }),
  },
  {
    name: 'POST /signin, an e-mail with link and code',
    restMs: REST_MS,
    ask: (town, caller, email) => onPage(town, caller, { by: 'email', step: 'email', email }),
  },
  { name: 'POST /signin/forgot', restMs: REST_MS, ask: fromPage('signin/forgot') },
  { name: 'POST /signin/recover', restMs: REST_MS, ask: fromPage('signin/recover') },
]

/** Sends the form of a sign-in page; the page itself says nothing of an address. */
async function onPage({ clientId }: Town, caller: Caller, fields: Readonly<Record<string, string>>): Promise<Timed> {
  const page = await caller.open(authorize(clientId))
  return caller.form('signin', { request: hiddenIn(page.text, 'request'), ...fields })
}

function fromPage(path: string): Question['ask'] {
  return ({ clientId }, caller, email) => caller.form(`${path}?${authorize(clientId).split('?')[1]}`, { email })
}

export function authorize(clientId: string, more: Readonly<Record<string, string>> = {}): string {
  return `oauth2/authorize?${new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: CALLBACK,
    scope: 'openid',
    state: 'x',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  })}`
}
