import type { looksTexts } from './texts.ts'

/** The e-mails that can have texts of a project's own. */
const NAMED = [
  'invite',
  'invite_own',
  'access_own',
  'access_organisation',
  'verify_email',
  'reset',
  'activation',
  'registered',
] as const
type Named = (typeof NAMED)[number]
type Key = Parameters<(typeof looksTexts)['read']>[1]

/** What an e-mail is called; of those without a name here, the server's own word. */
export function emailNames(t: (key: Key) => string): (email: string) => string {
  const named = (email: string): Named | undefined => NAMED.find((one) => one === email)
  return (email) => {
    const one = named(email)
    return one === undefined ? email : t(`email.${one}`)
  }
}
