import { secondsAfter } from '#base/clock'
import { isLoopbackAddress } from '#base/http'
import { type CertificateSeen, lookAtCertificate } from '#base/outbound'

/** What was seen the last time; `unreached` if nothing was. */
export type LastLook = CertificateSeen | 'unreached'

/** The certificate at the address of the server, looked at beside the requests, and now and then. */
export interface CertificateWatch {
  /** Looks again if it is time; returns how many certificates were looked at. */
  run(now: Date): Promise<number>
  /** Undefined before the first look. `none`: the address has no certificate, or is for this machine alone. */
  seen(): LastLook | 'none' | undefined
}

const AGAIN_SECONDS = 6 * 3_600
/** While something is wrong, so that it is seen soon that it is mended. */
const SOON_SECONDS = 600

export function createCertificateWatch(
  baseUrl: string,
  look: (url: URL) => Promise<CertificateSeen | undefined> = lookAtCertificate,
): CertificateWatch {
  const url = new URL(baseUrl)
  const hasOne = url.protocol === 'https:' && !isLoopbackAddress(url.hostname)
  let last: LastLook | undefined
  let due: Date | undefined
  return {
    async run(now) {
      if (!hasOne || (due !== undefined && now < due)) return 0
      last = (await look(url)) ?? 'unreached'
      const isSound = last !== 'unreached' && last.problem === undefined && last.expiresAt > now
      due = secondsAfter(now, isSound ? AGAIN_SECONDS : SOON_SECONDS)
      return 1
    },
    seen: () => (hasOne ? last : 'none'),
  }
}
