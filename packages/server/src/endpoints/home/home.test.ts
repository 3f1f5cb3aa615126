import { type Answer, type Owner, send, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

let world: World
let owner: Owner
beforeAll(async () => {
  world = await startWorld({ shared: true })
  owner = await world.actors.owner({ projectName: 'Harbour Clinic' })
})
afterAll(() => world.close())

const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Sec-Fetch-Mode': 'navigate' }
const ask = (path: string, headers: Record<string, string> = BROWSER, method = 'GET') =>
  send(new URL(path, world.baseUrl), { method, headers })

test('the start page says where a person is and leads on, at the server’s address and at a project’s', async () => {
  const own = await ask('')
  expect([own.status, own.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  for (const address of ['/account', '/healthcheck', '/dev/inbox']) expect(own.text).toContain(`href="${address}"`)
  // Nobody has used the link of this store.
  expect(own.text).toContain('<code dir="ltr">set-up-link</code>')
  const path = `projects/${owner.project}/`
  const project = await ask(path)
  expect([project.status, project.text]).toEqual([200, expect.stringContaining('Harbour Clinic')])
  expect(project.text).toContain(`href="/${path}account"`)
  expect([own.text, project.text]).toEqual([
    expect.stringContaining('href="/console/"'),
    expect.stringContaining(`href="/${path}console/"`),
  ])
  expect(project.text).not.toContain('healthcheck')
})

test.each([
  ['no-such-page', 'a path'],
  ['auth/no-such-page', 'a path of the API'],
  [`projects/${crypto.randomUUID()}/no-such-page`, 'an unknown project'],
])('at %s, %s, people get a page with a way on, and programs JSON', async (path) => {
  const page = await ask(path)
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(page.text).toContain('href="/"')
  for (const [headers, method] of [
    [{ Accept: '*/*' }, 'GET'],
    [{ Accept: 'application/fhir+json' }, 'GET'],
    [{}, 'GET'],
    [BROWSER, 'POST'],
  ] as const) {
    const { status, text }: Pick<Answer, 'status' | 'text'> = await ask(path, headers, method)
    expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ resourceType: 'OperationOutcome' })])
  }
})

test('what exists for programs alone answers them alone, whoever asks', async () => {
  const refused = await ask('fhir/R4/Patient/none')
  expect([refused.status, JSON.parse(refused.text)]).toEqual([
    401,
    expect.objectContaining({ resourceType: 'OperationOutcome' }),
  ])
})

test('the development inbox shows links that can be followed, and nothing that a sender wrote as markup', async () => {
  const email = `link-${crypto.randomUUID()}@example.org`
  const mailing = await startWorld({ mail: 'development' })
  await mailing.app.inbox?.send({
    to: email,
    subject: 'A <b>link</b>',
    text: 'Open http://localhost:1/a?b=c&d=<i>. Or https://x.example/y, or not.',
  })
  const { text } = await send(new URL('dev/inbox', mailing.baseUrl), { method: 'GET', headers: BROWSER })
  const console = await send(new URL('console/', mailing.baseUrl), { method: 'GET', headers: BROWSER })
  await mailing.close()
  expect(console.text).toContain(`"inboxUrl":"${mailing.baseUrl}dev/inbox"`)
  expect(text).toContain(
    'Open <a href="http://localhost:1/a?b=c&amp;d=">http://localhost:1/a?b=c&amp;d=</a>&lt;i&gt;. ' +
      'Or <a href="https://x.example/y">https://x.example/y</a>, or not.',
  )
})
