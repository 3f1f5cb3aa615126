import { badRequest } from '#answers'
import { told } from '#base/findings'

/**
 * The strings in a Parameters resource by their names. Empty without a body. Unknown parameters are refused, so that a
 * typo is not silently ignored.
 */
export function textsOf<Name extends string>(body: unknown, names: readonly Name[]): Partial<Record<Name, string>> {
  if (body === undefined || body === null) return {}
  const quoted = names.map((name) => `"${name}"`).join(', ')
  const malformed = badRequest(
    told`The Parameters are malformed. Send each parameter once, with a name (${quoted}) and a valueString.`,
    undefined,
    'not_parameters',
  )
  if (typeof body !== 'object' || !('resourceType' in body) || body.resourceType !== 'Parameters') throw malformed
  const list: unknown = 'parameter' in body ? body.parameter : []
  if (!Array.isArray(list)) throw malformed
  const texts: Partial<Record<Name, string>> = {}
  for (const parameter of list as unknown[]) {
    if (typeof parameter !== 'object' || parameter === null || !('name' in parameter)) throw malformed
    const name = names.find((one) => one === parameter.name)
    const value = 'valueString' in parameter ? parameter.valueString : undefined
    if (name === undefined || typeof value !== 'string' || value === '' || name in texts) throw malformed
    texts[name] = value
  }
  return texts
}
