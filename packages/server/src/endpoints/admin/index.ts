/**
 * Owns: administration below `/admin/projects/:id`: inviting, importing, members, clients, Bots, the project's settings, e-mail
 * domains, the emergency account. For the project's administrators alone, within their own rights. Does not own: what is done (`domain/registration`).
 */
import type { FastifyInstance } from 'fastify'
import { registerDomains } from './domains.ts'
import { registerEmergency } from './emergency.ts'
import { registerImportUsers } from './import-users.ts'
import { registerInvitations } from './invitations.ts'
import { registerInvite } from './invite.ts'
import { registerMemberList } from './member-list.ts'
import { registerMembers } from './members.ts'
import type { AdminParts } from './parts.ts'
import { registerPrincipals } from './principals.ts'
import { registerProject } from './project.ts'
import { registerProviderTest } from './provider-test.ts'

export type { AdminParts } from './parts.ts'

export function registerAdmin(app: FastifyInstance, parts: AdminParts): void {
  registerProject(app, parts)
  registerInvite(app, parts)
  registerImportUsers(app, parts)
  registerPrincipals(app, parts)
  registerProviderTest(app, parts)
  registerMembers(app, parts)
  registerMemberList(app, parts)
  registerInvitations(app, parts)
  registerDomains(app, parts)
  registerEmergency(app, parts)
}
