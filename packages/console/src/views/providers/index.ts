import { defineViews } from '#frame'
import { providersTexts } from './texts.ts'

const texts = [providersTexts]
const roles = ['identity-administrator'] as const

export const providerViews = defineViews(
  {
    path: 'providers',
    load: () => import('./providers.tsx'),
    texts,
    place: { group: 'who', title: 'nav.providers', roles },
  },
  { path: 'providers/new', load: () => import('./new-provider.tsx'), action: 'change_providers', texts },
  { path: 'providers/$id', load: () => import('./provider.tsx'), texts },
  { path: 'domains', load: () => import('./domains.tsx'), texts, place: { group: 'who', title: 'nav.domains', roles } },
  { path: 'domains/$id', load: () => import('./domain.tsx'), texts },
)
