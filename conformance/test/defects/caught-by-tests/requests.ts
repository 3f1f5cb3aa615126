/** Defects of what a request may hold and of how many may be under way. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const requests = caughtBy('server/test/limits/request-limits')
const connections = caughtBy('server/test/limits/connections')
const inTurn = caughtBy('server/src/base/http/in-turn')
const first = caughtBy('server/test/fhir/authenticated-first')

export const REQUEST_DEFECTS: readonly TestedDefect[] = [
  requests(
    'a form may have any number of fields',
    'are at most 100 in a form, at every address',
    'server/src/base/http/limits',
    '++pairs > MOST_PAIRS',
    '++pairs > 100_000',
  ),
  requests(
    'JSON at the doors may hold anything',
    'of more than is needed at the doors is refused unparsed, at every address',
    'server/src/base/http/limits',
    'values: 5_000, members: 2_000, membersOfOne: 200, numbers: 1_000',
    'values: 5e6, members: 5e6, membersOfOne: 5e6, numbers: 5e6',
  ),
  requests(
    'a body at the doors may be as large as an administrator’s',
    'is taken up to 64 KB at the doors, 256 KB by administrators, 1 MB at webhooks, and as the setting says by FHIR alone',
    'server/src/app/limits',
    "{ path: '', bodyBytes: 64 * KB,",
    "{ path: '', bodyBytes: 256 * KB,",
  ),
  inTurn(
    'the next request is begun before the answer has been taken',
    'one request is under way: the next begins when the answer before it has been taken',
    'server/src/base/http/in-turn',
    'connections.set(socket, [])',
    '',
  ),
  inTurn(
    'what waits is begun though its connection has closed',
    'what waits when it closes is not begun',
    'server/src/base/http/in-turn',
    'if (next === undefined || socket.destroyed)',
    'if (next === undefined)',
  ),
  connections(
    'a thousand requests may wait on one connection',
    'that sends a thousand at once is closed, and so none of them is made in vain',
    'server/src/base/http/in-turn',
    'waiting.length < MOST_WAITING',
    'waiting.length < 1e6',
  ),
  connections(
    'bytes under way are not counted',
    'has at most so many bytes of bodies under way, whether they say how long they are or not',
    'server/src/app/under-way',
    ' || bytes.of(address) >= mostBytes',
    '',
  ),
  connections(
    'requests under way are not counted',
    'behind a trusted proxy has as many requests under way, and its neighbours have theirs',
    'server/src/app/under-way',
    'requests.of(address) >= connectionsPerAddress || ',
    '',
  ),
  first(
    'a body is read from who is over their limit',
    'and so is that they are over their limit',
    'server/src/endpoints/fhir/authenticated-first',
    'if (refused !== undefined) throw tooManyRequests(refused)',
    '',
  ),
  first(
    'a sign-in that ended while the body came still writes',
    'a sign-in that ends while the body is on its way writes nothing',
    'server/src/endpoints/fhir/authenticated-first',
    '<= FRESH_MS)',
    '<= Number.MAX_VALUE)',
  ),
]
