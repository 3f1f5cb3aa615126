import type { Bot } from '@damson/sdk'
import type { KnownBot } from './known.ts'

type Webhook = NonNullable<Bot['webhook']>
export type Verification = Webhook['verification']

/** How the sender of a webhook is known. */
export const VERIFICATIONS = [
  'hmac',
  'stripe',
  'github',
  'basic',
  'mtls-header',
  'none',
] as const satisfies readonly Verification[]

/** As the server lets a Bot run. */
const MOST_SECONDS = 60
const FINGERPRINT = /^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i
/** A name in small letters, or an address, and a port where it is not 443: as the server takes them. */
const HOST = /^[a-z0-9.:[\]-]+$/

export const usesSecrets = (verification: Verification): boolean =>
  verification !== 'none' && verification !== 'mtls-header'

/** The webhook with another way to know the sender: what the new way has no use for goes. */
export function withVerification({ webhook }: Pick<Bot, 'webhook'>, verification: Verification): Webhook {
  const { secretName, certificate, ...rest } = webhook ?? {}
  return {
    ...rest,
    verification,
    ...(usesSecrets(verification) && secretName !== undefined && { secretName }),
    ...(verification === 'mtls-header' && certificate !== undefined && { certificate }),
  }
}

export type Problem = 'name' | 'timeout' | 'host' | 'verification' | 'secret' | 'certificate'

/** What the server would refuse, as far as it is known here. */
export function problemsOf({ name = '', timeout, allowedHost = [], publicWebhook, webhook }: Bot): readonly Problem[] {
  const { verification, secretName = [], certificate = [] } = webhook ?? {}
  const found: Readonly<Record<Problem, boolean>> = {
    name: name.trim() === '',
    timeout: timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= MOST_SECONDS),
    host: !allowedHost.every(isHost),
    verification: publicWebhook === true && verification === undefined,
    secret: verification !== undefined && usesSecrets(verification) && secretName.length === 0,
    certificate:
      verification === 'mtls-header' && !(certificate.length > 0 && certificate.every((one) => FINGERPRINT.test(one))),
  }
  return (Object.keys(found) as Problem[]).filter((problem) => found[problem])
}

function isHost(text: string): boolean {
  const url = `https://${text}/`
  if (!HOST.test(text) || !URL.canParse(url)) return false
  const { hostname, port } = new URL(url)
  return text === hostname || text === `${hostname}:${port}`
}

export type Widening = 'runAsUser' | 'ownRights' | 'public' | 'anyone' | 'closed'

/** What a change does to what the Bot may, and to who may start it, in words of the console. */
export function widenings(before: Bot, after: Bot): readonly Widening[] {
  const isOpen = (bot: Bot): boolean => bot.publicWebhook === true
  const takesAll = (bot: Bot): boolean => isOpen(bot) && bot.webhook?.verification === 'none'
  const acts = (bot: Bot): boolean => bot.runAsUser === true
  return [
    ...(acts(after) && !acts(before) ? (['runAsUser'] as const) : []),
    ...(!acts(after) && acts(before) ? (['ownRights'] as const) : []),
    ...(isOpen(after) && !isOpen(before) ? (['public'] as const) : []),
    ...(takesAll(after) && !takesAll(before) ? (['anyone'] as const) : []),
    ...(!isOpen(after) && isOpen(before) ? (['closed'] as const) : []),
  ]
}

/** Such a Bot acts with the rights of others: the API takes no change of it from a role, and owners alone make it so. */
export const actsAsOthers = ({ runAsUser, system }: Bot): boolean => runAsUser === true || system === true

/** A schedule that the record has, as a text. The server starts nothing by it. */
export function scheduleOf({ cronString, cronTiming }: KnownBot): string | undefined {
  return cronString ?? (cronTiming === undefined ? undefined : JSON.stringify(cronTiming))
}

/** Words or lines; none is nothing stored. */
export function wordsIn(text: string): string[] | undefined {
  const words = text.split(/\s+/).filter((word) => word !== '')
  return words.length === 0 ? undefined : words
}
