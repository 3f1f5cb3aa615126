import { expect, test } from 'vitest'
import { FHIR_POINTS } from '#domain/throttle'
import { pointsOf } from './points.ts'

test.each([
  ['GET', '/AuditEvent', FHIR_POINTS.search],
  // A timeline looks at as many events as a search, and more.
  ['GET', '/AuditEvent/$timeline', FHIR_POINTS.search],
  ['GET', '/AuditEvent/$watch', FHIR_POINTS.read],
  ['GET', '/Patient/1', FHIR_POINTS.read],
  ['GET', '/Patient/1/_history', FHIR_POINTS.history],
  ['POST', '/Patient/_search', FHIR_POINTS.search],
  ['PUT', '/Patient/1', FHIR_POINTS.write],
  ['POST', '/', 0],
])('%s %s costs %i points', (method, path, points) => {
  expect(pointsOf(method, path)).toBe(points)
})
