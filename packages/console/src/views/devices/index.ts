import { defineViews } from '#frame'
import { devicesTexts } from './texts.ts'

export const devicesViews = defineViews(
  {
    path: 'devices',
    load: () => import('./devices.tsx'),
    texts: [devicesTexts],
    place: { group: 'who', title: 'nav.devices', roles: ['identity-administrator', 'app-developer'] },
  },
  { path: 'devices/new', load: () => import('./connect.tsx'), action: 'connect_devices', texts: [devicesTexts] },
  { path: 'devices/$id', load: () => import('./device.tsx'), texts: [devicesTexts] },
)
