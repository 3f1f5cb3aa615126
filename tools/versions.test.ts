import { expect, test } from 'vitest'
import { dated, isLower, isVersion, released, withVersion } from './versions.ts'

test('a version is three numbers, and they are compared as numbers', () => {
  expect(['0.2.0', '10.0.12', '0.2', 'v0.2.0', '0.2.0-rc.1', ''].map(isVersion)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(isLower('0.9.0', '0.10.0')).toBe(true)
  expect(isLower('0.10.0', '0.9.9')).toBe(false)
  expect(isLower('1.0.0', '1.0.0')).toBe(false)
})

test('a manifest gets its version and that of the packages that go with it, and nothing else', () => {
  const manifest = `{
  "name": "@damson/server",
  "version": "0.1.0",
  "dependencies": {
    "@damson/fhir": "0.1.0",
    "@damson/fhirpath": "0.1.0",
    "fastify": "0.1.0"
  }
}
`
  expect(withVersion(manifest, '0.2.0', ['@damson/fhir', '@damson/access'])).toBe(
    manifest
      .replace('"version": "0.1.0"', '"version": "0.2.0"')
      .replace('"@damson/fhir": "0.1.0"', '"@damson/fhir": "0.2.0"'),
  )
})

test('a manifest says on which day its version was released', () => {
  const manifest = '{\n  "name": "@damson/server",\n  "version": "0.2.0",\n  "private": true\n}\n'
  const dayed = manifest.replace('"private"', '"released": "2026-11-28",\n  "private"')
  expect(released(manifest, '2026-11-28')).toBe(dayed)
  expect(released(dayed.replace('28', '01'), '2026-11-28')).toBe(dayed)
})

test('the changelog gets the day, and a version that nobody wrote about is refused', () => {
  const changelog = '# Changelog\n\n## 0.2.0 (unreleased)\n\n- New.\n\n## 0.1.0 (2026-01-01)\n'
  expect(dated(changelog, '0.2.0', '2026-11-28')).toContain('\n## 0.2.0 (2026-11-28)\n')
  expect(() => dated(changelog, '0.3.0', '2026-11-28')).toThrow('## 0.3.0 (unreleased)')
  expect(() => dated(changelog, '0.1.0', '2026-11-28')).toThrow('## 0.1.0 (unreleased)')
})
