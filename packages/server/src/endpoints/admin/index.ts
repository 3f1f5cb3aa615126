/**
 * Owns: administration below `/admin/projects/:id`: invitations, activation codes, imports, members, clients, devices, Bots, the project's settings, members' sign-ins,
 * recoveries, e-mails and their delivery, e-mail domains, providers' trials and moves, the emergency account. Only for administrators of the project, and within their own rights.
 * Below `/admin/server`: health, nodes, projects and signing keys, for owners of the server's own project.
 * Does not own: the acts themselves (`domain/registration`).
 */
import type { FastifyInstance } from 'fastify'
import { registerActivationCodes } from './activation-codes.ts'
import { registerBasic } from './basic.ts'
import { registerClientList } from './client-list.ts'
import type { AdminDeps } from './dependencies.ts'
import { registerDeviceWindow } from './device-window.ts'
import { registerDevices } from './devices.ts'
import { registerDomains } from './domains.ts'
import { registerEmailTexts } from './email-texts.ts'
import { registerEmails } from './emails.ts'
import { registerEmergency } from './emergency.ts'
import { registerFigures } from './figures.ts'
import { registerImportUsers } from './import-users.ts'
import { registerInvitations } from './invitations.ts'
import { registerInvite } from './invite.ts'
import { registerMemberList } from './member-list.ts'
import { registerMembers } from './members.ts'
import { registerPagePreview } from './page-preview.ts'
import { registerPolicyList } from './policy-list.ts'
import { registerPosture } from './posture.ts'
import { registerPrincipals } from './principals.ts'
import { registerProject } from './project.ts'
import { registerProviderClaims } from './provider-claims.ts'
import { registerProviderMove } from './provider-move.ts'
import { registerProviderTest } from './provider-test.ts'
import { registerRecoveries } from './recoveries.ts'
import { registerSecrets } from './secrets.ts'
import { registerServer } from './server.ts'
import { registerSignInList } from './sign-in-list.ts'
import { registerSignIns } from './sign-ins.ts'
import { registerWaysIn } from './ways-in.ts'

export type { AdminDeps } from './dependencies.ts'
export { describedAdmin } from './described.ts'

export function registerAdmin(app: FastifyInstance, deps: AdminDeps): void {
  registerProject(app, deps)
  registerPosture(app, deps)
  registerFigures(app, deps)
  registerInvite(app, deps)
  registerActivationCodes(app, deps)
  registerImportUsers(app, deps)
  registerPrincipals(app, deps)
  registerClientList(app, deps)
  registerBasic(app, deps)
  registerProviderTest(app, deps)
  registerProviderClaims(app, deps)
  registerProviderMove(app, deps)
  registerDevices(app, deps)
  registerDeviceWindow(app, deps)
  registerSecrets(app, deps)
  registerMembers(app, deps)
  registerMemberList(app, deps)
  registerPolicyList(app, deps)
  registerWaysIn(app, deps)
  registerInvitations(app, deps)
  registerDomains(app, deps)
  registerEmails(app, deps)
  registerEmailTexts(app, deps)
  registerPagePreview(app, deps)
  registerEmergency(app, deps)
  registerRecoveries(app, deps)
  registerSignIns(app, deps)
  registerSignInList(app, deps)
  registerServer(app, deps)
}
