/**
 * Owns: how an endpoint describes its routes, and how an OpenAPI 3.1 document is made of the descriptions and the routes.
 * Does not own: the descriptions (each beside its endpoint), and which there are (`app/openapi.ts`).
 */
export type { Answer, Auth, Body, Described, Operation, RoutedOperation } from './describe.ts'
export { bytes, fhir, form, json, page, pageWithForm, said, wholeResource } from './describe.ts'
export { type Api, describeApi } from './document.ts'
export { INSTANT, OUTCOME, REFERENCE, RESOURCE } from './shared-schemas.ts'
