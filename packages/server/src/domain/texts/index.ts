/**
 * Owns: the text messages to people's phones: codes and notices. `domain/throttle` counts how many of them a number gets. No
 * table. Does not own: numbers (`base/phone`), sending (`base/sms`), codes (`domain/factors`). Asked by: `domain/enrolment`,
 * sign-in, invitations.
 */
export { type TellDeps, tellByText } from './tell.ts'
export { createTexts, type TextNotice, type TextPostage, type Texts } from './texts.ts'
