/** Scopes that let an app work while the person is away; the second is Medplum's word for it. */
export const offlineScopes: readonly string[] = ['offline_access', 'offline']

/** Scopes that ask for a refresh token; with only `online_access` it ends with the sign-in. */
export const refreshScopes: readonly string[] = [...offlineScopes, 'online_access']
