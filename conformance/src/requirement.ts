import type { Damson, Server } from './server/server.ts'

/** What a standard demands, in our own words, and how it is seen from outside. */
export interface Requirement {
  readonly id: string
  /** The standard with its section. */
  readonly source: string
  readonly says: string
  readonly test: Test
}

/** Throws, now or later, what is wrong. */
export type Check<S> = (at: S) => unknown

export type Test =
  /** Holds for any server that speaks the protocol: runs against the oracle too. */
  | { readonly kind: 'protocol'; readonly check: Check<Server>; readonly waits: boolean }
  /** Needs what only Damson has; why the oracle cannot be asked. */
  | {
      readonly kind: 'own'
      readonly check: Check<Damson>
      readonly waits: boolean
      readonly notSupported: string
    }
  | { readonly kind: 'notApplicable'; readonly reason: string }

/** The rows of one standard. */
export interface Suite {
  readonly source: string
  /** The file below `requirements/`. */
  readonly file: string
  readonly rows: readonly Requirement[]
}

/** Thrown where a server that was not set up by us lacks what a row needs. */
export class NotHere extends Error {
  override readonly name = 'NotHere'
}

interface Options {
  /** The check sits out a lifetime: it starts first, and the others run meanwhile. */
  readonly waits?: boolean
}

/** Writers of rows for one standard. A row's id is the file's name, the section and a name of its own. */
export function rowsOf(standard: string, prefix: string) {
  const row = (section: string, name: string, says: string, test: Test): Requirement => ({
    id: [prefix, section, name].filter((part) => part !== '').join('-'),
    source: section === '' ? standard : `${standard} ${/^\d/.test(section) ? '§' : ''}${section}`,
    says,
    test,
  })
  return {
    must: (
      section: string,
      name: string,
      says: string,
      check: Check<Server>,
      { waits = false }: Options = {},
    ): Requirement => row(section, name, says, { kind: 'protocol', check, waits }),
    mustHere: (
      section: string,
      name: string,
      says: string,
      notSupported: string,
      check: Check<Damson>,
      { waits = false }: Options = {},
    ): Requirement => row(section, name, says, { kind: 'own', check, waits, notSupported }),
    notApplicable: (section: string, name: string, says: string, reason: string): Requirement =>
      row(section, name, says, { kind: 'notApplicable', reason }),
  }
}
