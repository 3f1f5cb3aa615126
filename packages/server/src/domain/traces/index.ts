/**
 * Owns: traces of flows for developers (table `traces`): which projects are in developer mode, and the steps of their
 * flows without secrets or personal data. It makes no judgements. Does not own: why a request was refused (the code that
 * refuses it makes the finding, `base/findings`), who may read traces (`endpoints/traces`), the audit, the log. Asked by:
 * `endpoints/traces`.
 */
export { createDeveloperModes } from './modes.ts'
export { type Pairs, showParameters } from './shown.ts'
export type { KeptStep, StepKind, Trace, TraceStep } from './step.ts'
export {
  createTraces,
  flowOf,
  flowOfVerifier,
  type ListedStep,
  numberOfTrace,
  type Traces,
  type WantedSteps,
} from './traces.ts'
