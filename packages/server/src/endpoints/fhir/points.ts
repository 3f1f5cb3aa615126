import { FHIR_POINTS } from '#domain/throttle'

/**
 * What an interaction costs where a project has a quota in points. A batch costs nothing by itself: each entry does. An
 * operation costs as much as a read, and a timeline, which is a search, as much as one.
 */
export function pointsOf(method: string, path: string): number {
  const [type = '', second, third, fourth] = path.split('/').filter((part) => part !== '')
  if (type === '') return 0
  if (type === 'AuditEvent' && second === '$timeline') return FHIR_POINTS.search
  if ([second, third].some((part) => part?.startsWith('$') === true)) return FHIR_POINTS.read
  if (second === '_search') return FHIR_POINTS.search
  if (method !== 'GET' && method !== 'HEAD') return FHIR_POINTS.write
  if (second === undefined) return FHIR_POINTS.search
  return second === '_history' || (third === '_history' && fourth === undefined)
    ? FHIR_POINTS.history
    : FHIR_POINTS.read
}
