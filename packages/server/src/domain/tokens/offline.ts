/** Scopes that let an app go on when the person is away; the second is the incumbent's word for it. */
export const offlineScopes: readonly string[] = ['offline_access', 'offline']

/** Scopes that ask for a refresh token; with `online_access` alone it ends with the sign-in. */
export const refreshScopes: readonly string[] = [...offlineScopes, 'online_access']
