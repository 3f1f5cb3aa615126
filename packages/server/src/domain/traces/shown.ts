import { lengthOf } from '#base/findings'
import { type Client, redirectUrisOf } from '#domain/clients'
import { showScope } from '#domain/signin'

/** A parameter as a trace shows it. */
export interface ShownParameter {
  readonly name: string
  readonly value: string
}

export type Pairs = readonly (readonly [name: string, value: string])[]

/** Words that anyone may see; of every other value only the length is shown. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  response_type: ['code', 'token', 'id_token', 'code id_token', 'id_token token', 'code token', 'none'],
  response_mode: ['query', 'fragment', 'form_post'],
  prompt: ['none', 'login', 'consent', 'select_account', 'create'],
  screen_hint: ['signup', 'login'],
  code_challenge_method: ['S256', 'plain'],
  display: ['page', 'popup', 'touch', 'wap'],
  token_type_hint: ['access_token', 'refresh_token'],
  client_assertion_type: ['urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
  grant_type: [
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:device_code',
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    'urn:ietf:params:oauth:grant-type:token-exchange',
  ],
}

/** Names that OAuth, OpenID Connect and SMART define; others are only counted, because a name could be a misplaced value. */
const NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(WORDS),
  'client_id',
  'client_secret',
  'client_assertion',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code',
  'code_challenge',
  'code_verifier',
  'refresh_token',
  'access_token',
  'id_token_hint',
  'login_hint',
  'max_age',
  'ui_locales',
  'acr_values',
  'claims',
  'request',
  'request_uri',
  'resource',
  'aud',
  'audience',
  'launch',
  'token',
  'username',
  'password',
  'subject_token',
  'assertion',
])

/** Parameters whose length isn't shown either. */
const SILENT: ReadonlySet<string> = new Set(['username', 'password', 'login_hint'])

/** The values that may be shown besides public words. */
export interface Known {
  readonly client: Client | undefined
  /** Addresses of this server. */
  readonly own: readonly string[]
}

/** The parameters of a request without secrets or personal data: shows only public or registered values. */
export function showParameters(pairs: Pairs, known: Known): readonly ShownParameter[] {
  const shown = pairs
    .filter(([name]) => NAMES.has(name))
    .slice(0, 40)
    .map(([name, value]) => ({ name, value: showValue(name, value, known) }))
  const others = pairs.length - pairs.filter(([name]) => NAMES.has(name)).length
  return others === 0 ? shown : [...shown, { name: 'others', value: `${others}, of other names` }]
}

function showValue(name: string, value: string, { client, own }: Known): string {
  if (value === '') return 'empty'
  if (SILENT.has(name)) return 'present'
  if (name === 'scope') return showScope(value)
  const safe =
    WORDS[name]?.includes(value) === true ||
    (name === 'client_id' && value === client?.id) ||
    (name === 'redirect_uri' && client !== undefined && redirectUrisOf(client).includes(value)) ||
    (['aud', 'resource', 'audience'].includes(name) && own.includes(value))
  return safe ? value : `present, ${lengthOf(value)}`
}
