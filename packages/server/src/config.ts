import { z } from 'zod'
import { readKey } from '#base/crypto'
import { DnsSettings } from '#base/dns'
import { HttpSettings, isLoopbackAddress, readAddressRange } from '#base/http'
import { OutboundSettings } from '#base/outbound'
import { SandboxSettings } from '#base/sandbox'
import { readSettings, type SettingsProblem, type SettingsSources, secretSetting, wholeNumber } from '#base/settings'
import { SmsSettings } from '#base/sms'
import { AuditSettings } from '#domain/audit'
import { BotSettings } from '#domain/bot-check'
import { KeySettings } from '#domain/keys'
import { LoginSettings } from '#domain/logins'
import { PasskeySettings } from '#domain/passkeys'
import { faultSentence, lengthFault, PasswordSettings } from '#domain/passwords'
import { FederationSettings, operatorsOverHttp } from '#domain/providers'
import { ThrottleSettings } from '#domain/throttle'
import { TokenSettings } from '#domain/tokens'

const port = wholeNumber(z.number('must be a port number').int().min(0).max(65_535))

/** Settings that belong to no module: the listening address, the base URL, the store and the keys. */
export const ServerSettings = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: port.default(8103),
  /** The issuer: the address under which people and apps reach this server. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  databaseUrl: secretSetting().optional(),
  dataDir: z.string().min(1).default('.damson'),
  key: secretSetting().optional(),
  keyPrevious: secretSetting().optional(),
  /** Addresses or CIDR ranges of trusted proxies, separated by commas. Only their forwarded headers count. */
  trustedProxies: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  /** In which header trusted proxies pass on a client certificate that they verified, in small letters. */
  clientCertificateHeader: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,60}$/, 'must be the name of a header in small letters')
    .optional(),
  mailUrl: secretSetting().optional(),
  mailFrom: z.string().min(3).optional(),
  /** The address for administrators, at which the console, `/admin` and `/metrics` are then served, and nowhere else. */
  adminHost: z.string().min(1).optional(),
  adminPort: wholeNumber(z.number('must be a port number').int().min(1).max(65_535)).optional(),
  adminBaseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  adminEmail: z.email('must be an e-mail address').optional(),
  adminPassword: secretSetting().optional(),
  metricsToken: secretSetting().optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  bodyLimitBytes: wholeNumber(
    z
      .number('must be a number of bytes')
      .int()
      .min(1_024)
      .max(64 * 1_048_576),
  ).default(1_048_576),
  /** `auto`: development mode if the store is embedded and bind and base URL are loopback. `off`: never. `on`: required. */
  development: z.enum(['auto', 'on', 'off']).default('auto'),
  /** `off`: nobody uses Basic on the API, whatever the clients' basicAllowed says. */
  basic: z.enum(['on', 'off'], 'must be on or off').default('on'),
  /** The number of connections from a node to PostgreSQL. */
  poolSize: wholeNumber(z.number('must be a whole number').int().min(2).max(200)).default(20),
})

/** Every module's settings, by the module's name in environment variables. */
export const SETTINGS = {
  '': ServerSettings,
  http: HttpSettings,
  tokens: TokenSettings,
  logins: LoginSettings,
  keys: KeySettings,
  throttle: ThrottleSettings,
  audit: AuditSettings,
  outbound: OutboundSettings,
  sandbox: SandboxSettings,
  sms: SmsSettings,
  dns: DnsSettings,
  federation: FederationSettings,
  passwords: PasswordSettings,
  passkeys: PasskeySettings,
  bots: BotSettings,
}

type ServerSettingsValue = Readonly<z.infer<typeof ServerSettings>>

export interface Config {
  readonly server: ServerSettingsValue
  readonly http: HttpSettings
  readonly tokens: TokenSettings
  readonly logins: LoginSettings
  readonly keys: KeySettings
  readonly throttle: ThrottleSettings
  readonly audit: AuditSettings
  readonly outbound: OutboundSettings
  readonly sandbox: SandboxSettings
  readonly sms: SmsSettings
  readonly dns: DnsSettings
  readonly federation: FederationSettings
  readonly passwords: PasswordSettings
  readonly passkeys: PasskeySettings
  readonly bots: BotSettings
  /** The issuer, with its last slash. */
  readonly baseUrl: string
  /** The address for administrators; undefined: they use the same as everybody. */
  readonly admin: AdminAddress | undefined
  /** True for the embedded store with loopback bind and base URL: open registration, `/dev/*`, the development inbox. */
  readonly isDevelopment: boolean
}

/** Where the node listens for administrators, and the URL of that, with its last slash. */
export interface AdminAddress {
  readonly host: string
  readonly port: number
  readonly baseUrl: string
}

/** Reads the settings from environment and file, and checks that they fit together. */
export function readConfig(sources: SettingsSources): {
  readonly config?: Config
  readonly problems: readonly SettingsProblem[]
} {
  const { settings, problems } = readSettings(SETTINGS, sources)
  if (settings === undefined) return { problems }
  const { '': server, ...modules } = settings
  const crossed = [...bindProblems(server), ...adminProblems(server), ...keyProblems(server), ...otherProblems(server)]
  if (crossed.length > 0) return { problems: crossed }
  const isEmbedded = server.databaseUrl === undefined
  const [baseUrl, admin] = [baseUrlOf(server), adminOf(server)]
  const isDevelopment =
    server.development !== 'off' &&
    isEmbedded &&
    isLoopbackAddress(server.host) &&
    isLoopbackUrl(baseUrl) &&
    (admin === undefined || (isLoopbackAddress(admin.host) && isLoopbackUrl(admin.baseUrl)))
  const overHttp = isDevelopment ? undefined : operatorsOverHttp(modules.federation)
  if (overHttp !== undefined) return { problems: [providersProblem(overHttp)] }
  const plain = isDevelopment
    ? []
    : (
        [
          [RECAPTCHA_URL, modules.bots.recaptchaUrl],
          [RANGE_URL, modules.passwords.breachedRangeUrl],
          ['DAMSON_SMS_URL', modules.sms.url],
        ] as const
      ).filter(([, url]) => url?.startsWith('http:') === true)
  if (plain.length > 0)
    return { problems: plain.map(([setting]) => ({ setting, sentence: `${setting}: must be https` })) }
  return { config: Object.freeze({ server, ...modules, baseUrl, admin, isDevelopment }), problems: [] }
}

const RECAPTCHA_URL = 'DAMSON_BOTS_RECAPTCHA_URL'
const RANGE_URL = 'DAMSON_PASSWORDS_BREACHED_RANGE_URL'

function providersProblem(sentence: string): SettingsProblem {
  const setting = 'DAMSON_FEDERATION_PROVIDERS'
  return { setting, sentence: `${setting}: ${sentence}` }
}

function baseUrlOf({ baseUrl, port: number }: ServerSettingsValue): string {
  return withSlash(baseUrl ?? `http://localhost:${number}/`)
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`)

function adminOf({ adminHost, adminPort, adminBaseUrl }: ServerSettingsValue): AdminAddress | undefined {
  if (adminPort === undefined || adminBaseUrl === undefined) return undefined
  return { host: adminHost ?? '127.0.0.1', port: adminPort, baseUrl: withSlash(adminBaseUrl) }
}

function isLoopbackUrl(url: string): boolean {
  return isLoopbackAddress(new URL(url).hostname)
}

type Say = (setting: string, sentence: string) => void

/** What the checks of some settings say of them. */
function told(check: (say: Say) => void): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = []
  check((setting, sentence) => void problems.push({ setting, sentence: `${setting}: ${sentence}` }))
  return problems
}

function bindProblems(server: ServerSettingsValue): readonly SettingsProblem[] {
  const { host, baseUrl, databaseUrl, development, adminHost, adminBaseUrl } = server
  return told((say) => {
    sayOfBind(say, server, host, 'DAMSON_BASE_URL', baseUrl)
    if (baseUrl !== undefined) sayOfUrl(say, 'DAMSON_BASE_URL', baseUrl)
    // Behind a proxy a loopback bind is open to the world, and the base URL says so.
    const isOpenToWorld =
      [host, adminHost].some((one) => one !== undefined && !isLoopbackAddress(one)) ||
      [baseUrl, adminBaseUrl].some((one) => one !== undefined && !isLoopbackUrl(one))
    if (development === 'on' && (databaseUrl !== undefined || isOpenToWorld))
      say('DAMSON_DEVELOPMENT', 'works only with the embedded store under a loopback address: leave it out')
  })
}

/** What an address that other machines reach needs. */
function sayOfBind(
  say: Say,
  { databaseUrl, key }: ServerSettingsValue,
  host: string,
  setting: string,
  url: string | undefined,
): void {
  if (isLoopbackAddress(host)) return
  if (url === undefined || !url.startsWith('https://'))
    say(setting, `must be an https URL to listen on ${host}; or listen on 127.0.0.1 behind a proxy`)
  if (databaseUrl === undefined)
    say('DATABASE_URL', `must be set to listen on ${host}: the embedded store is only for this machine`)
  if (key === undefined)
    say('DAMSON_KEY', `must be set to listen on ${host}: 32 bytes, such as \`openssl rand -hex 32\` prints`)
}

function sayOfUrl(say: Say, setting: string, url: string): void {
  const { search, hash, username, password } = new URL(url)
  if (url.startsWith('http://') && !isLoopbackUrl(url))
    say(setting, 'must be https: plain http is only for loopback addresses')
  if (search !== '' || hash !== '') say(setting, 'must not have a query or a fragment')
  if (username !== '' || password !== '') say(setting, 'must not contain credentials')
}

/** The address for administrators: its port and its URL are set together, and neither is the public one's. */
function adminProblems(server: ServerSettingsValue): readonly SettingsProblem[] {
  const { adminHost, adminPort, adminBaseUrl, port: publicPort } = server
  return told((say) => {
    if (adminPort === undefined && adminBaseUrl === undefined) {
      if (adminHost !== undefined)
        say('DAMSON_ADMIN_HOST', 'needs DAMSON_ADMIN_PORT and DAMSON_ADMIN_BASE_URL: set them too, or leave it out')
      return
    }
    if (adminPort === undefined)
      return say(
        'DAMSON_ADMIN_PORT',
        'is required with DAMSON_ADMIN_BASE_URL: the port to listen on for administrators',
      )
    if (adminBaseUrl === undefined)
      return say(
        'DAMSON_ADMIN_BASE_URL',
        'is required with DAMSON_ADMIN_PORT: the URL at which administrators reach it',
      )
    if (adminPort === publicPort)
      say('DAMSON_ADMIN_PORT', `must be another port than DAMSON_PORT, which is ${publicPort} too`)
    if (adminHost !== undefined) sayOfBind(say, server, adminHost, 'DAMSON_ADMIN_BASE_URL', adminBaseUrl)
    sayOfUrl(say, 'DAMSON_ADMIN_BASE_URL', adminBaseUrl)
    if (new URL(adminBaseUrl).pathname !== '/') say('DAMSON_ADMIN_BASE_URL', 'must not have a path')
    const baseUrl = baseUrlOf(server)
    if (new URL(adminBaseUrl).origin === new URL(baseUrl).origin)
      say(
        'DAMSON_ADMIN_BASE_URL',
        'must have another host name or port than DAMSON_BASE_URL: a path alone keeps nothing apart',
      )
    // On a loopback address, any program of the administrator's machine could take the answer to a sign-in.
    if (baseUrl.startsWith('https://') && !adminBaseUrl.startsWith('https://') && isLoopbackUrl(adminBaseUrl))
      say('DAMSON_ADMIN_BASE_URL', 'must be https, as DAMSON_BASE_URL is')
  })
}

function keyProblems({ key, keyPrevious, databaseUrl }: ServerSettingsValue): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = []
  const malformed =
    'must be 32 bytes as 64 hex digits or 43 base64url characters, such as `openssl rand -hex 32` prints'
  if (key !== undefined && readKey(key.reveal()) === undefined)
    problems.push({ setting: 'DAMSON_KEY', sentence: `DAMSON_KEY: ${malformed}` })
  if (keyPrevious !== undefined && readKey(keyPrevious.reveal()) === undefined)
    problems.push({ setting: 'DAMSON_KEY_PREVIOUS', sentence: `DAMSON_KEY_PREVIOUS: ${malformed}` })
  if (databaseUrl !== undefined && key === undefined)
    problems.push({
      setting: 'DAMSON_KEY',
      sentence: `DAMSON_KEY: is required with PostgreSQL: ${malformed}`,
    })
  return problems
}

function otherProblems({
  trustedProxies,
  mailUrl,
  mailFrom,
  adminEmail,
  adminPassword,
  databaseUrl,
}: ServerSettingsValue): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = []
  const say = (setting: string, sentence: string): void =>
    void problems.push({ setting, sentence: `${setting}: ${sentence}` })
  const proxy = trustedProxies.find((text) => readAddressRange(text) === undefined)
  if (proxy !== undefined) say('DAMSON_TRUSTED_PROXIES', `"${proxy}" is not an address or CIDR range`)
  if (mailUrl !== undefined && !/^smtps?:\/\//.test(mailUrl.reveal()))
    say('DAMSON_MAIL_URL', 'must begin with smtp:// or smtps://')
  if (mailUrl !== undefined && mailFrom === undefined) say('DAMSON_MAIL_FROM', 'is required with DAMSON_MAIL_URL')
  if ((adminEmail === undefined) !== (adminPassword === undefined))
    say('DAMSON_ADMIN_PASSWORD', 'DAMSON_ADMIN_EMAIL and DAMSON_ADMIN_PASSWORD must be set together')
  // Whether it is easy to guess is asked only when it is used: a later list must not stop a server that runs.
  const fault = adminPassword === undefined ? undefined : lengthFault(adminPassword.reveal())
  if (fault !== undefined) say('DAMSON_ADMIN_PASSWORD', faultSentence(fault))
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl.reveal()))
    say('DATABASE_URL', 'must begin with postgres://')
  return problems
}
