import { UnexpectedAnswerError } from './errors.ts'
import type { Events } from './events.ts'
import { membersOf } from './json.ts'
import type { Requests } from './requests.ts'
import { loginIn, type Session } from './session.ts'
import type { SessionDetails } from './wire.ts'

/** Asks the server who is signed in: profile, project, membership and policy. */
export class Details {
  readonly #requests: Requests
  readonly #events: Events

  constructor(requests: Requests, events: Events) {
    this.#requests = requests
    this.#events = events
  }

  /** Loads once for all callers that wait. Loading stops when the session ends, so it cannot hang. */
  load(session: Session): Promise<SessionDetails> {
    session.loading ??= this.#load(session).finally(() => {
      session.loading = undefined
      this.#events.changed()
    })
    return session.loading
  }

  async #load(session: Session): Promise<SessionDetails> {
    const answer = await this.#requests.value<unknown>({
      method: 'GET',
      url: 'auth/me',
      options: { cache: 'no-store' },
    })
    session.throwIfEnded()
    const details = readDetails(answer)
    const expected = loginIn(session.credential)?.profile.reference
    const { resourceType, id } = details?.profile ?? {}
    if (details === undefined || (expected !== undefined && expected !== `${resourceType}/${id}`))
      throw new UnexpectedAnswerError(
        'auth/me does not say who is signed in: check that baseUrl is the server that issued the token.',
        200,
      )
    session.details = details
    return details
  }
}

function readDetails(value: unknown): SessionDetails | undefined {
  const details: Partial<SessionDetails> = membersOf(value)
  const { profile, project, membership } = details
  return profile?.id === undefined || project === undefined || membership === undefined
    ? undefined
    : { ...details, profile, project, membership }
}
