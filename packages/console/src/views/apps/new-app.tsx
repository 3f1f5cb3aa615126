import type { ClientApplication } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import { Button, English, Field, Form, LinkButton, Page, PolicyChoice, Question, Section, Wrong } from '#parts'
import { configuration } from '#session'
import { MakePolicy } from '../policies/make-policy.tsx'
import { bodyOf, type Draft, PATTERNS, signsPeopleIn } from './patterns.ts'
import { redirectProblem } from './redirect-check.ts'
import { RedirectField } from './redirect-field.tsx'
import { SecretOnce, Snippets } from './snippets-shown.tsx'
import { appsTexts } from './texts.ts'

interface Made extends ClientApplication {
  readonly id: string
  readonly secret?: string
  readonly warning?: string
}

/** At most four questions; then what was made, its secret and the lines that use it. */
export default function NewApp(): ReactNode {
  const t = useTexts(appsTexts)
  const { project } = useMe()
  const act = useAct<Made>()
  const mayOwn = useMay()('change_own_apps')
  const [draft, setDraft] = useState<Draft>({
    pattern: 'browser',
    name: '',
    redirectUri: '',
    owner: mayOwn ? 'own' : 'other',
    policy: undefined,
  })
  if (act.data !== undefined) return <Done made={act.data.body} draft={draft} />
  const isReady = draft.name.trim() !== '' && (!signsPeopleIn(draft.pattern) || isFit(draft.redirectUri))
  return (
    <Page title={t('new.heading')} lead={t('new.lead')}>
      <Form
        onSubmit={() => {
          if (isReady) act.mutate({ path: `admin/projects/${project.id}/client`, body: bodyOf(draft) })
        }}
      >
        <Questions draft={draft} set={(change) => setDraft({ ...draft, ...change })} />
        {act.error === null ? null : <Wrong error={act.error} />}
        <div className="actions">
          <LinkButton to="apps">{t('new.cancel')}</LinkButton>
          <Button kind="primary" type="submit" isBusy={act.isPending} isDisabled={!isReady}>
            {t('new.make')}
          </Button>
        </div>
      </Form>
    </Page>
  )
}

const isFit = (uri: string): boolean => redirectProblem(uri) === undefined

interface QuestionsProps {
  readonly draft: Draft
  readonly set: (change: Partial<Draft>) => void
}

function Questions({ draft, set }: QuestionsProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const { pattern, name, redirectUri, owner, policy } = draft
  const patterns = PATTERNS.map((value) => ({
    value,
    text: t(`pattern.${value}`),
    hint: t(`pattern.${value}.hint`),
  }))
  return (
    <>
      <Question
        label={t('new.pattern')}
        hint={t('new.pattern.device')}
        options={patterns}
        value={pattern}
        onChange={(next) => set({ pattern: next })}
      />
      <Field
        label={t('name')}
        hint={t('new.name.hint')}
        value={name}
        onChange={(next) => set({ name: next })}
        isRequired
      />
      {signsPeopleIn(pattern) ? (
        <>
          <RedirectField
            label={t('redirect.new')}
            hint={t(`redirect.hint.${pattern === 'server' ? 'browser' : pattern}`)}
            value={redirectUri}
            onChange={(next) => set({ redirectUri: next.trim() })}
            isPublic={pattern !== 'site'}
          />
          {may('change_own_apps') ? <Owner value={owner} onChange={(next) => set({ owner: next })} /> : null}
        </>
      ) : (
        <PolicyChoice
          label={t('policy')}
          hint={t('new.policy.hint')}
          value={policy}
          onChange={(next) => set({ policy: next })}
          none={<p className="soft">{t('new.policy.none')}</p>}
          make={(onMade) => <MakePolicy onMade={onMade} />}
          isWithheld={!may('read_policies')}
        />
      )}
    </>
  )
}

interface OwnerProps {
  readonly value: Draft['owner']
  readonly onChange: (owner: Draft['owner']) => void
}

/** Asked of owners, who alone make apps that ask people nothing. */
function Owner({ value, onChange }: OwnerProps): ReactNode {
  const t = useTexts(appsTexts)
  const options = (['own', 'other'] as const).map((one) => ({
    value: one,
    text: t(`new.owner.${one}`),
    hint: t(`new.owner.${one}.hint`),
  }))
  return <Question label={t('new.owner')} options={options} value={value} onChange={onChange} />
}

function Done({ made, draft }: { readonly made: Made; readonly draft: Draft }): ReactNode {
  const t = useTexts(appsTexts)
  const { id, secret, warning } = made
  const subject = {
    pattern: draft.pattern,
    baseUrl: configuration.baseUrl,
    clientId: id,
    signsByKey: false,
  }
  const uris = signsPeopleIn(draft.pattern) ? [draft.redirectUri] : []
  const on = (
    <LinkButton to={`apps/${id}`} kind="primary">
      {t('new.open', { name: made.name ?? '' })}
    </LinkButton>
  )
  return (
    <Page title={t('new.done', { name: made.name ?? '' })} lead={t(`new.done.${draft.pattern}`)} actions={on}>
      {secret === undefined ? null : <SecretOnce secret={secret} />}
      {warning === undefined ? null : (
        <p className="wrong" role="alert">
          <English>{warning}</English>
        </p>
      )}
      <Section title={t('snippets')}>
        <Snippets subject={subject} uris={uris} secret={secret} />
      </Section>
    </Page>
  )
}
