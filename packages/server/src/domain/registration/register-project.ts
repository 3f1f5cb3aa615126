import { accepted, type Result, refused } from '@damson/fhir'
import { UniqueViolation } from '#base/db'
import { openRoot } from '#domain/logins'
import { storePassword } from '#domain/passwords'
import { type BrowserOrigin, SYSTEM_PROJECT } from '#domain/projects'
import { publishInvalidations } from '#domain/revocation'
import { endedEvent } from '#domain/signin'
import { createUser, provenHolder } from '#domain/users'
import type { RegistrationDeps } from './dependencies.ts'
import { makeProject } from './new-project.ts'
import { type RegistrationByProvider, type RegistrationPassword, vet } from './register.ts'

export interface ProjectRegistration {
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly password: string
  readonly name: string
  /** Where its first app sends people back to. */
  readonly redirectUri: string
}

export interface RegisteredProject {
  /** Its first app. */
  readonly clientId: string
  /** For the cookie of the browser, which is signed in. */
  readonly rootHandle: string
}

type TakenAddress = { readonly why: 'taken_address' }
type Origin = BrowserOrigin & { readonly browserHash: string }

/**
 * Makes a project, the account that administers it, and the sign-in of its browser, in one transaction. Only on a server in
 * development: whoever reaches it owns the machine, so the address counts as proven, and it may be told that one is taken.
 */
export async function registerProject(
  deps: RegistrationDeps,
  draft: ProjectRegistration,
  origin: Origin,
): Promise<Result<RegisteredProject, RegistrationByProvider | RegistrationPassword | TakenAddress>> {
  if (!deps.openRegistration) throw new Error('projects are registered in development only')
  const vetted = await vet(deps, { ...draft, requestedProject: 'new', client: undefined }, origin)
  if (!vetted.ok) return vetted
  const taken = refused<TakenAddress>({ why: 'taken_address' })
  const { email } = vetted.value
  if ((await provenHolder.maybeOne(deps.db, email, SYSTEM_PROJECT)) !== undefined) return taken
  try {
    return accepted(await make(deps, draft, vetted.value, origin))
  } catch (error) {
    // Another request took the address after this one had looked.
    if (error instanceof UniqueViolation) return taken
    throw error
  }
}

function make(
  { db, clock, keyring, audit, gates, ownerGates, loginSettings }: RegistrationDeps,
  { firstName, lastName, name, redirectUri }: ProjectRegistration,
  { email, chosen }: { readonly email: string; readonly chosen: Parameters<typeof storePassword>[1] },
  { address, userAgent, traceId, browserHash }: Origin,
): Promise<RegisteredProject> {
  const now = clock.now()
  return db.tx(async (tx) => {
    const person = { firstName, lastName, email }
    const home = { project: SYSTEM_PROJECT, systemProject: SYSTEM_PROJECT, proven: true }
    const user = await createUser(tx, gates, { ...home, ...person }, now)
    await storePassword(tx, chosen, { id: user.id, now })
    const draft = { name, charts: true, userId: user.id, redirectUri, ...person }
    const made = await makeProject(tx, { gates, ownerGates }, keyring, draft, now)
    const opening = { method: 'registration', factors: ['password'], userId: user.id, browserHash } as const
    const opened = await openRoot(tx, keyring, loginSettings, { ...opening, address, userAgent }, now)
    if (opened.rootHandle === undefined) throw new Error('a browser has a root of its own')
    const by = { outcome: 0, agent: { userId: user.id }, traceId } as const
    const personal = { address, userAgent }
    await audit.record(tx, [
      ...opened.ended.map((login) => endedEvent(login, { address, userAgent, traceId })),
      {
        ...by,
        kind: 'user.registered',
        project: SYSTEM_PROJECT,
        personal: { ...personal, account: email },
        entity: `User/${user.id}`,
      },
      { ...by, kind: 'project.created', project: made.project, personal, entity: `Project/${made.project}` },
    ])
    await publishInvalidations(tx, [...user.invalidations, ...made.invalidations, ...opened.invalidations], now)
    return { clientId: made.clientId, rootHandle: opened.rootHandle }
  })
}
