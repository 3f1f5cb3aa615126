/** Defects of step-up: a sign-in that is weaker than what is demanded, and what an app asks for (RFC 9470). */
import { type Defect, defectsIn } from './defect.ts'

const grantees = defectsIn('server/src/domain/access/made-grantee.ts')
const answer = defectsIn('server/src/endpoints/answers/grantee.ts')
const challenge = defectsIn('server/src/endpoints/answers/step-up-challenge.ts')
const asked = defectsIn('server/src/endpoints/signin/authorize/asked-acr.ts')
const demands = defectsIn('server/src/domain/enrolment/demands.ts')
const need = defectsIn('server/src/domain/logins/factor-demand.ts')

export const STEP_UP_DEFECTS: readonly Defect[] = [
  grantees(
    'a token of a sign-in that is too weak opens the API',
    'rfc9470-3-challenge',
    'return meetsDemand(demand, row.factors ?? []) ? undefined : demand',
    'return meetsDemand(demand, row.factors ?? []) ? undefined : undefined',
  ),
  answer(
    'the challenge asks for less than is demanded',
    'rfc9470-3-acr-values',
    '? [AAL2] : [AAL2, AAL1]',
    '? [AAL1] : [AAL2, AAL1]',
  ),
  challenge(
    'the challenge does not say how old a proof may be',
    'rfc9470-3-max-age',
    '`${values}max_age="${STEP_UP_SECONDS}"`',
    'values',
  ),
  asked(
    'an essential acr that does not exist is passed over',
    'rfc9470-5-unmet',
    '? refused(UNMET) :',
    '? accepted({ acr: undefined, subject }) :',
  ),
  demands('an essential acr is a wish', 'rfc9470-5-essential', '    { minimumAcr: essentialAcr },\n', ''),
  need(
    'a person without a second factor gets in for a wish',
    'rfc9470-4-voluntary',
    'if (isWished && !isTwo && (strong.length > 0 || hasPasskeys)) return prove(strong)',
    "if (isWished && !isTwo) return { need: 'enroll', methods: strong.length > 0 ? strong : methods, byPasskey: false }",
  ),
]
