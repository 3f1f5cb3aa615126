import type { Log } from '#base/log'
import type { Mail, MailMessage } from '#base/mail'
import type { Issuer } from '#domain/projects'

/** E-mails to a project's administrators. A failure to send is logged, not thrown: the audit has the event too. */
export interface DomainMails {
  missing(to: readonly string[], domain: string, record: string, mostDays: number): Promise<void>
  suspended(to: readonly string[], domain: string, record: string): Promise<void>
  back(to: readonly string[], domain: string): Promise<void>
  emergencyUsed(
    to: readonly string[],
    use: { readonly account: string; readonly address: string; readonly at: Date },
  ): Promise<void>
}

/** Not limited: otherwise an attacker could fill an inbox first, and its owner would not be warned. */
export function createDomainMails(mail: Mail, log: Log, { url }: Issuer): DomainMails {
  const { host } = new URL(url)
  async function post(to: readonly string[], message: Omit<MailMessage, 'to'>): Promise<void> {
    const sent = await Promise.allSettled(to.map((one) => mail.send({ to: one, ...message })))
    for (const one of sent) if (one.status === 'rejected') log.error('mail.failed', { error: one.reason })
  }
  return {
    missing: (to, domain, record, mostDays) =>
      post(to, {
        subject: `DNS record of ${domain} is missing (${host})`,
        text:
          `Your project at ${host} signs in people whose address is at ${domain}. ` +
          `The DNS record that shows that the domain is yours was not found today:\n\n${record}\n\nPublish it again. ` +
          `After ${mostDays} days in a row without it, nobody with an address at ${domain} can sign in, ` +
          `except the emergency account. If the domain is no longer yours, remove it from the project.\n`,
      }),
    suspended: (to, domain, record) =>
      post(to, {
        subject: `Sign-in for ${domain} is suspended (${host})`,
        text:
          `The DNS record that shows that ${domain} is yours has been missing for a week:\n\n${record}\n\nFrom now ` +
          `on, nobody with an address at ${domain} can sign in through it at ${host}, except the emergency account. ` +
          `Publish the record again and have it verified, or remove the domain from the project.\n`,
      }),
    back: (to, domain) =>
      post(to, {
        subject: `Sign-in for ${domain} works again (${host})`,
        text:
          `The DNS record that shows that ${domain} is yours was found again. ` +
          `People with an address at ${domain} can sign in at ${host}.\n`,
      }),
    emergencyUsed: (to, { account, address, at }) =>
      post(to, {
        subject: `The emergency account was used (${host})`,
        text:
          `${account}, the project's emergency account, signed in at ${host} at ${at.toISOString()} from ${address}. ` +
          `The rules for a domain's addresses do not apply to this account. ` +
          `If this was none of the administrators, end the account's sign-ins, set another emergency account, ` +
          `and have the password changed.\n`,
      }),
  }
}
