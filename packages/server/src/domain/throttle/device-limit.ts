import type { Db } from '#base/db'
import type { Allowance } from './allowance.ts'
import type { CodeAttempt } from './code-limit.ts'
import { consume, countedUntilSpent, sharedLimiter } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

export interface DeviceLimits {
  /** Called before the code of a device is looked up: it counts in its project until `right` takes that back. */
  deviceCode(project: string): Promise<CodeAttempt>
  /** A device that asks for a code. */
  deviceRequest(clientId: string, address: string): Promise<Allowance>
}

export function deviceLimits(
  db: Db,
  { wrongDeviceCodesPerProject, deviceRequestsPerClient, codeWindowSeconds, windowSeconds }: ThrottleSettings,
  pairKey: (clientId: string, address: string) => string,
): DeviceLimits {
  const codes = sharedLimiter(db, 'device-code', wrongDeviceCodesPerProject, codeWindowSeconds)
  const asked = sharedLimiter(db, 'device', deviceRequestsPerClient, windowSeconds)
  const requests = countedUntilSpent(asked, 'devices', deviceRequestsPerClient)
  return {
    async deviceCode(project) {
      const allowance = await consume(codes, 'deviceCodes', project, wrongDeviceCodesPerProject)
      return { allowance, right: async () => void (await codes.reward(project)) }
    },
    deviceRequest: (clientId, address) => requests(pairKey(clientId, address)),
  }
}
