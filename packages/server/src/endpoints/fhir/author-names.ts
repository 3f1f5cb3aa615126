import { namesFor } from '#domain/names'
import { authorOf, type Stored, withAuthorName } from '#domain/resources'
import type { FhirContext } from './dependencies.ts'

export interface AuthorNames {
  /** The version with the name of who made it, if the caller may read that. */
  in(version: Stored): Stored
  /** The patients whose records the names come from: the audit has to name them. */
  readonly patients: readonly string[]
}

/** Reads who made some versions. Only the extended form of a resource says it at all. */
export async function namesOfAuthors(
  { deps: { db }, grantee, extended }: FhirContext,
  versions: readonly Stored[],
): Promise<AuthorNames> {
  const authors = extended ? versions.flatMap((version) => (version.deleted ? [] : (authorOf(version) ?? []))) : []
  const names = await namesFor(db, grantee, authors)
  return {
    in(version) {
      const name = names.of(authorOf(version) ?? '').display
      return name === undefined ? version : withAuthorName(version, name)
    },
    patients: names.patients,
  }
}
