import { z } from 'zod'

const instant = z.iso.datetime()

/** An upkeep job on one node, since its start. */
const Job = z.object({
  name: z.string(),
  /** When it last began; absent before the first time. */
  ranAt: instant.optional(),
  succeededAt: instant.optional(),
  /** How long it took the last time. */
  seconds: z.number(),
  /** How many rows it deleted or changed. */
  rows: z.int(),
  failures: z.int(),
})

/** What a node tells of itself. Counts are since its start. */
export const NodeState = z.object({
  clock: z.enum(['steady', 'drifting', 'wrong']),
  clockOffsetMs: z.number(),
  memoryBytes: z.int(),
  passwordHashes: z.int(),
  basicClients: z.int(),
  basicRequests: z.int(),
  jobs: z.array(Job),
})
export type NodeState = Readonly<z.infer<typeof NodeState>>

/** What a node wrote. Undefined for one of another version, which tells other things. */
export function readNodeState(state: unknown): NodeState | undefined {
  return NodeState.safeParse(state).data
}
