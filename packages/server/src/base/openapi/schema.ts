import { z } from 'zod'

export type JsonSchema = { readonly [name: string]: unknown }

/** The schemas with an id, and what was written already: one zod schema is used by many operations. */
export interface Schemas {
  readonly components: Record<string, JsonSchema>
  readonly written: Map<z.ZodType, JsonSchema>
}

export function schemaOf(schema: z.ZodType, schemas: Schemas): JsonSchema {
  const known = schemas.written.get(schema)
  if (known !== undefined) return known
  const made = write(schema, schemas.components)
  schemas.written.set(schema, made)
  return made
}

/**
 * Writes a zod schema as JSON Schema 2020-12. Those with an id go to `components` and are referred to. A field that must
 * be left out is `not: {}`: no value is right.
 */
function write(schema: z.ZodType, components: Record<string, JsonSchema>): JsonSchema {
  const {
    $schema: _,
    $defs = {},
    ...root
  } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema._zod.def.type === 'undefined') jsonSchema.not = {}
      // The format says it, in fewer letters.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
      // What a program may send or get as whole numbers has no use for the largest that JavaScript counts to.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  for (const [name, one] of Object.entries($defs)) keep(components, name, one)
  const { id } = root as { id?: unknown }
  if (typeof id !== 'string') return referring(root) as JsonSchema
  keep(components, id, root)
  return { $ref: `#/components/schemas/${id}` }
}

function keep(components: Record<string, JsonSchema>, name: string, { id: _id, ...schema }: JsonSchema): void {
  components[name] = referring(schema) as JsonSchema
}

/** The same with references to `components`. */
function referring(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === '$ref' && typeof one === 'string' ? one.replace('#/$defs/', '#/components/schemas/') : referring(one),
    ]),
  )
}
