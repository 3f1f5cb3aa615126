/** Routes on which somebody is signed in because a provider vouches for them. */
export const PROVIDER_ROUTES = [
  'GET /auth/external/:kind/:id',
  'POST /auth/external/link',
  // Token exchange. Besides it takes codes that the other routes made: what an enforced domain has ended is not taken.
  'POST /oauth2/token',
  'POST /auth/exchange',
  'POST /auth/google',
  'POST /auth/apple',
] as const
