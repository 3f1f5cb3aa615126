import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { variableName } from './base/settings/read.ts'
import { readConfig, SETTINGS } from './config.ts'

const KEY = '0123456789abcdef'.repeat(4)
const OTHER_KEY = 'A'.repeat(43)

type Env = Readonly<Record<string, string | undefined>>
const problemsOf = (env: Env, file?: unknown): readonly string[] =>
  readConfig({ env, file }).problems.map(({ setting, sentence }) => {
    expect(sentence).toContain(setting === 'DAMSON_CONFIG' ? 'configuration file' : setting)
    return sentence
  })
const configOf = (env: Env, file?: unknown): NonNullable<ReturnType<typeof readConfig>['config']> => {
  const { config, problems } = readConfig({ env, file })
  if (config === undefined) throw new Error(problems.map(({ sentence }) => sentence).join('\n'))
  return config
}

describe('without settings', () => {
  test('the server listens on loopback alone, on the embedded store, for development', () => {
    expect(configOf({})).toMatchObject({
      server: { host: '127.0.0.1', port: 8103, trustedProxies: [] },
      baseUrl: 'http://localhost:8103/',
      isDevelopment: true,
      tokens: { accessTokenSeconds: 3_600, codeSeconds: 60, refreshGraceSeconds: 10 },
      logins: { pendingSeconds: 600 },
      throttle: {
        failedSignInsPerAccount: 5,
        attemptsPerAddress: 100,
        tokensPerClient: 60,
        fhirRequestsPerPerson: 6_000,
        fhirRequestsPerMachine: 60_000,
        lookUpsPerCaller: 6_000,
        signInsPerBrowser: 60,
        mailsPerRecipient: 5,
        mailWindowSeconds: 3_600,
        windowSeconds: 60,
        knownAddressDays: 30,
      },
    })
  })
})

describe('an unknown or malformed setting stops the start and is named:', () => {
  test.each<[string, Env]>([
    ['DAMSON_PROT', { DAMSON_PROT: '8103' }],
    ['DAMSON_TOKENS_ACCESSTOKENSECONDS', { DAMSON_TOKENS_ACCESSTOKENSECONDS: '3600' }],
    ['DAMSON_constructor', { DAMSON_constructor: 'x' }],
    ['DAMSON_PORT', { DAMSON_PORT: '' }],
    ['DAMSON_PORT', { DAMSON_PORT: '65536' }],
    ['DAMSON_PORT', { DAMSON_PORT: '80.5' }],
    ['DAMSON_PORT', { DAMSON_PORT: '0x1f' }],
    ['DAMSON_PORT', { DAMSON_PORT: '1e3' }],
    ['DAMSON_PORT', { DAMSON_PORT: '-1' }],
    ['DAMSON_PORT', { DAMSON_PORT: ' 80' }],
    ['DAMSON_HOST', { DAMSON_HOST: '' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'localhost:8103' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'ftp://localhost/' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'http://id.example.org/' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'http://localhost.example.org/' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'https://id.example.org/?x=1' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'https://id.example.org/#x' }],
    ['DAMSON_BASE_URL', { DAMSON_BASE_URL: 'https://ada:secret@id.example.org/' }],
    ['DAMSON_KEY', { DAMSON_KEY: 'short' }],
    ['DAMSON_KEY', { DAMSON_KEY: `${KEY}00` }],
    ['DAMSON_KEY_PREVIOUS', { DAMSON_KEY: KEY, DAMSON_KEY_PREVIOUS: 'short' }],
    ['DAMSON_KEY', { DATABASE_URL: 'postgres://localhost/damson' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/damson', DAMSON_KEY: KEY }],
    ['DAMSON_TRUSTED_PROXIES', { DAMSON_TRUSTED_PROXIES: '10.0.0.0/8,proxy' }],
    ['DAMSON_TRUSTED_PROXIES', { DAMSON_TRUSTED_PROXIES: '10.0.0.0/33' }],
    ['DAMSON_MAIL_URL', { DAMSON_MAIL_URL: 'http://mail', DAMSON_MAIL_FROM: 'a@example.org' }],
    ['DAMSON_MAIL_FROM', { DAMSON_MAIL_URL: 'smtp://mail' }],
    ['DAMSON_ADMIN_PASSWORD', { DAMSON_ADMIN_EMAIL: 'ada@example.org' }],
    ['DAMSON_ADMIN_PASSWORD', { DAMSON_ADMIN_PASSWORD: 'a long enough password' }],
    ['DAMSON_ADMIN_PASSWORD', { DAMSON_ADMIN_EMAIL: 'ada@example.org', DAMSON_ADMIN_PASSWORD: 'fourteen chars' }],
    ['DAMSON_ADMIN_EMAIL', { DAMSON_ADMIN_EMAIL: 'ada', DAMSON_ADMIN_PASSWORD: 'a long enough password' }],
    ['DAMSON_LOG_LEVEL', { DAMSON_LOG_LEVEL: 'verbose' }],
    ['DAMSON_DEVELOPMENT', { DAMSON_DEVELOPMENT: 'true' }],
    ['DAMSON_TOKENS_ACCESS_TOKEN_SECONDS', { DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '300' }],
    ['DAMSON_TOKENS_ACCESS_TOKEN_SECONDS', { DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '86401' }],
    ['DAMSON_TOKENS_CODE_SECONDS', { DAMSON_TOKENS_CODE_SECONDS: '61' }],
    ['DAMSON_TOKENS_REFRESH_GRACE_SECONDS', { DAMSON_TOKENS_REFRESH_GRACE_SECONDS: '61' }],
    ['DAMSON_THROTTLE_TOKENS_PER_CLIENT', { DAMSON_THROTTLE_TOKENS_PER_CLIENT: '0' }],
    ['DAMSON_THROTTLE_WINDOW_SECONDS', { DAMSON_THROTTLE_WINDOW_SECONDS: 'a minute' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: 'https://ok.example,idp.example' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: 'http://idp.example/' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: 'http://localhost.example/' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: 'https://idp.example/?tenant=1' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: 'https://ada:secret@idp.example' }],
    ['DAMSON_FEDERATION_BEARER_ISSUERS', { DAMSON_FEDERATION_BEARER_ISSUERS: '*' }],
    ['DAMSON_KEYS_SIGNING_SECONDS', { DAMSON_KEYS_SIGNING_SECONDS: '60' }],
  ])('%s in %j', (name, env) => {
    expect(problemsOf(env).some((sentence) => sentence.includes(name))).toBe(true)
  })

  // What an operator reads: the range, whichever way the value is wrong.
  test.each<[string, Env]>([
    ['DAMSON_POOL_SIZE: must be a whole number from 2 to 200', { DAMSON_POOL_SIZE: '201' }],
    ['DAMSON_POOL_SIZE: must be a whole number from 2 to 200', { DAMSON_POOL_SIZE: '1' }],
    ['DAMSON_POOL_SIZE: must be a whole number from 2 to 200', { DAMSON_POOL_SIZE: 'many' }],
    ['DAMSON_POOL_SIZE: must be a whole number from 2 to 200', { DAMSON_POOL_SIZE: '' }],
    ['DAMSON_PORT: must be a port number from 0 to 65535', { DAMSON_PORT: '70000' }],
    ['DAMSON_BODY_LIMIT_BYTES: must be a number of bytes from 1024 to 67108864', { DAMSON_BODY_LIMIT_BYTES: '1' }],
    ['DAMSON_TOKENS_CODE_SECONDS: must be a number of seconds from 1 to 60', { DAMSON_TOKENS_CODE_SECONDS: '0' }],
    [
      'DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: must be a number of seconds from 301 to 86400: ' +
        '@medplum/core loops on shorter ones',
      { DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '300' },
    ],
    [
      'DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: must be a number of seconds from 301 to 86400',
      { DAMSON_TOKENS_ACCESS_TOKEN_SECONDS: '86401' },
    ],
    ['DAMSON_LOGINS_IDLE_SECONDS: must be a number of seconds, 300 or more', { DAMSON_LOGINS_IDLE_SECONDS: '299' }],
    [
      'DAMSON_KEYS_PUBLISHED_AHEAD_SECONDS: must be a number of seconds, 1 or more',
      { DAMSON_KEYS_PUBLISHED_AHEAD_SECONDS: '0' },
    ],
  ])('is told with its range: %s', (sentence, env) => {
    expect(problemsOf(env)).toEqual([sentence])
  })

  test('names the range of every number that has one', () => {
    for (const [module, schema] of Object.entries(SETTINGS))
      for (const [key, value] of Object.entries(schema.parse({}))) {
        if (typeof value !== 'number') continue
        const [sentence = ''] = problemsOf({ [variableName(module, key)]: '-1' })
        expect(sentence).toMatch(/ from \d+ to \d+$| from \d+ to \d+: |, \d+ or more$/)
      }
  })

  test.each<[string, unknown]>([
    ['prot', { prot: 8103 }],
    ['tokens.codeSecond', { tokens: { codeSecond: 30 } }],
    ['toString', { toString: {} }],
    ['must be an object', { tokens: 5 }],
    ['one JSON object', []],
    ['one JSON object', null],
    ['one JSON object', 'text'],
  ])('%s in the configuration file', (word, file) => {
    expect(problemsOf({}, file).join('\n')).toContain(word)
  })

  test.each([null, true, [], ['5'], {}, '5.0', 5.5])('a number that is %j in the configuration file', (value) => {
    expect(problemsOf({}, { port: value })).toHaveLength(1)
    expect(problemsOf({}, { throttle: { tokensPerClient: value } })).toHaveLength(1)
  })

  test('no sentence quotes a secret', () => {
    const sentences = problemsOf({
      DAMSON_KEY: 'not-a-key-but-secret',
      DATABASE_URL: 'mysql://ada:hunter2@localhost/x',
      DAMSON_MAIL_URL: 'http://ada:hunter2@mail',
      DAMSON_ADMIN_EMAIL: 'ada@example.org',
      DAMSON_ADMIN_PASSWORD: 'hunter2',
    })
    expect(sentences.length).toBeGreaterThan(3)
    expect(sentences.join('\n')).not.toMatch(/hunter2|not-a-key/)
  })
})

describe('what settings demand of each other:', () => {
  const open = { DAMSON_HOST: '0.0.0.0', DAMSON_BASE_URL: 'https://id.example.org', DAMSON_KEY: KEY } as const
  const whole = { ...open, DATABASE_URL: 'postgres://localhost/damson' }

  test('a bind beyond this machine needs an https base URL, PostgreSQL and a key', () => {
    expect(configOf(whole)).toMatchObject({ baseUrl: 'https://id.example.org/', isDevelopment: false })
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'id.example.org']) {
      expect(problemsOf({ DAMSON_HOST: host })).toHaveLength(3)
      for (const name of ['DAMSON_BASE_URL', 'DATABASE_URL', 'DAMSON_KEY'])
        expect(problemsOf({ ...whole, DAMSON_HOST: host, [name]: undefined }).join()).toContain(name)
    }
  })

  test.each<Env>([
    { DAMSON_DEVELOPMENT: 'on', DAMSON_KEY: KEY, DATABASE_URL: 'postgres://localhost/damson' },
    { ...whole, DAMSON_DEVELOPMENT: 'on' },
    { DAMSON_DEVELOPMENT: 'on', DAMSON_BASE_URL: 'https://id.example.org' },
  ])('development cannot be asked for in %j', (env) => {
    expect(problemsOf(env).join()).toContain('DAMSON_DEVELOPMENT')
  })

  test.each<[Env, boolean]>([
    [{}, true],
    [{ DAMSON_DEVELOPMENT: 'on' }, true],
    [{ DAMSON_DEVELOPMENT: 'off' }, false],
    [{ DAMSON_HOST: 'localhost', DAMSON_BASE_URL: 'https://localhost:8103' }, true],
    [{ DAMSON_BASE_URL: 'http://[::1]:8103' }, true],
    // A proxy that listens for the world in front of a loopback bind.
    [{ DAMSON_BASE_URL: 'https://id.example.org' }, false],
    [{ DAMSON_KEY: KEY, DATABASE_URL: 'postgres://localhost/damson' }, false],
  ])('%j is for development: %s', (env, expected) => {
    expect(configOf(env).isDevelopment).toBe(expected)
  })
})

describe('an address for administrators', () => {
  const own = { DAMSON_ADMIN_PORT: '8104', DAMSON_ADMIN_BASE_URL: 'http://127.0.0.1:8104' } as const
  const outside = {
    DAMSON_KEY: KEY,
    DATABASE_URL: 'postgres://localhost/damson',
    DAMSON_BASE_URL: 'https://id.example.org',
    DAMSON_ADMIN_PORT: '8104',
    DAMSON_ADMIN_BASE_URL: 'https://ops.example.org',
  } as const

  test('is none without its settings, and on this machine unless it is told otherwise', () => {
    expect(configOf({}).admin).toBeUndefined()
    expect(configOf(own)).toMatchObject({
      admin: { host: '127.0.0.1', port: 8104, baseUrl: 'http://127.0.0.1:8104/' },
      isDevelopment: true,
    })
    expect(configOf({ ...outside, DAMSON_ADMIN_HOST: '10.0.0.5' }).admin?.host).toBe('10.0.0.5')
  })

  test('beyond this machine ends development', () => {
    expect(configOf({ ...own, DAMSON_ADMIN_BASE_URL: 'https://ops.example.org' }).isDevelopment).toBe(false)
  })

  test.each<[says: string, Env]>([
    ['DAMSON_ADMIN_HOST: needs DAMSON_ADMIN_PORT and DAMSON_ADMIN_BASE_URL', { DAMSON_ADMIN_HOST: '127.0.0.1' }],
    ['DAMSON_ADMIN_BASE_URL: is required with DAMSON_ADMIN_PORT', { DAMSON_ADMIN_PORT: '8104' }],
    ['DAMSON_ADMIN_PORT: is required with DAMSON_ADMIN_BASE_URL', { DAMSON_ADMIN_BASE_URL: 'http://localhost:8104' }],
    ['DAMSON_ADMIN_PORT: must be another port than DAMSON_PORT', { ...own, DAMSON_ADMIN_PORT: '8103' }],
    ['DAMSON_ADMIN_PORT: must be another port than DAMSON_PORT', { ...own, DAMSON_PORT: '8104' }],
    ['DAMSON_ADMIN_PORT', { ...own, DAMSON_ADMIN_PORT: '0' }],
    ['DAMSON_ADMIN_BASE_URL: must be an http or https URL', { ...own, DAMSON_ADMIN_BASE_URL: 'ops.example.org' }],
    ['must have another host name or port', { ...own, DAMSON_ADMIN_BASE_URL: 'http://localhost:8103' }],
    ['must have another host name or port', { ...outside, DAMSON_ADMIN_BASE_URL: 'https://ID.example.org:443' }],
    ['must not have a path', { ...own, DAMSON_ADMIN_BASE_URL: 'http://127.0.0.1:8104/ops' }],
    ['must not have a query', { ...own, DAMSON_ADMIN_BASE_URL: 'http://127.0.0.1:8104/?a' }],
    ['must not contain credentials', { ...own, DAMSON_ADMIN_BASE_URL: 'http://a:b@127.0.0.1:8104/' }],
    ['DAMSON_ADMIN_BASE_URL: must be https', { ...outside, DAMSON_ADMIN_BASE_URL: 'http://ops.example.org' }],
    ['must be https, as DAMSON_BASE_URL is', { ...outside, DAMSON_ADMIN_BASE_URL: 'http://localhost:8104' }],
    ['DAMSON_ADMIN_BASE_URL: must be an https URL to listen on 0.0.0.0', { ...own, DAMSON_ADMIN_HOST: '0.0.0.0' }],
    ['DATABASE_URL', { ...outside, DAMSON_ADMIN_HOST: '0.0.0.0', DATABASE_URL: undefined }],
    ['DAMSON_DEVELOPMENT', { ...own, DAMSON_ADMIN_BASE_URL: 'https://ops.example.org', DAMSON_DEVELOPMENT: 'on' }],
  ])('is refused, and the sentence says %s', (says, env) => {
    expect(problemsOf(env).join('\n')).toContain(says)
  })
})

describe('a secret', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'damson-config-'))
    writeFileSync(join(folder, 'key'), `${KEY}\n`)
    writeFileSync(join(folder, 'program'), `#!/bin/sh\necho "$1$2"\n`)
    chmodSync(join(folder, 'program'), 0o700)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('may be in a file, another variable, or printed by a program without a shell', () => {
    expect(configOf({ DAMSON_KEY: `file:${join(folder, 'key')}` }).server.key?.reveal()).toBe(KEY)
    expect(configOf({ DAMSON_KEY: 'env:MY_KEY', MY_KEY: OTHER_KEY }).server.key?.reveal()).toBe(OTHER_KEY)
    const program = `exec:${join(folder, 'program')} ${KEY} ;echo`
    expect(problemsOf({ DAMSON_KEY: program })).toHaveLength(1)
    expect(configOf({ DAMSON_METRICS_TOKEN: program }).server.metricsToken?.reveal()).toBe(`${KEY};echo`)
  })

  test.each(['file:/nowhere/key', 'env:NO_SUCH_VARIABLE', 'exec:/nowhere/program', 'exec:false', 'exec:', 'file:'])(
    'that %s does not give stops the start, naming the setting',
    (reference) => {
      expect(problemsOf({ DAMSON_KEY: reference }).join()).toMatch(/^DAMSON_KEY: /)
    },
  )

  test('cannot be printed, however it is tried', () => {
    const config = configOf({
      DAMSON_KEY: KEY,
      DAMSON_KEY_PREVIOUS: OTHER_KEY,
      DATABASE_URL: 'postgres://ada:hunter2@localhost/x',
      DAMSON_ADMIN_EMAIL: 'ada@example.org',
      DAMSON_ADMIN_PASSWORD: 'hunter2hunter2hunter2',
      DAMSON_MAIL_URL: 'smtp://ada:hunter2@mail',
      DAMSON_MAIL_FROM: 'a@example.org',
      DAMSON_METRICS_TOKEN: 'hunter2',
    })
    const { key, databaseUrl } = config.server
    const printed = [
      JSON.stringify(config),
      inspect(config, { depth: 9, showHidden: true }),
      `${String(key)} ${String(databaseUrl)}`,
      Object.entries(key ?? {}).join(),
    ].join('\n')
    expect(printed).toContain('[secret]')
    for (const secret of [KEY, OTHER_KEY, 'hunter2']) expect(printed).not.toContain(secret)
  })
})

test('the environment outranks the file, and what neither names has its default', () => {
  const file = { port: 9000, tokens: { codeSeconds: 30, accessTokenSeconds: 600 }, throttle: { tokensPerClient: '7' } }
  expect(configOf({ DAMSON_PORT: '9001', DAMSON_TOKENS_CODE_SECONDS: '20' }, file)).toMatchObject({
    server: { port: 9001 },
    tokens: { codeSeconds: 20, accessTokenSeconds: 600, refreshGraceSeconds: 10 },
    throttle: { tokensPerClient: 7 },
  })
})

test('the settings are frozen', () => {
  const config = configOf({})
  expect(() => Object.assign(config, { isDevelopment: false })).toThrow(TypeError)
  expect(() => Object.assign(config.tokens, { codeSeconds: 1 })).toThrow(TypeError)
})
