/** What the palette can do: each leads to a view that is for the same people, and says in its address what is open. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { administratorRoles } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { type ActionName, isOffered } from '../src/frame/actions.ts'
import { COMMANDS } from '../src/frame/commands/commands.ts'
import { listedViews } from './view-table.ts'

const VIEWS = join(import.meta.dirname, '../src/views')
const sources = globSync('**/*.tsx', { cwd: VIEWS })
  .map((file) => readFileSync(join(VIEWS, file), 'utf8'))
  .join('\n')

const nothing = { mayRead: () => false }
const patients = { mayRead: (type: string) => type === 'Patient' }
const PEOPLE = [
  ...administratorRoles.flatMap((role) => [nothing, patients].map((reads) => ({ role, isOperator: false, ...reads }))),
  { role: 'owner', isOperator: true, ...patients } as const,
]

describe('a command of the palette', () => {
  test.each(COMMANDS)('$title leads to a view that is offered to those who are offered it', async (command) => {
    const view = (await listedViews()).find(({ path }) => path === command.to)
    expect(view).toBeDefined()
    const action = view?.action as ActionName | undefined
    for (const me of PEOPLE)
      if (isOffered(me, command.action) && action !== undefined) expect(isOffered(me, action), me.role).toBe(true)
  })

  test.each(COMMANDS.filter(({ search }) => search !== undefined))('$title says what is open', ({ search = {} }) => {
    for (const name of Object.keys(search)) expect(sources).toContain(`useQuery('${name}')`)
  })

  test('is offered to each role, and not all to all', () => {
    for (const role of administratorRoles)
      expect(
        COMMANDS.some(({ action }) => isOffered({ role, isOperator: false, ...nothing }, action)),
        role,
      ).toBe(true)
    const ofHelpDesk = (reads: typeof nothing | typeof patients) =>
      COMMANDS.filter(({ action }) => isOffered({ role: 'help-desk', isOperator: false, ...reads }, action))
    expect(ofHelpDesk(nothing).map(({ title }) => title)).toEqual(['invite'])
    expect(ofHelpDesk(patients).map(({ title }) => title)).toEqual(['invite', 'activation'])
  })
})
