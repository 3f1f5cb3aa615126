/** Defects of what the server believes of the processes that run Bots. */
import { caughtBy, type TestedDefect } from './tested-defect.ts'

const room = caughtBy('server/src/base/sandbox/making-room')
const running = caughtBy('server/src/base/sandbox/running')
const frames = caughtBy('server/src/base/sandbox/frames')
const image = caughtBy('server/src/base/sandbox/memory-image')

export const SANDBOX_DEFECTS: readonly TestedDefect[] = [
  running(
    'a worker that was broken out of calls as often as it likes',
    'is not believed beyond them',
    'server/src/base/sandbox/running',
    'this.#calls > limits.calls || ',
    '',
  ),
  running(
    'a worker that was broken out of lets the server keep as many large calls as it likes',
    'is not kept beyond two of the largest calls that wait for their answers',
    'server/src/base/sandbox/running',
    '        mustNot(this.#waiting > limits.callBytes * LARGEST_WAITING)\n',
    '',
  ),
  running(
    'a worker that was broken out of gives as much as it likes',
    'is not believed beyond them',
    'server/src/base/sandbox/running',
    '        mustNot(body.length > limits.outputBytes)\n',
    '',
  ),
  running(
    'a worker that was broken out of sends empty lines without end',
    'is not believed beyond them',
    'server/src/base/sandbox/running',
    'this.#logged += body.length + LOG_LINE_BYTES',
    'this.#logged += body.length + 1',
  ),
  room(
    'two projects that always wait keep all processes for ever',
    'takes a process from a project that waits itself, for one that has none',
    'server/src/base/sandbox/making-room',
    'if (waiting.has(project)) return without > 0 && heldMs >= HELD_MS',
    'if (waiting.has(project)) return false',
  ),
  room(
    'a project keeps its process by runs that do not end',
    'ends what still runs in a process that takes nothing new, once somebody has waited long enough',
    'server/src/base/sandbox/making-room',
    'end: overdue.slice(0, Math.max(0, wanted))',
    'end: overdue.slice(0, 0)',
  ),
  running(
    'the message of a worker may have more in it than it should',
    'has one form',
    'server/src/base/sandbox/claims',
    "z.strictObject({ kind: z.literal('done')",
    "z.object({ kind: z.literal('done')",
  ),
  frames(
    'a message of 4 GB is kept until it has come',
    'that are too long are refused by their lengths, before any of it has come',
    'server/src/base/sandbox/frames',
    ' || bodyBytes > this.#maxBodyBytes',
    '',
  ),
  image(
    'a run finds what another left in memory that was empty',
    'a memory is set back to the last byte, wherever it was written',
    'server/src/base/sandbox/memory-image',
    '      else if (!isZero(whole, start)) whole.fill(0, start, start + CHUNK_BYTES)\n',
    '',
  ),
]
