import { z } from 'zod'
import { type Described, INSTANT, OUTCOME, said } from '#base/openapi'

const PROJECT = '/admin/projects/:projectId'
const MEMBER = `${PROJECT}/members/:membershipId`

const done = said('It is done.', OUTCOME)

/** A reference with what it is called, for those who may read that. */
export const Named = z.object({ reference: z.string(), display: z.string().optional(), email: z.string().optional() })

const BROWSER = {
  browser: z.string().optional().meta({ description: 'What the browser or app called itself.' }),
  device: z.object({ browser: z.string().optional(), system: z.string().optional() }).optional(),
  isHere: z.boolean().optional().meta({ description: 'true: the browser of whoever asks.' }),
}

const TIMES = {
  startedAt: INSTANT.meta({ description: 'When the sign-in began.' }),
  provenAt: INSTANT.optional().meta({
    description: 'When the person last proved who they are in that browser or app.',
  }),
  lastUsedAt: INSTANT,
}

const USED = { createdAt: INSTANT, lastUsedAt: INSTANT.optional() }

export const SIGN_INS: Described['operations'] = {
  [`GET ${MEMBER}/ways-in`]: {
    summary: 'Tell with what a member signs in',
    description: 'For those who help when it is lost. Linked accounts of other projects are not told.',
    answers: {
      200: said(
        'The ways in.',
        z.object({
          hasPassword: z.boolean(),
          isAddressProven: z.boolean(),
          factors: z.array(z.object({ kind: z.enum(['totp', 'email', 'sms']), ...USED })),
          passkeys: z.array(
            z.object({
              product: z.string().optional().meta({ description: 'What made it, if that is known.' }),
              isSynced: z.boolean().meta({ description: 'Other devices of its owner have it, too.' }),
              ...USED,
            }),
          ),
          recoveryCodes: z.number().optional().meta({ description: 'How many are left; absent: none were made.' }),
          linked: z.array(z.object({ provider: z.string(), ...USED })),
        }),
      ),
    },
  },
  [`GET ${MEMBER}/sign-ins`]: {
    summary: 'List the sign-ins of a member in the project',
    answers: {
      200: said(
        'The sign-ins.',
        z.object({
          signIns: z.array(
            z.object({
              id: z.string(),
              client: Named.optional(),
              ...TIMES,
              ...BROWSER,
            }),
          ),
        }),
      ),
    },
  },
  [`GET ${PROJECT}/sign-ins`]: {
    summary: 'List who is signed in',
    description:
      'The latest first. Only people whom the role of the administrator covers. Send at most one of name, email and client.',
    query: z.object({
      name: z.string().optional().meta({ description: 'The beginning of each word of a name, or a whole address.' }),
      email: z
        .string()
        .optional()
        .meta({ description: 'A part of the address of an account, of at least three characters.' }),
      client: z.string().optional().meta({ description: 'A part of the name of an app.' }),
      _count: z.string().optional().meta({ description: 'How many on a page: at most 100, by default 20.' }),
      _cursor: z.string().optional().meta({ description: 'The next page, as the page before names it.' }),
    }),
    answers: {
      200: said(
        'A page of sign-ins.',
        z.object({
          signIns: z.array(
            z.object({
              id: z.string(),
              member: z.string().meta({ description: 'The membership, below which the sign-in is ended.' }),
              profile: Named,
              client: Named.optional(),
              ...TIMES,
              ...BROWSER,
            }),
          ),
          next: z.string().optional().meta({ description: 'The address of the next page.' }),
        }),
      ),
    },
  },
  [`DELETE ${MEMBER}/sign-ins`]: { summary: 'End all sign-ins of a member', answers: { 200: done } },
  [`DELETE ${MEMBER}/sign-ins/:loginId`]: { summary: 'End one sign-in of a member', answers: { 200: done } },
}
