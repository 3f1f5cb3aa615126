import type { Node } from '@damson/testkit'
import { expect, test } from 'vitest'
import { startClinic } from '../fhir/clinic.ts'
import { must } from '../identity/steps.ts'

const codeOf = (word: string): string => `export async function handler() { return '${word}' }`

test('another version runs at once, and within a second on the other nodes', async () => {
  const clinic = await startClinic({ store: 'postgres' })
  try {
    const { token, project } = clinic.owner
    const other = await clinic.secondNode()
    const { id } = must(await clinic.call(`admin/projects/${project}/bot`, { json: { name: 'word' }, token })).body
    const run = async ({ call }: Pick<Node, 'call'>): Promise<string> =>
      (await call(`fhir/R4/Bot/${id}/$execute`, { json: {}, token })).text
    const change = async (operation: string, json: object): Promise<void> =>
      void must(await clinic.fhir(`Bot/${id}/${operation}`, { json }))
    await change('$deploy', { code: codeOf('first') })
    expect([await run(clinic), await run(other)]).toEqual(['first', 'first'])
    await change('$deploy', { code: codeOf('second') })
    expect(await run(clinic)).toBe('second')
    await expect.poll(() => run(other), { timeout: 20_000 }).toBe('second')
    await change('$roll-back', {})
    expect(await run(clinic)).toBe('first')
    await expect.poll(() => run(other), { timeout: 20_000 }).toBe('first')
  } finally {
    await clinic.close()
  }
})
