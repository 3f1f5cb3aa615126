import { defineViews } from '#frame'
import { kindTexts } from '../audit/kinds/texts.ts'
import { narrowedTexts } from '../home/narrowed/texts.ts'
import { policyTexts } from '../policies/texts.ts'
import { membershipTexts } from './membership/texts.ts'
import { peopleTexts } from './texts.ts'

const texts = [peopleTexts, membershipTexts, policyTexts]

export const peopleViews = defineViews(
  {
    path: 'people',
    load: () => import('./people.tsx'),
    texts: [...texts, narrowedTexts],
    place: { group: 'who', title: 'nav.people', roles: ['identity-administrator', 'help-desk'] },
  },
  { path: 'people/invite', load: () => import('./invite.tsx'), action: 'invite', texts },
  { path: 'people/import', load: () => import('./import.tsx'), action: 'import_people', texts },
  { path: 'people/$id', load: () => import('./person.tsx'), texts: [...texts, kindTexts] },
)
