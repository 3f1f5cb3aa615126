/** What the floors are told when they start. */
export interface FloorPlan {
  readonly databaseUrl: string
  readonly port: number
  readonly poolSize: number
  /** The project that is read. */
  readonly project: string
  /** One Observation as the server inserts it, with its index: the statement and its params. */
  readonly insert: RecordedQuery
  /** One search as the server sends it; the params of each are in the request. */
  readonly search: RecordedQuery
  readonly passwordHash: string
  /** The project whose sign-in page is shown, and what the server sends to each of the browsers. */
  readonly visited: string
  readonly pages: readonly RecordedPage[]
}

export interface RecordedPage {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether the browser brings the cookie of a sign-in. */
  readonly asksForRoot: boolean
}

export interface RecordedQuery {
  readonly sql: string
  readonly params: readonly unknown[]
}

/** What the floors keep out of the way of the server's own rows. */
export const FLOOR_PROJECT = '00000000-0000-4000-8000-00000000f100'
