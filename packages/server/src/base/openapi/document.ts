import type { z } from 'zod'
import type { Answer, Auth, Body, Described, Operation, RoutedOperation } from './describe.ts'
import { type JsonSchema, type Schemas, schemaOf } from './schema.ts'
import { OAUTH_ERROR, OUTCOME } from './shared-schemas.ts'

/** A route as it was mounted, with the shape of its refusals. */
export interface Route {
  readonly method: string
  readonly url: string
  readonly refusals: 'outcome' | 'oauth' | 'page' | 'page_or_outcome' | undefined
}

export interface Api {
  readonly title: string
  readonly version: string
  readonly description: string
  /** Where the API is, with a slash at its end. */
  readonly baseUrl: string
  /** Where a route is, with a slash at its end, if it is not there. */
  elsewhere(route: string): string | undefined
  /** The scopes that a client may ask for, and what each is for. */
  readonly scopes: Readonly<Record<string, string>>
  readonly routes: readonly Route[]
  readonly described: readonly Described[]
}

/**
 * The OpenAPI 3.1 document of the routes. What is described and not mounted is left out: not every server has every
 * route.
 *
 * @throws When a route has no description, or a parameter of its path has none.
 */
export function describeApi(api: Api): object {
  const schemas: Schemas = { components: {}, written: new Map() }
  for (const shape of [OUTCOME, OAUTH_ERROR]) schemaOf(shape, schemas)
  const paths: Record<string, Record<string, object>> = {}
  const serversOf = (url: string): readonly object[] => [{ url: url.replace(/\/$/, '') }]
  const used = new Set<Described>()
  for (const { route, group, operation } of inOrder(api)) {
    used.add(group)
    const path = openApiPath(operation.path)
    const elsewhere = api.elsewhere(route.url)
    paths[path] = {
      ...(elsewhere !== undefined && { servers: serversOf(elsewhere) }),
      ...paths[path],
      [route.method.toLowerCase()]: operationOf(group, route, operation, schemas),
    }
  }
  const tags = new Map([...used].map(({ tag, about }) => [tag, about]))
  return {
    openapi: '3.1.1',
    info: {
      title: api.title,
      version: api.version,
      description: api.description,
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: serversOf(api.baseUrl),
    tags: [...tags].map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.components,
      responses: RESPONSES,
      securitySchemes: securitySchemes(api),
    },
  }
}

/** `/auth/login/:login` as `/auth/login/{login}`. */
function openApiPath(route: string): string {
  return route.replaceAll(/:(\w+)/g, '{$1}')
}

interface Mounted {
  readonly route: Route
  readonly group: Described
  readonly operation: RoutedOperation
}

/** What is mounted, as the descriptions order it. */
function inOrder({ routes, described }: Api): readonly Mounted[] {
  const mounted = routes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .flatMap((route): readonly Mounted[] => {
      const name = `${route.method} ${route.url}`
      const group = described.find(({ operations }) => Object.hasOwn(operations, name))
      const found = group?.operations[name]
      if (group === undefined || found === undefined)
        throw new Error(`${name} has no description: add it to described.ts beside its endpoint`)
      const operations = 'summary' in found ? [{ ...found, path: route.url }] : found
      return operations.map((operation) => ({ route, group, operation }))
    })
  return mounted.toSorted((a, b) => described.indexOf(a.group) - described.indexOf(b.group))
}

function operationOf(group: Described, route: Route, operation: RoutedOperation, schemas: Schemas): object {
  const { summary, description, path, body, answers, auth = group.auth } = operation
  const method = route.method.toLowerCase()
  return {
    operationId: idOf(method, path),
    tags: [group.tag],
    summary,
    ...(description !== undefined && { description }),
    security: SECURITY[auth],
    parameters: [
      ...pathParameters(group, path),
      ...parametersIn('query', operation, schemas),
      ...parametersIn('header', operation, schemas),
    ],
    ...(body !== undefined && { requestBody: bodyOf(body, schemas) }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer, schemas)])),
      ...(group.mayWait === true && method !== 'get' && { 202: { $ref: '#/components/responses/Waiting' } }),
      ...refusals(route, auth, operation.refusesAs),
    },
  }
}

/** `post /admin/projects/{projectId}/members` as `postAdminProjectsByProjectIdMembers`. */
function idOf(method: string, path: string): string {
  const words = openApiPath(path)
    .split('/')
    .flatMap((part) => (part.startsWith('{') ? ['By', part.slice(1, -1)] : part.split(/[^A-Za-z0-9]+/)))
    .filter((word) => word !== '')
  const end = path.endsWith('/*') ? 'Below' : path.length > 1 && path.endsWith('/') ? 'Slash' : ''
  return `${method}${words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('')}${end}`
}

function pathParameters({ parameters }: Described, path: string): readonly object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => {
    const description = parameters[name]
    if (description === undefined) throw new Error(`${path}: the parameter ${name} has no description`)
    return { name, in: 'path', required: true, description, schema: { type: 'string' } }
  })
}

function parametersIn(place: 'query' | 'header', { query, headers }: Operation, schemas: Schemas): readonly object[] {
  const fields: z.ZodObject | undefined = place === 'query' ? query : headers
  if (fields === undefined) return []
  const { properties = {}, required = [] } = schemaOf(fields, schemas) as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    ...(required.includes(name) && { required: true }),
    ...(description !== undefined && { description }),
    schema,
  }))
}

function bodyOf({ types, schema, isOptional, example }: Body, schemas: Schemas): object {
  const content = { schema: schemaOf(schema, schemas), ...(example !== undefined && { example }) }
  return { required: isOptional !== true, content: Object.fromEntries(types.map((type) => [type, content])) }
}

function answerOf({ says, type, schema, orBytes, example, headers = {} }: Answer, schemas: Schemas): object {
  const names = Object.entries(headers)
  return {
    description: says,
    ...(names.length > 0 && {
      headers: Object.fromEntries(
        names.map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
      ),
    }),
    ...(type !== undefined && {
      content: {
        [type]: {
          ...(schema !== undefined && { schema: schemaOf(schema, schemas) }),
          ...(example !== undefined && { example }),
        },
        ...(orBytes === true && { '*/*': {} }),
      },
    }),
  }
}

/** Refusals have one shape for each route: that which its config names. */
function refusals({ refusals: shape }: Route, auth: Auth, also: string | undefined): object {
  const kind = KINDS[shape ?? 'outcome']
  const one = { $ref: `#/components/responses/${kind}` }
  return {
    ...(kind === 'Refusal' && auth.startsWith('token') && { 401: { $ref: '#/components/responses/Unauthorized' } }),
    // An OperationOutcome on every route, also of OAuth: clients read the limit there.
    ...(!kind.startsWith('Page') && { 429: { $ref: '#/components/responses/TooMany' } }),
    '4XX': also === undefined ? one : { ...RESPONSES[kind], content: { ...RESPONSES[kind].content, [also]: {} } },
    '5XX': one,
  }
}

const KINDS = {
  outcome: 'Refusal',
  oauth: 'OAuthRefusal',
  page: 'PageOfRefusal',
  page_or_outcome: 'PageOrRefusal',
} as const

const REFUSED = 'The request was refused. The answer says why, and what to do.'
const CONTENT = {
  outcome: { 'application/fhir+json': { schema: { $ref: '#/components/schemas/OperationOutcome' } } },
  oauth: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthError' } } },
}
const header = (description: string): object => ({ description, schema: { type: 'string' } })
const TRACE = { 'Trace-Id': header('The number of the request, for whoever runs the server.') }
const LATER = {
  ...TRACE,
  'Retry-After': header('The seconds after which to try again.'),
  RateLimit: header('The limit that refused the request, what is left of it, and when it begins again.'),
}

const RESPONSES = {
  Refusal: { description: REFUSED, headers: TRACE, content: CONTENT.outcome },
  Unauthorized: {
    description: 'The token is missing, has expired, or proves too little for this.',
    headers: {
      ...TRACE,
      'WWW-Authenticate': header(
        'How to authenticate. With error="insufficient_user_authentication": send the person through the sign-in again, with the acr_values and max_age that it names (RFC 9470).',
      ),
    },
    content: CONTENT.outcome,
  },
  TooMany: { description: 'Too many requests.', headers: LATER, content: CONTENT.outcome },
  Waiting: {
    description: 'The change waits for the approval of an administrator. Only machines get this answer.',
    headers: { 'Content-Location': header('Where the machine asks what became of it.') },
    content: CONTENT.outcome,
  },
  OAuthRefusal: { description: REFUSED, headers: TRACE, content: CONTENT.oauth },
  PageOfRefusal: {
    description: 'A page that says what is wrong, and what to do.',
    headers: TRACE,
    content: { 'text/html': {} },
  },
  PageOrRefusal: {
    description: `A page for browsers, and for programs an OperationOutcome. ${REFUSED}`,
    headers: TRACE,
    content: { 'text/html': {}, ...CONTENT.outcome },
  },
}

const SECURITY: Readonly<Record<Auth, readonly object[]>> = {
  anyone: [],
  token: [{ oauth2: [] }],
  token_or_basic: [{ oauth2: [] }, { basic: [] }],
  client: [{ client: [] }, {}],
  metrics: [{ metrics: [] }, {}],
}

function securitySchemes({ baseUrl, scopes }: Api): object {
  const [authorizationUrl, tokenUrl] = [`${baseUrl}oauth2/authorize`, `${baseUrl}oauth2/token`]
  return {
    oauth2: {
      type: 'oauth2',
      description:
        'An access token. People get one by the authorization code flow, always with PKCE (S256); clients with a secret or a key by their credentials.',
      flows: {
        authorizationCode: { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes },
        clientCredentials: { tokenUrl, scopes },
      },
    },
    basic: {
      type: 'http',
      scheme: 'basic',
      description: 'The id and secret of a client, where its basicAllowed is on. A token is better.',
    },
    client: {
      type: 'http',
      scheme: 'basic',
      description:
        'The id and secret of a client. Or, in the form: client_id and client_secret, or a signed client_assertion; from a public client, client_id alone.',
    },
    metrics: { type: 'http', scheme: 'bearer', description: 'The token of the setting DAMSON_METRICS_TOKEN.' },
  }
}
