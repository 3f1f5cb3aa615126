/** The paths that are measured, in the order of the table. */
export const PATH_NAMES = [
  'read-bearer',
  'read-basic',
  'read-acting',
  'create',
  'search',
  'client-credentials',
  'refresh',
  'code-exchange',
  'password-login',
  'signin-page',
] as const

export type PathName = (typeof PATH_NAMES)[number]

export function isPathName(name: string): name is PathName {
  return (PATH_NAMES as readonly string[]).includes(name)
}
