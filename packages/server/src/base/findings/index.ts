/**
 * Owns: findings, which tell a project's developers what was wrong with a request. The code that refuses a request makes
 * the finding; `domain/traces` stores it, and shows it only to the project's administrators. Also owns the phrases that
 * findings share: how two addresses differ, which word was meant, how long a value is. A finding never repeats a value
 * that could be a secret or personal.
 */
export { brokenValues } from './broken-values.ts'
export { closestWord } from './closest-word.ts'
export { compareUris } from './compare-uris.ts'
export { asPeopleSay, type CloserLook, conclude, error, type Finding, lengthOf, warning } from './finding.ts'
export { answered, bothOf, type Says, type Told, told } from './told.ts'
