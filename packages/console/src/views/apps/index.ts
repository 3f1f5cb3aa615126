import { defineViews } from '#frame'
import { narrowedTexts } from '../home/narrowed/texts.ts'
import { membershipTexts } from '../people/membership/texts.ts'
import { policyTexts } from '../policies/texts.ts'
import { providersTexts } from '../providers/texts.ts'
import { resourceTexts } from '../resources/texts.ts'
import { appsTexts } from './texts.ts'

const texts = [appsTexts, membershipTexts, policyTexts, providersTexts, resourceTexts]

export const appsViews = defineViews(
  {
    path: 'apps',
    load: () => import('./apps.tsx'),
    action: 'manage_clients',
    texts: [...texts, narrowedTexts],
    place: { group: 'who', title: 'nav.apps' },
  },
  { path: 'apps/new', load: () => import('./new-app.tsx'), action: 'manage_clients', texts },
  { path: 'apps/$id', load: () => import('./app.tsx'), action: 'manage_clients', texts },
)
