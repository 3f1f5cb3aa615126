/**
 * The JSON Canonicalization Scheme (RFC 8785) for what events are made of: objects of strings, numbers and objects.
 * Members sorted by UTF-16 code units, no white space, ECMAScript's own number and string forms.
 */
export function canonicalJson(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, member]) =>
        `${JSON.stringify(name)}:${isObject(member) ? canonicalJson(member) : JSON.stringify(member)}`,
    )
  return `{${members.join(',')}}`
}

const isObject = (member: unknown): member is object =>
  typeof member === 'object' && member !== null && !Array.isArray(member)
