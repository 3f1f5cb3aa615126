import { administratorRoles } from '@damson/access'
import { z } from 'zod'
import { isEmail } from '#domain/users'

/** A reference to one kind of resource, such as `{ "reference": "AccessPolicy/…" }`. */
export function referenceTo(
  type: string,
): z.ZodObject<{ reference: z.ZodString; display: z.ZodOptional<z.ZodString> }> {
  return z.object({
    reference: z
      .string('must be a text')
      .regex(new RegExp(`^${type}/[A-Za-z0-9\\-.]{1,64}$`), `must be a reference such as ${type}/123`),
    display: z.string().optional(),
  })
}

export const name = z
  .string('must be a text')
  .min(1, 'is required')
  .max(256, 'must be at most 256 characters')
  .refine((value) => value.isWellFormed() && !/[\p{Cc}]/u.test(value), 'must not contain control characters')

/** How an administrator checked who a person is. The audit keeps it, sealed. */
export const identityCheck = z
  .string('must be a text')
  .trim()
  .min(10, 'must say in a sentence how you checked who the person is')
  .max(500, 'must be at most 500 characters')
  .refine((text) => text.isWellFormed() && !/[\p{Cc}]/u.test(text), 'must not contain control characters')

/** A list of policies, each with its parameters. */
export const Access = z.array(
  z.object({
    policy: referenceTo('AccessPolicy'),
    parameter: z
      .array(
        z.object({
          name,
          valueString: z.string().max(1_000).optional(),
          valueReference: z.object({ reference: z.string().max(200) }).optional(),
        }),
      )
      .optional(),
  }),
)

export const adminRole = z.enum(
  administratorRoles,
  `must be one of ${administratorRoles.slice(0, -1).join(', ')} and ${administratorRoles.at(-1)}`,
)

export const email = z
  .string('must be a text')
  .max(320, 'must be at most 320 characters')
  .refine(isEmail, 'Valid email address is required')

export const uri = z
  .string('must be a text')
  .min(1)
  .max(2_000, 'must be at most 2000 characters')
  .regex(/^\S+$/, 'must be a URI')
