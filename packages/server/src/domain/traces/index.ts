/**
 * Owns: the tracing of flows for developers (table `traces`): which projects are in developer mode, the steps of their
 * flows without anything secret or personal, and in words what was wrong with a request. Does not own: who may read
 * them (`endpoints/traces`), the audit, the log. Asked by: `endpoints/traces`.
 */
export { createDeveloperModes } from './modes.ts'
export { type Pairs, showParameters } from './shown.ts'
export type { KeptStep, StepKind, Trace, TraceStep } from './step.ts'
export { createTraces, flowOf, flowOfVerifier, type Traces } from './traces.ts'
