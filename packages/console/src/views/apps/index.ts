import { defineViews } from '#frame'
import { appsTexts } from './texts.ts'

export const appsViews = defineViews(
  {
    path: 'apps',
    load: () => import('./apps.tsx'),
    action: 'manage_clients',
    texts: [appsTexts],
    place: { group: 'who', title: 'nav.apps', roles: ['identity-administrator', 'app-developer'] },
  },
  { path: 'apps/new', load: () => import('./new-app.tsx'), action: 'manage_clients', texts: [appsTexts] },
  { path: 'apps/$id', load: () => import('./app.tsx'), action: 'manage_clients', texts: [appsTexts] },
)
