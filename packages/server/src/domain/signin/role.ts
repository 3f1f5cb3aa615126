import type { Tx } from '#base/db'
import { isConsole } from '#domain/clients'
import { type RolePlace, rememberedRole, rememberRole, type Standing } from '#domain/logins'
import { SYSTEM_PROJECT } from '#domain/projects'
import type { AppRequest, Choice } from './dependencies.ts'

/** Whether an app's request leaves no role as it was chosen before. */
export const isRoleAsked = ({ askRole, launch }: Pick<AppRequest, 'askRole' | 'launch'>): boolean =>
  askRole === true || launch !== undefined

/** Where the role of a sign-in is remembered; undefined where no browser or app can be told apart from others. */
function placeOf({
  userId,
  browserHash,
  clientId,
  issuerProject,
  requestedProject,
}: Pick<Standing, 'userId' | 'browserHash' | 'clientId' | 'issuerProject' | 'requestedProject'>):
  | RolePlace
  | undefined {
  // The console of the server takes any project, so that it asks for none.
  const project = requestedProject ?? (clientId !== null && isConsole(clientId) ? SYSTEM_PROJECT : null)
  if (userId === null || browserHash === null || clientId === null || project === null) return undefined
  return { userId, browserHash, clientId, issuer: issuerProject ?? '', project }
}

/** The role that the person chose for this app in this browser before, if they can still sign in to it. */
export async function roleOfBefore(
  tx: Tx,
  standing: Standing,
  choices: readonly Choice[],
): Promise<Choice | undefined> {
  const place = placeOf(standing)
  const known = place && (await rememberedRole.maybeOne(tx, place))
  return choices.find(({ id }) => id === known?.membershipId)
}

/** Remembers a choice. That of a launch counts for the launch alone: it may be about one patient. */
export async function keepRole(
  tx: Tx,
  login: Parameters<typeof placeOf>[0] & Pick<Standing, 'launch'>,
  membershipId: string,
  now: Date,
): Promise<void> {
  const place = login.launch === null ? placeOf(login) : undefined
  if (place !== undefined) await rememberRole.run(tx, { ...place, membershipId, now })
}
