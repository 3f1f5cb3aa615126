import { readFile } from 'node:fs/promises'
import { compile, decide, effectiveAccess, parsePolicy } from '@damson/access'
import { expect, test } from 'vitest'

// The code below is the example of `index.ts`, word for word; the second test checks that.
const policy = parsePolicy({
  resourceType: 'AccessPolicy',
  resource: [{ resourceType: 'Observation', criteria: 'Observation?_compartment=%patient', readonly: true }],
})
if (!policy.ok) throw new TypeError(policy.refusal.map(({ text }) => text).join(' '))

const grants = [{ policy: compile(policy.value), parameters: [] }]
const access = effectiveAccess(grants, { profile: 'Patient/123', admin: false })

const reading = decide(access, { interaction: 'read', resourceType: 'Observation' })
const writing = decide(access, { interaction: 'update', resourceType: 'Observation' })

test('the example of the package permits reading and denies writing', () => {
  expect(reading).toMatchObject({ verdict: 'permit', narrowing: { op: 'term' } })
  expect(writing).toMatchObject({ verdict: 'deny', why: 'interaction_forbidden' })
})

test('the example of the package is the one that is compiled here', async () => {
  const [index, here] = await Promise.all(
    ['./index.ts', './example.test.ts'].map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  )
  const example = /```ts\n([\s\S]*?)```/.exec(index ?? '')?.[1]?.replaceAll(/^ \* ?/gm, '') ?? 'none'
  const [imports, ...code] = example.trimEnd().split('\n')
  expect(here).toContain(code.join('\n').trim())
  expect(here).toContain(imports)
})
