import { defineViews } from '#frame'
import { botsTexts } from './texts.ts'

export const botsViews = defineViews(
  {
    path: 'bots',
    load: () => import('./bots.tsx'),
    action: 'manage_bots',
    texts: [botsTexts],
    place: { group: 'may', title: 'nav.bots', roles: ['deployer'] },
  },
  { path: 'bots/new', load: () => import('./new-bot.tsx'), action: 'manage_bots', texts: [botsTexts] },
  { path: 'bots/$id', load: () => import('./bot.tsx'), action: 'manage_bots', texts: [botsTexts] },
)
