import type { Project } from '@damson/fhir'
import { type Consent, consentsOf } from '#domain/consents'
import { type MembershipRow, membershipsOfUser, profileName } from '#domain/memberships'
import { findResource, resourceOf } from '#domain/resources'
import type { AccountDeps } from './dependencies.ts'
import { reaches, type Visitor } from './visitor.ts'

/** An app with access to a person's data, in one of their memberships. */
export interface ConnectedApp {
  readonly membershipId: string
  readonly clientId: string
  readonly name: string
  readonly project: string
  readonly since: Date
  readonly until: Date
  readonly records: readonly Allowed[]
}

/** What the app may do with one record, or with every record that the person may open. */
export interface Allowed {
  readonly scope: string
  readonly limited: boolean
  /** The name of the record's patient, if that is not the person. Undefined if the record is gone. */
  readonly of: { readonly self: true } | { readonly self: false; readonly name: string | undefined }
}

/** The apps, the most recently allowed first. At a project's address: only the apps of that project. */
export async function connectedApps(
  { db, clock }: AccountDeps,
  visitor: Visitor,
  address: string | undefined,
): Promise<readonly ConnectedApp[]> {
  const all = await membershipsOfUser.rows(db, visitor.user.id)
  const memberships = all.filter(
    ({ project }) => (address === undefined || project === address) && reaches(visitor, project),
  )
  const apps = await Promise.all(
    memberships.map(async (origin) => {
      const consents = await consentsOf(db, origin, clock.now())
      if (consents.length === 0) return []
      const stored = await findResource(db, origin.project, 'Project', origin.project)
      const project = stored === undefined ? undefined : resourceOf<Project>(stored)?.name
      const clients = [...new Set(consents.map(({ clientId }) => clientId))]
      const of = (clientId: string): readonly Consent[] => consents.filter((one) => one.clientId === clientId)
      return Promise.all(clients.map((clientId) => appOf({ db }, origin, project ?? '', of(clientId))))
    }),
  )
  return apps.flat().toSorted((one, other) => other.since.getTime() - one.since.getTime())
}

async function appOf(
  { db }: Pick<AccountDeps, 'db'>,
  { id: membershipId, profile }: MembershipRow,
  project: string,
  consents: readonly Consent[],
): Promise<ConnectedApp> {
  const [latest] = consents
  const times = (of: (one: Consent) => Date): readonly number[] => consents.map((one) => of(one).getTime())
  return {
    membershipId,
    clientId: latest?.clientId ?? '',
    name: latest?.clientName ?? '',
    project,
    since: new Date(Math.min(...times(({ grantedAt }) => grantedAt))),
    until: new Date(Math.max(...times(({ endsAt }) => endsAt))),
    records: await Promise.all(
      consents.map(async ({ project: owner, patient, scope, limited }): Promise<Allowed> => {
        const isOwn = patient === '' || patient === profile
        const of = isOwn
          ? ({ self: true } as const)
          : ({ self: false, name: (await profileName(db, owner, patient)).name } as const)
        return { scope, limited, of }
      }),
    ),
  }
}
