/**
 * Owns: sending text messages, and their development inbox. Does not own: the texts, limits on them, numbers (`base/phone`).
 */
export { createSmsInbox, type SmsInbox } from './inbox.ts'
export { createSmsSender, type SmsSender } from './sender.ts'
export { SmsSettings } from './settings.ts'
