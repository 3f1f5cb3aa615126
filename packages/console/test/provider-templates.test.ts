import { describe, expect, test } from 'vitest'
import { issuerOf, settingsOf } from '../src/views/providers/templates.ts'

describe('what one pastes of an identity provider', () => {
  test.each([
    ['okta', 'https://clinic.okta.com/oauth2/aus1a2b3', 'https://clinic.okta.com/oauth2/aus1a2b3'],
    ['okta', 'clinic.okta.com', 'https://clinic.okta.com/oauth2/default'],
    ['auth0', 'clinic.eu.auth0.com', 'https://clinic.eu.auth0.com/'],
    [
      'entra',
      '8f1e0000-1111-4222-8333-444455556666',
      'https://login.microsoftonline.com/8f1e0000-1111-4222-8333-444455556666/v2.0',
    ],
    ['google', '', 'https://accounts.google.com'],
    ['cognito', 'eu-west-1_a1B2c3D4e', 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1B2c3D4e'],
    ['other', 'https://keycloak.example/realms/clinic', 'https://keycloak.example/realms/clinic'],
    ['other', 'http://localhost:9000', 'http://localhost:9000'],
  ] as const)('of %s: %s', (template, pasted, issuer) => {
    expect(issuerOf(template, pasted)).toBe(issuer)
  })

  test.each([
    ['okta', ''],
    ['okta', 'two words'],
    ['auth0', 'clinic.auth0.com?x=1'],
    ['entra', 'common'],
    ['cognito', 'my-pool'],
    ['other', 'http://idp.example'],
    ['other', 'javascript:alert(1)'],
    ['other', 'idp.example'],
  ] as const)('of %s cannot be: %s', (template, pasted) => {
    expect(issuerOf(template, pasted)).toBeUndefined()
  })

  test('becomes the settings of a provider', () => {
    const pasted = {
      where: 'clinic.okta.com',
      emailDomains: 'clinic.example, ward.example',
      profileType: 'Practitioner',
      name: 'Okta',
    } as const
    expect(settingsOf('okta', pasted)).toEqual({
      name: 'Okta',
      issuer: 'https://clinic.okta.com/oauth2/default',
      profileType: ['Practitioner'],
      emailDomain: ['clinic.example', 'ward.example'],
      acceptsSecondFactor: true,
    })
  })
})
