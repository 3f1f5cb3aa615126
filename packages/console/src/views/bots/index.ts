import { defineViews } from '#frame'
import { membershipTexts } from '../people/membership/texts.ts'
import { policyTexts } from '../policies/texts.ts'
import { botsTexts } from './texts.ts'

const texts = [botsTexts, policyTexts, membershipTexts]

export const botsViews = defineViews(
  {
    path: 'bots',
    load: () => import('./bots.tsx'),
    action: 'manage_bots',
    texts,
    place: { group: 'may', title: 'nav.bots' },
  },
  { path: 'bots/new', load: () => import('./new-bot.tsx'), action: 'manage_bots', texts },
  { path: 'bots/$id', load: () => import('./bot.tsx'), action: 'manage_bots', texts },
)
