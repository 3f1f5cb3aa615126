/**
 * Owns: findings, which tell the developers of a project what was wrong with a request. The code that refuses a request
 * makes the finding; `domain/traces` keeps it, and shows it to the administrators of the project alone. Also owns the
 * words that findings share: how two addresses differ, which word was meant, how long a value is. A finding never repeats
 * a value that could be a secret or be about a person.
 */
export { brokenValues } from './broken-values.ts'
export { closestWord } from './closest-word.ts'
export { compareUris } from './compare-uris.ts'
export { asPeopleSay, type CloserLook, conclude, error, type Finding, lengthOf, warning } from './finding.ts'
export { answered, bothOf, type Says, type Told, told } from './told.ts'
