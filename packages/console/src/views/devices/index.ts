import { defineViews } from '#frame'
import { appsTexts } from '../apps/texts.ts'
import { membershipTexts } from '../people/membership/texts.ts'
import { policyTexts } from '../policies/texts.ts'
import { providersTexts } from '../providers/texts.ts'
import { resourceTexts } from '../resources/texts.ts'
import { devicesTexts } from './texts.ts'

const texts = [devicesTexts, policyTexts, membershipTexts]

export const devicesViews = defineViews(
  {
    path: 'devices',
    load: () => import('./devices.tsx'),
    texts,
    place: { group: 'who', title: 'nav.devices', roles: ['identity-administrator', 'app-developer'] },
  },
  { path: 'devices/new', load: () => import('./connect.tsx'), action: 'connect_devices', texts },
  { path: 'devices/$id', load: () => import('./device.tsx'), texts },
  {
    path: 'devices/$id/program',
    load: () => import('../apps/app.tsx'),
    action: 'manage_clients',
    texts: [...texts, appsTexts, providersTexts, resourceTexts],
  },
)
