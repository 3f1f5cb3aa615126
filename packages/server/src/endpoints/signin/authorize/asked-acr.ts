import { accepted, type Result, refused } from '@damson/fhir'
import { z } from 'zod'
import { ACR_VALUES } from '#domain/logins'
import { type Complaint, complaint, invalid } from '../complaint.ts'
import type { Sent } from './sent-parameters.ts'

/** The assurance that an app asks for (OpenID Connect Core §3.1.2.1 and §5.5.1.1, RFC 9470 §4). */
export interface AskedAcr {
  readonly value: string
  /** The app gets nothing if it isn't reached. Otherwise it gets what could be reached. */
  readonly isEssential: boolean
}

/** What an app says about the sign-in with `acr_values` and `claims`. */
export interface AskedClaims {
  readonly acr: AskedAcr | undefined
  /** The only person that the app wants (OpenID Connect Core §5.5.1). */
  readonly subject: string | undefined
}

const Wish = z.looseObject({
  essential: z.boolean().optional(),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
})
const Wishes = z.looseObject({ acr: Wish.nullish(), sub: Wish.nullish() })
const Claims = z.looseObject({ id_token: Wishes.nullish(), userinfo: Wishes.nullish() })

const LONGEST = 2_000

export function readAskedClaims(sent: Sent): Result<AskedClaims, Complaint> {
  const claims = readClaims(sent.get('claims'))
  if (claims === undefined) return refused(UNREADABLE)
  const wish = claims.id_token?.acr ?? claims.userinfo?.acr
  const subjects = [claims.id_token, claims.userinfo].flatMap((one) => one?.sub?.value ?? [])
  if (new Set(subjects).size > 1) return refused(TWO_PEOPLE)
  const values = [...(wish?.value === undefined ? [] : [wish.value]), ...(wish?.values ?? [])]
  const [subject] = subjects
  if (wish?.essential === true && values.length > 0) {
    // The weakest of them is enough.
    const value = ACR_VALUES.find((one) => values.includes(one))
    return value === undefined ? refused(UNMET) : accepted({ acr: { value, isEssential: true }, subject })
  }
  const preferred = [...values, ...(sent.get('acr_values')?.split(' ') ?? [])]
  const value = preferred.find((one) => ACR_VALUES.includes(one))
  return accepted({ acr: value === undefined ? undefined : { value, isEssential: false }, subject })
}

function readClaims(text = '{}'): z.infer<typeof Claims> | undefined {
  if (text.length > LONGEST) return undefined
  try {
    return Claims.safeParse(JSON.parse(text)).data
  } catch {
    // Not JSON.
    return undefined
  }
}

/** The parameters of the same request, to carry it on. */
export function askedClaimsQuery({ acr, subject }: AskedClaims): {
  readonly acr_values: string | undefined
  readonly claims: string | undefined
} {
  const wishes = {
    ...(acr?.isEssential === true && { acr: { essential: true, values: [acr.value] } }),
    ...(subject !== undefined && { sub: { value: subject } }),
  }
  return {
    acr_values: acr?.isEssential === false ? acr.value : undefined,
    claims: Object.keys(wishes).length === 0 ? undefined : JSON.stringify({ id_token: wishes }),
  }
}

/** The app demands more than this sign-in can reach (OpenID Connect Core Unmet Authentication Requirements 1.0). */
export const UNMET: Complaint = complaint(
  'unmet_authentication_requirements',
  'The acr that the app demands cannot be reached: compare it with acr_values_supported of the metadata.',
  'An essential acr was asked for that this sign-in cannot reach.',
  `Ask for one of ${ACR_VALUES.join(', ')}, or make it voluntary with acr_values.`,
)

const UNREADABLE = invalid(
  `claims must be JSON as in OpenID Connect Core §5.5, of at most ${LONGEST} characters.`,
  'claims is not the JSON of OpenID Connect Core §5.5, or is too long.',
  'Send claims={"id_token":{"acr":{"essential":true,"values":["…"]}}}, form-encoded.',
)
const TWO_PEOPLE = invalid(
  'claims names two people: sub must be the same in id_token and userinfo.',
  'claims has a different sub in id_token and in userinfo.',
)
