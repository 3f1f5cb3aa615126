import { z } from 'zod'
import { HL7_TYPE } from '#base/hl7'
import {
  type Answer,
  bytes,
  type Described,
  fhir,
  json,
  type Operation,
  type RoutedOperation,
  wholeResource,
} from '#base/openapi'
import { SYSTEM_BOT_LIMITS, SYSTEM_LIMITS } from '#domain/projects'
import { BASE } from './accept.ts'

const TYPE = `${BASE}/:type`
const ONE = `${TYPE}/:id`

const version = { ETag: 'The version, as W/"3".', 'Last-Modified': 'When it was made.' }
const one = fhir('The resource.', 'resource', version)
const made = fhir('The resource that was made.', 'resource', { ...version, Location: 'Its address and version.' })
const page = fhir('A page: link has the next one.', 'bundle')
const done = fhir('It is done.', 'outcome')
const unchanged: Answer = { says: 'The version of If-None-Match is the current one.' }

const text = (description: string) => z.string().optional().meta({ description })
const onlyIf = z.object({
  'If-Match': text(
    'The version that is to be changed, as W/"3". Another one is answered with 412, and nothing changes.',
  ),
})
const onlyIfRunning = z.object({
  'If-Match': text(
    'The version that runs, as $source has it in ETag; W/"0" for a Bot without code. While another one runs, the answer is 412, and nothing changes.',
  ),
})
const paged = {
  _count: text('How many on a page.'),
  _cursor: text('The next page, as the link of the page before has it.'),
}
const search = z.object({
  ...paged,
  _sort: text('What to sort by; a hyphen before it turns the order.'),
  _total: text('none or accurate: whether the page says how many there are.'),
  _include: text('Resources that those of the page refer to.'),
  _revinclude: text('Resources that refer to those of the page.'),
  _elements: text('The elements to return, separated by commas.'),
  _summary: text('true, text, data, count or false.'),
})
const history = z.object({
  ...paged,
  _since: text('Only versions that are newer.'),
  _names: text('true: in the extended form, with the names of the authors, for those who may read them.'),
})

const INTERACTIONS: Described['operations'] = {
  [`GET ${BASE}/metadata`]: {
    summary: 'Read the CapabilityStatement',
    description: 'The types, what may be done with each, and the search parameters of each.',
    auth: 'anyone',
    answers: { 200: fhir('The CapabilityStatement.') },
  },
  [`POST ${BASE}`]: {
    summary: 'Send a batch',
    description: 'Each entry is a request of its own. A refused one is refused alone.',
    body: wholeResource,
    answers: { 200: fhir('The answers, in the order of the entries.', 'bundle') },
  },
  [`POST ${BASE}/`]: {
    summary: 'Send a batch, to the base with a slash at its end',
    body: wholeResource,
    answers: { 200: fhir('The answers, in the order of the entries.', 'bundle') },
  },
  [`GET ${TYPE}`]: {
    summary: 'Search',
    description: 'By the search parameters of the type, which the CapabilityStatement lists, and by those below.',
    query: search,
    answers: { 200: page },
  },
  [`POST ${TYPE}/_search`]: {
    summary: 'Search by POST, so that no address has what is looked for',
    body: {
      types: ['application/x-www-form-urlencoded'],
      schema: z.object({ ...search.shape }).catchall(z.string()),
      isOptional: true,
    },
    answers: { 200: page },
  },
  [`POST ${TYPE}`]: {
    summary: 'Create a resource',
    headers: z.object({
      'If-None-Exist': text('A search: where it finds one resource, that one is the answer, and nothing is made.'),
    }),
    body: { ...wholeResource, example: { resourceType: 'Patient', name: [{ family: 'Lovelace', given: ['Ada'] }] } },
    answers: { 200: one, 201: made },
  },
  [`PUT ${TYPE}`]: {
    summary: 'Update the one resource that a search finds, or create it',
    query: search.pick({}),
    headers: onlyIf,
    body: wholeResource,
    answers: { 200: one, 201: made },
  },
  [`GET ${TYPE}/_history`]: {
    summary: 'Read the versions of all resources of a type',
    query: history,
    answers: { 200: page },
  },
  [`GET ${ONE}`]: {
    summary: 'Read a resource',
    description: 'A Binary is its file, unless FHIR’s JSON is asked for.',
    headers: z.object({ 'If-None-Match': text('The version that is known, as W/"3".') }),
    answers: { 200: { ...one, orBytes: true }, 304: unchanged },
  },
  [`PUT ${ONE}`]: {
    summary: 'Update a resource',
    headers: onlyIf,
    body: wholeResource,
    answers: { 200: one, 201: made },
  },
  [`PATCH ${ONE}`]: {
    summary: 'Patch a resource',
    headers: onlyIf,
    body: {
      types: ['application/json-patch+json'],
      schema: z.array(
        z.object({
          op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
          path: z.string(),
          from: z.string().optional(),
          value: z.unknown().optional(),
        }),
      ),
      example: [{ op: 'replace', path: '/active', value: false }],
    },
    answers: { 200: one },
  },
  [`DELETE ${ONE}`]: { summary: 'Delete a resource', headers: onlyIf, answers: { 200: done } },
  [`GET ${ONE}/_history`]: { summary: 'Read the versions of a resource', query: history, answers: { 200: page } },
  [`GET ${ONE}/_history/:version`]: {
    summary: 'Read a version of a resource',
    answers: { 200: { ...one, orBytes: true } },
  },
  [`POST ${BASE}/Binary`]: {
    summary: 'Keep a file',
    description: 'Of any type. Only an administrator reads a file without a security context.',
    headers: z.object({ 'X-Security-Context': text('The resource whose readers may read the file.') }),
    body: { types: ['*/*'], schema: z.unknown() },
    answers: { 201: made },
  },
  [`PUT ${BASE}/Binary/:id`]: {
    summary: 'Replace a file',
    headers: onlyIf,
    body: { types: ['*/*'], schema: z.unknown() },
    answers: { 200: one },
  },
}

const eventsBy = {
  agent: text('Who did it: Practitioner/…, ClientApplication/….'),
  patient: text('Whose record it was about.'),
  entity: text('What it was about.'),
  subtype: text('The kind, such as login.failed.'),
  action: text('C, R, U, D or E.'),
  outcome: text('0, 4, 8 or 12.'),
  date: text('When, as ge2026-11-01.'),
}
const events = {
  ...paged,
  _names: text('true: with the names of people, apps and Bots, for those who may read them.'),
  _after: text('The id of an event: only those after it.'),
  ...eventsBy,
}

const AUDIT: Described['operations'] = {
  [`GET ${BASE}/AuditEvent/$watch`]: {
    summary: 'Watch the audit',
    description: 'The events after one, oldest first. Ask again by the link next, after some seconds.',
    query: z.object(events),
    answers: { 200: page },
  },
  [`GET ${BASE}/AuditEvent/$timeline`]: {
    summary: 'Count the events of the audit by hours, days or months',
    description:
      'The newest events of a search, those refused apart. It looks at a limited number of them: countedFrom says since when every one is counted, complete whether that is from the beginning.',
    query: z.object({
      ...eventsBy,
      _by: text('hour, day or month. Left out: day.'),
      _zone: text('The time zone of the days, such as Europe/Madrid. Left out: UTC.'),
      _from: text('Where it begins, as an instant. Left out: 24 hours, 31 days or 365 days before its end.'),
      _until: text('Where it ends, as an instant. Left out: now.'),
    }),
    answers: { 200: fhir('Parameters: by, from, until, countedFrom, complete, and a bar for each length of time.') },
  },
  [`GET ${BASE}/AuditEvent/$export`]: {
    summary: 'Export the audit',
    description: 'At most 100,000 events in a file. The next file begins after the last event of this one.',
    query: z.object({
      ...events,
      _sort: text('date or -date.'),
      _outputFormat: text('application/fhir+ndjson or text/csv.'),
    }),
    answers: { 200: bytes('The file: an AuditEvent on each line, or a table.', '*/*') },
  },
}

const LATER = fhir('It is done later.', 'outcome', { 'Content-Location': 'Where to ask how it stands.' })
const run = (summary: string): Operation => ({
  summary,
  description: 'The input and the output are what the Bot takes and gives.',
  headers: z.object({ Prefer: text('respond-async: the answer is fetched later.') }),
  answers: { 200: bytes('What the Bot gave.', '*/*'), 202: LATER },
  refusesAs: HL7_TYPE,
})
const runWith = (summary: string): Operation => ({
  ...run(summary),
  body: { types: ['*/*'], schema: z.unknown(), isOptional: true },
})

const BOTS: Described['operations'] = {
  [`GET ${BASE}/Bot/:id/$execute`]: run('Run a Bot, with the parameters of the address'),
  [`POST ${BASE}/Bot/:id/$execute`]: runWith('Run a Bot'),
  [`GET ${BASE}/Bot/$execute`]: run('Run the Bot that has an identifier, with the parameters of the address'),
  [`POST ${BASE}/Bot/$execute`]: runWith('Run the Bot that has an identifier'),
  [`GET ${BASE}/job/:id/status`]: {
    summary: 'Ask for the answer of a Bot that runs later',
    answers: { 200: bytes('What the Bot gave.', '*/*'), 202: LATER },
    refusesAs: HL7_TYPE,
  },
  [`DELETE ${BASE}/job/:id/status`]: {
    summary: 'Take a call of a Bot back, or delete its answer',
    answers: { 202: fhir('It is gone.', 'outcome') },
  },
}

/** The body of an operation: FHIR's Parameters, or an object with the same names. */
const given = (fields: z.ZodRawShape, isOptional = false) => ({
  ...json(z.union([z.looseObject({ resourceType: z.literal('Parameters') }), z.object(fields)])),
  types: ['application/fhir+json', 'application/json'],
  ...(isOptional && { isOptional: true }),
})
const operation = (path: string, summary: string, more: Partial<Operation> = {}): RoutedOperation => ({
  path: `${BASE}/${path}`,
  summary,
  answers: { 200: fhir('The Parameters, or the resource as it is now.') },
  ...more,
})

const word = z.string().optional()
const limits = Object.fromEntries(
  Object.entries({ ...SYSTEM_LIMITS, ...SYSTEM_BOT_LIMITS }).map(([name, type]) => [
    name,
    (type === 'boolean' ? z.boolean() : z.int()).optional(),
  ]),
)
const launch = {
  patient: text('The id of the patient.'),
  encounter: text('The id of the encounter.'),
  intent: text('What the app is opened for.'),
  need_patient_banner: z.boolean().optional(),
  smart_style_url: word,
  tenant: word,
  fhirContext: z.array(z.looseObject({})).optional(),
}

const question = {
  interaction: text('What would be done. Left out: read of a resource, search of a type.'),
  membership: text('For administrators: who would do it. Left out: oneself.'),
  client: text('For administrators: the client that would act for the membership.'),
  scope: text('For administrators: the scope of the token.'),
  patient: text('For administrators: the launch patient of patient/ scopes.'),
}
const EXPLANATION = { 200: fhir('The explanation, as Parameters: allowed, why, narrowing, holder, scope, remedy.') }
const explained = (path: string, summary: string): RoutedOperation =>
  operation(path, summary, { query: z.object(question), answers: EXPLANATION })
const tried = (path: string, summary: string): RoutedOperation =>
  operation(path, summary, {
    description:
      'For administrators. Parameters, with or without an AccessPolicy as the resource of policy: it is tried, and not stored.',
    body: wholeResource,
    answers: EXPLANATION,
  })

const OPERATIONS: Described['operations'] = {
  [`POST ${ONE}`]: [
    tried(':type/$explain', 'Try a policy on a type'),
    operation('Project/$init', 'Make a project', {
      description: 'For administrators of the server.',
      body: given({
        name: z.string(),
        ownerEmail: word,
        ownerFirstName: word,
        ownerLastName: word,
        administratorPolicy: z.enum(['with-charts', 'without-charts']).optional(),
      }),
      answers: { 201: made },
    }),
  ],
  [`GET ${ONE}/:operation`]: [
    explained(':type/$explain', 'Ask why something is allowed with a type, or refused'),
    explained(':type/:id/$explain', 'Ask why something is allowed with a resource, or refused'),
    operation('Bot/:id/$logs', 'Read what a Bot logged', {
      query: z.object({ before: text('A run: only earlier ones.'), trace: text('The number of a request.') }),
    }),
    operation('Bot/:id/$versions', 'List the versions of a Bot'),
    operation('Bot/:id/$source', 'Read the code of a Bot', {
      query: z.object({ version: text('Left out: the version that runs.') }),
      answers: {
        200: fhir(
          'The version and its files; neither for a Bot without code. needsOwner: true where the Bot acts for people and you are no owner, who alone changes it and its code.',
          'resource',
          {
            ETag: 'The version, as W/"3"; W/"0" for a Bot without code.',
          },
        ),
      },
    }),
    operation('Project/:id/$rate-limits', 'Ask what is left of the limits', {
      query: z.object({ membershipId: text('For administrators: the limits of a member.') }),
    }),
    operation('Patient/:id/$who-looked', 'Ask who looked at a record', {
      description: 'For the patient and those who act for them, where the project tells it.',
    }),
    operation('ClientApplication/:id/$smart-launch', 'Launch an app in the browser', {
      query: z.object({ ...launch, need_patient_banner: word, fhirContext: word }),
      answers: { 302: { says: 'The address of the app.', headers: { Location: 'The app, with iss and launch.' } } },
    }),
  ],
  [`POST ${ONE}/:operation`]: [
    tried(':type/:id/$explain', 'Try a policy on a resource'),
    operation('Bot/:id/$deploy', 'Deploy the code of a Bot', {
      body: json(z.object({ code: z.string(), filename: word, files: z.record(z.string(), z.string()).optional() }), {
        code: 'export const handler = async () => true',
        filename: 'bot.ts',
      }),
      headers: onlyIfRunning,
      answers: { 200: fhir('It is done.', 'outcome', { ETag: 'The version that runs now, as W/"3".' }) },
    }),
    operation('Bot/:id/$roll-back', 'Let an earlier version of a Bot run again', {
      headers: onlyIfRunning,
      body: given({ version: z.int().optional() }, true),
      answers: { 200: done },
    }),
    operation('ClientApplication/:id/$rotate-secret', 'Make a new secret for a client', {
      description:
        'With secret: the current one goes on working until it is dropped. With retiringSecret or retire: drops the old one. The answer alone has the new secret.',
      headers: onlyIf,
      body: given(
        {
          secret: word,
          retiringSecret: word,
          lost: z.boolean().optional(),
          keep: z.boolean().optional(),
          retire: z.boolean().optional(),
        },
        true,
      ),
    }),
    operation('ClientApplication/:id/$smart-launch', 'Launch an app', { body: given(launch, true) }),
    operation('User/:id/$update-email', 'Change the e-mail address of a user', {
      body: given({
        email: z.string(),
        updateProfileTelecom: z.boolean().optional(),
        skipEmailVerification: z.boolean().optional(),
      }),
    }),
    operation('User/:id/$rescope', 'Make an account the server’s, or one project’s', {
      description: 'For administrators of the server.',
      body: given({ scope: z.enum(['server', 'project']), project: word }),
    }),
    operation('Project/:id/$rate-limits', 'Set the limits of a project', {
      description: 'For administrators of the server: quotas in points, and what Bots of the project may use.',
      headers: onlyIf,
      body: given({
        ...limits,
        unset: text('Names with commas between them: for these, what the server gives holds again.'),
      }),
    }),
  ],
}

export const describedFhir: Described = {
  tag: 'FHIR',
  about:
    'The FHIR R4 API: https://hl7.org/fhir/R4/http.html. Each request is decided by the access policy and the scope of its token, and is audited.',
  auth: 'token_or_basic',
  mayWait: true,
  parameters: {
    type: 'The type of the resource, such as Patient.',
    id: 'The id of the resource.',
    version: 'The number of the version.',
  },
  operations: { ...INTERACTIONS, ...AUDIT, ...BOTS, ...OPERATIONS },
}
