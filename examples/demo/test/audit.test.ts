import type { AuditEvent } from '@damson/sdk'
import { describe, expect, test } from 'vitest'
import { actsOf, type Entry, entryOf, presencesOf } from '../page/audit.ts'
import { agoOf, didOf, whatOf } from '../page/words.ts'

const event = (fields: object): AuditEvent & { id: string } => ({
  resourceType: 'AuditEvent',
  id: '1',
  type: { code: 'rest' },
  subtype: [
    { system: 'http://hl7.org/fhir/restful-interaction', code: 'search' },
    { system: 'urn:damson:audit-event', code: 'fhir.search' },
  ],
  recorded: '2026-03-05T12:00:00.000Z',
  outcome: '0',
  source: { observer: {} },
  agent: [{ requestor: true, who: { reference: 'Practitioner/1' }, policy: ['urn:damson:login:7'] }],
  ...fields,
})

let count = 0
const at = (seconds: number, kind: string, fields: Partial<Entry> = {}): Entry => ({
  id: String((count += 1)),
  at: new Date(seconds * 1_000),
  kind,
  isRefused: false,
  reason: undefined,
  who: 'Practitioner/1',
  app: undefined,
  login: 'a',
  what: undefined,
  patient: undefined,
  ...fields,
})

describe('an event', () => {
  test('is read with who, with what app, in which sign-in, and about whom', () => {
    const entity = [
      { what: { reference: 'Observation/2/_history/1' } },
      { what: { reference: 'Patient/3' }, role: { code: '1' } },
    ]
    const agent = [
      { requestor: true, who: { reference: 'Practitioner/1' }, policy: ['urn:damson:login:7'] },
      { requestor: false, who: { reference: 'ClientApplication/4' } },
    ]
    expect(entryOf(event({ entity, agent }))).toMatchObject({
      kind: 'fhir.search',
      isRefused: false,
      who: 'Practitioner/1',
      app: 'ClientApplication/4',
      login: 'urn:damson:login:7',
      what: 'Observation/2',
      patient: 'Patient/3',
    })
  })

  test('that was refused says why, also when nobody was recognised', () => {
    const refused = entryOf(event({ outcome: '4', outcomeDesc: 'type_forbidden', agent: [{ requestor: true }] }))
    expect(refused).toMatchObject({ isRefused: true, reason: 'type_forbidden', who: undefined })
  })
})

test('a search that showed several patients is one act, newest first', () => {
  const acts = actsOf([
    at(1, 'fhir.search', { what: 'Patient', patient: 'Patient/1' }),
    at(1, 'fhir.search', { what: 'Patient', patient: 'Patient/2' }),
    at(2, 'fhir.read', { what: 'Patient/1' }),
    at(1, 'fhir.search', { what: 'Patient', patient: 'Patient/1', login: 'b' }),
  ])
  expect(acts.map((act) => `${didOf(act)} ${whatOf(act)}`)).toEqual([
    'read Patient 1',
    'searched Patient, and saw 1 patient',
    'searched Patient, and saw 2 patients',
  ])
})

describe('who is signed in', () => {
  test('is whoever began and did not end, once for each app, whatever order the events come in', () => {
    const events = [
      at(1, 'token.issued'),
      at(2, 'fhir.read', { app: 'ClientApplication/1' }),
      at(3, 'token.issued', { login: 'b', who: 'ClientApplication/9' }),
      at(4, 'token.issued', { login: 'c' }),
      at(5, 'login.ended', { login: 'c' }),
      at(6, 'token.issued', { login: 'd', who: 'ClientApplication/9' }),
    ]
    const expected = [
      { who: 'Practitioner/1', app: 'ClientApplication/1', acts: 2 },
      { who: 'ClientApplication/9', app: undefined, acts: 2, since: new Date(3_000) },
    ]
    expect(presencesOf(events, new Date(7_000))).toMatchObject(expected)
    expect(presencesOf([...events].reverse(), new Date(7_000))).toMatchObject(expected)
  })

  test('is nobody whose token was refused, who was not recognised, was revoked, or has been silent for over an hour', () => {
    const revoked = [
      at(1, 'token.issued', { login: 'urn:damson:login:e' }),
      at(2, 'login.revoked', { what: 'Login/e', login: 'h' }),
    ]
    const refused = at(1, 'token.issued', { login: 'f', isRefused: true })
    const unknown = at(2, 'login.failed', { login: undefined, who: undefined })
    expect(presencesOf([...revoked, refused, unknown], new Date(3_000))).toEqual([])
    expect(presencesOf([...revoked, at(4, 'token.issued', { login: 'g' })], new Date(3_605_000))).toEqual([])
  })
})

test('times are said as people say them', () => {
  const now = new Date(10_000_000)
  const ago = (seconds: number) => agoOf(new Date(now.getTime() - seconds * 1_000), now)
  expect([0, 2, 3, 59, 60, 3_599, 7_300].map(ago)).toEqual([
    'just now',
    'just now',
    '3 s ago',
    '59 s ago',
    '1 min ago',
    '59 min ago',
    '2 h ago',
  ])
})
