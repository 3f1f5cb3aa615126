import { describe, expect, test } from 'vitest'
import { type Demands, nextStep, type Progress, type Step } from './next-step.ts'

const flags = [false, true] as const
const patients = flags.flatMap((has) =>
  flags.flatMap((demanded) =>
    flags.flatMap((inReach) =>
      flags.flatMap((fresh) => flags.map((addressAllowed) => [has, demanded, inReach, fresh, addressAllowed] as const)),
    ),
  ),
)
const registrations = [undefined, 'project', 'patient', 'role'] as const
/** Terms are asked of nobody who goes no further. */
const terms = [
  { administrator: false, terms: false },
  { administrator: false, terms: true },
  { administrator: true, terms: true },
]
const factors = flags.flatMap((newPassword) =>
  terms.flatMap((further) =>
    (['none', 'prove', 'enroll', 'enroll_anew'] as const).map((factor) => ({ factor, newPassword, ...further })),
  ),
)

/** Every state that a login can be in, and everything that can be demanded of it. */
const all: readonly { readonly progress: Progress; readonly demands: Demands }[] = flags.flatMap((revoked) =>
  flags.flatMap((granted) =>
    flags.flatMap((expired) =>
      flags.flatMap((hasMembership) =>
        patients.flatMap(([hasPatient, patient, inReach, fresh, addressAllowed]) =>
          flags.flatMap((consented) =>
            flags.flatMap((provenAddress) =>
              registrations.flatMap((registration) =>
                [0, 1, 2].flatMap((choices) =>
                  flags.flatMap((otherMethod) =>
                    factors.flatMap((ofFactors) =>
                      flags.map((consent) => ({
                        progress: {
                          revoked,
                          granted,
                          expired,
                          hasMembership,
                          addressAllowed,
                          inReach,
                          hasPatient,
                          consented,
                          fresh,
                        },
                        demands: { provenAddress, otherMethod, registration, ...ofFactors, choices, patient, consent },
                      })),
                    ),
                  ),
                ),
              ),
            ),
          ),
        ),
      ),
    ),
  ),
)

const stepIn = ({ progress, demands }: (typeof all)[number]): Step['step'] => nextStep(progress, demands).step

/** The rule as a table: the first row whose condition holds gives the step. */
const table: readonly (readonly [step: Step['step'], when: (one: (typeof all)[number]) => boolean])[] = [
  ['revoked', ({ progress }) => progress.revoked],
  ['granted', ({ progress }) => progress.granted],
  ['expired', ({ progress }) => progress.expired],
  ['prove_address', ({ demands }) => demands.provenAddress],
  ['other_method', ({ demands }) => demands.otherMethod],
  ['blocked_address', ({ progress }) => !progress.addressAllowed],
  [
    'prove_factor',
    ({ progress, demands }) =>
      demands.factor === 'prove' && (progress.hasMembership || demands.registration !== undefined),
  ],
  ['make_project', ({ progress, demands }) => !progress.hasMembership && demands.registration === 'project'],
  ['choose_membership', ({ progress, demands }) => !progress.hasMembership && demands.choices > 0],
  ['accept_role', ({ progress, demands }) => !progress.hasMembership && demands.registration === 'role'],
  ['make_patient', ({ progress, demands }) => !progress.hasMembership && demands.registration === 'patient'],
  ['no_membership', ({ progress }) => !progress.hasMembership],
  ['enroll_factor', ({ demands }) => demands.factor === 'enroll'],
  ['prove_again', ({ demands }) => demands.factor === 'enroll_anew'],
  ['change_password', ({ demands }) => demands.newPassword],
  ['not_for_administrators', ({ demands }) => demands.administrator],
  ['accept_terms', ({ demands }) => demands.terms],
  ['out_of_reach', ({ progress }) => !progress.inReach],
  ['choose_patient', ({ progress, demands }) => demands.patient && !progress.hasPatient],
  ['consent', ({ progress, demands }) => demands.consent && !progress.consented],
  ['prove_again', ({ progress }) => !progress.fresh],
  ['code', () => true],
]

describe('the next step', () => {
  test('is told whole by twenty-two rows, in this order', () => {
    expect(all).toHaveLength(2_359_296)
    // One comparison for all: a message for each of them takes seconds.
    expect(all.filter((one) => stepIn(one) !== table.find(([, when]) => when(one))?.[0])).toEqual([])
  })

  test('is a code only for who has all that is demanded', () => {
    for (const one of all.filter((candidate) => stepIn(candidate) === 'code')) {
      const { progress, demands } = one
      expect(progress, JSON.stringify(one)).toMatchObject({
        revoked: false,
        granted: false,
        expired: false,
        hasMembership: true,
        fresh: true,
      })
      expect(demands.provenAddress).toBe(false)
      expect(demands.otherMethod).toBe(false)
      expect(demands.factor).toBe('none')
      expect(demands.administrator).toBe(false)
      expect(demands.terms).toBe(false)
      expect(demands.patient && !progress.hasPatient).toBe(false)
      expect(demands.consent && !progress.consented).toBe(false)
    }
  })

  test('never leads on from an end, whatever else was proven', () => {
    const over = all.filter(({ progress: { revoked, granted, expired } }) => revoked || granted || expired)
    expect(over.filter((one) => !['revoked', 'granted', 'expired'].includes(stepIn(one)))).toEqual([])
  })

  test('names every end and every step at least once', () => {
    expect(new Set(all.map(stepIn))).toEqual(new Set(table.map(([step]) => step)))
  })
})
