/** One request to send, and what its answer must contain to count. */
export interface Shot {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Texts that the answer's body must contain; otherwise the answer counts as wrong. */
  readonly expect: readonly string[]
}

/** A slice of load on one target. */
export interface Job {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** So many requests instead, however long they take: all are answered before the slice ends. */
  readonly amount?: number
  readonly status: number
  readonly shots: readonly Shot[]
  /** Each shot is sent once, and the slice ends when none is left: a code can be redeemed only once. */
  readonly once?: boolean
  /** Each answer contains a refresh token, which replaces the sent one in a later shot. */
  readonly refreshing?: boolean
}

/** The measurements of a slice. */
export interface Slice {
  readonly seconds: number
  /** How long each correct answer took, in milliseconds. */
  readonly latencies: readonly number[]
  /** Answers with a wrong status or shape, and broken connections: never counted as throughput. */
  readonly wrong: number
  /** One of the wrong answers, for inspection. */
  readonly example?: string
}
