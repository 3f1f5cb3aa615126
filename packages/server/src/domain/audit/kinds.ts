/** A code in a code system. */
export interface Code {
  readonly system: string
  readonly code: string
  readonly display?: string
}

/** How a kind of event reads as a FHIR AuditEvent (https://hl7.org/fhir/R4/auditevent.html). */
export interface KindCodes {
  readonly type: Code
  readonly subtype: Code
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E'
}

const REST: Code = {
  system: 'http://terminology.hl7.org/CodeSystem/audit-event-type',
  code: 'rest',
  display: 'RESTful Operation',
}
const AUTHENTICATION: Code = {
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code: '110114',
  display: 'User Authentication',
}
const SECURITY: Code = {
  system: 'http://dicom.nema.org/resources/ontology/DCM',
  code: '110113',
  display: 'Security Alert',
}

const rest = (code: string, action: KindCodes['action']): KindCodes => ({
  type: REST,
  subtype: { system: 'http://hl7.org/fhir/restful-interaction', code },
  action,
})
const authentication = (code: string, display: string, action: KindCodes['action'] = 'E'): KindCodes => ({
  type: AUTHENTICATION,
  subtype: { system: 'http://dicom.nema.org/resources/ontology/DCM', code, display },
  action,
})
const own = (type: Code, code: string, action: KindCodes['action'] = 'E'): KindCodes => ({
  type,
  subtype: { system: OWN_SYSTEM, code },
  action,
})

/** The code system of event subtypes that no public code system has. */
export const OWN_SYSTEM = 'urn:damson:audit-event'

/** Every kind of event: the union is closed. */
export const KINDS = {
  'fhir.read': rest('read', 'R'),
  'fhir.vread': rest('vread', 'R'),
  'fhir.search': rest('search', 'E'),
  'fhir.history': rest('history', 'R'),
  'fhir.create': rest('create', 'C'),
  'fhir.update': rest('update', 'U'),
  'fhir.patch': rest('patch', 'U'),
  'fhir.delete': rest('delete', 'D'),
  'fhir.operation': rest('operation', 'E'),
  'login.succeeded': authentication('110122', 'Login'),
  'login.failed': authentication('110122', 'Login'),
  'acting.refused': own(SECURITY, 'acting.refused'),
  'acting.ended': own(AUTHENTICATION, 'acting.ended', 'D'),
  'acting.allowed': own(AUTHENTICATION, 'acting.allowed', 'C'),
  'browser.remembered': own(AUTHENTICATION, 'browser.remembered', 'C'),
  'browser.forgotten': own(AUTHENTICATION, 'browser.forgotten', 'D'),
  'login.mail_requested': own(AUTHENTICATION, 'login.mail_requested'),
  'login.text_requested': own(AUTHENTICATION, 'login.text_requested'),
  'login.ended': authentication('110123', 'Logout'),
  'login.revoked': own(AUTHENTICATION, 'login.revoked', 'D'),
  'logout.delivered': own(AUTHENTICATION, 'logout.delivered'),
  'logout.undelivered': own(AUTHENTICATION, 'logout.undelivered'),
  'token.issued': own(AUTHENTICATION, 'token.issued'),
  'token.refreshed': own(AUTHENTICATION, 'token.refreshed'),
  'token.refused': own(AUTHENTICATION, 'token.refused'),
  'token.revoked': own(AUTHENTICATION, 'token.revoked', 'D'),
  'token.introspected': own(AUTHENTICATION, 'token.introspected', 'R'),
  'token.reuse_detected': own(SECURITY, 'token.reuse_detected'),
  'userinfo.read': own(AUTHENTICATION, 'userinfo.read', 'R'),
  'session.read': own(AUTHENTICATION, 'session.read', 'R'),
  'trace.read': own(AUTHENTICATION, 'trace.read', 'R'),
  'patient.chosen': own(AUTHENTICATION, 'patient.chosen'),
  'launch.opened': own(AUTHENTICATION, 'launch.opened', 'C'),
  'launch.refused': own(AUTHENTICATION, 'launch.refused'),
  'terms.accepted': own(AUTHENTICATION, 'terms.accepted', 'C'),
  'consent.granted': own(AUTHENTICATION, 'consent.granted', 'C'),
  'consent.denied': own(AUTHENTICATION, 'consent.denied'),
  'consent.revoked': own(AUTHENTICATION, 'consent.revoked', 'D'),
  'user.registered': own(SECURITY, 'user.registered', 'C'),
  'user.invited': own(SECURITY, 'user.invited', 'C'),
  'invitation.resent': own(SECURITY, 'invitation.resent'),
  'mail.read': own(SECURITY, 'mail.read', 'R'),
  'mail.resent': own(SECURITY, 'mail.resent'),
  'link.declined': own(SECURITY, 'link.declined'),
  'invitation.accepted': own(SECURITY, 'invitation.accepted', 'U'),
  'invitation.declined': own(SECURITY, 'invitation.declined'),
  'invitation.revoked': own(SECURITY, 'invitation.revoked', 'D'),
  'activation_code.made': own(SECURITY, 'activation_code.made', 'C'),
  'activation_code.withdrawn': own(SECURITY, 'activation_code.withdrawn', 'U'),
  'activation_code.used': own(SECURITY, 'activation_code.used', 'U'),
  'activation_code.failed': own(SECURITY, 'activation_code.failed'),
  'device_window.opened': own(SECURITY, 'device_window.opened', 'C'),
  'device_window.closed': own(SECURITY, 'device_window.closed', 'D'),
  'device.connected': own(SECURITY, 'device.connected', 'C'),
  'device.rekeyed': own(SECURITY, 'device.rekeyed', 'U'),
  'device.revoked': own(SECURITY, 'device.revoked', 'U'),
  'device.lost': own(SECURITY, 'device.lost', 'U'),
  'device.read': own(SECURITY, 'device.read', 'R'),
  'device.denied': own(SECURITY, 'device.denied'),
  'device.failed': own(SECURITY, 'device.failed'),
  'user.imported': own(SECURITY, 'user.imported', 'C'),
  'user.address_proven': own(SECURITY, 'user.address_proven', 'U'),
  'email.change_asked': own(SECURITY, 'email.change_asked'),
  'email.changed': own(SECURITY, 'email.changed', 'U'),
  'email.change_undone': own(SECURITY, 'email.change_undone', 'U'),
  'account.exported': own(SECURITY, 'account.exported', 'R'),
  'account.deletion_asked': own(SECURITY, 'account.deletion_asked'),
  'account.deletion_cancelled': own(SECURITY, 'account.deletion_cancelled'),
  'account.deleted': own(SECURITY, 'account.deleted', 'D'),
  'user.rescoped': own(SECURITY, 'user.rescoped', 'U'),
  'user.forgotten': own(SECURITY, 'user.forgotten', 'D'),
  'identity.linked': own(SECURITY, 'identity.linked', 'C'),
  'identity.unlinked': own(SECURITY, 'identity.unlinked', 'D'),
  'provider.tested': own(SECURITY, 'provider.tested'),
  'provider.moved': own(SECURITY, 'provider.moved', 'U'),
  'password.reset_requested': own(SECURITY, 'password.reset_requested'),
  'password.set': own(SECURITY, 'password.set', 'U'),
  'password.changed': own(SECURITY, 'password.changed', 'U'),
  'password.refused': own(SECURITY, 'password.refused', 'U'),
  'password.listed': own(SECURITY, 'password.listed'),
  'factor.added': own(SECURITY, 'factor.added', 'C'),
  'factor.removed': own(SECURITY, 'factor.removed', 'D'),
  'factor.renamed': own(SECURITY, 'factor.renamed', 'U'),
  'factor.proven': own(AUTHENTICATION, 'factor.proven'),
  'factor.failed': own(AUTHENTICATION, 'factor.failed'),
  'factor.reset_requested': own(SECURITY, 'factor.reset_requested'),
  'recovery_codes.made': own(SECURITY, 'recovery_codes.made', 'C'),
  'recovery_code.used': own(SECURITY, 'recovery_code.used', 'U'),
  'recovery.requested': own(SECURITY, 'recovery.requested'),
  'recovery.started': own(SECURITY, 'recovery.started', 'C'),
  'recovery.read': own(SECURITY, 'recovery.read', 'R'),
  'recovery.proven': own(SECURITY, 'recovery.proven', 'U'),
  'recovery.confirmed': own(SECURITY, 'recovery.confirmed', 'U'),
  'recovery.shortened': own(SECURITY, 'recovery.shortened', 'U'),
  'recovery.cancelled': own(SECURITY, 'recovery.cancelled', 'D'),
  'recovery.completed': own(SECURITY, 'recovery.completed', 'U'),
  'project.created': own(SECURITY, 'project.created', 'C'),
  'project.read': own(SECURITY, 'project.read', 'R'),
  'import.started': own(SECURITY, 'import.started'),
  'import.ended': own(SECURITY, 'import.ended'),
  'membership.created': own(SECURITY, 'membership.created', 'C'),
  'membership.read': own(SECURITY, 'membership.read', 'R'),
  'membership.changed': own(SECURITY, 'membership.changed', 'U'),
  'membership.removed': own(SECURITY, 'membership.removed', 'D'),
  'client.created': own(SECURITY, 'client.created', 'C'),
  'change.asked': own(SECURITY, 'change.asked', 'C'),
  'change.read': own(SECURITY, 'change.read', 'R'),
  'change.approved': own(SECURITY, 'change.approved', 'U'),
  'change.refused': own(SECURITY, 'change.refused', 'U'),
  'change.withdrawn': own(SECURITY, 'change.withdrawn', 'U'),
  'client.secret_rotated': own(SECURITY, 'client.secret_rotated', 'U'),
  'bot.created': own(SECURITY, 'bot.created', 'C'),
  'bot.called_out': own(SECURITY, 'bot.called_out'),
  'bot.logs_read': own(SECURITY, 'bot.logs_read', 'R'),
  'bot.deployed': own(SECURITY, 'bot.deployed', 'U'),
  'bot.rolled_back': own(SECURITY, 'bot.rolled_back', 'U'),
  'bot.source_read': own(SECURITY, 'bot.source_read', 'R'),
  'domain.added': own(SECURITY, 'domain.added', 'C'),
  'domain.read': own(SECURITY, 'domain.read', 'R'),
  'domain.proven': own(SECURITY, 'domain.proven', 'U'),
  'domain.missing': own(SECURITY, 'domain.missing'),
  'domain.suspended': own(SECURITY, 'domain.suspended', 'U'),
  'domain.changed': own(SECURITY, 'domain.changed', 'U'),
  'domain.enforced': own(SECURITY, 'domain.enforced', 'U'),
  'domain.removed': own(SECURITY, 'domain.removed', 'D'),
  'emergency_account.set': own(SECURITY, 'emergency_account.set', 'U'),
  'emergency_account.used': own(SECURITY, 'emergency_account.used'),
  'address.refused': own(SECURITY, 'address.refused'),
  'administration.refused': own(SECURITY, 'administration.refused'),
} as const satisfies Readonly<Record<string, KindCodes>>

export type AuditKind = keyof typeof KINDS
