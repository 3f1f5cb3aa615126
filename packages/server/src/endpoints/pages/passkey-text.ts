import type { Html } from '#base/html'
import type { NewPasskeyRefusal } from '#domain/passkeys'
import type { PasskeyRefusal } from '#domain/signin'
import { deviceOf } from './device.ts'
import type { Words } from './words.ts'

/** Why a passkey signs nobody in here. One text for every answer that is not right. */
export function passkeyText(say: Words, refusal: PasskeyRefusal): Html {
  if (refusal.why === 'elsewhere') return say('passkey.elsewhere')
  if (refusal.why !== 'passkey') return say('passkey.refused')
  const { why } = refusal.problem
  if (why === 'unknown_passkey') return say('passkey.unknown')
  return why === 'stale' ? say('passkey.stale') : say('passkey.refused')
}

/** Why a passkey was not added. */
export function newPasskeyText(say: Words, { why }: NewPasskeyRefusal): Html {
  if (why === 'stale') return say('passkey.stale')
  if (why === 'known_passkey') return say('passkey.make.known')
  if (why === 'too_many_passkeys') return say('passkey.make.many')
  return why === 'proof_needed' ? say('passkey.make.proof') : say('passkey.make.refused')
}

/** What a passkey of an unknown product is called at first, in no language. */
export function passkeyName(userAgent: string): string {
  const { browser, system } = deviceOf(userAgent)
  return [browser, system].filter((part) => part !== undefined).join(' · ') || 'Passkey'
}
