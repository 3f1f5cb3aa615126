/**
 * Owns: what a reference is called, for those who may read it: the name of a person, client, Bot or policy, and the address of an
 * account. Does not own: names on pages that their owner reads (`domain/memberships`). Asked by: the lists of
 * `endpoints/admin`, and the audit in `endpoints/fhir`.
 */
export { type Named, type Names, namesFor, namesWithAccounts } from './names.ts'
