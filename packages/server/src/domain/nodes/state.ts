import { z } from 'zod'

/** How often upkeep runs on a node. The node then also writes its state. */
export const UPKEEP_SECONDS = 60

const instant = z.iso.datetime()

/** An upkeep job on one node, since its start. */
export const JobState = z.object({
  name: z.string(),
  ranAt: instant.optional().meta({ description: 'When it last began.' }),
  succeededAt: instant.optional(),
  seconds: z.number().meta({ description: 'How long it took the last time.' }),
  rows: z.int().meta({ description: 'How many rows it deleted or changed.' }),
  failures: z.int().meta({ description: 'The log of the node says why.' }),
})

/** What a node tells of itself. Counts are since its start. */
export const NodeState = z.object({
  clock: z.enum(['steady', 'drifting', 'wrong']),
  clockOffsetMs: z.number(),
  memoryBytes: z.int(),
  passwordHashes: z.int(),
  basicClients: z.int(),
  basicRequests: z.int(),
  jobs: z.array(JobState),
})
export type NodeState = Readonly<z.infer<typeof NodeState>>

/** What a node wrote. Undefined for one of another version, which tells other things. */
export function readNodeState(state: unknown): NodeState | undefined {
  return NodeState.safeParse(state).data
}
