import type { Issuer } from '#domain/projects'

/** The short address on a device's screen. It leads to `/account/devices`. */
export const DEVICE_PATH = '/device'

export const devicePageOf = ({ url }: Issuer): string => `${url}${DEVICE_PATH.slice(1)}`
