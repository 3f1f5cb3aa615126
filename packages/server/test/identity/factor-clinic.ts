import type { Answer } from '@damson/testkit'
import { generateSync } from 'otplib'
import { type Begun, begin, type Clinic, must, redeem, startClinic } from './steps.ts'

export const AAL2 = 'http://idmanagement.gov/ns/assurance/aal/2'

/** A clinic whose time tests move, and the codes that authenticator apps show there. */
export interface FactorClinic extends Clinic {
  /** The code of a step, counted from now. */
  code(secret: string, steps?: number): string
  /** Goes to the next step, at which every app shows a new code. */
  nextStep(): Promise<void>
  travel(ms: number): Promise<void>
  set(settings: Readonly<Record<string, boolean | string>>): Promise<void>
  /** Changes a resource of the project. */
  change(reference: string, fields: object): Promise<void>
  signIn(person: { readonly email: string; readonly password: string }, fields?: object): Promise<Begun>
  /** Somebody who has set up an authenticator app, and its secret. */
  withApp(fields?: object): Promise<Person>
}

export interface Person {
  readonly email: string
  readonly password: string
  readonly membership: string
  readonly secret: string
}

export const secretIn = (answer: Answer): string => new URL(answer.body.enrollUri).searchParams.get('secret') ?? ''

export async function startFactorClinic(options: Parameters<typeof startClinic>[0] = {}): Promise<FactorClinic> {
  const clinic = await startClinic(options)
  const { world, project } = clinic
  let travelled = 0
  const post = (path: string, json: object): Promise<Answer> => world.call(path, { json })
  const made: FactorClinic = {
    ...clinic,
    get admin() {
      return clinic.admin
    },
    code: (secret, steps = 0) =>
      generateSync({ secret, epoch: Math.floor((Date.now() + travelled) / 1000) + steps * 30 }),
    nextStep: () => made.travel(30_000),
    async travel(ms) {
      travelled += ms
      await world.travel(ms)
    },
    set(settings) {
      const setting = Object.entries(settings).map(([name, value]) =>
        typeof value === 'boolean' ? { name, valueBoolean: value } : { name, valueString: value },
      )
      return made.change(`Project/${project}`, { setting: setting.length === 0 ? undefined : setting })
    },
    async change(reference, fields) {
      const at = `fhir/R4/${reference}`
      const token = clinic.admin.token
      const { body } = must(await world.call(at, { token }))
      must(await world.call(at, { method: 'PUT', json: { ...body, ...fields }, token }))
    },
    signIn: ({ email, password }, fields = {}) => begin(world.call, { email, password, projectId: project, ...fields }),
    async withApp(fields = {}) {
      const person = await clinic.member(fields)
      await made.change(`ProjectMembership/${person.membership}`, { mfaRequired: true })
      const { answer, handle } = await made.signIn(person)
      const secret = secretIn(answer)
      must(await post('auth/mfa/login-enroll', { login: handle, token: made.code(secret) }))
      await made.change(`ProjectMembership/${person.membership}`, { mfaRequired: undefined })
      await made.nextStep()
      return { ...person, secret }
    },
  }
  return made
}

/** Redeems the code of an answer, and returns the claims of the id token. */
export async function claimsFor(
  { world }: FactorClinic,
  { verifier }: Pick<Begun, 'verifier'>,
  answer: Answer,
): Promise<Record<string, unknown>> {
  const { body } = must(await redeem(world.call, { code: answer.body.code, verifier }))
  return JSON.parse(Buffer.from(body.id_token.split('.')[1], 'base64url').toString())
}
