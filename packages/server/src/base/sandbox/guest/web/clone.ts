/** A deep copy, as the web makes it, of what JSON has and of dates, maps, sets, errors and bytes. */
export function structuredClone<T>(value: T): T {
  return copied(value, new Map()) as T
}

function copied(value: unknown, known: Map<object, unknown>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error('structuredClone copies no functions.')
  if (typeof value !== 'object' || value === null) return value
  if (known.has(value)) return known.get(value)
  const keep = <C>(copy: C): C => {
    known.set(value, copy)
    return copy
  }
  if (value instanceof Date) return keep(new Date(value))
  if (value instanceof ArrayBuffer) return keep(value.slice(0))
  if (ArrayBuffer.isView(value)) return keep((value as Uint8Array).slice())
  if (value instanceof Error) return keep(Object.assign(new Error(value.message), { name: value.name }))
  if (value instanceof Map) {
    const copy = keep(new Map())
    for (const [key, inner] of value) copy.set(copied(key, known), copied(inner, known))
    return copy
  }
  if (value instanceof Set) {
    const copy = keep(new Set())
    for (const inner of value) copy.add(copied(inner, known))
    return copy
  }
  const copy: Record<string, unknown> = keep(Array.isArray(value) ? ([] as never) : {})
  for (const [key, inner] of Object.entries(value)) copy[key] = copied(inner, known)
  return copy
}
