import type { Issuer } from '#domain/projects'

/** The short address on a device's screen. It leads to `/account/devices`. */
export const DEVICE_PATH = '/device'

export const devicePageOf = ({ url }: Issuer): string => `${url}${DEVICE_PATH.slice(1)}`

/** The page on which people type the code of another screen. */
export const SCREEN_PATH = '/code'

export const screenPageOf = ({ url }: Issuer): string => `${url}${SCREEN_PATH.slice(1)}`
