import type { FastifyReply } from 'fastify'
import { IDENTITY_CHECKS, type IdentityCheck, type WouldBe } from '#domain/identities'
import { CHECKS, type Check, decideByClaims, type ExternalPerson, type Reached } from '#domain/proof'
import type { ProviderFailure } from '#domain/providers'
import { brandOf, type Html, html, sendPage, strong, type Words, wordsOf } from '#pages'
import type { SignInPageDeps } from '../dependencies.ts'
import type { Visit } from '../steps/continue-flow.ts'
import { remedyFor } from './external-arrival.ts'

/** One check of a trial, and what it found. */
interface CheckShown {
  readonly check: Check | IdentityCheck
  readonly state: 'passed' | 'failed' | 'not_reached' | 'not_needed'
  /** What it found, and of a fault what to do. */
  readonly details?: readonly Html[]
}

/** The checks of a sign-in that proved nobody: the one that failed tells why, and what to do. */
export function checksOfFailure(say: Words, reached: Reached, failed: ProviderFailure): readonly CheckShown[] {
  const why = html`${say(`external.trial.why.${failed.why}`)} ${asIs(`${failed.finding} (${failed.code})`)}`
  const details = [why, html`${say('external.trial.remedy')}: ${asIs(remedyFor(failed))}`]
  return [
    ...proofChecks(reached).map((one) => (one.state === 'failed' ? { ...one, details } : one)),
    ...IDENTITY_CHECKS.map((check) => ({ check, state: 'not_reached' }) as const),
  ]
}

/** The checks of a sign-in that proved somebody, with what was found of them here. */
export function checksOfPerson(
  say: Words,
  reached: Reached,
  found: WouldBe,
  person: ExternalPerson,
): readonly CheckShown[] {
  const failed = 'failed' in found ? found.failed : undefined
  const detailsOf = (check: IdentityCheck): readonly Html[] => {
    if ('finding' in found)
      return check === failed
        ? [asIs(found.finding), html`${say('external.trial.remedy')}: ${say(`external.trial.mend.${check}`)}`]
        : check === 'rules' && found.passed.includes('rules')
          ? [outcomeOfRules(say, person)]
          : []
    if (check === 'rules') return [outcomeOfRules(say, person)]
    if (check !== 'account') return []
    const how = howOf(found.how)
    // The account that would be made is none afterwards.
    return [...(how === 'created' ? [] : [asIs(`User/${found.userId}`)]), say(`external.trial.how.${how}`)]
  }
  return [
    ...proofChecks(reached),
    ...IDENTITY_CHECKS.map((check) => ({ check, state: stateOf(check, found, failed), details: detailsOf(check) })),
  ]
}

function proofChecks({ passed, failed }: Reached): readonly CheckShown[] {
  return CHECKS.map((check) => ({
    check,
    state: check === failed ? 'failed' : passed.includes(check) ? 'passed' : 'not_reached',
  }))
}

function stateOf(check: IdentityCheck, { passed }: WouldBe, failed: IdentityCheck | undefined): CheckShown['state'] {
  if (check === failed) return 'failed'
  if (passed.includes(check)) return 'passed'
  // Whoever is known by something else needs no address.
  return check === 'email' && (failed === undefined || failed === 'account') ? 'not_needed' : 'not_reached'
}

const HOW = ['external_id', 'email', 'profile', 'created'] as const

function howOf(how: string | undefined): (typeof HOW)[number] | 'linked' {
  return HOW.find((one) => one === how) ?? 'linked'
}

/** What the claim rules decide, in the names of their settings. */
function outcomeOfRules(say: Words, { provider, claims }: ExternalPerson): Html {
  const { profileType, accessPolicy, hasSecondFactor, hasCompliantDevice, decidedBy } = decideByClaims(
    provider.settings,
    claims,
  )
  const decided: readonly (readonly [what: string, at: number | undefined])[] = [
    [`profileType ${profileType}`, decidedBy.profileType],
    [`accessPolicy ${accessPolicy}`, decidedBy.accessPolicy],
    ['secondFactor', hasSecondFactor ? decidedBy.secondFactor : undefined],
    ['compliantDevice', hasCompliantDevice ? decidedBy.compliantDevice : undefined],
  ]
  const texts = decided.flatMap(([what, at]) => (at === undefined ? [] : [`${what} (claimRule ${at + 1})`]))
  return texts.length === 0 ? say('external.trial.no_rule') : asIs(texts.join(', '))
}

/** What every id token has, or what stands on the page already. */
const USUAL: ReadonlySet<string> = new Set(
  (
    'iss sub aud exp iat nbf jti nonce azp at_hash c_hash s_hash auth_time acr amr sid email email_verified ' +
    'preferred_username'
  ).split(' '),
)
const MOST_CLAIMS = 40

/** What the provider told. Of further claims only the names: rules are made of them. */
export function toldBy(say: Words, person: ExternalPerson): readonly Row[] {
  const { issuer, subject, email, emailVerified, factors, claims } = person
  const further = Object.keys(claims).filter((name) => !USUAL.has(name))
  const proof = [
    say.text('external.trial.by_provider'),
    ...(factors.includes('external-second') ? [say.text('external.trial.second_factor')] : []),
    ...(factors.includes('undated') ? [say.text('external.trial.undated')] : []),
  ]
  return [
    ['external.trial.issuer', asIs(issuer)],
    ['external.trial.subject', asIs(subject)],
    ['external.trial.email', asIs(email ?? '–')],
    [
      'external.trial.verified',
      html`<span>${say(emailVerified ? 'external.trial.is_verified' : 'external.trial.not_verified')}</span>`,
    ],
    ['external.trial.proof', html`<span>${proof.join('; ')}</span>`],
    ['external.trial.claims', asIs(further.toSorted().slice(0, MOST_CLAIMS).join(', ') || '–')],
  ]
}

/** What is the same in each language: findings are in English, like all texts for developers. */
const asIs = (text: string): Html => html`<span lang="en" dir="ltr">${text}</span>`

type Row = readonly [title: `external.trial.${RowTitle}`, value: Html]
type RowTitle = 'issuer' | 'subject' | 'email' | 'verified' | 'proof' | 'claims'

interface TrialPage {
  readonly project: string
  readonly status: number
  readonly topic: 'external.trial' | 'external.trial_nobody' | 'external.trial_failed'
  readonly provider: string
  readonly checks: readonly CheckShown[]
  readonly rows: readonly Row[]
}

export async function trialPage(
  deps: SignInPageDeps,
  { request, reply }: Visit,
  { project, status, topic, provider, checks, rows }: TrialPage,
): Promise<FastifyReply> {
  const say = wordsOf(request)
  const heading = say.text(`${topic}.heading`)
  const told = html`<h2>${say('external.trial.told')}</h2>
<ul class="grants">${rows.map(([title, value]) => html`<li><strong>${say(title)}</strong> ${value}</li>`)}</ul>`
  return sendPage(reply, status, {
    title: heading,
    brand: await brandOf(deps, project),
    card: html`<h1>${heading}</h1>
<p class="lead">${say(`${topic}.text`, { provider: strong(provider) })}</p>
<h2>${say('external.trial.checks')}</h2>
<ol class="grants checks">${checks.map((one) => shown(say, one))}</ol>
${rows.length === 0 ? html`` : told}
<p class="hint">${say('external.trial.back')}</p>`,
  })
}

function shown(say: Words, { check, state, details = [] }: CheckShown): Html {
  return html`<li class="${state}"><strong>${say(`external.trial.check.${check}`)}</strong> <em>${say(
    `external.trial.state.${state}`,
  )}</em>${details.map((detail) => html` <span class="detail">${detail}</span>`)}</li>`
}
