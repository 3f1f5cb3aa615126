import type { Used } from './make-use.ts'
import {
  BUSY,
  clientId,
  emailOf,
  LONG_AGO_PATIENT,
  LONG_GONE,
  MUCH_SEEN,
  membershipId,
  nameOf,
  ONE_OF_MANY,
  PATIENTS_FROM,
  personId,
} from './town.ts'

/** A list that an administrator opens, in so many variants. */
export interface Question {
  readonly name: string
  readonly paths: readonly string[]
}

const staff = (n: number): string => `Practitioner/${personId(n)}`
const patient = (n: number): string => `Patient/${personId(n)}`

const MONTH = 30 * 86_400_000
const since = (ms: number): string => new Date(ms).toISOString()

/** What the console asks first in each of its views with a long list, in pages as long as there. */
export function questionsOf(
  { project, ...used }: Used & { readonly project: string },
  { people, clients, now }: { readonly people: number; readonly clients: number; readonly now: number },
): readonly Question[] {
  const at = `/admin/projects/${project}`
  return [
    ...auditLists(now),
    ...timelines(now),
    ...findings(at, people),
    ...clientLists(at, clients),
    ...usedLists(at, used),
    { name: 'the posture', paths: [`${at}/posture`] },
    { name: 'the figures of a day and a month', paths: ['', '?period=month'].map((q) => `${at}/figures${q}`) },
  ]
}

function auditLists(now: number): readonly Question[] {
  const audit = (name: string, ...queries: readonly string[]): Question => ({
    name,
    paths: queries.map((query) => `/fhir/R4/AuditEvent?${query}${query === '' ? '' : '&'}_names=true&_count=100`),
  })
  const some = Array.from({ length: 20 }, (_, n) => n)
  const seen = 'subtype=read,vread,search,history&outcome=0'
  return [
    audit('the newest', ''),
    // On the overview, which gets the names of those that it shows in a second look.
    {
      name: 'the newest that are no look at the overview',
      paths: ['/fhir/R4/AuditEvent?subtype:not=project.read&_count=60'],
    },
    audit('of one month', `date=ge${since(now - 8 * MONTH)}&date=lt${since(now - 7 * MONTH)}`),
    audit('who saw a patient', ...some.map((n) => `patient=${patient(ONE_OF_MANY + 100 * n)}&${seen}`)),
    audit('who saw a patient that is seen all the time', `patient=${patient(MUCH_SEEN)}&${seen}`),
    audit('who saw a patient, long ago', `patient=${patient(LONG_AGO_PATIENT)}&${seen}`),
    audit('who saw a patient: nobody', ...some.map((n) => `patient=Patient/nobody-${n}&${seen}`)),
    audit('what a person did', ...some.map((n) => `agent=${staff(100 + 10 * n)}`)),
    audit('what the busiest person did', `agent=${staff(BUSY)}`),
    audit('what a person did who left long ago', `agent=${staff(LONG_GONE)}`),
    // On their own page.
    {
      name: 'what a person did last',
      paths: some.map((n) => `/fhir/R4/AuditEvent?agent=${staff(100 + 10 * n)}&_sort=-date&_count=10&_names=true`),
    },
    audit('what a patient did', ...some.map((n) => `agent=${patient(PATIENTS_FROM + 500 + n)}`)),
    audit(
      'what a person did to one patient',
      ...some.map((n) => `agent=${staff(BUSY + n)}&patient=${patient(MUCH_SEEN)}`),
    ),
    audit('of an app of everybody', ...[1, 2, 3].map((n) => `agent=ClientApplication/${clientId(n)}`)),
    audit('of a machine', `agent=ClientApplication/${clientId(0)}`),
    audit('refused', 'outcome=4,8,12'),
    audit('refused, of a person', ...some.map((n) => `outcome=4,8,12&agent=${staff(BUSY + n)}`)),
    audit('refused, of an app', `outcome=4,8,12&agent=ClientApplication/${clientId(1)}`),
    audit('failed severely: none', 'outcome=12'),
    audit('of a frequent kind', 'subtype=read'),
    audit('of a rare kind', 'subtype=bot.deployed'),
    audit('of a kind that there is none of', 'subtype=account.deleted'),
    audit('of a rare kind, of an app', `subtype=password.changed&agent=ClientApplication/${clientId(1)}`),
    audit('of a kind of which an app has none', `subtype=account.deleted&agent=ClientApplication/${clientId(1)}`),
  ]
}

/** What the console draws above the list: of the last month, and of what somebody chose. */
function timelines(now: number): readonly Question[] {
  const drawn = (name: string, query: string, days = 31, by = 'day'): Question => ({
    name: `the timeline ${name}`,
    paths: [
      `/fhir/R4/AuditEvent/$timeline?${query}${query === '' ? '' : '&'}_by=${by}&_zone=Europe/Berlin&_from=${since(now - days * 86_400_000)}`,
    ],
  })
  return [
    drawn('of a month', ''),
    drawn('of a day', '', 1, 'hour'),
    drawn('of a year', '', 365, 'month'),
    drawn('of the busiest person', `agent=${staff(BUSY)}`),
    drawn(
      'of a patient that is seen all the time',
      `patient=${patient(MUCH_SEEN)}&subtype=read,vread,search,history&outcome=0`,
      365,
      'month',
    ),
    drawn('of an app of everybody', `agent=ClientApplication/${clientId(1)}`, 365, 'month'),
    drawn('of what was refused', 'outcome=4,8,12', 365, 'month'),
    drawn('of a frequent kind', 'subtype=read'),
    drawn('of rare kinds', 'subtype=login.succeeded,login.failed,password.changed', 365, 'month'),
    drawn('of nobody', 'patient=Patient/nobody', 365, 'month'),
  ]
}

function findings(at: string, people: number): readonly Question[] {
  const members = (name: string, words: readonly string[], field = 'name', count = '25'): Question => ({
    name,
    paths: words.map((q) => `${at}/members?${new URLSearchParams({ _count: count, [field]: q })}`),
  })
  const some = Array.from({ length: 20 }, (_, n) => Math.floor((n * people) / 20))
  const starts = some.map((n) => nameOf(n).family.slice(0, 4))
  const patients = (name: string, count: string, words: readonly string[]): Question => ({
    name,
    paths: words.map((q) => `/fhir/R4/Patient?${new URLSearchParams({ ...(q !== '' && { name: q }), _count: count })}`),
  })
  return [
    { name: 'people, the newest', paths: [`${at}/members?_count=100`] },
    members('people who have not come yet', ['true'], 'pending', '100'),
    members('people by one letter', ['a', 's', 'z', 'q']),
    members('people by the beginning of a name', starts),
    members('people by the beginning of a name, as Ctrl-K finds them', starts, 'name', '5'),
    members(
      'people by first and last name',
      some.map((n) => `${nameOf(n).given} ${nameOf(n).family}`),
    ),
    members(
      'people by two letters of each name',
      some.map((n) => `${nameOf(n).given.slice(0, 2)} ${nameOf(n).family.slice(0, 2)}`),
    ),
    members('people by an address', some.map(emailOf), 'email'),
    members(
      'people by the beginning of an address',
      some.map((n) => emailOf(n).split('@')[0] ?? ''),
      'email',
    ),
    members('people by an address that nobody has', ['xyzzy@example.org', 'ada.xyzzy', '@xyzzy'], 'email'),
    members('people by what nobody is called', ['xyzzy', 'ada xyzzy']),
    patients('patients, as all resources of a type', '50', ['']),
    patients('patients by the beginning of a name, for a filter', '20', starts),
  ]
}

function clientLists(at: string, clients: number): readonly Question[] {
  const list = (name: string, ...queries: readonly string[]): Question => ({
    name,
    paths: queries.map((query) => `${at}/clients?${query}_count=100`),
  })
  const some = Array.from({ length: 20 }, (_, n) => Math.floor((n * clients) / 20))
  return [
    list('clients by name', ''),
    list('clients by a part of a name', 'name=device&', 'name=port&', 'name=x&'),
    list('clients by a number in their name', ...some.map((n) => `name=${n}&`)),
    list('clients of a kind', 'kind=server&', 'kind=device&'),
    list('clients that may use Basic', 'basic=true&'),
    {
      name: 'clients by a part of a name, as Ctrl-K finds them',
      paths: ['device', 'port', 'engine'].map((q) => `/fhir/R4/ClientApplication?name:contains=${q}&_count=5`),
    },
    { name: 'clients to choose from', paths: ['/fhir/R4/ClientApplication?_count=200&_sort=name'] },
    {
      name: 'devices',
      paths: ['', ...some.map((n) => `?after=${clientId(n)}`)].map((q) => `${at}/devices${q}`),
    },
  ]
}

function usedLists(at: string, { patient: read, policy, bot }: Used): readonly Question[] {
  const one = (name: string, ...paths: readonly string[]): Question => ({ name, paths })
  const some = Array.from({ length: 20 }, (_, n) => n)
  const starts = some.map((n) => nameOf(n).family.slice(0, 4))
  const signIns = (name: string, field: string, words: readonly string[]): Question =>
    one(name, ...words.map((q) => `${at}/sign-ins?${new URLSearchParams({ _count: '100', [field]: q })}`))
  return [
    one('sign-ins of everybody', `${at}/sign-ins?_count=100`),
    signIns('sign-ins by the beginning of a name', 'name', starts),
    signIns('sign-ins by a part of an address', 'email', some.map(emailOf)),
    signIns('sign-ins by an address that nobody has', 'email', ['ada.xyzzy', '@xyzzy']),
    signIns('sign-ins by a part of the name of an app', 'client', ['device', 'port', 'console', 'xyzzy']),
    one('devices by a part of a name', ...['device', 'xyzzy', '7'].map((q) => `${at}/devices?name=${q}`)),
    one('sign-ins of a person', ...some.map((n) => `${at}/members/${membershipId(n)}/sign-ins`)),
    one('e-mails that were sent', `${at}/emails?_count=50`),
    one('e-mails that were refused', `${at}/emails?_count=50&state=refused`),
    one('policies', '/fhir/R4/AccessPolicy?_sort=name&_count=500'),
    one('policies by a part of a name', '/fhir/R4/AccessPolicy?_sort=name&_count=500&name:contains=ward'),
    one('who holds the policy of everybody', `/fhir/R4/ProjectMembership?access-policy=${policy}&_count=200`),
    one('the history of a policy, with names', `/fhir/R4/${policy}/_history?_count=50&_names=true`),
    one('the history of a patient, with names', `/fhir/R4/${read}/_history?_count=50&_names=true`),
    one('Bots', '/fhir/R4/Bot?_sort=name&_count=100'),
    one('the logs of a Bot', `/fhir/R4/${bot}/$logs`),
  ]
}
