/** One request to send, and what its answer must contain to count. */
export interface Shot {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Texts that the answer's body contains; without them it is counted as wrong. */
  readonly expect: readonly string[]
}

/** A slice of load on one target. */
export interface Job {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  readonly status: number
  readonly shots: readonly Shot[]
  /** Each shot is sent once, and the slice ends when none is left: codes are redeemed once. */
  readonly once?: boolean
  /** Each answer holds the refresh token for a later shot, in place of the one that was sent. */
  readonly refreshing?: boolean
}

/** What a slice gave. */
export interface Slice {
  readonly seconds: number
  /** How long each right answer took, in milliseconds. */
  readonly latencies: readonly number[]
  /** Answers of another status or shape, and connections that broke: never counted as throughput. */
  readonly wrong: number
  /** One of the wrong answers, to look at. */
  readonly example?: string
}
