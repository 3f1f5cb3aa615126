import type { MailMessage } from '#base/mail'
import type { Outbox } from '#domain/outbox'
import type { Issuer } from '#domain/projects'

/** A project's administrators. */
export interface ToAdministrators {
  readonly to: readonly string[]
  readonly project: string
}

/** E-mails to a project's administrators. A failure to send is logged, not thrown: the audit has the event too. */
export interface DomainMails {
  missing(to: ToAdministrators, domain: string, record: string, mostDays: number): Promise<void>
  suspended(to: ToAdministrators, domain: string, record: string): Promise<void>
  back(to: ToAdministrators, domain: string): Promise<void>
  emergencyUsed(
    to: ToAdministrators,
    use: { readonly account: string; readonly address: string; readonly at: Date },
  ): Promise<void>
}

const SECONDS = 7 * 86_400

/** Not limited: otherwise an attacker could fill an inbox first, and its owner would not be warned. */
export function createDomainMails(outbox: Pick<Outbox, 'put'>, { url }: Issuer): DomainMails {
  const { host } = new URL(url)
  async function post(kind: string, { to, project }: ToAdministrators, text: Omit<MailMessage, 'to'>): Promise<void> {
    const about = `Project/${project}`
    for (const one of to) await outbox.put({ kind, project, about, seconds: SECONDS, message: { to: one, ...text } })
  }
  return {
    missing: (to, domain, record, mostDays) =>
      post('domain_missing', to, {
        subject: `DNS record of ${domain} is missing (${host})`,
        text:
          `Your project at ${host} signs in people whose address is at ${domain}. ` +
          `The DNS record that shows that the domain is yours was not found today:\n\n${record}\n\nPublish it again. ` +
          `After ${mostDays} days in a row without it, nobody with an address at ${domain} can sign in, ` +
          `except the emergency account. If the domain is no longer yours, remove it from the project.\n`,
      }),
    suspended: (to, domain, record) =>
      post('domain_suspended', to, {
        subject: `Sign-in for ${domain} is suspended (${host})`,
        text:
          `The DNS record that shows that ${domain} is yours has been missing for a week:\n\n${record}\n\nFrom now ` +
          `on, nobody with an address at ${domain} can sign in through it at ${host}, except the emergency account. ` +
          `Publish the record again and have it verified, or remove the domain from the project.\n`,
      }),
    back: (to, domain) =>
      post('domain_back', to, {
        subject: `Sign-in for ${domain} works again (${host})`,
        text:
          `The DNS record that shows that ${domain} is yours was found again. ` +
          `People with an address at ${domain} can sign in at ${host}.\n`,
      }),
    emergencyUsed: (to, { account, address, at }) =>
      post('emergency_used', to, {
        subject: `The emergency account was used (${host})`,
        text:
          `${account}, the project's emergency account, signed in at ${host} at ${at.toISOString()} from ${address}. ` +
          `The rules for a domain's addresses do not apply to this account. ` +
          `If this was none of the administrators, end the account's sign-ins, set another emergency account, ` +
          `and have the password changed.\n`,
      }),
  }
}
