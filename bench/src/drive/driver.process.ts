/** The load generator, in its own process: takes jobs from its parent, and answers each with the measurements. */
import autocannon from 'autocannon'
import type { Job, Shot, Slice } from './job.ts'

process.on('message', (job: Job) => {
  run(job).then(
    (slice) => process.send?.({ slice }),
    (error: unknown) => process.send?.({ failure: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

/** Hands out shots in turn; undefined if each is sent only once and none is left. */
function createMagazine({ shots, once = false, refreshing = false }: Job) {
  const queue = [...shots]
  let at = 0
  return {
    next(): Shot | undefined {
      if (refreshing) return queue.shift()
      if (at >= queue.length && once) return undefined
      return queue[at++ % queue.length]
    },
    answered(shot: Shot, body: string): void {
      const token = refreshing ? /"refresh_token":"([^"]+)"/.exec(body)?.[1] : undefined
      if (token !== undefined) queue.push({ ...shot, body: `grant_type=refresh_token&refresh_token=${token}` })
    },
  }
}

/** How often autocannon checks whether the time is up. */
const SAMPLE_MS = 50
/** As long as a server may take on a busy machine. */
const TIMEOUT_S = 30

/** Sends shots and checks the answers: only correct ones count. */
function createTally(job: Job) {
  const magazine = createMagazine(job)
  const sent = new WeakMap<object, Shot>()
  const latencies: number[] = []
  let [wrong, isRight] = [0, false]
  let example: string | undefined
  let emptyAt: number | undefined
  const request: autocannon.Request = {
    setupRequest(_request, context) {
      const shot = magazine.next()
      if (shot === undefined) {
        emptyAt ??= performance.now()
        return BLANK
      }
      sent.set(context, shot)
      const { method, path, headers, body } = shot
      return { method, path, headers: { ...headers }, ...(body !== undefined && { body }) }
    },
    onResponse(status, body, context) {
      const shot = sent.get(context)
      isRight = shot !== undefined && status === job.status && shot.expect.every((part) => body.includes(part))
      if (shot === undefined) return
      if (isRight) return magazine.answered(shot, body)
      wrong += 1
      example ??= `${shot.method} ${shot.path}: ${status} ${body.slice(0, 300)}`
    },
  }
  return {
    request,
    /** Called right after `onResponse`, for the same answer. */
    timed(ms: number): void {
      if (isRight) latencies.push(ms)
    },
    emptyAt: () => emptyAt,
    slice(began: number, broken: number): Slice {
      const seconds = ((emptyAt ?? performance.now()) - began) / 1000
      return { seconds, latencies, wrong: wrong + broken, ...(example !== undefined && { example }) }
    },
  }
}

/** Sent after the last shot, until autocannon notices the end. */
const BLANK: autocannon.Request = { method: 'GET', path: '/health', headers: {} }

function run(job: Job): Promise<Slice> {
  const tally = createTally(job)
  const { url, connections, seconds: duration, amount } = job
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const until = amount === undefined ? { duration } : { amount }
    const options = { url, connections, ...until, sampleInt: SAMPLE_MS, timeout: TIMEOUT_S, requests: [tally.request] }
    const instance = autocannon(options, (error: unknown, result) => {
      if (error !== null && error !== undefined) reject(error)
      else resolve(tally.slice(began, result.errors + result.timeouts))
    })
    instance.on('response', (_client, _status, _bytes, ms) => {
      tally.timed(ms)
      if (tally.emptyAt() !== undefined) instance.stop?.()
    })
  })
}
