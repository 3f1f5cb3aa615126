import { Client, type ClientConfig } from 'pg'
import { withTimeout } from './deadline.ts'
import { unavailable } from './faults.ts'
import { connectionFault } from './postgres-connection.ts'

interface Listener {
  readonly heard: (payload: string) => void
  readonly lost: () => void
}

const firstPauseMs = 50
const longestPauseMs = 5000
const heartbeatMs = 10_000
const patienceMs = 5000

/**
 * Listens for notifications on a separate connection. It is made for the first listener, and again, with growing pauses,
 * whenever it breaks.
 */
export class PostgresListener {
  readonly #settings: ClientConfig
  readonly #report: (fault: Error) => void
  readonly #listeners = new Map<string, Set<Listener>>()
  #connection: Promise<Client> | undefined
  #timer: NodeJS.Timeout | undefined
  #last: Promise<unknown> = Promise.resolve()
  #pauseMs = firstPauseMs
  #isClosed = false

  constructor(settings: ClientConfig, report: (fault: Error) => void) {
    this.#settings = settings
    this.#report = report
  }

  async listen(
    channel: string,
    heard: (payload: string) => void,
    lost: () => void = () => undefined,
  ): Promise<() => Promise<void>> {
    if (this.#isClosed) throw unavailable('closed')
    const listener = { heard, lost }
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    try {
      await this.#say('listen', channel)
    } catch (error) {
      if (listeners.delete(listener) && listeners.size === 0) this.#listeners.delete(channel)
      throw connectionFault(error)
    }
    return async () => {
      if (!listeners.delete(listener) || listeners.size > 0) return
      this.#listeners.delete(channel)
      // If this fails, the connection has broken, and the next one won't listen to the channel.
      await this.#say('unlisten', channel).catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    const client = await this.#connection?.catch(() => undefined)
    if (client !== undefined) await withTimeout(client.end(), patienceMs).catch(() => undefined)
  }

  async #say(word: 'listen' | 'unlisten', channel: string): Promise<void> {
    this.#connection ??= this.#connect()
    const client = await this.#connection
    await this.#ask(client, `${word} ${client.escapeIdentifier(channel)}`)
  }

  /** One statement at a time: `pg` doesn't accept several. */
  #ask(client: Client, text: string): Promise<unknown> {
    const reply = this.#last.then(() => withTimeout(client.query(text), patienceMs))
    this.#last = reply.catch(() => undefined)
    return reply
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#settings)
    client.on('error', (error) => this.#report(connectionFault(error)))
    client.on('notification', ({ channel, payload }) => {
      for (const { heard } of this.#listeners.get(channel) ?? []) heard(payload ?? '')
    })
    try {
      await client.connect()
      for (const channel of this.#listeners.keys())
        await this.#ask(client, `listen ${client.escapeIdentifier(channel)}`)
    } catch (error) {
      this.#connection = undefined
      client.end().catch(() => undefined)
      throw error
    }
    client.once('end', () => this.#broke())
    this.#pauseMs = firstPauseMs
    this.#beat(client)
    return client
  }

  /** A server that vanished silently is noticed only by a query. */
  #beat(client: Client): void {
    this.#timer = setTimeout(() => {
      this.#ask(client, 'select').then(
        () => this.#beat(client),
        () => client.end().catch(() => undefined),
      )
    }, heartbeatMs).unref()
  }

  #broke(): void {
    clearTimeout(this.#timer)
    this.#connection = undefined
    if (this.#isClosed || this.#listeners.size === 0) return
    this.#tellLost()
    this.#tryAgain()
  }

  #tryAgain(): void {
    this.#timer = setTimeout(() => {
      this.#connection ??= this.#connect()
      this.#connection.then(
        // Notifications sent in between were missed.
        () => this.#tellLost(),
        (error: unknown) => {
          this.#report(connectionFault(error))
          if (!this.#isClosed) this.#tryAgain()
        },
      )
    }, this.#pauseMs).unref()
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #tellLost(): void {
    for (const listeners of this.#listeners.values()) {
      for (const { lost } of listeners) lost()
    }
  }
}
