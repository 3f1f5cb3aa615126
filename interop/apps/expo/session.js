import { DamsonClient } from '@damson/sdk'
import * as Crypto from 'expo-crypto'
import * as SecureStore from 'expo-secure-store'
import * as WebBrowser from 'expo-web-browser'

/** The scheme in app.json, with the path that is registered: `"scheme": "org.example.ward"`. */
export const redirectUri = 'org.example.ward:/callback'

// SecureStore's keys may contain only letters, digits, dots, dashes and underscores.
const keyOf = (key) => key.replaceAll(/[^\w.-]/g, '_')

export const client = new DamsonClient({
  baseUrl: process.env.EXPO_PUBLIC_ISSUER,
  clientId: process.env.EXPO_PUBLIC_CLIENT_ID,
  scope: 'openid fhirUser online_access user/Patient.rs',
  // Native apps lack WebCrypto, and keep their logins where only they can read them.
  crypto: {
    getRandomValues: Crypto.getRandomValues,
    subtle: { digest: (algorithm, bytes) => Crypto.digest(algorithm, bytes) },
  },
  storage: {
    getItem: (key) => SecureStore.getItemAsync(keyOf(key)),
    setItem: (key, value) => SecureStore.setItemAsync(keyOf(key), value),
    removeItem: (key) => SecureStore.deleteItemAsync(keyOf(key)),
  },
})

/** Opens the system's browser. Undefined when the person closes it. */
async function signInWithBrowser() {
  const url = await client.getAuthorizationUrl({ redirectUri })
  const answer = await WebBrowser.openAuthSessionAsync(url, redirectUri)
  return answer.type === 'success' ? client.processRedirect(answer.url) : undefined
}

/** Call this at each start of the app. A person who has signed in stays signed in. */
export async function start() {
  return (await client.getProfileAsync()) ?? (await signInWithBrowser())
}
