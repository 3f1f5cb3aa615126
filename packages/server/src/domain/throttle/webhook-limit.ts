import { networkOf } from '#base/http'
import type { Allowance } from './allowance.ts'
import { countedAgainst, countedHere } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

export interface WebhookLimits {
  /** A delivery of a webhook's sender. Counted once it is proven, so that nobody else uses it up. */
  webhook(membershipId: string): Promise<Allowance>
  /** A delivery that was refused; by address. */
  webhookRefused(address: string): Promise<Allowance>
  /** How many more may be refused. */
  webhookRefusalsLeft(address: string): Promise<Allowance>
}

export function webhookLimits({
  deliveriesPerWebhook,
  attemptsPerAddress,
  windowSeconds,
}: ThrottleSettings): WebhookLimits {
  const refusals = countedAgainst('refusedWebhooks', windowSeconds)
  return {
    webhook: countedHere('webhooks', deliveriesPerWebhook, windowSeconds),
    webhookRefused: (address) => refusals.count(networkOf(address), attemptsPerAddress),
    webhookRefusalsLeft: (address) => refusals.look(networkOf(address), attemptsPerAddress),
  }
}
