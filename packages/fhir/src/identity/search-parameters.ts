/** The search parameters of the identity resources. */
import type { ParameterRow, ParameterType } from '../model/rows.ts'

/** Parameter → its type, its expression inside the resource, and one sentence. */
type Definitions = Readonly<Record<string, readonly [ParameterType, string, string]>>

const definitions: Readonly<Record<string, Definitions>> = {
  Project: {
    active: ['token', 'active', 'Whether the project is in use'],
    identifier: ['token', 'identifier', 'A business identifier of the project'],
    name: ['string', 'name', 'The name of the project'],
    owner: ['reference', 'owner', 'The user who owns the project'],
    status: ['token', 'status', 'active | suspended'],
    'google-client-id': ['token', 'site.googleClientId', 'A Google client id of one of the sites'],
    'recaptcha-site-key': ['token', 'site.recaptchaSiteKey', 'A reCAPTCHA site key of one of the sites'],
  },
  User: {
    email: ['token', 'email', 'The e-mail address, in lower case'],
    'external-id': ['string', 'externalId', 'The id that an external system knows the user by'],
    identifier: ['token', 'identifier', 'A business identifier of the user'],
    name: ['string', 'firstName | User.lastName', 'Part of the first or last name'],
    project: ['reference', 'project', 'The project that a project-scoped user belongs to'],
  },
  ProjectMembership: {
    active: ['token', 'active', 'Whether the membership may be used'],
    'access-policy': ['reference', 'accessPolicy | ProjectMembership.access.policy', 'An access policy that applies'],
    admin: ['token', 'admin', 'Whether the member administers the project'],
    'external-id': ['string', 'externalId', 'The id that an identity provider knows the member by'],
    identifier: ['token', 'identifier', 'A business identifier of the membership'],
    profile: ['reference', 'profile', 'The profile that the member acts as'],
    'profile-type': ['token', 'profile', 'The type of the profile, such as Patient'],
    project: ['reference', 'project', 'The project'],
    user: ['reference', 'user', 'The user, client or bot'],
    'user-configuration': ['reference', 'userConfiguration', 'The configuration of the user interface'],
    'user-name': ['string', 'userName', 'The user name'],
  },
  ClientApplication: {
    developer: ['reference', 'developer', 'A member whose role as an app developer covers the client'],
    'identity-provider-issuer': ['uri', 'identityProvider.issuer', 'The issuer of the identity provider'],
    kind: ['token', 'kind', 'app | server | device'],
    name: ['string', 'name', 'The name of the client'],
    provider: ['reference', 'provider', 'An identity provider of the project that signs people in to the client'],
    status: ['token', 'status', 'active | off | error'],
  },
  AccessPolicy: {
    'based-on': ['reference', 'basedOn', 'A policy that this one was made from'],
    name: ['string', 'name', 'The name of the policy'],
  },
  DomainConfiguration: {
    domain: ['token', 'domain', 'The e-mail domain, in lower case'],
    provider: ['reference', 'provider', 'The identity provider of the project that signs its people in'],
  },
  ProjectIdentityProvider: {
    active: ['token', 'active', 'Whether the provider may sign people in'],
    issuer: ['uri', 'identityProvider.issuer', 'The issuer of the provider'],
    name: ['string', 'identityProvider.name', 'The label of its button'],
  },
  Bot: {
    category: ['token', 'category', 'A category of the bot'],
    identifier: ['token', 'identifier', 'A business identifier of the bot'],
    name: ['string', 'name', 'The name of the bot'],
  },
  UserConfiguration: {
    name: ['string', 'name', 'The name of the configuration'],
  },
  UserSecurityRequest: {
    type: ['token', 'type', 'invite | verify-email | reset'],
    used: ['token', 'used', 'Whether the request has been used'],
    user: ['reference', 'user', 'The user that the request is for'],
  },
  Login: {
    client: ['reference', 'client', 'The client that the user signed in to'],
    membership: ['reference', 'membership', 'The membership that the user chose'],
    project: ['reference', 'project', 'The project'],
    revoked: ['token', 'revoked', 'Whether the login has been revoked'],
    user: ['reference', 'user', 'The user who signed in'],
  },
}

export const identityParameters: readonly ParameterRow[] = Object.entries(definitions).flatMap(([base, parameters]) =>
  Object.entries(parameters).map(([code, [type, expression, sentence]]) => ({
    code,
    type,
    bases: [base],
    expression: `${base}.${expression}`,
    documentation: [sentence],
  })),
)
