/** Setting up second factors, and answering with them, as the rows about them do. */
import { isOk } from './expect.ts'
import { granted, pkce } from './flow.ts'
import { type Answer, call } from './http.ts'
import type { Damson, Owner, Person } from './server/server.ts'
import { calmStep, totpCode, totpKey } from './totp.ts'

/** Somebody who has set up an authenticator app, and its codes by their distance from the one that was used. */
export interface Holder {
  readonly owner: Owner
  readonly code: (steps: number) => string
}

export async function withSecondFactor(at: Damson): Promise<Holder> {
  const owner = await at.newOwner()
  const { json } = await at.api('auth/mfa/status', { bearer: owner.token })
  const key = totpKey(String(json['enrollUri']))
  const step = await calmStep()
  const code = (steps: number): string => totpCode(key, step + steps)
  isOk(await at.api('auth/mfa/enroll', { json: { token: code(0) }, bearer: owner.token }))
  return { owner, code }
}

/** Begins a sign-in, and answers it with a code. */
export async function answerWith(at: Damson, person: Person, token: string): Promise<Answer> {
  const { json } = await at.passwordAnswer(person)
  return at.api('auth/mfa/verify', { json: { login: json['login'], token } })
}

/** The access token of a sign-in that was answered with a code. */
export async function tokenWith(at: Damson, { email, password }: Person, token: string): Promise<string> {
  const { verifier, challenge } = pkce()
  const proof = { codeChallenge: challenge, codeChallengeMethod: 'S256' }
  const { json } = await at.api('auth/login', { json: { email, password, scope: 'openid', ...proof } })
  const proven = await at.api('auth/mfa/verify', { json: { login: json['login'], token } })
  isOk(proven)
  const form = { grant_type: 'authorization_code', code: String(proven.json['code']), code_verifier: verifier }
  return granted(await at.api('oauth2/token', { form })).access
}

/** Asks for the e-mailed code of a sign-in, and reads it. */
export async function mailedCode(at: Damson, { email }: Person, login: unknown): Promise<string> {
  const earlier = (await at.mailsTo(email)).length
  isOk(await at.api('auth/mfa/send-email', { json: { login } }))
  let code: string | undefined
  const isThere = async (): Promise<boolean> => {
    const subjects = (await at.mailsTo(email)).slice(earlier).map(({ subject }) => subject)
    code = /\b\d{6}\b/.exec(subjects.join('\n'))?.[0]
    return code !== undefined
  }
  if (!(await eventually(isThere)) || code === undefined) throw new Error('no code was mailed')
  return code
}

/** Writes the settings of an owner's project. */
export async function setProject(at: Damson, owner: Owner, setting: readonly object[]): Promise<void> {
  isOk(await putProject(at, owner, setting))
}

/** The same, and what the server answers. */
export async function putProject(at: Damson, { project, token }: Owner, setting: readonly object[]): Promise<Answer> {
  const url = `${at.fhirUrl}Project/${project}`
  const { json } = await call(url, { bearer: token })
  return call(url, { method: 'PUT', json: { ...json, setting }, bearer: token })
}

/** E-mails are sent after the answer. */
export async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < 100; waited += 1) {
    if (await holds()) return true
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return false
}
