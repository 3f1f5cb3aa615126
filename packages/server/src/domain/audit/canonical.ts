/** The value of a member; an undefined member is left out. */
type Member = string | number | undefined

/** Writes values of one type as canonical JSON. */
export interface CanonicalWriter<T> {
  text(value: T): string
  /**
   * The text in parts, for values in which the store writes some members itself: the part before each of those members,
   * and the part after the last. At least one other member must come before them all.
   */
  around(value: T, ...gaps: readonly (keyof T & string)[]): readonly string[]
}

/**
 * The JSON Canonicalization Scheme (RFC 8785) for a type whose members are all known and flat: sorted by UTF-16 code
 * units, no white space, ECMAScript's own number and string forms. They are sorted once, not for each value.
 *
 * @param names All members, so that none is forgotten.
 */
export function canonicalWriter<T extends { readonly [K in keyof T]: Member }>(
  names: Readonly<Record<keyof T & string, true>>,
): CanonicalWriter<T> {
  const members = (Object.keys(names) as (keyof T & string)[]).sort().map((name) => ({ name, label: `"${name}":` }))

  function around(value: T, ...gaps: readonly (keyof T & string)[]): readonly string[] {
    const parts: string[] = []
    let part = '{'
    for (const { name, label } of members) {
      const member: Member = value[name]
      if (gaps.includes(name)) {
        parts.push(part)
        part = ''
      } else if (member !== undefined) part += `${part === '{' ? '' : ','}${label}${textOf(member)}`
    }
    return [...parts, `${part}}`]
  }

  return { around, text: (value) => around(value).join('') }
}

const textOf = (member: string | number): string =>
  typeof member === 'number' ? String(member) : JSON.stringify(member)
