/** How the server refused: its code on the wire, and its own word for it. */
export interface Failure {
  readonly code: string | undefined
  readonly reason: string | undefined
}
