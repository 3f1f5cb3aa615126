import {
  type AnyDamsonError,
  DamsonClient,
  DamsonError,
  getReferenceString,
  MedplumClient,
  type MedplumClientOptions,
  MemoryStorage,
  OperationOutcomeError,
  type Patient,
  UnauthenticatedError,
  type WithId,
} from '@damson/sdk'

declare const error: AnyDamsonError
declare const stored: WithId<Patient>
declare const fresh: Patient

/** One class by two names. */
export const client: DamsonClient = new MedplumClient({ baseUrl: 'https://id.example.org/' })

export const options: MedplumClientOptions = {
  baseUrl: 'https://id.example.org/',
  clientId: '1',
  storage: 'memory',
  onUnauthenticated: () => undefined,
}
export const withStores: readonly DamsonClient[] = [
  new DamsonClient({ ...options, storage: 'localStorage' }),
  new DamsonClient({ ...options, storage: new MemoryStorage() }),
  new DamsonClient({ ...options, storage: globalThis.localStorage }),
  new DamsonClient({
    ...options,
    storage: { getItem: async () => null, setItem: async () => undefined, removeItem: async () => undefined },
  }),
]

// @ts-expect-error -- without a server there is nothing to talk to
export const lost = new DamsonClient({})
// @ts-expect-error -- a store reads, too
export const deaf = new DamsonClient({ ...options, storage: { setItem: () => undefined } })
// @ts-expect-error -- no such place
export const elsewhere = new DamsonClient({ ...options, storage: 'cookies' })

/** The code of an error tells which one it is, and the compiler knows all of them. */
export function whatToDo(): string {
  switch (error.code) {
    case 'outcome':
      return `${error.status} ${error.outcome.issue.length}`
    case 'unauthenticated':
      return error instanceof UnauthenticatedError ? 'sign in' : 'never'
    case 'oauth':
      return error.description ?? error.error
    case 'unexpected_answer':
      return String(error.status)
    case 'network':
    case 'timeout':
      return 'try again'
    case 'storage':
    case 'redirect':
    case 'other_user':
    case 'login_changed':
    case 'configuration':
      // @ts-expect-error -- these came from no answer
      void error.status
      return error.message
  }
}
export const isBase: boolean = error instanceof DamsonError && error instanceof OperationOutcomeError

export const certain: string = getReferenceString(stored)
export const uncertain: string | undefined = getReferenceString(fresh)
// @ts-expect-error -- what is not stored yet has no id
export const wrong: string = getReferenceString(fresh)
