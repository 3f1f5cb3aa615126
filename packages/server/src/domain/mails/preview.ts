import type { Project } from '@damson/fhir'
import type { Language } from '#base/language'
import type { MailMessage } from '#base/mail'
import type { Issuer, ProjectRow } from '#domain/projects'
import type { WriteRefusal } from '#domain/resources'
import { brandOfProject } from './brand.ts'
import { emailsProblem } from './own-texts.ts'
import { renderMail, sampleValues } from './render.ts'
import { TEMPLATES, templateOf } from './templates.ts'

/** The e-mails whose first sentences a project may write itself, each with the placeholders of those. */
export function listTemplates(): readonly { readonly email: string; readonly placeholders: readonly string[] }[] {
  return Object.keys(TEMPLATES).flatMap((email) => {
    const placeholders = templateOf(email)?.placeholders
    return placeholders === undefined ? [] : [{ email, placeholders }]
  })
}

/** A project's texts, as they are or as they may become. */
export interface PreviewDraft {
  readonly email: string
  readonly language: Language
  readonly subject?: string | undefined
  readonly text?: string | undefined
}

/**
 * An e-mail as the project's people would get it, with sample data. With a subject or a text, these stand in place of the
 * project's own. A refusal says why they could not be saved; undefined: there is no such e-mail.
 */
export function previewMail(
  { id, resource }: ProjectRow,
  { email, language, subject, text }: PreviewDraft,
  issuer: Issuer,
  now: Date,
): Pick<MailMessage, 'subject' | 'text' | 'html' | 'fromName'> | { readonly refusal: WriteRefusal } | undefined {
  const template = templateOf(email)
  if (template === undefined) return undefined
  const isDraft = subject !== undefined || text !== undefined
  const own = {
    email,
    language: language.tag,
    ...(subject !== undefined && { subject }),
    ...(text !== undefined && { text }),
  }
  const drafted: Project = isDraft ? { ...resource, emails: { ...resource.emails, text: [own] } } : resource
  const refusal = isDraft ? emailsProblem(drafted) : undefined
  if (refusal !== undefined) return { refusal }
  const { host } = new URL(issuer.url)
  const values = sampleValues(template, language, issuer.url, now)
  const { to: _to, ...mail } = renderMail(
    '',
    { name: email, template },
    values,
    language,
    brandOfProject(drafted, id, host),
  )
  return mail
}
