import { defineViews } from '#frame'
import { narrowedTexts } from '../home/narrowed/texts.ts'
import { addressTexts } from '../settings/address-rules/texts.ts'
import { policyTexts } from './texts.ts'

const texts = [policyTexts]

export const policyViews = defineViews(
  {
    path: 'policies',
    load: () => import('./policies.tsx'),
    texts: [...texts, narrowedTexts],
    place: { group: 'may', title: 'nav.policies' },
  },
  {
    path: 'policies/new',
    load: () => import('./new-policy.tsx'),
    action: 'change_policies',
    texts: [...texts, addressTexts],
  },
  { path: 'policies/simulator', load: () => import('./simulator.tsx'), action: 'read_policies', texts },
  {
    path: 'policies/$id',
    load: () => import('./policy.tsx'),
    action: 'read_policies',
    texts: [...texts, addressTexts],
  },
)
