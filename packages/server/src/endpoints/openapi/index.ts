/**
 * Owns: `/openapi.json`, which describes the API in OpenAPI 3.1, and `/openapi`, the page to read and to try it. Does not
 * own: the descriptions (`described.ts` beside each endpoint), and which routes there are. Used by: only `app/mount.ts`.
 */
export { describedOpenApi } from './described.ts'
export { registerOpenApi } from './routes.ts'
