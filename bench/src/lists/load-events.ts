import type { Copier } from '../scale/copier.ts'
import { CLIENTS, clientId, LONG_AGO_PATIENT, LONG_GONE, MUCH_SEEN, PATIENTS_FROM, personId } from './town.ts'

const A_BATCH = 250_000
const MONTHS = 12

/** How often each special one appears, in a thousand events; those of long ago only in the first month. */
const SHARE = { muchSeen: 20, longAgo: 25, machine: 100 }

/**
 * Loads so many events of a year, as a server of a year would have them: a partition for each month, and indexes that grew
 * with them. Most are reads; a few people and apps do most of it; some appear only in the first month.
 */
export async function loadEvents(
  copier: Copier,
  { project, people, count }: { readonly project: string; readonly people: number; readonly count: number },
  progress: (done: number, all: number) => void,
): Promise<void> {
  const end = Date.now()
  const began = end - 365 * 86_400_000
  await makeMonths(copier, new Date(end))
  const [template] = await copier.run(
    'select personal, subject, project::text as project from audit_events where personal is not null order by at limit 1',
  )
  for (let from = 0; from < count; from += A_BATCH) {
    const to = Math.min(count, from + A_BATCH) - 1
    await copier.run(EVENTS, [
      from,
      to,
      project,
      began,
      (end - began) / count,
      people,
      template?.['personal'],
      template?.['subject'],
    ])
    progress(to + 1, count)
  }
}

/** The partitions that a server of a year has made. */
async function makeMonths(copier: Copier, now: Date): Promise<void> {
  for (let ago = 1; ago <= MONTHS; ago += 1) {
    const [from, to] = [ago, ago - 1].map((n) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)))
    const name = `audit_events_${from?.toISOString().slice(0, 7).replace('-', '_')}`
    await copier.run(
      `create table if not exists ${name} partition of audit_events
        for values from ('${from?.toISOString()}') to ('${to?.toISOString()}')`,
    )
  }
}

const quoted = (words: readonly string[]): string => `array[${words.map((word) => `'${word}'`).join(', ')}]`

/** Each event follows from its number alone. */
const EVENTS = `
with numbered as (
  select n, ('x' || substr(md5(n::text), 1, 8))::bit(32)::bigint / 4294967296.0 + 0.5 as a0,
    abs(('x' || substr(md5(n::text), 9, 7))::bit(28)::bigint) / 268435456.0 as b,
    n % 1000 as slot, n < 0 as never, md5(n::text) as chance, ($4::float8 + n * $5::float8)::bigint as ms
  from generate_series($1::bigint, $2::bigint) n
), drawn as (
  select *, a0 - floor(a0) as a, (n * $5::float8 < 30 * 86400000.0) as long_ago from numbered
), kinds as (
  select *,
    case
      when slot < 700 then 'fhir.read' when slot < 850 then 'fhir.search' when slot < 920 then 'token.issued'
      when slot < 960 then 'login.succeeded' when slot < 975 then 'login.failed' when slot < 985 then 'fhir.update'
      when slot < 993 then 'fhir.create' when slot < 996 then 'fhir.read' when slot < 997 then 'administration.refused'
      when slot < 998 then 'membership.changed' when n % 100000 = 99999 then 'bot.deployed' else 'password.changed'
    end as kind,
    case when slot between 960 and 974 or slot between 993 and 996 then 4 else 0 end as outcome
  from drawn
), who as (
  select *,
    case
      when slot % 10 = 3 then 'ClientApplication/' || (${quoted(CLIENTS.map((_, n) => clientId(n)))})[1]
      when long_ago and slot < ${SHARE.longAgo * 10} and slot % 10 = 1 then 'Practitioner/' || '${personId(LONG_GONE)}'
      when slot % 5 = 4 then 'Patient/' || '00000000-0000-4000-8000-' || lpad(to_hex(${PATIENTS_FROM} + floor(a * ($6::int - ${PATIENTS_FROM}))::int), 12, '0')
      else 'Practitioner/' || '00000000-0000-4000-8000-' || lpad(to_hex(10 + floor(a * a * a * (${PATIENTS_FROM} - 10))::int), 12, '0')
    end as agent,
    case when slot % 10 = 3 then null
      else 'ClientApplication/' || (${quoted(CLIENTS.map((_, n) => clientId(n)))})[2 + (slot % 3)] end as app,
    case
      when kind !~ '^fhir' then null
      when slot % ${Math.floor(1000 / SHARE.muchSeen)} = 7 then 'Patient/' || '${personId(MUCH_SEEN)}'
      when long_ago and slot % 40 = 9 then 'Patient/' || '${personId(LONG_AGO_PATIENT)}'
      else 'Patient/' || '00000000-0000-4000-8000-' || lpad(to_hex(${PATIENTS_FROM} + 10 + floor(b * b * ($6::int - ${PATIENTS_FROM} - 10))::int), 12, '0')
    end as patient
  from kinds
), whole as (
  select *,
    (lpad(to_hex(ms), 12, '0') || '7' || substr(chance, 1, 3) || '8' || substr(chance, 4, 15))::uuid as id,
    to_timestamp(ms / 1000.0) as at,
    case when kind = 'fhir.search' then 'Observation' when kind ~ '^fhir' then 'Observation/' || md5(chance)::uuid
      when kind = 'membership.changed' then 'ProjectMembership/' || md5(chance)::uuid end as entity
  from who
)
insert into audit_events
  (project, at, id, kind, action, outcome, agent, app, entity, patient, login_id, event, personal, subject, writer, sequence)
select $3::uuid, at, id, kind, 'R', outcome, agent, app, entity, patient, null,
  json_strip_nulls(json_build_object('agent', agent, 'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'client', substr(app, 19), 'entity', entity, 'id', id, 'kind', kind, 'outcome', outcome, 'patient', patient,
    'personalHash', md5(chance) || md5(chance), 'project', $3::uuid))::text,
  $7, $8, '00000000-0000-4000-8000-000000000001', n + 1
from whole`
