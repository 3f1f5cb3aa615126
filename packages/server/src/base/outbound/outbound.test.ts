import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type LookupFunction } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mayReach } from './addresses.ts'
import { lookAtCertificate } from './certificate.ts'
import { createOutbound, type OutboundOptions } from './outbound.ts'
import { OutboundSettings } from './settings.ts'

const CLOSED = { allowedNetworks: [], loopback: false }
const DEVELOPMENT = { allowedNetworks: [], loopback: true }

/** For certificates that begin and end when the test says. */
const CHAIN = `[ca]
default_ca = here
[here]
new_certs_dir = .
database = index.txt
default_md = sha256
rand_serial = yes
policy = named
[named]
commonName = supplied
[authority]
basicConstraints = CA:true
[site]
subjectAltName = DNS:keys.example
`

describe('a call may not lead to', () => {
  test.each([
    ['this machine', '127.0.0.1', '127.8.9.10', '::1', '0.0.0.0', '0.1.2.3', '::'],
    ['a private network', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
    ['a link', '169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'fec0::1'],
    ['metadata', '169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ['a carrier’s network', '100.64.0.1', '100.127.255.255'],
    ['many', '224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1'],
    ['what is kept for a purpose', '192.0.2.1', '198.18.0.1', '198.51.100.1', '240.0.0.1', '2001:db8::1', '3fff::1'],
    ['what was not given out', '4000::1', '8000::1', '100::1', '5f00::1', '2001::1'],
    ['IPv4 written as IPv6', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254', '::127.0.0.1', '::10.0.0.1'],
    ['IPv4 by translation', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '::ffff:0:127.0.0.1'],
    ['IPv4 by 6to4', '2002:7f00:1::', '2002:a00:1::1', '2002:a9fe:a9fe::'],
    ['no address', '', 'localhost', '8.8.8.8/32', '1.2.3.4.5'],
  ])('%s', (_, ...addresses) => {
    expect(addresses.filter((address) => mayReach(address, CLOSED))).toEqual([])
  })

  test('a listed network’s neighbours, or any but loopback on a developer’s machine', () => {
    const listed = { allowedNetworks: ['10.20.0.0/16', 'fd00::/64'], loopback: false }
    expect(['10.21.0.1', '127.0.0.1', 'fd00:0:0:1::1', '::ffff:10.21.0.1'].filter((a) => mayReach(a, listed))).toEqual(
      [],
    )
    expect(['10.0.0.1', '169.254.169.254', '::ffff:10.0.0.1'].filter((a) => mayReach(a, DEVELOPMENT))).toEqual([])
  })
})

describe('a call may lead to', () => {
  test('what is public, however it is written', () => {
    const addresses = ['8.8.8.8', '172.32.0.1', '2606:4700::1', '::ffff:8.8.8.8', '64:ff9b::808:808', '2002:808:808::']
    expect(addresses.filter((address) => !mayReach(address, CLOSED))).toEqual([])
  })

  test('what the operator lists, and in development this machine', () => {
    const listed = { allowedNetworks: ['10.20.0.0/16', '169.254.169.254'], loopback: false }
    expect(['10.20.1.1', '::ffff:10.20.1.1', '169.254.169.254'].filter((a) => !mayReach(a, listed))).toEqual([])
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].filter((a) => !mayReach(a, DEVELOPMENT))).toEqual([])
  })

  test('nothing by a setting that is no list of networks', () => {
    expect(OutboundSettings.parse({ allowedNetworks: '10.0.0.0/8, fd00::/8' }).allowedNetworks).toHaveLength(2)
    for (const allowedNetworks of ['10.0.0.0/33', 'intranet', '10.0.0.0/8 fd00::/8'])
      expect(OutboundSettings.safeParse({ allowedNetworks }).success, allowedNetworks).toBe(false)
  })
})

describe('the outbound guard', () => {
  const asked: string[] = []
  const answer: RequestListener = (request, response) => {
    asked.push(`${request.headers.host} ${request.url}`)
    const { pathname } = new URL(request.url ?? '', 'http://x')
    if (pathname === '/hang') return
    if (pathname === '/drip') {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
      return
    }
    if (pathname === '/redirect') return void response.writeHead(302, { Location: '/ok' }).end()
    if (pathname === '/large') return void response.end(Buffer.alloc(1_048_577, 32))
    if (pathname === '/endless') {
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
      }
      response.on('drain', write)
      return write()
    }
    if (pathname === '/gzip') return void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('{}')
    if (pathname === '/cut') {
      response.writeHead(200, { 'Content-Length': '10' }).write('{')
      return void setTimeout(() => response.destroy(), 20)
    }
    if (pathname === '/claimed') return void response.writeHead(200, { 'Content-Length': String(2 ** 40) }).write('{')
    if (pathname === '/most') return void response.end(Buffer.alloc(1_048_576, 32))
    return void response.end(JSON.stringify(request.headers))
  }
  let [plain, tls]: Server[] = []
  let [port, tlsPort, folder, ca] = [0, 0, '', '']
  const listen = async (server: Server): Promise<number> => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    return (server.address() as AddressInfo).port
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'damson-tls-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    execFileSync(
      'openssl',
      [...words, '-subj', '/CN=x', '-addext', 'subjectAltName=DNS:keys.example', '-keyout', key, '-out', certificate],
      { stdio: 'ignore' },
    )
    ca = readFileSync(certificate, 'utf8')
    plain = createServer(answer)
    tls = createTlsServer({ key: readFileSync(key), cert: ca }, answer)
    port = await listen(plain)
    tlsPort = await listen(tls)
  })
  afterAll(() => {
    for (const server of [plain, tls]) {
      server?.closeAllConnections()
      server?.close()
    }
    rmSync(folder, { recursive: true })
  })

  const get = async (url: string, options: Partial<OutboundOptions> = {}): Promise<string | number> => {
    const got = await createOutbound({ ...DEVELOPMENT, timeoutMs: 20_000, ...options }).get(url)
    return got.ok ? got.value.status : got.refusal.why
  }
  const to = (...addresses: readonly string[]): Partial<OutboundOptions> => ({
    resolve: () => Promise.resolve(addresses),
  })
  const local = (path: string): string => `http://127.0.0.1:${port}/${path}`

  test('fetches a document, and sends neither cookies nor credentials', async () => {
    const got = await createOutbound(DEVELOPMENT).get(local('ok?a=b#c'))
    expect(got).toMatchObject({ ok: true, value: { status: 200 } })
    const headers: unknown = got.ok ? JSON.parse(got.value.body.toString()) : undefined
    expect(Object.keys(headers as object).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ])
    expect(await get(local('most'))).toBe(200)
  })

  test('sends what is given: method, headers and body', async () => {
    const headers = { authorization: 'Bearer abc', accept: 'application/jwt', 'content-type': 'application/json' }
    const got = await createOutbound(DEVELOPMENT).send(local('ok'), { method: 'POST', headers, body: '{"ö":1}' })
    const sent: unknown = got.ok ? JSON.parse(got.value.body.toString()) : undefined
    expect(sent).toMatchObject({ ...headers, 'content-length': '8', 'accept-encoding': 'identity' })
  })

  test('sends bytes as they are, by any method', async () => {
    const body = Uint8Array.of(0, 255, 128)
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const got = await createOutbound(DEVELOPMENT).send(local('ok'), { method, body })
      expect(got.ok && JSON.parse(got.value.body.toString())['content-length'], method).toBe('3')
    }
    const head = await createOutbound(DEVELOPMENT).send(local('ok'), { method: 'HEAD' })
    expect(head.ok && [head.value.status, head.value.body.length]).toEqual([200, 0])
  })

  test('ends when its asker does', async () => {
    const asker = new AbortController()
    const outbound = createOutbound({ ...DEVELOPMENT, timeoutMs: 20_000 })
    const call = (path: string) => outbound.send(local(path), { method: 'GET', signal: asker.signal })
    const under = call('hang')
    asker.abort()
    expect([await under, await call('ok')]).toMatchObject([{ refusal: { why: 'timed_out' } }, { ok: false }])
  })

  test.each([
    ['hang', 'timed_out'],
    ['drip', 'timed_out'],
    ['redirect', 'redirected'],
    ['large', 'too_large'],
    ['endless', 'too_large'],
    ['claimed', 'too_large'],
    ['gzip', 'encoded'],
    ['cut', 'unreachable'],
  ])('refuses an answer that would %s', async (path, why) => {
    // Unless the test is about time, there is enough of it even on a loaded machine.
    expect(await get(local(path), { timeoutMs: why === 'timed_out' ? 400 : 20_000 })).toBe(why)
  })

  test('refuses an answer that is larger than its asker takes', async () => {
    const outbound = createOutbound({ ...DEVELOPMENT, timeoutMs: 20_000 })
    const why = async (path: string, mostBytes: number): Promise<string> => {
      const got = [
        await outbound.get(local(path), { mostBytes }),
        await outbound.send(local(path), { method: 'GET', mostBytes }),
      ]
      return got.map((one) => (one.ok ? 'ok' : one.refusal.why)).join(' ')
    }
    expect(await why('most', 1_048_576)).toBe('ok ok')
    expect(await why('most', 1_048_575)).toBe('too_large too_large')
    // A caller cannot raise the general limit.
    expect(await why('large', 2 ** 30)).toBe('too_large too_large')
  })

  test('does not follow a redirect', async () => {
    asked.length = 0
    await get(local('redirect'))
    expect(asked).toEqual([`127.0.0.1:${port} /redirect`])
  })

  test.each([
    ['', 'malformed_url'],
    ['keys', 'malformed_url'],
    ['file:///etc/passwd', 'malformed_url'],
    ['data:application/json,{}', 'malformed_url'],
    ['ftp://keys.example/', 'malformed_url'],
    ['https://user@keys.example/', 'credentials_in_url'],
    ['https://:secret@keys.example/', 'credentials_in_url'],
    ['http://8.8.8.8/', 'not_https'],
  ])('refuses %s', async (url, why) => {
    expect(await get(url)).toBe(why)
  })

  test.each(['2130706433', '0177.0.0.1', '0x7f000001', '127.1', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', 'localhost.'])(
    'outside development refuses this machine, spelled %s, by http and https',
    async (host) => {
      asked.length = 0
      expect(await get(`https://${host}:${tlsPort}/`, CLOSED)).toBe('forbidden_address')
      expect(await get(`http://${host}:${port}/`, CLOSED)).toBe('not_https')
      expect(asked).toEqual([])
    },
  )

  test('refuses a name of which one address is not public, and http to one that is', async () => {
    expect(await get('https://keys.example/', { ...CLOSED, ...to('8.8.8.8', '10.0.0.1') })).toBe('forbidden_address')
    expect(await get('https://keys.example/', { ...CLOSED, ...to('::ffff:10.0.0.1') })).toBe('forbidden_address')
    expect(await get('http://keys.example/', to('8.8.8.8'))).toBe('not_https')
  })

  test('refuses a name that has no address, or is asked for in vain', async () => {
    expect(await get('https://keys.example/', to())).toBe('unresolvable')
    expect(await get('https://keys.example/', { resolve: () => Promise.reject(new Error('none')) })).toBe(
      'unresolvable',
    )
    expect(await get('https://keys.example/', { resolve: () => new Promise(() => undefined), timeoutMs: 400 })).toBe(
      'timed_out',
    )
  })

  test('connects to the address that it checked: a name that turns to another one later leads nowhere new', async () => {
    let times = 0
    const resolve = (): Promise<readonly string[]> => Promise.resolve(times++ === 0 ? ['127.0.0.1'] : ['10.0.0.1'])
    expect(await get(`http://keys.example:${port}/ok`, { resolve })).toBe(200)
    expect(times).toBe(1)
    asked.length = 0
    const first = (): Promise<readonly string[]> => Promise.resolve(['10.0.0.1'])
    expect(await get(`http://localhost:${port}/ok`, { resolve: first })).toBe('forbidden_address')
    expect(asked).toEqual([])
  })

  test('speaks TLS to the name that was asked for, and believes no other certificate', async () => {
    const listed = { allowedNetworks: ['127.0.0.0/8'], loopback: false, ...to('127.0.0.1') }
    expect(await get(`https://keys.example:${tlsPort}/ok`, { ...listed, ca })).toBe(200)
    expect(await get(`https://other.example:${tlsPort}/ok`, { ...listed, ca })).toBe('unreachable')
    expect(await get(`https://keys.example:${tlsPort}/ok`, listed)).toBe('unreachable')
  })

  test('says that nobody answers', async () => {
    expect(await get('http://127.0.0.1:1/')).toBe('unreachable')
  })

  describe('the certificate at an address', () => {
    const here: LookupFunction = (_, { all }, done) =>
      all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4)
    const seen = (host: string, options: { readonly ca?: string; readonly timeoutMs?: number } = { ca }) =>
      lookAtCertificate(new URL(`https://${host}/`), { lookup: here, ...options })

    test('is seen with its end and what clients would not believe of it, and nothing is asked', async () => {
      asked.length = 0
      const good = await seen(`keys.example:${tlsPort}`)
      expect(good).toEqual({ expiresAt: expect.any(Date) })
      const days = ((good?.expiresAt.getTime() ?? 0) - Date.now()) / 86_400_000
      expect([days > 1, days < 3]).toEqual([true, true])
      expect(await seen(`other.example:${tlsPort}`)).toMatchObject({ problem: 'wrong_name' })
      expect(await seen(`127.0.0.1:${tlsPort}`)).toMatchObject({ problem: 'wrong_name' })
      expect(await seen(`keys.example:${tlsPort}`, {})).toMatchObject({ problem: 'not_trusted' })
      expect(asked).toEqual([])
    })

    test('is not trusted where one between it and its authority has expired', async () => {
      const root = mkdtempSync(join(folder, 'chain-'))
      const openssl = (...words: readonly string[]) => execFileSync('openssl', words, { cwd: root, stdio: 'ignore' })
      const make = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      const lasts = ['-startdate', '20200101000000Z', '-batch', '-notext', '-config', 'ca.cnf']
      writeFileSync(join(root, 'index.txt'), '')
      writeFileSync(join(root, 'ca.cnf'), CHAIN)
      openssl('req', '-x509', ...make, '-days', '2', '-subj', '/CN=root', '-keyout', 'root.key', '-out', 'root.pem')
      openssl('req', ...make, '-subj', '/CN=between', '-keyout', 'between.key', '-out', 'between.csr')
      openssl('req', ...make, '-subj', '/CN=leaf', '-keyout', 'leaf.key', '-out', 'leaf.csr')
      const signer = (by: string) => ['-cert', `${by}.pem`, '-keyfile', `${by}.key`]
      const sign = (what: string, by: string, end: string, kind: string) =>
        openssl(
          'ca',
          ...lasts,
          '-enddate',
          end,
          '-extensions',
          kind,
          ...signer(by),
          '-in',
          `${what}.csr`,
          '-out',
          `${what}.pem`,
        )
      const read = (file: string) => readFileSync(join(root, file), 'utf8')
      const shown = async (betweenEnds: string): Promise<string | undefined> => {
        writeFileSync(join(root, 'index.txt'), '')
        sign('between', 'root', betweenEnds, 'authority')
        sign('leaf', 'between', '20990101000000Z', 'site')
        const server = createTlsServer({ key: read('leaf.key'), cert: read('leaf.pem') + read('between.pem') }, answer)
        const look = await seen(`keys.example:${await listen(server)}`, { ca: read('root.pem') })
        server.close()
        return look?.problem ?? 'none'
      }
      expect(await shown('20990101000000Z')).toBe('none')
      expect(await shown('20210101000000Z')).toBe('not_trusted')
    })

    test('is not seen where nobody answers, no TLS is spoken, or nothing comes', async () => {
      expect(await seen('keys.example:1')).toBeUndefined()
      expect(await seen(`keys.example:${port}`)).toBeUndefined()
      // It reads, so that it sees the end of the connection also behind what was sent.
      const silent = createSocketServer((socket) => socket.on('error', () => undefined).resume())
      await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
      const { port: deaf } = silent.address() as AddressInfo
      expect(await seen(`keys.example:${deaf}`, { timeoutMs: 50 })).toBeUndefined()
      await new Promise((done) => silent.close(done))
    })
  })
})
