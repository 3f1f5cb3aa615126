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
  /** The first owner of the project, who stays one. */
  readonly owner: boolean
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

/** What is typed of an address is found anywhere in it, and of a name at the beginning of a word. */
const isPartOfAddress = (text: string): boolean => /[@.]/.test(text) && text.length >= 3 && !/\s/.test(text)

/** How lists of people are asked for what was typed. */
export const askedFor = (text: string): Readonly<Record<string, string>> =>
  text === '' ? {} : isPartOfAddress(text) ? { email: text } : { name: text }

export const nameOf = ({ profile, user }: Pick<Member, 'profile' | 'user'>): string =>
  profile.display ?? user.display ?? user.email ?? profile.reference
