import type { Paged } from '#api'

export interface Named {
  readonly reference: string
  readonly display?: string
  readonly email?: string
}

/** A member, as `GET /admin/projects/:id/members` lists them. */
export interface Member {
  readonly id: string
  readonly user: Named
  readonly profile: Named
  readonly policies: readonly Named[]
  readonly active: boolean
  readonly admin: boolean
  readonly adminRole?: string
  readonly pending: boolean
  readonly invitedAt?: string
  readonly lastSignInAt?: string
}

export interface Members {
  readonly members: readonly Member[]
  readonly next?: string
}

export const MEMBERS: Paged<Members, Member> = {
  rows: ({ members }) => members,
  // Absolute, of this server: the request refuses others.
  next: ({ next }) => next,
}

/** The same without machines, which have views of their own. */
export const PEOPLE: Paged<Members, Member> = {
  ...MEMBERS,
  rows: ({ members }) => members.filter(({ user }) => user.reference.startsWith('User/')),
}

export const nameOf = ({ profile, user }: Pick<Member, 'profile' | 'user'>): string =>
  profile.display ?? user.display ?? user.email ?? profile.reference
