import { KNOWN_FAILURES } from '../oracle/known-failures.ts'
import type { Suite } from '../requirement.ts'
import type { Outcome } from '../run/runner.ts'

export interface Report {
  readonly summary: {
    readonly rows: number
    readonly passed: number
    readonly failed: number
    readonly notApplicable: number
    readonly oracle: { readonly passed: number; readonly failed: number; readonly notSupported: number }
  }
  readonly rows: readonly ReportRow[]
}

export interface ReportRow {
  readonly id: string
  readonly source: string
  readonly requirement: string
  readonly status: Outcome['status']
  /** The file of the check, and the row in it. */
  readonly test: string
  /** Why it failed or does not apply. */
  readonly reason?: string
  /** The oracle's result, if it was asked. */
  readonly oracle?: { readonly status: Outcome['status']; readonly reason?: string }
}

export const FOLDER = 'conformance/src/requirements'

export function reportOf(suites: readonly Suite[], outcomes: readonly Outcome[], oracle: readonly Outcome[]): Report {
  const fileOf = new Map(suites.flatMap(({ file, rows }) => rows.map(({ id }) => [id, file] as const)))
  const oracleOf = new Map(oracle.map((outcome) => [outcome.requirement.id, outcome]))
  const count = (list: readonly Outcome[], status: Outcome['status']): number =>
    list.filter((outcome) => outcome.status === status).length
  return {
    summary: {
      rows: outcomes.length,
      passed: count(outcomes, 'passed'),
      failed: count(outcomes, 'failed'),
      notApplicable: count(outcomes, 'notApplicable'),
      oracle: {
        passed: count(oracle, 'passed'),
        failed: count(oracle, 'failed'),
        notSupported: count(oracle, 'notSupported'),
      },
    },
    rows: outcomes.map(({ requirement: { id, source, says }, status, reason }) => {
      const there = oracleOf.get(id)
      return {
        id,
        source,
        requirement: says,
        status,
        test: `${FOLDER}/${fileOf.get(id) ?? ''}#${id}`,
        ...(reason !== undefined && { reason }),
        ...(there !== undefined && { oracle: { status: there.status, ...withReason(there) } }),
      }
    }),
  }
}

function withReason({ requirement, status, reason }: Outcome): { readonly reason?: string } {
  const known = status === 'failed' ? KNOWN_FAILURES.find(({ row }) => row === requirement.id) : undefined
  const text = known === undefined ? reason : `${known.clause} (${known.record})`
  return text === undefined ? {} : { reason: text }
}

/** Rows that fail on the oracle without a clause that supports them. */
export function unexplained(oracle: readonly Outcome[]): readonly Outcome[] {
  return oracle.filter(
    ({ status, requirement }) => status === 'failed' && !KNOWN_FAILURES.some(({ row }) => row === requirement.id),
  )
}
