/**
 * Owns: e-mail domains (table `domains`): their ownership, as DNS shows it, and that their people sign in with their
 * organisation's identity provider; the one rule which method may sign in where; a project's emergency account. Does not
 * own: the providers and the round trip to them (`domain/providers`, `domain/proof`). Enforcing a domain ends logins,
 * which reads `users` and `memberships`. Asked by: every step of a sign-in, everything that lets a person choose a
 * password, administration.
 */
export type { MethodRefusal } from './allowed.ts'
export { addressesOf, createDomainChecks, type DomainChecks } from './check.ts'
export { domainGate } from './domain-gate.ts'
export { domainOfEmail, readDomain } from './domain-name.ts'
export {
  countOfDomain,
  type DomainRow,
  domainById,
  domainsOfProject,
  type RuleRow,
  rulesAsJson,
} from './domains.store.ts'
export { droppedProvidersGate } from './dropped-providers-gate.ts'
export { emergencyGate, emergencyMembershipGate } from './emergency-gate.ts'
export { createDomainMails, type DomainMails } from './mails.ts'
export { type ProofRecord, recordOf } from './proof.ts'
export {
  type AllowedMemberships,
  type AskedWay,
  accountPageProblem,
  addressProblem,
  allowedMemberships,
  type DomainRules,
  emergencyFor,
  hasDomains,
  heldProblem,
  heldProblemAtApp,
  isHeldToProvider,
  projectOfAddress,
  providerOfAddress,
  providerUseProblem,
  type Route,
  readDomainRules,
  routeOf,
} from './rule.ts'
export { type ProofRefusal, type VerifyDeps, verifyDomain } from './verify.ts'
