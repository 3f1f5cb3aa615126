/** What a page of the tests has: the SDK, and the flows that it is put through. */
import { DamsonClient, type DamsonClientOptions } from '../src/index.ts'
import { useResources } from './flows.ts'

declare global {
  interface Window {
    unauthenticated?: number
    sdk?: { make: (options: DamsonClientOptions) => DamsonClient; useResources: typeof useResources }
  }
}

window.unauthenticated = 0
window.sdk = {
  make: (options) =>
    new DamsonClient({
      ...options,
      onUnauthenticated: () => {
        window.unauthenticated = (window.unauthenticated ?? 0) + 1
      },
    }),
  useResources,
}
