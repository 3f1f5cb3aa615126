import type { Heavy } from './sender.ts'

/**
 * The heaviest requests that can be made without knowing what a route does: every part of a request grows up to the
 * largest size that any route takes. A route with smaller limits refuses, which must be cheap too.
 */

export const KB = 1024

/** What bodies are filled up to: just under the limits of the pages, of administration and of FHIR. */
const SIZES = [64 * KB - 64, 256 * KB - 64, 1024 * KB - 64]
/** Node reads 16 KB of headers, the request line included; the rest is for those of our own. */
const LONGEST_QUERY = 12 * KB

const NAMES = `
  client_id client_secret client_assertion client_assertion_type redirect_uri scope state nonce code
  code_verifier code_challenge refresh_token grant_type response_type prompt subject_token actor_token
  assertion token id_token_hint login_hint ui_locales claims acr_values request resource audience aud launch
  post_logout_redirect_uri logout_token login email password new allow language back end proof error iss
`
  .trim()
  .split(/\s+/)
const JSON_NAMES = `
  login email password scope clientId projectId codeChallenge nonce firstName lastName projectName profile id
  secret googleCredential appleCredential externalId name description redirectUris redirectUri allowedOrigin
  jwksUri accessPolicy access membership domain claimRules identityProvider jwks remoteAddress resourceType
  entry
`
  .trim()
  .split(/\s+/)
const SEARCHED = ['_id', 'subject', 'code', 'date', 'name', '_has:Observation:subject:code', 'subject:Patient.name']

/** A text of that length made of one piece again and again. */
export function repeated(piece: string, length: number): string {
  return piece.repeat(Math.floor(length / piece.length))
}

/** As many pieces as fit, made one by one and joined. */
function filled(length: number, piece: (n: number) => string, separator: string): string {
  const pieces: string[] = []
  for (let n = 0, size = 0; ; n += 1) {
    const next = piece(n)
    size += next.length + separator.length
    if (size > length) return pieces.join(separator)
    pieces.push(next)
  }
}

/** Texts on which patterns and readers are slow: what nearly matches, what must be decoded, what is looked up. */
const texts = (length: number): Readonly<Record<string, string>> => ({
  letters: repeated('a', length),
  spaces: `x${repeated(' ', length - 2)}x`,
  scopes: filled(length, (n) => `patient/Observation.rs?code=${n}`, ' '),
  commas: filled(length, (n) => `t|${n}`, ','),
  dots: `${repeated('a.', length)}@`,
  at: repeated('@', length),
  slashes: repeated('/a', length),
  encoded: repeated('%41', length),
  brackets: repeated('((', length),
  quotes: repeated('"\\', length),
  unicode: repeated('%EF%AC%83', length),
})

const form = (body: string) => ({ type: 'application/x-www-form-urlencoded', body })
const json = (body: string, type = 'application/fhir+json') => ({ type, body })

interface Shape {
  readonly shape: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly content?: { readonly type: string; readonly body: string }
}

function inQueries(): Shape[] {
  const many = (piece: (n: number) => string) => filled(LONGEST_QUERY, piece, '&')
  return [
    { shape: 'a query of many names', query: many((n) => `n${n}=1`) },
    { shape: 'a query of one name', query: many(() => 'code=1') },
    {
      shape: 'a query of 100 long pairs',
      query: Array.from({ length: 100 }, (_, n) => `n${n}=${repeated('%41', 100)}`).join('&'),
    },
    ...Object.entries(texts(LONGEST_QUERY)).map(([kind, text]) => ({
      shape: `a query of ${kind}`,
      query: `${kind === 'scopes' ? 'scope' : 'code'}=${text.replaceAll(' ', '+').replaceAll('"', '%22')}`,
    })),
    ...SEARCHED.map((name) => ({
      shape: `terms of ${name}`,
      query: `${name}=${filled(LONGEST_QUERY, (n) => `${n}`, ',')}`,
    })),
    { shape: 'includes', query: many(() => '_include=Observation:subject') },
    { shape: 'sorts', query: `_sort=${filled(LONGEST_QUERY, () => '-date', ',')}` },
    { shape: 'elements', query: `_elements=${filled(LONGEST_QUERY, (n) => `e${n}`, ',')}` },
    { shape: 'a chain', query: `${repeated('subject:Patient.organization.', LONGEST_QUERY)}name=a` },
    { shape: 'a reverse chain', query: `${repeated('_has:Observation:subject:', LONGEST_QUERY)}code=a` },
  ]
}

function inHeaders(): Shape[] {
  const value = (piece: (n: number) => string, separator: string) => filled(LONGEST_QUERY, piece, separator)
  return [
    { shape: 'many cookies', headers: { cookie: value((n) => `c${n}=1`, '; ') } },
    { shape: 'one cookie', headers: { cookie: `damson-browser=${repeated('a', LONGEST_QUERY)}` } },
    { shape: 'languages', headers: { 'accept-language': value((n) => `en-x${n};q=0.${n % 10}`, ',') } },
    { shape: 'kinds of answers', headers: { accept: value((n) => `text/x${n};q=0.1`, ',') } },
    { shape: 'a bearer', headers: { authorization: `Bearer ${repeated('eyJhbGciOi.', LONGEST_QUERY)}` } },
    { shape: 'a basic', headers: { authorization: `Basic ${repeated('YWFh', LONGEST_QUERY)}` } },
    { shape: 'forwarded', headers: { 'x-forwarded-for': value((n) => `10.0.${n % 256}.1`, ', ') } },
    { shape: 'conditions', headers: { 'if-none-exist': `code=${value((n) => `${n}`, ',')}`, 'if-match': 'W/"1"' } },
    { shape: 'preferences', headers: { prefer: value((n) => `return=${n}`, ', ') } },
  ]
}

function inBodies(size: number): Shape[] {
  const kb = `${Math.ceil(size / KB)} KB`
  const nest = Math.floor(size / 6)
  return [
    { shape: `a form of many names, ${kb}`, content: form(filled(size, (n) => `n${n}=1`, '&')) },
    { shape: `a form of one name, ${kb}`, content: form(filled(size, () => 'resource=1', '&')) },
    {
      shape: `a form of 100 encoded pairs, ${kb}`,
      content: form(Array.from({ length: 100 }, (_, n) => `n${n}=${repeated('%41', size / 100 - 8)}`).join('&')),
    },
    { shape: `a form of separators, ${kb}`, content: form(repeated('&=', size)) },
    { shape: `keys, ${kb}`, content: json(`{${filled(size, (n) => `"k${n}":1`, ',')}}`) },
    { shape: `equal keys, ${kb}`, content: json(`{${filled(size, () => '"k":1', ',')}}`) },
    { shape: `numbers, ${kb}`, content: json(`{"a":[${filled(size, () => '1.5', ',')}]}`) },
    { shape: `long numbers, ${kb}`, content: json(`{"a":[${filled(size, (n) => `${n}.${'1'.repeat(60)}e-7`, ',')}]}`) },
    { shape: `one number, ${kb}`, content: json(`{"a":${repeated('1', size - 8)}}`) },
    { shape: `nested objects, ${kb}`, content: json(`${'{"a":'.repeat(nest)}1${'}'.repeat(nest)}`) },
    { shape: `nested lists, ${kb}`, content: json(`${'['.repeat(size / 2)}${']'.repeat(size / 2)}`) },
    { shape: `a list of objects, ${kb}`, content: json(`[${filled(size, () => '{}', ',')}]`) },
    { shape: `escapes, ${kb}`, content: json(`{"a":"${repeated('\\u0061', size - 10)}"}`) },
    {
      shape: `patches, ${kb}`,
      content: json(
        `[${filled(size, (n) => `{"op":"add","path":"/name/-","value":{"family":"f${n}"}}`, ',')}]`,
        'application/json-patch+json',
      ),
    },
    { shape: `bytes, ${kb}`, content: { type: 'application/octet-stream', body: repeated('\u0001', size) } },
    { shape: `text, ${kb}`, content: { type: 'text/plain', body: repeated('a ', size) } },
    { shape: `parts, ${kb}`, content: { type: 'multipart/form-data; boundary=x', body: repeated('--x\r\n', size) } },
  ]
}

/** Every field that some route knows, one at a time, with each long text. */
function inFields(size: number): Shape[] {
  const shapes: Shape[] = []
  for (const [kind, text] of Object.entries(texts(size))) {
    const all = NAMES.map(
      (name) =>
        `${name}=${text
          .slice(0, size / NAMES.length - name.length - 2)
          .replaceAll(' ', '+')
          .replaceAll('"', '%22')}`,
    )
    shapes.push({ shape: `every field of forms, ${kind}`, content: form(all.join('&')) })
    const fields = JSON_NAMES.map((name) => [name, text.slice(0, size / JSON_NAMES.length - name.length - 8)])
    shapes.push({
      shape: `every field of JSON, ${kind}`,
      content: json(JSON.stringify(Object.fromEntries(fields)).slice(0)),
    })
    const lists = JSON_NAMES.map((name) => [name, text.slice(0, size / JSON_NAMES.length / 2).split(/[ ,./]/)])
    shapes.push({
      shape: `lists in JSON, ${kind}`,
      content: json(JSON.stringify(Object.fromEntries(lists)).slice(0, 4 * size)),
    })
  }
  for (const name of NAMES)
    shapes.push({ shape: `${name} alone`, content: form(`${name}=${repeated('a.b-', size - 40)}`) })
  for (const name of JSON_NAMES)
    shapes.push({ shape: `${name} alone, in JSON`, content: json(`{"${name}":"${repeated('a@b.', size - 60)}"}`) })
  return shapes
}

const QUERIES = inQueries()
const HEADERS = inHeaders()
const BODIES = [...SIZES.flatMap(inBodies), ...inFields(64 * KB - 2_048)]

/** Everything that is sent to one route, at that path. */
export function heavyRequests(method: string, path: string, headers: Readonly<Record<string, string>>): Heavy[] {
  const shapes = ['POST', 'PUT', 'PATCH'].includes(method)
    ? [...QUERIES.slice(0, 4), ...HEADERS, ...BODIES]
    : [...QUERIES, ...HEADERS]
  return shapes.map(({ shape, query, headers: own, content }) => ({
    shape,
    method,
    path: query === undefined ? path : `${path}?${query}`,
    headers: { ...headers, ...(content && { 'content-type': content.type }), ...own },
    ...(content && { body: content.body }),
  }))
}
