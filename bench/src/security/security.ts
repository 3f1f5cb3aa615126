/** `npm run bench -- --security`: whether answers tell who has an account, and what becomes of people under attack. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machineOf } from '../report/machine.ts'
import type { Say } from '../report/progress.ts'
import { RESULTS_FOLDER } from '../report/results.ts'
import { startDatabase } from '../stand/cluster.ts'
import { type AttackEffort, simulateAttack } from './attack.ts'
import { type Compared, compareAnswers, type EnumerationEffort } from './enumeration.ts'
import { judgeSecurity, type SecurityReport, securityText } from './report.ts'

const PAIRS: Readonly<Record<'whole' | 'quick', EnumerationEffort>> = {
  whole: { pairs: 400, mostPairs: 1_500, checkPairs: 1_500 },
  quick: { pairs: 30, mostPairs: 30, checkPairs: 90 },
}
const ATTACK: Readonly<Record<'whole' | 'quick', AttackEffort>> = {
  whole: {
    seconds: 600,
    calmSeconds: 180,
    accounts: 1_000,
    found: 50,
    addresses: 500,
    perSecond: 200,
    people: 20,
    fraudsters: 20,
  },
  quick: {
    seconds: 10,
    calmSeconds: 4,
    accounts: 40,
    found: 5,
    addresses: 50,
    perSecond: 50,
    people: 4,
    fraudsters: 4,
  },
}

export interface WantedSecurity {
  readonly quick: boolean
  readonly results: boolean
  readonly resultsDir: string | undefined
  /** How long the attack lasts. */
  readonly attackSeconds: number | undefined
}

/** A run, and whether everything came out as it must. */
export interface SecurityOutcome extends SecurityReport {
  readonly isMet: boolean
}

export async function benchSecurity(wanted: WantedSecurity, say: Say): Promise<SecurityOutcome> {
  const effort = wanted.quick ? 'quick' : 'whole'
  const cluster = await startDatabase()
  const machine = machineOf(cluster.version, cluster.commitMs)
  await cluster.stop()
  say(`${machine}.`)
  const compared: Compared[] = []
  for (const store of ['PostgreSQL', 'embedded'] as const)
    compared.push(...(await compareAnswers(store, PAIRS[effort], say)))
  const seconds = wanted.attackSeconds ?? ATTACK[effort].seconds
  const calmSeconds = Math.min(seconds, ATTACK[effort].calmSeconds)
  const attacked = await simulateAttack({ ...ATTACK[effort], seconds, calmSeconds }, say)
  const report: SecurityReport = { machine, compared, attacked }
  const verdicts = judgeSecurity(report, wanted.quick)
  const text = securityText(report, verdicts, new Date().toISOString().slice(0, 10), wanted.quick)
  say(text)
  if (wanted.results) writeFileSync(join(wanted.resultsDir ?? RESULTS_FOLDER, 'SECURITY.md'), text)
  return { ...report, isMet: verdicts.every(({ isMet }) => isMet) }
}
