import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/**
 * Keeps a provider's data in memory, but outside the provider. `oidc-provider` fixes its keys when it is made, so a
 * rotation makes a new provider, which must know the sessions and tokens of the old one. (Its own memory store would be
 * lost.)
 */
export function createAdapter(): AdapterFactory {
  const rows = new Map<string, AdapterPayload>()
  return (model) => {
    const own = (): readonly (readonly [string, AdapterPayload])[] =>
      [...rows].filter(([key]) => key.startsWith(`${model}:`))
    const where = (holds: (row: AdapterPayload) => boolean): AdapterPayload | undefined =>
      own().find(([, row]) => holds(row))?.[1]
    const adapter: Adapter = {
      async upsert(id, payload) {
        rows.set(`${model}:${id}`, payload)
      },
      find: async (id) => rows.get(`${model}:${id}`),
      findByUid: async (uid) => where((row) => row.uid === uid),
      findByUserCode: async (code) => where((row) => row.userCode === code),
      async consume(id) {
        const row = rows.get(`${model}:${id}`)
        if (row !== undefined) row.consumed = Math.floor(Date.now() / 1_000)
      },
      async destroy(id) {
        rows.delete(`${model}:${id}`)
      },
      async revokeByGrantId(grantId) {
        for (const [key, row] of own()) if (row.grantId === grantId) rows.delete(key)
      },
    }
    return adapter
  }
}
