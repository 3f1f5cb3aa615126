import type { Damson, Server } from './server/server.ts'

/** A requirement of a standard, in our own words, and how it is checked from outside. */
export interface Requirement {
  readonly id: string
  /** The standard with its section. */
  readonly source: string
  readonly says: string
  readonly test: Test
}

/** Throws, synchronously or not, if the requirement is not met. */
export type Check<S> = (at: S) => unknown

export type Test =
  /** Applies to any server that speaks the protocol, so it also runs against the oracle. */
  | { readonly kind: 'protocol'; readonly check: Check<Server>; readonly waits: boolean }
  /** Needs something that only Damson has: the reason why the oracle cannot be asked. */
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

/** Thrown if a server that we did not set up lacks what a row needs. */
export class NotHere extends Error {
  override readonly name = 'NotHere'
}

interface Options {
  /** The check waits for a lifetime to pass: it starts first, and the others run in the meantime. */
  readonly waits?: boolean
}

/** Functions that write rows for one standard. A row's id consists of the file's name, the section and its own name. */
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
