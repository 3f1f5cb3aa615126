import { languageOf, momentIn } from '#base/language'
import type { Mails, ProjectNotice } from '#domain/mails'
import type { Issuer } from '#domain/projects'

/** A project's administrators, and the languages of their sign-in pages. */
export interface ToAdministrators {
  readonly to: readonly { readonly email: string; readonly language: string | null }[]
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

/** Not limited: otherwise an attacker could fill an inbox first, and its owner would not be warned. */
export function createDomainMails(mails: Pick<Mails, 'projectNotice'>, issuer: Issuer): DomainMails {
  async function post(
    what: ProjectNotice,
    { to, project }: ToAdministrators,
    values: Readonly<Record<string, string>>,
    at?: Date,
  ): Promise<void> {
    const subject = { project, about: `Project/${project}` }
    for (const { email, language: tag } of to) {
      const language = languageOf(tag)
      const when = at === undefined ? {} : { at: momentIn(language, at) }
      await mails.projectNotice(email, what, { ...values, ...when }, subject, language, issuer)
    }
  }
  return {
    missing: (to, domain, record, mostDays) => post('domain_missing', to, { domain, record, days: String(mostDays) }),
    suspended: (to, domain, record) => post('domain_suspended', to, { domain, record }),
    back: (to, domain) => post('domain_back', to, { domain }),
    emergencyUsed: (to, { account, address, at }) => post('emergency_used', to, { email: account, address }, at),
  }
}
