import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startWorld } from '@damson/testkit'
import { expect, test } from 'vitest'

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8')

test("the README's lines sign in as a person, a server and a device, and read a patient, again and again", async () => {
  const block = /<!-- this block is run by [^>]*-->\n```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  const world = await startWorld()
  try {
    const script = block.replace('http://localhost:8103', world.baseUrl.replace(/\/$/, ''))
    const run = (): Promise<{ readonly stdout: string }> =>
      promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script])
    await run()
    const { stdout } = await run()
    const answers = stdout
      .trim()
      .split('\n')
      .map((line): { resourceType: string; entry?: { resource: { agent: { who: { reference: string } }[] } }[] } =>
        JSON.parse(line),
      )
    expect(answers.map(({ resourceType }) => resourceType)).toEqual(['Patient', 'Patient', 'Patient', 'Bundle'])
    const readers = answers[3]?.entry?.map(({ resource }) => resource.agent[0]?.who.reference) ?? []
    expect(new Set(readers).size).toBe(3)
    expect(readers.filter((reader) => reader?.startsWith('ClientApplication/'))).toHaveLength(2)
  } finally {
    await world.close()
  }
})
