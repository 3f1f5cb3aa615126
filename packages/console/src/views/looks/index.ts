import { defineViews } from '#frame'
import { looksTexts } from './texts.ts'

const texts = [looksTexts]

export const looksViews = defineViews(
  {
    path: 'sign-in-pages',
    load: () => import('./sign-in-pages.tsx'),
    action: 'change_project',
    texts,
    place: { group: 'looks', title: 'nav.signInPages' },
  },
  {
    path: 'emails',
    load: () => import('./emails.tsx'),
    texts,
    place: { group: 'looks', title: 'nav.emails', roles: ['identity-administrator', 'help-desk'] },
  },
)
