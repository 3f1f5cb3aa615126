import { describe, expect, test } from 'vitest'
import { sentMembers } from './sent-members.ts'

const sent = (url: string, body: object): readonly (readonly [string, string])[] =>
  sentMembers({ url, body: JSON.stringify(body) })

describe('what a program sent', () => {
  const INVITED = { email: 'thief@example.org' }

  test.each([
    '/admin/projects/p/invite',
    '/admin/projects/p/invite?x=/fhir/R4/y',
    '/admin/projects/p/invite?x=/fhir/R4/Patient',
    '/fhir/R4/User/u/$update-email',
    '/fhir/R4/User/u/%24update-email',
    '/projects/p/fhir/R4/User/u/$update-email?/fhir/R4/Patient',
  ])('is shown for %s', (url) => {
    expect(sent(url, INVITED)).toEqual([['email', '"thief@example.org"']])
  })

  test.each(['/fhir/R4/AccessPolicy', '/fhir/R4/AccessPolicy/p', '/projects/p/fhir/R4/User/u?x=$y'])(
    'is the difference for %s',
    (url) => {
      expect(sent(url, INVITED)).toEqual([])
    },
  )

  test('is shown without its secrets, and with what only looks like one', () => {
    const hidden = (body: object): readonly string[] =>
      sent('/admin/projects/p/client', body).flatMap(([at, value]) => (value === '•••' ? [at] : []))
    const identityProvider = { clientSecret: 'a', userInfoApiKey: 'b', tokenUrl: 'https://t.example' }
    expect(hidden({ identityProvider, tokenEndpointAuthMethod: 'none', kind: 'app' })).toEqual([
      'identityProvider.clientSecret',
      'identityProvider.userInfoApiKey',
    ])
    const parameter = [
      { name: 'secret', valueString: 'a' },
      { name: 'lost', valueBoolean: true },
    ]
    expect(hidden({ resourceType: 'Parameters', parameter })).toEqual(['parameter[0].valueString'])
  })
})
