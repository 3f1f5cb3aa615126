import { accepted, type Result, refused } from '@damson/fhir'
import type { PasswordHash, Passwords } from '#domain/factors'
import { blockedReason } from './blocked.ts'
import type { BlockedList } from './blocked-list.ts'
import type { IsBreached } from './breached.ts'
import { folded } from './folded.ts'
import { lengthFault, type PasswordFault } from './password-fault.ts'

declare const chosen: unique symbol
/** The hash of a password that passed every check. `choose` alone makes one, so no route can forget a check. */
export interface ChosenPassword extends PasswordHash {
  /** It is long enough only beside a second factor. */
  readonly isShort: boolean
  readonly [chosen]: true
}

/** What is known of a person who chooses a password. */
export interface Chooser {
  /** Their names and addresses, and the names of their projects and of this place: no password may be made of these. */
  readonly words: readonly string[]
  /** They have a second factor of aal2, and are asked for it at every sign-in by password. */
  readonly isAskedForFactor: boolean
}

export interface PasswordChoice {
  /** What is wrong with a password, as far as this server knows by itself. */
  fault(password: string, chooser: Chooser): PasswordFault | undefined
  /** Whether a password that somebody has is on the list of common ones, or shorter than any that is ever allowed. */
  isGuessable(password: string): boolean
  choose(password: string, chooser: Chooser): Promise<Result<ChosenPassword, PasswordFault>>
}

export interface ChoiceDeps {
  readonly passwords: Pick<Passwords, 'hash'>
  readonly blockedList: () => BlockedList
  readonly isBreached: IsBreached
}

export function createPasswordChoice({ passwords, blockedList, isBreached }: ChoiceDeps): PasswordChoice {
  const fault = (password: string, { words, isAskedForFactor }: Chooser): PasswordFault | undefined =>
    lengthFault(password, isAskedForFactor) ?? blockedReason(blockedList(), password, words)
  return {
    fault,
    isGuessable(password) {
      const length = lengthFault(password, true)
      if (length !== undefined) return length === 'too_short_beside_factor'
      return blockedList().all.has(folded(password))
    },
    async choose(password, chooser) {
      const found = fault(password, chooser)
      if (found !== undefined) return refused(found)
      if (await isBreached(password)) return refused('breached')
      const isShort = lengthFault(password) === 'too_short'
      return accepted({ ...(await passwords.hash(password)), isShort } as ChosenPassword)
    },
  }
}
