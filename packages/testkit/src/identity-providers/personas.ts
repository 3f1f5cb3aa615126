import type { Claims, Person, TokenAuthMethod } from './identity-provider.ts'

/** What distinguishes a provider. `oidc-provider` handles the protocol. */
export interface Persona {
  readonly name: string
  /** The issuer's path below its host; a trailing slash matters. */
  readonly issuerPath: string
  readonly paths: {
    readonly authorize: string
    readonly token: string
    readonly userinfo: string
    readonly jwks: string
  }
  readonly tokenAuthMethod: TokenAuthMethod
  /** The domain of its people's addresses. */
  readonly domain: string
  readonly people: (domain: string) => readonly Person[]
  /** The audience of an access token when the application asks for none. Without one the tokens are opaque. */
  readonly defaultAudience?: string
  /** Claims in each id token, but not in userinfo. */
  readonly idTokenClaims?: (token: { readonly person: Person; readonly clientId: string }) => Claims
  /** The payload of a JWT access token, made from the usual one. */
  readonly accessToken?: (payload: Claims, person: Person) => Claims
  /** `typ` of a JWT access token; `null` for none. */
  readonly accessTokenType?: 'JWT' | null
}

export const PERSONAS = {
  auth0: {
    name: 'Auth0',
    issuerPath: '/',
    paths: { authorize: '/authorize', token: '/oauth/token', userinfo: '/userinfo', jwks: '/.well-known/jwks.json' },
    tokenAuthMethod: 'client_secret_post',
    domain: 'clinic.example',
    people: (domain) =>
      three(domain, {
        ada: { subject: 'auth0|6650c1d2e3f4a5b6c7d8e901', claims: { 'https://example.com/roles': ['clinician'] } },
        ben: { subject: 'auth0|6650c1d2e3f4a5b6c7d8e902', claims: { 'https://example.com/roles': ['patient'] } },
        eve: { subject: 'auth0|6650c1d2e3f4a5b6c7d8e903', claims: { 'https://example.com/roles': [] } },
      }),
    accessToken: ({ client_id: azp, aud, iss, ...rest }, { claims }) => ({
      ...rest,
      iss,
      aud: [aud, `${String(iss)}userinfo`],
      azp,
      'https://example.com/roles': claims['https://example.com/roles'],
    }),
    accessTokenType: 'JWT',
  },
  okta: {
    name: 'Okta',
    issuerPath: '/oauth2/default',
    paths: { authorize: '/v1/authorize', token: '/v1/token', userinfo: '/v1/userinfo', jwks: '/v1/keys' },
    tokenAuthMethod: 'client_secret_basic',
    domain: 'hospital.example',
    people: (domain) =>
      three(domain, {
        ada: {
          subject: '00uada1lovelace5d7',
          claims: { groups: ['Everyone', 'Clinicians'] },
          amr: ['pwd', 'mfa', 'otp'],
          acr: 'urn:okta:loa:2fa:any',
        },
        ben: { subject: '00uben1carter05d7', claims: { groups: ['Everyone', 'Patients'] } },
        eve: { subject: '00ueve1stranger5d7', claims: { groups: ['Everyone'] } },
      }),
    defaultAudience: 'api://default',
    idTokenClaims: () => ({ ver: 1, idp: '00o1default5d7' }),
    // Its `sub` is the login. In the id token and userinfo it is the user's id, which is `uid` here.
    accessToken: ({ client_id: cid, scope, sub: uid, ...rest }, { claims }) => ({
      ...rest,
      ver: 1,
      cid,
      uid,
      scp: String(scope).split(' '),
      sub: claims['email'],
      groups: claims['groups'],
    }),
    accessTokenType: null,
  },
  cognito: {
    name: 'AWS Cognito',
    issuerPath: '/eu-west-1_Damson0',
    paths: {
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userInfo',
      jwks: '/.well-known/jwks.json',
    },
    tokenAuthMethod: 'client_secret_post',
    domain: 'patients.example',
    people: (domain) =>
      three(domain, {
        ada: {
          subject: 'a2c5f0e4-1111-4a7e-9f8b-3d2c1b0a9e01',
          claims: { email_verified: 'true', 'cognito:username': 'ada', 'cognito:groups': ['clinicians'] },
        },
        ben: {
          subject: 'a2c5f0e4-2222-4a7e-9f8b-3d2c1b0a9e02',
          claims: { email_verified: 'true', 'cognito:username': 'ben', 'cognito:groups': ['patients'] },
        },
        eve: {
          subject: 'a2c5f0e4-3333-4a7e-9f8b-3d2c1b0a9e03',
          claims: { email_verified: 'false', 'cognito:username': 'eve' },
        },
      }),
    defaultAudience: 'urn:cognito:none',
    idTokenClaims: () => ({ token_use: 'id' }),
    accessToken: (payload, { claims }) => ({
      ...payload,
      aud: undefined,
      version: 2,
      token_use: 'access',
      username: claims['cognito:username'],
      'cognito:groups': claims['cognito:groups'],
    }),
    accessTokenType: null,
  },
  google: {
    name: 'Google',
    issuerPath: '',
    paths: { authorize: '/o/oauth2/v2/auth', token: '/token', userinfo: '/v1/userinfo', jwks: '/oauth2/v3/certs' },
    tokenAuthMethod: 'client_secret_post',
    domain: 'practice.example',
    people: (domain) => [
      ...three(domain, {
        ada: { subject: '104512398127364501234', claims: { hd: domain } },
        ben: { subject: '110248163264128256512', claims: { hd: domain } },
        // Without `hd`: a consumer account that another person opened with an address of that domain.
        eve: { subject: '117171717171717171717', claims: {} },
      }),
      person('gus', 'Gus Gmail', '100000000000000000099', {
        name: 'Gus Gmail',
        email: 'gus.invented@gmail.com',
        email_verified: true,
      }),
    ],
    idTokenClaims: ({ clientId }) => ({ azp: clientId }),
  },
  entra: {
    name: 'Microsoft Entra ID',
    issuerPath: '/7c0ffee0-1234-4abc-8def-000000000001/v2.0',
    paths: {
      authorize: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oidc/userinfo',
      jwks: '/discovery/keys',
    },
    tokenAuthMethod: 'client_secret_post',
    domain: 'health.example',
    // No `email_verified`: an administrator of a tenant can write any address into `email`. Eve's says that she is Ada.
    people: (domain) =>
      (['ada', 'ben', 'eve'] as const).map((key, at) => {
        const { name } = NAMES[key]
        return person(key, name, `AAAAAAAAAAAAAAAAAAAAA-${key}-pairwise`, {
          name,
          preferred_username: `${key}@${domain}`,
          email: `${key === 'eve' ? 'ada' : key}@${domain}`,
          oid: `0b1ec700-0000-4000-8000-00000000000${at + 1}`,
          tid: '7c0ffee0-1234-4abc-8def-000000000001',
        })
      }),
    idTokenClaims: () => ({ ver: '2.0' }),
    accessToken: ({ client_id: azp, scope: scp, ...rest }, { claims }) => ({
      ...rest,
      azp,
      scp,
      ver: '2.0',
      oid: claims['oid'],
      tid: claims['tid'],
    }),
    accessTokenType: 'JWT',
  },
  phone: {
    name: 'a telephone company',
    issuerPath: '',
    paths: { authorize: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks' },
    tokenAuthMethod: 'client_secret_basic',
    domain: '',
    people: () => [
      person('ada', 'Ada Lovelace', 'tel-2f1c01', {
        name: 'Ada Lovelace',
        phone_number: '+15550100001',
        phone_number_verified: true,
      }),
      person('ben', 'Ben Carter', 'tel-2f1c02', { phone_number: '+15550100002', phone_number_verified: true }),
      // Anybody's number, because it was not verified.
      person('eve', 'Eve Stranger', 'tel-2f1c03', { phone_number: '+15550100001', phone_number_verified: false }),
    ],
  },
} satisfies Readonly<Record<string, Persona>>

export type PersonaName = keyof typeof PERSONAS

const NAMES = {
  ada: { name: 'Ada Lovelace', given_name: 'Ada', family_name: 'Lovelace' },
  ben: { name: 'Ben Carter', given_name: 'Ben', family_name: 'Carter' },
  eve: { name: 'Eve Stranger', given_name: 'Eve', family_name: 'Stranger' },
}
type Own = Pick<Person, 'subject' | 'claims' | 'amr' | 'acr'>

/** Ada works there, Ben is a patient, and Eve claims Ada's address, unverified. */
function three(domain: string, own: Readonly<Record<'ada' | 'ben' | 'eve', Own>>): readonly Person[] {
  return (['ada', 'ben', 'eve'] as const).map((key) => {
    const address = `${key === 'eve' ? 'ada' : key}@${domain}`
    const claims = { ...NAMES[key], email: address, email_verified: key !== 'eve' }
    return { ...person(key, NAMES[key].name, '', {}), ...own[key], claims: { ...claims, ...own[key].claims } }
  })
}

function person(key: string, label: string, subject: string, claims: Claims): Person {
  return { key, label, subject, claims }
}
