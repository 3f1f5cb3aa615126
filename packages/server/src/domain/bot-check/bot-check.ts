import type { Clock } from '#base/clock'
import type { Keyring } from '#base/crypto'
import type { Db } from '#base/db'
import type { Log } from '#base/log'
import type { Outbound } from '#base/outbound'
import { botCheckOf, type ProjectRow, readProject } from '#domain/projects'
import type { Throttle } from '#domain/throttle'
import { BITS, makeChallenge, takePatience, takeSolution } from './proof-of-work.ts'
import { askRecaptcha } from './recaptcha.ts'
import { type BotSettings, readSecrets } from './settings.ts'

/** The forms that anyone may send. */
export type BotForm = 'newuser' | 'resetpassword' | 'mail'

/** What came with a form. */
export interface SentProof {
  /** A challenge with its solution. */
  readonly powSolution?: string | undefined
  /** A challenge that was not solved: its holder waited instead. Only pages offer that. */
  readonly waited?: string | undefined
  /** Where it came from. */
  readonly address: string
  readonly recaptchaToken?: string | undefined
  readonly recaptchaSiteKey?: string | undefined
}

export interface BotRefusal {
  readonly why: 'pow_needed' | 'recaptcha_needed' | 'recaptcha_site' | 'recaptcha_failed' | 'recaptcha_unreachable'
}

/** What a form must bring. */
export type BotDemand =
  | { readonly botCheck: 'off' }
  | { readonly botCheck: 'pow'; readonly challenge: string; readonly bits: number }
  | { readonly botCheck: 'recaptcha'; readonly siteKeys: readonly string[] }

export interface BotCheck {
  demand(form: BotForm, project: string | undefined): Promise<BotDemand>
  /** Undefined if the form may pass. */
  problem(form: BotForm, project: string | undefined, sent: SentProof): Promise<BotRefusal | undefined>
  /** The same for a page of ours: where the project wants reCAPTCHA, it asks for our own proof of work. */
  pageDemand(
    form: BotForm,
    project: string | undefined,
  ): Promise<{ readonly challenge: string; readonly bits: number } | undefined>
  pageProblem(form: BotForm, project: string | undefined, sent: SentProof): Promise<BotRefusal | undefined>
}

export interface BotCheckDeps {
  readonly db: Db
  readonly keyring: Keyring
  readonly clock: Pick<Clock, 'now'>
  readonly log: Pick<Log, 'warn'>
  readonly outbound: Pick<Outbound, 'send'>
  readonly settings: BotSettings
  readonly throttle: Pick<Throttle, 'patience'>
}

export function createBotCheck(deps: BotCheckDeps): BotCheck {
  const { db, settings } = deps
  const rowOf = async (project: string | undefined): Promise<ProjectRow | undefined> =>
    project === undefined || project === 'new' ? undefined : readProject(db, project)
  const kindOf = (row: ProjectRow | undefined): 'off' | 'pow' | 'recaptcha' =>
    row === undefined ? settings.serverCheck : botCheckOf(row.resource)
  const placeOf = (form: BotForm, row: ProjectRow | undefined) => ({ form, project: row?.id })
  const powProblem = async (
    form: BotForm,
    row: ProjectRow | undefined,
    sent: SentProof,
  ): Promise<BotRefusal | undefined> => {
    const { powSolution = '', waited, address } = sent
    const place = placeOf(form, row)
    if (await takeSolution(deps, place, powSolution)) return undefined
    // Waiting costs a program nothing, so few of one network may.
    const hasWaited =
      waited !== undefined &&
      (await takePatience(deps, place, waited)) &&
      (await deps.throttle.patience(address)).allowed
    return hasWaited ? undefined : { why: 'pow_needed' }
  }
  return {
    async demand(form, project) {
      const row = await rowOf(project)
      const botCheck = kindOf(row)
      if (botCheck === 'off') return { botCheck }
      if (botCheck === 'pow') return { botCheck, challenge: makeChallenge(deps, placeOf(form, row)), bits: BITS }
      return { botCheck, siteKeys: siteKeysOf(row) }
    },
    async problem(form, project, sent) {
      const row = await rowOf(project)
      const kind = kindOf(row)
      if (kind === 'off') return undefined
      return kind === 'pow' ? powProblem(form, row, { ...sent, waited: undefined }) : recaptchaProblem(deps, row, sent)
    },
    async pageDemand(form, project) {
      const row = await rowOf(project)
      return kindOf(row) === 'off' ? undefined : { challenge: makeChallenge(deps, placeOf(form, row)), bits: BITS }
    },
    async pageProblem(form, project, sent) {
      const row = await rowOf(project)
      return kindOf(row) === 'off' ? undefined : powProblem(form, row, sent)
    },
  }
}

const siteKeysOf = (row: ProjectRow | undefined): readonly string[] =>
  (row?.resource.site ?? []).flatMap(({ recaptchaSiteKey }) => recaptchaSiteKey ?? [])

async function recaptchaProblem(
  { outbound, log, settings }: BotCheckDeps,
  row: ProjectRow | undefined,
  { recaptchaToken: token = '', recaptchaSiteKey }: SentProof,
): Promise<BotRefusal | undefined> {
  if (token === '') return { why: 'recaptcha_needed' }
  const known = siteKeysOf(row)
  const siteKey = recaptchaSiteKey === undefined || recaptchaSiteKey === '' ? known[0] : recaptchaSiteKey
  // Another project's key, or one without a secret here, proves nothing.
  const secret = siteKey !== undefined && known.includes(siteKey) ? secretsOf(settings)[siteKey] : undefined
  if (secret === undefined) return { why: 'recaptcha_site' }
  const said = await askRecaptcha({ outbound, log, url: settings.recaptchaUrl }, secret, token)
  if (said === 'human') return undefined
  return { why: said === 'failed' ? 'recaptcha_failed' : 'recaptcha_unreachable' }
}

const secretsOf = ({ recaptchaSecrets }: BotSettings): Readonly<Record<string, string | undefined>> =>
  recaptchaSecrets === undefined ? {} : (readSecrets(recaptchaSecrets.reveal()) ?? {})
