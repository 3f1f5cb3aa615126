interface HumanName {
  readonly text?: string | undefined
  readonly given?: readonly string[] | undefined
  readonly family?: string | undefined
}

/** A Practitioner, Patient or RelatedPerson. */
export interface Profile {
  readonly name?: readonly HumanName[] | undefined
}

export interface NameWords {
  readonly given: string
  readonly family: string
}

/** The name as two fields. One that is a text alone is in the second. */
export function wordsOf({ name = [] }: Profile): NameWords {
  const [{ text = '', given = [], family } = {}] = name
  return { given: given.join(' '), family: family ?? (given.length === 0 ? text : '') }
}

/** The profile with another name. Its other names, and what else the first one says, stay. */
export function changedName(profile: Profile, words: NameWords): Profile {
  const { name: [first, ...others] = [] } = profile
  // A text would go on saying the old one.
  const { text: _text, given: _given, family: _family, ...rest } = first ?? {}
  const given = words.given.split(/\s+/u).filter((word) => word !== '')
  const family = words.family.trim()
  return {
    ...profile,
    name: [{ ...rest, ...(given.length > 0 && { given }), ...(family !== '' && { family }) }, ...others],
  }
}
