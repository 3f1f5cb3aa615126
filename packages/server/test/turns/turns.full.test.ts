import { type Owner, startWorld, type World } from '@damson/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCookieBrowser } from '../signin/cookie-browser.ts'
import { deepRequests } from './deep.ts'
import { calibrate, LIMIT_IN_LOOPS, longestTurn } from './meter.ts'
import { type Heavy, type Sender, startSender } from './sender.ts'
import { heavyRequests } from './shapes.ts'

/**
 * No request may hold a node: whatever is sent to any route, no turn of the node's thread takes more processor time than
 * the limit. Every route of the route table is here by itself, also one that is added tomorrow.
 */

/** Requests whose turns may be longer, each with the reason. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map()

/** A turn that is too long counts when it is so each time: a first one may have compiled code or collected garbage. */
const TRIES = 4

let world: World
let owner: Owner
let sender: Sender
let cookie = ''
const ids = { patient: '', observation: '' }

beforeAll(async () => {
  world = await startWorld({ store: 'postgres' })
  owner = await world.actors.owner()
  const create = async (type: string, fields: object): Promise<string> =>
    (await world.call(`fhir/R4/${type}`, { token: owner.token, json: { resourceType: type, ...fields } })).body.id
  ids.patient = await create('Patient', { active: true, name: [{ family: 'Simpson' }] })
  ids.observation = await create('Observation', {
    status: 'final',
    code: { text: 'x' },
    subject: { reference: `Patient/${ids.patient}` },
  })
  cookie = await signedIn()
  sender = startSender(world.baseUrl)
})

afterAll(async () => {
  await sender.stop()
  await world.close()
})

/** The cookies of a browser that signed in on the page of one's own account. */
async function signedIn(): Promise<string> {
  const browser = createCookieBrowser(world.baseUrl, world.baseUrl)
  const page = await browser.follow(await browser.open('/account'))
  const { email, password } = owner
  const done = await browser.follow(
    await browser.post('/account/sign-in', { email, password, form: page.hidden('form') }),
  )
  expect(done.status).toBe(200)
  return [...browser.cookies].map((pair) => pair.join('=')).join('; ')
}

interface Turn {
  readonly request: Heavy
  readonly status: number
  readonly loops: number
}

async function measured(request: Heavy, loopUs: number): Promise<Turn> {
  const { longestUs, value } = await longestTurn(() => sender.send(request))
  return { request, status: value, loops: longestUs / loopUs }
}

/** Sends all of them and answers those that hold the thread too long, however often they are sent. */
async function tooLong(requests: readonly Heavy[]): Promise<Turn[]> {
  const found: Turn[] = []
  const all: Turn[] = []
  let loopUs = calibrate()
  for (const request of requests) {
    let turn = await measured(request, loopUs)
    for (let tries = 1; turn.loops > LIMIT_IN_LOOPS && tries < TRIES; tries += 1) {
      loopUs = calibrate()
      const again = await measured(request, loopUs)
      if (again.loops < turn.loops) turn = again
    }
    all.push(turn)
    if (turn.loops > LIMIT_IN_LOOPS && !EXCEPTIONS.has(nameOf(request))) found.push(turn)
  }
  const heaviest = all.sort((a, b) => b.loops - a.loops).slice(0, 5)
  console.info(`${all.length} requests, the heaviest (the limit is ${LIMIT_IN_LOOPS}):\n${told(heaviest).join('\n')}`)
  return found
}

const nameOf = ({ method, path, shape }: Heavy): string => `${method} ${path.split('?')[0]}: ${shape}`
const told = (turns: readonly Turn[]): string[] =>
  turns.map(({ request, status, loops }) => `${nameOf(request)}: ${Math.round(loops)} loops, answered ${status}`)

function pathOf(url: string): string {
  return url
    .replace(':projectId', owner.project)
    .replace('/:type/:id', `/Patient/${ids.patient}`)
    .replace(':type', 'Observation')
    .replace(':operation', '$smart-launch')
    .replace(/:[a-zA-Z]+/g, '00000000-0000-4000-8000-000000000000')
}

/** As somebody who gets as far as possible: a token where tokens count, a visit with cookies where pages are. */
function headersOf(url: string): Record<string, string> {
  const origin = new URL(world.baseUrl).origin
  if (/^\/(fhir|admin|auth\/(me|session|revoke|changepassword))/.test(url) || url === '/oauth2/userinfo')
    return { authorization: `Bearer ${owner.token}`, origin }
  return { cookie, origin, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' }
}

test('no request without a token holds the node, on any route', { timeout: 900_000 }, async () => {
  const requests = world.app.routes.flatMap(({ method, url }) =>
    method === 'HEAD' ? [] : heavyRequests(method, pathOf(url), { origin: new URL(world.baseUrl).origin }),
  )
  expect(told(await tooLong(requests))).toEqual([])
})

test('no request of a member holds the node, on any route', { timeout: 900_000 }, async () => {
  const requests = world.app.routes.flatMap(({ method, url }) =>
    method === 'HEAD' ? [] : heavyRequests(method, pathOf(url), headersOf(url)),
  )
  expect(told(await tooLong(requests))).toEqual([])
})

test('what gets far and is as large as its limits admit holds no node', { timeout: 900_000 }, async () => {
  expect(told(await tooLong(deepRequests(owner, ids)))).toEqual([])
})
