import type { ClientApplication } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useAct } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import {
  Button,
  English,
  Field,
  Form,
  Link,
  LinkButton,
  Page,
  PolicyChoice,
  Question,
  Section,
  useUnsaved,
  Wrong,
} from '#parts'
import { configuration } from '#session'
import { MakePolicy } from '../policies/make-policy.tsx'
import { bodyOf, type Draft, methodOf, PATTERNS, signsPeopleIn } from './patterns.ts'
import { makePair, type Pair, PROOFS, publicKeysIn } from './proof.ts'
import { ProofChoice } from './proof-choice.tsx'
import { redirectProblem } from './redirect-check.ts'
import { RedirectField } from './redirect-field.tsx'
import { KeyOnce, SecretOnce, Snippets } from './snippets-shown.tsx'
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
    proof: 'secret',
  })
  const [typed, type] = useState('')
  const [pair, setPair] = useState<Pair>()
  useUnsaved((draft.name + draft.redirectUri + typed).trim() !== '' && !act.isPending && act.data === undefined)
  if (act.data !== undefined) return <Done made={act.data.body} draft={draft} privateKey={pair?.privateKey} />
  const proof = draft.pattern === 'server' ? draft.proof : 'secret'
  const own = publicKeysIn(typed)
  const isReady =
    draft.name.trim() !== '' &&
    (signsPeopleIn(draft.pattern) ? isFit(draft.redirectUri) : proof !== 'own' || own !== undefined)
  const make = async (): Promise<void> => {
    const made = proof === 'made' ? await makePair() : undefined
    setPair(made)
    const body = bodyOf(draft, proof === 'own' ? own : made?.keys)
    act.mutate({ path: `admin/projects/${project.id}/client`, body })
  }
  return (
    <Page title={t('new.heading')} lead={t('new.lead')}>
      <Form
        onSubmit={() => {
          if (isReady) void make()
        }}
      >
        <Questions draft={draft} set={(change) => setDraft({ ...draft, ...change })} typed={typed} type={type} />
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
  /** The keys that a server has already, as they are typed. */
  readonly typed: string
  readonly type: (typed: string) => void
}

function Questions({ draft, set, ...keys }: QuestionsProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  const { pattern, name, redirectUri, owner } = draft
  const patterns = PATTERNS.map((value) => ({
    value,
    text: t(`pattern.${value}`),
    hint: t(`pattern.${value}.hint`),
  }))
  return (
    <>
      <Question
        label={t('new.pattern')}
        options={patterns}
        value={pattern}
        onChange={(next) => set({ pattern: next })}
      />
      <p className="soft">
        {t('new.pattern.device')} <Link to="devices">{t('new.pattern.devices')}</Link>
      </p>
      <Field
        label={t('name')}
        hint={t(signsPeopleIn(pattern) ? 'new.name.hint' : 'new.name.hint.own')}
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
        <OfServer draft={draft} set={set} {...keys} />
      )}
    </>
  )
}

/** By what a server proves itself, and what it may do. */
function OfServer({ draft, set, typed, type }: QuestionsProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  return (
    <>
      <ProofChoice
        label={t('new.proof')}
        proofs={PROOFS}
        value={draft.proof ?? 'secret'}
        typed={typed}
        onChange={(proof, text) => {
          set({ proof })
          type(text)
        }}
      />
      <PolicyChoice
        label={t('policy')}
        hint={t('new.policy.hint')}
        value={draft.policy}
        onChange={(next) => set({ policy: next })}
        none={<p className="soft">{t('new.policy.none')}</p>}
        make={(onMade) => <MakePolicy onMade={onMade} />}
        isWithheld={!may('read_policies')}
      />
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

interface DoneProps {
  readonly made: Made
  readonly draft: Draft
  readonly privateKey: string | undefined
}

function Done({ made, draft, privateKey }: DoneProps): ReactNode {
  const t = useTexts(appsTexts)
  const { id, secret, warning } = made
  const signsByKey = methodOf(made) === 'private_key_jwt'
  const subject = {
    pattern: draft.pattern,
    baseUrl: configuration.baseUrl,
    clientId: id,
    signsByKey,
  }
  const uris = signsPeopleIn(draft.pattern) ? [draft.redirectUri] : []
  const on = (
    <LinkButton to={`apps/${id}`} kind="primary">
      {t('new.open', { name: made.name ?? '' })}
    </LinkButton>
  )
  return (
    <Page
      title={t('new.done', { name: made.name ?? '' })}
      lead={t(
        signsByKey ? (privateKey === undefined ? 'new.done.key.own' : 'new.done.key') : `new.done.${draft.pattern}`,
      )}
      actions={on}
    >
      {secret === undefined ? null : <SecretOnce secret={secret} />}
      {privateKey === undefined ? null : <KeyOnce privateKey={privateKey} />}
      {warning === undefined ? null : (
        <p className="wrong" role="alert">
          <English>{warning}</English>
        </p>
      )}
      <Section title={t('snippets')}>
        <Snippets subject={subject} uris={uris} secret={secret} privateKey={privateKey} />
      </Section>
    </Page>
  )
}
