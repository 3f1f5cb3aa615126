/**
 * Owns: which nodes of the server run, with their version and what they tell of themselves (table `nodes`), for its
 * operators. Does not own: what they tell (`app`). Asked by: `endpoints/admin`, the upkeep.
 */

export { createNodeNotes, type NodeNotes } from './node-notes.ts'
export { allNodes, forgetNodes, type NodeRow } from './nodes.store.ts'
export { JobState, NodeState, readNodeState, UPKEEP_SECONDS } from './state.ts'
