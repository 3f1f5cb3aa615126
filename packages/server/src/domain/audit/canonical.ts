/**
 * The JSON Canonicalization Scheme (RFC 8785) for what events are made of: objects of strings, numbers and objects.
 * Members sorted by UTF-16 code units, no white space, ECMAScript's own number and string forms.
 */
export function canonicalJson(value: object): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  })
}
