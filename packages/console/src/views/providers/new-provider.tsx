import type { ProjectIdentityProvider } from '@damson/sdk'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useGo, useQuery } from '#frame'
import { useTexts } from '#language'
import { Button, Card, Field, LinkButton, Page, Question, Section, useUnsaved, Wrong } from '#parts'
import { issuerOf, type Pasted, settingsOf, TEMPLATES, type Template } from './templates.ts'
import { providersTexts } from './texts.ts'

const EMPTY: Pasted = {
  where: '',
  emailDomains: '',
  profileType: 'Practitioner',
  name: '',
}

/** Adds a provider: which one, where it is, and for whom. It is finished on its own page. */
export default function NewProvider(): ReactNode {
  const t = useTexts(providersTexts)
  const [chosen, choose] = useQuery('kind')
  const template = TEMPLATES.find((one) => one === chosen)
  return (
    <Page title={t('add')} lead={t('add.lead')}>
      <Question<Template>
        label={t('which')}
        value={template}
        onChange={choose}
        options={TEMPLATES.map((one) => ({ value: one, text: t(`template.${one}`) }))}
      />
      {template === undefined ? null : <Steps key={template} template={template} />}
    </Page>
  )
}

function Steps({ template }: { readonly template: Template }): ReactNode {
  const t = useTexts(providersTexts)
  const go = useGo()
  const act = useAct<ProjectIdentityProvider>()
  const [first] = useState<Pasted>({ ...EMPTY, name: template === 'other' ? '' : t(`template.${template}`) })
  const [draft, setDraft] = useState(first)
  useUnsaved(draft !== first && !act.isPending && act.data === undefined)
  const issuer = issuerOf(template, draft.where)
  const isWrong = draft.where !== '' && issuer === undefined
  const send = (event: FormEvent): void => {
    event.preventDefault()
    if (issuer === undefined) return
    const identityProvider = settingsOf(template, draft)
    // It has no client yet: the provider gives one for the redirect address, which it has now.
    const body = { resourceType: 'ProjectIdentityProvider', active: false, identityProvider }
    act.mutate(
      { path: 'fhir/R4/ProjectIdentityProvider', body },
      { onSuccess: ({ body: { id } }) => go(`providers/${id ?? ''}?kind=${template}`) },
    )
  }
  return (
    <>
      <Section title={t('there')}>
        <Card className="padded">
          <p>{t(`there.${template}`)}</p>
          <p className="soft">{t('there.redirect')}</p>
        </Card>
      </Section>
      <Section title={t('here')}>
        <form onSubmit={send}>
          <Pasting
            draft={draft}
            change={(part) => setDraft({ ...draft, ...part })}
            template={template}
            isWrong={isWrong}
          />
          {issuer === undefined ? null : (
            <p className="soft">
              {t('issuer')}: <span className="mono">{issuer}</span>
            </p>
          )}
          {act.error === null ? null : <Wrong error={act.error} />}
          <div className="actions">
            <LinkButton to="providers">{t('back')}</LinkButton>
            <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={issuer === undefined}>
              {t('add.button')}
            </Button>
          </div>
        </form>
      </Section>
    </>
  )
}

interface PastingProps {
  readonly draft: Pasted
  readonly change: (part: Partial<Pasted>) => void
  readonly template: Template
  readonly isWrong: boolean
}

function Pasting({ draft, change, template, isWrong }: PastingProps): ReactNode {
  const t = useTexts(providersTexts)
  return (
    <>
      {template === 'google' ? null : (
        <Field
          label={t(`where.${template}`)}
          hint={t(`where.${template}.hint`)}
          value={draft.where}
          onChange={(where) => change({ where })}
          error={isWrong ? t('where.wrong') : undefined}
          isRequired
          isMono
        />
      )}
      <Question<Pasted['profileType']>
        label={t('profileType')}
        value={draft.profileType}
        onChange={(profileType) => change({ profileType })}
        options={[
          { value: 'Practitioner', text: t('profileType.Practitioner') },
          { value: 'Patient', text: t('profileType.Patient') },
        ]}
      />
      <Field
        label={t('emailDomains')}
        hint={t('emailDomains.hint')}
        value={draft.emailDomains}
        onChange={(emailDomains) => change({ emailDomains })}
      />
      <Field
        label={t('button')}
        hint={t('button.hint')}
        value={draft.name}
        onChange={(name) => change({ name })}
        isRequired
      />
    </>
  )
}
