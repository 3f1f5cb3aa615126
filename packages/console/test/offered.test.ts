/** What changes something in a view is offered by the table of actions, and by nothing else. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { administratorRoles } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { mayGive } from '../../server/src/domain/access/roles.ts'
import { ACTIONS, GIVEN_BY } from '../src/frame/actions.ts'
import { listedViews } from './view-table.ts'

const VIEWS = join(import.meta.dirname, '../src/views')
const read = (file: string): string => readFileSync(join(VIEWS, file), 'utf8')
const CHANGING = /\b(?:useAct|useChanging|useSaving)\(|<MemberPolicy|method: '(?:PUT|PATCH|DELETE)'/
const ASKING = /\bmay\('|useMay\(\)\('/

/** What is shown within a file that asks, and by itself nowhere. */
const WITHIN: Readonly<Record<string, string>> = {
  'people/acts.tsx': 'people/person.tsx',
  'looks/sign-in-pages.tsx': 'looks/index.ts',
  'providers/trial.tsx': 'providers/provider.tsx',
  'sessions/end.tsx': 'sessions/index.ts',
  'traces/turn-on.tsx': 'traces/traces.tsx',
}
/** What a policy of the person's decides for each resource; and what only asks. */
const UNKNOWN = new Set(['resources/editing.tsx', 'policies/try-draft.tsx'])
/** What only operators of the server are offered, whom no role makes. */
const OPERATORS = new Set(['keys/keys.tsx', 'server/projects.tsx'])

const changing = globSync('**/*.{ts,tsx}', { cwd: VIEWS }).filter((file) => CHANGING.test(read(file)))

describe('the views', () => {
  test.each(changing)('ask before they offer what %s changes', async (file) => {
    if (UNKNOWN.has(file)) return
    if (OPERATORS.has(file)) return expect(read(file).includes('isOperator') || file.startsWith('server/')).toBe(true)
    const folder = file.split('/')[0] ?? ''
    const views = (await listedViews()).filter(({ path }) => path === folder || path.startsWith(`${folder}/`))
    // Either all views of the folder are for an action, or the view that this is, or the file itself asks.
    const isForAction = views.length > 0 && views.every(({ action }) => action !== undefined)
    const own = read(`${folder}/index.ts`).match(
      new RegExp(`\\{[^{}]*import\\('\\./${file.split('/')[1]}'\\)[^{}]*\\}?`),
    )?.[0]
    const asks = [file, WITHIN[file] ?? file].some((one) => ASKING.test(read(one)))
    expect(isForAction || own?.includes('action:') === true || asks, 'neither the file nor its view asks').toBe(true)
  })

  test('name no action that the table lacks, and each that it has', async () => {
    const files = globSync('**/*.{ts,tsx}', { cwd: VIEWS })
    const named = files.flatMap((file) => [...read(file).matchAll(/\bmay\('(\w+)'|useMay\(\)\('(\w+)'/g)])
    const ofViews = (await listedViews()).flatMap(({ action = [] }) => action)
    const names = named.map(([, one, two]) => one ?? two ?? '').concat(ofViews)
    const dead = Object.keys(ACTIONS).filter((name) => !names.includes(name))
    expect(names.filter((name) => !(name in ACTIONS))).toEqual([])
    expect(dead).toEqual([])
  })

  test('offer the roles that the server lets a role give', () => {
    for (const role of administratorRoles) {
      // Owners give each.
      if (role === 'owner') continue
      for (const given of administratorRoles)
        expect((GIVEN_BY[role] as readonly string[]).includes(given), `${role}: ${given}`).toBe(mayGive(role, given))
    }
  })
})
