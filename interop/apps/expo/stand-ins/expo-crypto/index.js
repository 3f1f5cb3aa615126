/** As Expo's module, on Node's WebCrypto. */
export const getRandomValues = (bytes) => globalThis.crypto.getRandomValues(bytes)
export const digest = (algorithm, bytes) => globalThis.crypto.subtle.digest(algorithm, bytes)
