import {
  BUSY,
  clientId,
  emailOf,
  LONG_AGO_PATIENT,
  LONG_GONE,
  MUCH_SEEN,
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

/** What the console asks first, in each view of the audit and of people. */
export function questionsOf(
  project: string,
  { people, clients, now }: { readonly people: number; readonly clients: number; readonly now: number },
): readonly Question[] {
  const audit = (name: string, ...queries: readonly string[]): Question => ({
    name,
    paths: queries.map((query) => `/fhir/R4/AuditEvent?${query}${query === '' ? '' : '&'}_count=50&_names=true`),
  })
  const some = Array.from({ length: 20 }, (_, n) => n)
  const seen = 'type=rest&outcome=0'
  return [
    audit('the newest', ''),
    audit('of one month', `date=ge${since(now - 8 * MONTH)}&date=lt${since(now - 7 * MONTH)}`),
    audit('who saw a patient', ...some.map((n) => `patient=${patient(ONE_OF_MANY + 100 * n)}&${seen}`)),
    audit('who saw a patient that is seen all the time', `patient=${patient(MUCH_SEEN)}&${seen}`),
    audit('who saw a patient, long ago', `patient=${patient(LONG_AGO_PATIENT)}&${seen}`),
    audit('who saw a patient: nobody', ...some.map((n) => `patient=Patient/nobody-${n}&${seen}`)),
    audit('what a person did', ...some.map((n) => `agent=${staff(100 + 10 * n)}`)),
    audit('what the busiest person did', `agent=${staff(BUSY)}`),
    audit('what a person did who left long ago', `agent=${staff(LONG_GONE)}`),
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
    ...timelines(now),
    ...findings(project, people),
    ...clientLists(project, clients),
    { name: 'the posture', paths: [`/admin/projects/${project}/posture`] },
    {
      name: 'the figures of a day and a month',
      paths: ['', '?period=month'].map((q) => `/admin/projects/${project}/figures${q}`),
    },
  ]
}

/** What the console draws above the list: of the last month, and of what somebody chose. */
function timelines(now: number): readonly Question[] {
  const drawn = (name: string, query: string, days = 31, by = 'day'): Question => ({
    name: `the timeline ${name}`,
    paths: [`/fhir/R4/AuditEvent/$timeline?${query}&_by=${by}&_from=${since(now - days * 86_400_000)}`],
  })
  return [
    drawn('of a month', 'date=ge2000'),
    drawn('of a day', 'date=ge2000', 1, 'hour'),
    drawn('of a year', 'date=ge2000', 365, 'month'),
    drawn('of the busiest person', `agent=${staff(BUSY)}`),
    drawn('of a patient that is seen all the time', `patient=${patient(MUCH_SEEN)}&type=rest&outcome=0`, 365, 'month'),
    drawn('of an app of everybody', `agent=ClientApplication/${clientId(1)}`, 365, 'month'),
    drawn('of what was refused', 'outcome=4,8,12', 365, 'month'),
    drawn('of a frequent kind', 'subtype=read'),
    drawn('of rare kinds', 'subtype=login.succeeded,login.failed,password.changed', 365, 'month'),
    drawn('of nobody', 'patient=Patient/nobody', 365, 'month'),
  ]
}

function findings(project: string, people: number): readonly Question[] {
  const members = (name: string, words: readonly string[]): Question => ({
    name,
    paths: words.map((q) => `/admin/projects/${project}/members?${new URLSearchParams({ name: q, _count: '20' })}`),
  })
  const some = Array.from({ length: 20 }, (_, n) => Math.floor((n * people) / 20))
  return [
    { name: 'people, the newest', paths: [`/admin/projects/${project}/members?_count=20`] },
    members('people by one letter', ['a', 's', 'z', 'q']),
    members(
      'people by the beginning of a name',
      some.map((n) => nameOf(n).family.slice(0, 4)),
    ),
    members(
      'people by first and last name',
      some.map((n) => `${nameOf(n).given} ${nameOf(n).family}`),
    ),
    members(
      'people by two letters of each name',
      some.map((n) => `${nameOf(n).given.slice(0, 2)} ${nameOf(n).family.slice(0, 2)}`),
    ),
    members('people by an address', some.map(emailOf)),
    members(
      'people by the beginning of an address',
      some.map((n) => emailOf(n).split('@')[0] ?? ''),
    ),
    members('people by what nobody is called', ['xyzzy', 'ada xyzzy', 'xyzzy@example.org']),
  ]
}

function clientLists(project: string, clients: number): readonly Question[] {
  const list = (name: string, ...queries: readonly string[]): Question => ({
    name,
    paths: queries.map((query) => `/admin/projects/${project}/clients?${query}_count=20`),
  })
  const some = Array.from({ length: 20 }, (_, n) => Math.floor((n * clients) / 20))
  return [
    list('clients by name', ''),
    list('clients by a part of a name', 'name=device&', 'name=port&', 'name=x&'),
    list('clients by a number in their name', ...some.map((n) => `name=${n}&`)),
    list('clients of a kind', 'kind=server&', 'kind=device&'),
    list('clients that may use Basic', 'basic=true&'),
  ]
}
