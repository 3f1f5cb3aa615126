/** What changes something in a view is offered by the table of actions, and by nothing else. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { administratorRoles } from '@damson/access'
import { describe, expect, test } from 'vitest'
import { mayGive } from '../../server/src/domain/access/roles.ts'
import { ACTIONS, type ActionName, GIVEN_BY } from '../src/frame/actions.ts'
import { listedViews } from './view-table.ts'

const VIEWS = join(import.meta.dirname, '../src/views')
const read = (file: string): string => readFileSync(join(VIEWS, file), 'utf8')
const CHANGING =
  /\b(?:useAct|useChanging|useSaving|useDraft)\b(?:<[^(]*>)?\(|<MemberPolicy|<Removing|method: '(?:POST|PUT|PATCH|DELETE)'/
const ASKING = /\bmay\('(\w+)'|useMay\(\)\('(\w+)'/g
/** The actions that a text asks about. */
const askedIn = (text: string): readonly string[] => [...text.matchAll(ASKING)].map(([, one, two]) => one ?? two ?? '')

/** What is shown within a file that asks, and by itself nowhere. */
const WITHIN: Readonly<Record<string, string>> = {
  'activation/end-code.tsx': 'activation/activation.tsx',
  'devices/lines.ts': 'devices/connect.tsx',
  'devices/use-ending.ts': 'devices/basic.tsx',
  'looks/live.tsx': 'looks/sign-in-pages.tsx',
  'people/acts.tsx': 'people/person.tsx',
  'people/membership/member-policy.tsx': 'apps/app.tsx',
  'people/importing.ts': 'people/import.tsx',
  'people/rights.tsx': 'people/person.tsx',
  'policies/make-form.tsx': 'policies/make-policy.tsx',
  'providers/change-settings.tsx': 'providers/provider.tsx',
  'providers/claims-outcome.tsx': 'providers/claims.tsx',
  'providers/emergency.tsx': 'providers/domains.tsx',
  'providers/trial.tsx': 'providers/provider.tsx',
  'server/limits.tsx': 'server/projects.tsx',
  'server/move-account.tsx': 'server/projects.tsx',
  'traces/end-tracing.ts': 'traces/traces.tsx',
  'traces/turn-on.tsx': 'traces/traces.tsx',
}
/** What a policy of the person's decides for each resource; and what only asks. */
const UNKNOWN = new Set(['resources/editing.tsx', 'policies/try-draft.tsx'])

/** Who may read what a view shows may change nothing by that. */
const changes = (action: string | undefined): boolean =>
  ACTIONS[action as ActionName]?.requests.some((request) => !request.startsWith('GET')) ?? false

const changing = globSync('**/*.{ts,tsx}', { cwd: VIEWS }).filter((file) => CHANGING.test(read(file)))

describe('the views', () => {
  test.each(changing)('ask before they offer what %s changes', async (file) => {
    if (UNKNOWN.has(file)) return
    const folder = file.split('/')[0] ?? ''
    const views = (await listedViews()).filter(({ path }) => path === folder || path.startsWith(`${folder}/`))
    // Either all views of the folder are for an action, or the view that this is, or the file itself asks.
    const isForAction = views.length > 0 && views.every(({ action }) => changes(action))
    const shownBy = WITHIN[file] ?? file
    const own = read(`${folder}/index.ts`).match(
      new RegExp(`\\{[^{}]*import\\('\\./${shownBy.split('/')[1]}'\\)[^{}]*\\}?`),
    )?.[0]
    const ofView = /action: '(\w+)'/.exec(own ?? '')?.[1]
    const asks = [file, shownBy].some((one) => askedIn(read(one)).some(changes))
    expect(isForAction || changes(ofView) || asks, 'neither the file nor its view asks').toBe(true)
  })

  test('name no action that the table lacks, and each that it has', async () => {
    const files = globSync('**/*.{ts,tsx}', { cwd: VIEWS })
    const ofViews = (await listedViews()).flatMap(({ action = [] }) => action)
    const names = files.flatMap((file) => askedIn(read(file))).concat(ofViews)
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
