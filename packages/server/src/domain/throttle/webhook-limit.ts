import { networkOf } from '#base/http'
import { isUuid } from '#base/random'
import type { Allowance } from './allowance.ts'
import { countedAgainst, countedHere } from './limiter.ts'
import type { ThrottleSettings } from './settings.ts'

export interface WebhookLimits {
  /** A delivery of a webhook's sender. Counted once it is proven, so that nobody else uses it up. */
  webhook(membershipId: string): Promise<Allowance>
  /**
   * A delivery that was refused; by address and webhook: a vendor delivers to all its customers from one address, so a
   * stranger's wrong address must not count against theirs.
   */
  webhookRefused(address: string, membershipId: string): Promise<Allowance>
  /** How many more may be refused to an address, at all webhooks together. */
  webhookRefusalsLeft(address: string): Promise<Allowance>
}

/** So much more may be refused at all webhooks than at one. It spares the node a flood; nobody reaches it through a vendor. */
const WEBHOOKS_OF_ADDRESS = 100

export function webhookLimits({
  deliveriesPerWebhook,
  attemptsPerAddress,
  windowSeconds,
}: ThrottleSettings): WebhookLimits {
  const refusals = countedAgainst('refusedWebhooks', windowSeconds)
  const mostOfAddress = attemptsPerAddress * WEBHOOKS_OF_ADDRESS
  return {
    webhook: countedHere('webhooks', deliveriesPerWebhook, windowSeconds),
    async webhookRefused(address, membershipId) {
      const network = networkOf(address)
      await refusals.count(network, mostOfAddress)
      // What is no webhook counts like one, or its answers would differ.
      const webhook = isUuid(membershipId) ? membershipId.toLowerCase() : 'none'
      return refusals.count(`${network} ${webhook}`, attemptsPerAddress)
    },
    webhookRefusalsLeft: (address) => refusals.look(networkOf(address), mostOfAddress),
  }
}
