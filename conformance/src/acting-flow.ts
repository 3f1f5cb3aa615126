/** A client that may act for staff, and a member of staff who is signed in. */
import { EXCHANGE_GRANT, TOKEN_TYPE } from './exchange-flow.ts'
import { isOk } from './expect.ts'
import { type Answer, basic, call } from './http.ts'
import type { Damson, Person } from './server/server.ts'

export interface Actor {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  /** Its own token. */
  readonly token: string
}

export interface Staff {
  readonly person: Person
  /** A live token of theirs. */
  readonly token: string
}

/** A client that may act for practitioners who prove it; `actFor` replaces that, and null leaves it out. */
export async function newActor(at: Damson, actFor: readonly object[] | null = PROVEN): Promise<Actor> {
  const { token: bearer } = await at.owner()
  const { id, secret = '' } = await at.newClient({ kind: 'server' })
  const headers = basic(id, secret)
  if (actFor !== null) {
    const found = await at.api(`fhir/R4/ProjectMembership?user=ClientApplication/${id}`, { bearer })
    const [{ resource }] = found.json.entry as [{ resource: { id: string } }]
    isOk(
      await at.api(`fhir/R4/ProjectMembership/${resource.id}`, {
        method: 'PUT',
        json: { ...resource, actFor },
        bearer,
      }),
    )
  }
  const { json } = await call(at.endpoint('token'), { headers, form: { grant_type: 'client_credentials' } })
  return { id, headers, token: String(json.access_token) }
}

const PROVEN = [{ how: 'proven', profileType: ['Practitioner'] }]

export async function newStaff(at: Damson, scope = 'openid'): Promise<Staff> {
  const person = await at.newMember()
  return { person, token: (await at.passwordTokens(person, scope)).access }
}

/** Exchanges the person's token; fields replace or, when undefined, leave out what is usually sent. */
export function exchangeAs(
  at: Damson,
  actor: Actor,
  staff: Pick<Staff, 'token'>,
  fields: Readonly<Record<string, string | undefined>> = {},
): Promise<Answer> {
  const usual = {
    grant_type: EXCHANGE_GRANT,
    subject_token: staff.token,
    subject_token_type: `${TOKEN_TYPE}access_token`,
    actor_token: actor.token,
    actor_token_type: `${TOKEN_TYPE}access_token`,
  }
  const sent = Object.entries({ ...usual, ...fields }).filter((one): one is [string, string] => one[1] !== undefined)
  return call(at.endpoint('token'), { headers: actor.headers, form: Object.fromEntries(sent) })
}
