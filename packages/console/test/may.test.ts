import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mayAct, type Role } from '../../server/src/domain/access/roles.ts'

// Read as text: the module itself is for the browser.
const SOURCE = readFileSync(join(import.meta.dirname, '../src/frame/may.ts'), 'utf8')
const rows = [...SOURCE.matchAll(/^ {2}'?([\w-]+)'?: \[(.*)\],$/gm)].map(
  ([, role = '', acts = '']) => [role as Role, [...acts.matchAll(/'(\w+)'/g)].map(([, act = '']) => act)] as const,
)

test('a role is offered what the API lets it do, and nothing else', () => {
  expect(rows.map(([role]) => role).sort()).toEqual([
    'app-developer',
    'deployer',
    'help-desk',
    'identity-administrator',
    'privacy-officer',
  ])
  for (const [role, acts] of rows)
    for (const act of ['manage_clients', 'manage_bots', 'set_secrets', 'read_traces'] as const)
      expect(acts.includes(act), `${role} ${act}`).toBe(mayAct({ role }, act))
})
