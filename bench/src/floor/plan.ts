/** The configuration of the floors. */
export interface FloorPlan {
  readonly databaseUrl: string
  readonly port: number
  readonly poolSize: number
  /** The project to read. */
  readonly project: string
  /** One Observation as the server inserts it, with its index: the statement and its params. */
  readonly insert: RecordedQuery
  /** One search as the server sends it; each request carries its params. */
  readonly search: RecordedQuery
  readonly passwordHash: string
  /** The project whose sign-in page is shown, and the server's answer to each browser. */
  readonly visited: string
  readonly pages: readonly RecordedPage[]
}

export interface RecordedPage {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** Whether the browser sends the cookie of a sign-in. */
  readonly asksForRoot: boolean
}

export interface RecordedQuery {
  readonly sql: string
  readonly params: readonly unknown[]
  /** The server prepares it, and plans it once for all values. */
  readonly isPrepared: boolean
}

/** The floors' own project, which keeps their rows apart from the server's. */
export const FLOOR_PROJECT = '00000000-0000-4000-8000-00000000f100'
