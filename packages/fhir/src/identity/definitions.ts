/**
 * The identity resources: their elements on the wire, in the model's row form.
 *
 * Secrets (client secrets, password hashes, one-time codes, refresh secrets) are not elements, so a body that carries
 * one is refused for an unknown element. An identity provider's secrets are accepted once and sealed
 * (`withoutSecrets`).
 */
import type { CodeRow, TypeRow } from '../model/rows.ts'
import { actForCodes, actForRows } from './act-for.ts'
import { botCodes, botRows } from './bot.ts'
import { clientApplicationRows } from './client-application.ts'

/**
 * What the server adds to `meta` beyond R4, on a resource of any type. The validator accepts it; the server sets it.
 */
export const metaElements = {
  project: '0..1 id',
  author: '0..1 Reference',
  onBehalfOf: '0..1 Reference',
  account: '0..1 Reference',
  accounts: '0..* Reference',
  compartment: '0..* Reference',
} as const

/** The agents in the audit that R4 does not have. */
export const auditAgents = ['User', 'ClientApplication', 'Bot'] as const

const principals = 'Reference(User,ClientApplication,Bot)'
const profiles = 'Reference(Patient,Practitioner,RelatedPerson,ClientApplication,Bot)'

const projectRows = {
  Project: {
    base: 'DomainResource',
    elements: {
      identifier: '0..* Identifier',
      active: '0..1 boolean',
      status: '0..1 code =project-status',
      name: '0..1 string',
      description: '0..1 string',
      superAdmin: '0..1 boolean',
      strictMode: '0..1 boolean',
      checkReferencesOnWrite: '0..1 boolean',
      owner: '0..1 Reference(User)',
      features: '0..* code',
      defaultPatientAccessPolicy: '0..1 Reference(AccessPolicy)',
      defaultAccessPolicies: '0..* Project.defaultAccessPolicies',
      setting: '0..* Project.setting',
      systemSetting: '0..* Project.setting',
      site: '0..* Project.site',
      origin: '0..* uri',
      link: '0..* Project.link',
      defaultProfile: '0..* Project.defaultProfile',
      exportedResourceType: '0..* code',
      developerModeUntil: '0..1 instant',
      signInForm: '0..1 Project.signInForm',
      emails: '0..1 Project.emails',
      emergencyAccount: '0..1 Reference(ProjectMembership)',
      adminRole: '0..* Project.adminRole',
      ipAccessRule: '0..* AccessPolicy.ipAccessRule',
    },
  },
  // The policies that administrators with this role may assign to others, though they do not hold them, and what is
  // demanded of their sign-ins.
  'Project.adminRole': {
    base: 'BackboneElement',
    elements: {
      role: '1..1 code =admin-role',
      mayAssign: '0..* Reference(AccessPolicy)',
      mfaRequired: '0..1 boolean',
      minimumAcr: '0..1 code =minimum-acr',
    },
  },
  // The look of the sign-in pages for the project's clients. Colours are written as #rrggbb.
  'Project.signInForm': {
    base: 'BackboneElement',
    elements: {
      logo: '0..1 Attachment',
      color: '0..1 string',
      darkColor: '0..1 string',
      notice: '0..1 string',
    },
  },
  // The sender's name of the project's e-mails, and its own texts in place of the shipped ones.
  'Project.emails': {
    base: 'BackboneElement',
    elements: { senderName: '0..1 string', text: '0..* Project.emails.text' },
  },
  'Project.emails.text': {
    base: 'BackboneElement',
    elements: {
      email: '1..1 code',
      language: '1..1 code',
      subject: '0..1 string',
      text: '0..1 string',
    },
  },
  'Project.defaultAccessPolicies': {
    base: 'BackboneElement',
    elements: {
      profileType: '1..1 code =project-profile-type',
      accessPolicy: '1..1 Reference(AccessPolicy)',
    },
  },
  'Project.setting': {
    base: 'BackboneElement',
    elements: { name: '1..1 string', 'value[x]': '0..1 string|boolean|decimal|integer' },
  },
  'Project.site': {
    base: 'BackboneElement',
    elements: {
      name: '1..1 string',
      domain: '1..* string',
      googleClientId: '0..1 string',
      recaptchaSiteKey: '0..1 string',
    },
  },
  'Project.link': { base: 'BackboneElement', elements: { project: '1..1 Reference(Project)' } },
  'Project.defaultProfile': {
    base: 'BackboneElement',
    elements: { resourceType: '1..1 code', profile: '1..* canonical' },
  },
} as const satisfies Record<string, TypeRow>

const personRows = {
  User: {
    base: 'DomainResource',
    elements: {
      identifier: '0..* Identifier',
      firstName: '1..1 string',
      lastName: '1..1 string',
      externalId: '0..1 string',
      email: '0..1 string',
      emailVerified: '0..1 boolean',
      admin: '0..1 boolean',
      mfaRequired: '0..1 boolean',
      mfaEnrolled: '0..1 boolean',
      mfaMethod: '0..* code',
      project: '0..1 Reference(Project)',
    },
  },
  ProjectMembership: {
    base: 'DomainResource',
    elements: {
      identifier: '0..* Identifier',
      active: '0..1 boolean',
      project: '1..1 Reference(Project)',
      invitedBy: `0..1 ${principals}`,
      user: `1..1 ${principals}`,
      profile: `1..1 ${profiles}`,
      userName: '0..1 string',
      externalId: '0..1 string',
      externalIdIssuer: '0..1 uri',
      accessPolicy: '0..1 Reference(AccessPolicy)',
      access: '0..* ProjectMembership.access',
      userConfiguration: '0..1 Reference(UserConfiguration)',
      admin: '0..1 boolean',
      adminRole: '0..1 code =admin-role',
      mfaRequired: '0..1 boolean',
      actFor: '0..* ProjectMembership.actFor',
      readBotLogs: '0..1 boolean',
    },
  },
  ...actForRows,
  'ProjectMembership.access': {
    base: 'BackboneElement',
    elements: {
      policy: '1..1 Reference(AccessPolicy)',
      parameter: '0..* ProjectMembership.access.parameter',
    },
  },
  'ProjectMembership.access.parameter': {
    base: 'BackboneElement',
    elements: { name: '1..1 string', 'value[x]': '0..1 string|Reference' },
  },
  UserConfiguration: {
    base: 'DomainResource',
    elements: {
      name: '0..1 string',
      menu: '0..* UserConfiguration.menu',
      search: '0..* UserConfiguration.search',
      option: '0..* UserConfiguration.option',
    },
  },
  'UserConfiguration.menu': {
    base: 'BackboneElement',
    elements: { title: '1..1 string', link: '0..* UserConfiguration.menu.link' },
  },
  'UserConfiguration.menu.link': {
    base: 'BackboneElement',
    elements: { name: '1..1 string', target: '1..1 string' },
  },
  'UserConfiguration.search': {
    base: 'BackboneElement',
    elements: { name: '1..1 string', criteria: '1..1 string' },
  },
  'UserConfiguration.option': {
    base: 'BackboneElement',
    elements: { id: '1..1 string', 'value[x]': '0..1 string|boolean|decimal|integer|code' },
  },
} as const satisfies Record<string, TypeRow>

const policyRows = {
  AccessPolicy: {
    base: 'DomainResource',
    elements: {
      name: '0..1 string',
      basedOn: '0..* Reference(AccessPolicy)',
      compartment: '0..1 Reference',
      resource: '0..* AccessPolicy.resource',
      ipAccessRule: '0..* AccessPolicy.ipAccessRule',
      mfaRequired: '0..1 boolean',
      minimumAcr: '0..1 code =minimum-acr',
      compliantDeviceRequired: '0..1 boolean',
    },
  },
  'AccessPolicy.resource': {
    base: 'BackboneElement',
    elements: {
      resourceType: '1..1 string',
      compartment: '0..1 Reference',
      criteria: '0..1 string',
      readonly: '0..1 boolean',
      interaction: '0..* code =access-policy-interaction',
      hiddenFields: '0..* string',
      readonlyFields: '0..* string',
      writeConstraint: '0..* Expression',
    },
  },
  'AccessPolicy.ipAccessRule': {
    base: 'BackboneElement',
    elements: { name: '0..1 string', value: '1..1 string', action: '1..1 code =ip-access-action' },
  },
  // An identity provider of the project, which its clients and domains name. Its settings are the wire's datatype.
  ProjectIdentityProvider: {
    base: 'DomainResource',
    elements: {
      active: '0..1 boolean',
      identityProvider: '1..1 IdentityProvider',
      mark: '0..1 Attachment',
      // The server's own: where it was moved from, while the addresses that it had there still serve it.
      movedFrom: '0..1 Reference(ClientApplication,DomainConfiguration)',
    },
  },
  DomainConfiguration: {
    base: 'DomainResource',
    elements: {
      domain: '1..1 string',
      status: '0..1 code =domain-status',
      enforced: '0..1 boolean',
      identityProvider: '0..1 IdentityProvider',
      provider: '0..1 Reference(ProjectIdentityProvider)',
      allowedPostLoginRedirectUrls: '0..* uri',
    },
  },
} as const satisfies Record<string, TypeRow>

const loginRows = {
  Login: {
    base: 'DomainResource',
    elements: {
      client: '0..1 Reference(ClientApplication)',
      profileType: '0..1 code',
      project: '0..1 Reference(Project)',
      user: `1..1 ${principals}`,
      membership: '0..1 Reference(ProjectMembership)',
      scope: '0..1 string',
      authMethod: '1..1 code',
      authTime: '1..1 instant',
      codeChallenge: '0..1 string',
      codeChallengeMethod: '0..1 code =code-challenge-method',
      nonce: '0..1 string',
      mfaVerified: '0..1 boolean',
      expiresAt: '0..1 instant',
      granted: '0..1 boolean',
      revoked: '0..1 boolean',
      admin: '0..1 boolean',
      superAdmin: '0..1 boolean',
      launch: '0..1 Reference',
      remoteAddress: '0..1 string',
      userAgent: '0..1 string',
      pictureUrl: '0..1 uri',
      basedOn: '0..1 Reference(Login)',
    },
  },
  UserSecurityRequest: {
    base: 'DomainResource',
    elements: {
      type: '0..1 code =user-security-request-type',
      user: '1..1 Reference(User)',
      used: '0..1 boolean',
      expiresAt: '0..1 instant',
      redirectUri: '0..1 uri',
    },
  },
} as const satisfies Record<string, TypeRow>

export const identityRows: Readonly<Record<string, TypeRow>> = {
  ...projectRows,
  ...personRows,
  ...clientApplicationRows,
  ...policyRows,
  ...loginRows,
  ...botRows,
}

export const identityTypeNames = [
  'AccessPolicy',
  'Bot',
  'ClientApplication',
  'DomainConfiguration',
  'Login',
  'Project',
  'ProjectIdentityProvider',
  'ProjectMembership',
  'User',
  'UserConfiguration',
  'UserSecurityRequest',
] as const

/** Codes without a system: these value sets exist on this wire only. */
export const identityCodes: Readonly<Record<string, CodeRow>> = {
  'project-status': { '': ['active', 'suspended'] },
  'project-profile-type': {
    '': ['Patient', 'Practitioner', 'RelatedPerson', 'ClientApplication', 'Bot', 'Admin'],
  },
  'admin-role': {
    '': ['owner', 'identity-administrator', 'help-desk', 'privacy-officer', 'app-developer', 'deployer'],
  },
  ...actForCodes,
  'access-policy-interaction': {
    '': ['read', 'vread', 'update', 'delete', 'history', 'create', 'search'],
  },
  'ip-access-action': { '': ['allow', 'block'] },
  'minimum-acr': {
    '': ['http://idmanagement.gov/ns/assurance/aal/1', 'http://idmanagement.gov/ns/assurance/aal/2'],
  },
  'code-challenge-method': { '': ['plain', 'S256'] },
  'user-security-request-type': { '': ['invite', 'verify-email', 'reset'] },
  ...botCodes,
  'client-status': { '': ['active', 'off', 'error'] },
  'client-kind': { '': ['app', 'server', 'device'] },
  'token-endpoint-auth-method': {
    '': ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  },
  'id-token-signed-response-alg': { '': ['RS256', 'ES256'] },
  'client-sign-in': { '': ['own', 'external', 'both'] },
  'domain-status': { '': ['pending', 'proven', 'suspended'] },
  'identity-provider-auth-method': {
    '': ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
  },
  'identity-provider-auth-audience': { '': ['issuer', 'token_endpoint'] },
  'identity-provider-profile-type': { '': ['Patient', 'Practitioner', 'RelatedPerson'] },
  'identity-provider-account-policy': { '': ['invited', 'create', 'ask'] },
  'identity-provider-user-info-mode': { '': ['oidc', 'gcip'] },
  'identity-source': { '': ['email', 'subject', 'fhir-user'] },
  'identity-mapping-mode': {
    '': ['user-email', 'user-external-id', 'project-membership-external-id', 'project-membership-profile'],
  },
}
