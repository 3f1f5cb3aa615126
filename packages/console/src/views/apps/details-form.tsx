import { type ReactNode, useState } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Choice, type Draft, Field, Form, notify, Question, Wrong } from '#parts'
import { addressProblems, FACTORS, factorOf, isFit, isPeoples, lifetimeProblem, withFactor } from './details.ts'
import type { KnownClient } from './known.ts'
import { appsTexts } from './texts.ts'

interface DetailsProps {
  readonly client: KnownClient
  readonly set: (change: Partial<KnownClient>) => void
}

/** What administrators change often. Whatever else the client has stays as it is. */
export function DetailsForm({ draft }: { readonly draft: Draft<KnownClient> }): ReactNode {
  const t = useTexts(appsTexts)
  const { value, isChanged, isBusy, error, dialog } = draft
  const isReady = isChanged && isFit(value)
  const save = async (): Promise<void> => {
    if (await draft.save()) notify(t('all.saved'))
  }
  const part: DetailsProps = { client: value, set: (change) => draft.set({ ...value, ...change }) }
  return (
    <div className="narrow">
      <Form
        isBelow
        onSubmit={() => {
          if (isReady) void save()
        }}
      >
        <About {...part} />
        <Tokens {...part} />
        {isPeoples(value) ? <OfPeople {...part} /> : null}
        <div className="save-bar">
          {error === null ? null : <Wrong error={error} />}
          <div className="actions">
            <Button kind="primary" type="submit" isBusy={isBusy} isDisabled={!isReady}>
              {t('all.save')}
            </Button>
            {isChanged ? <Button onPress={draft.discard}>{t('all.discard')}</Button> : null}
          </div>
        </div>
      </Form>
      {dialog}
    </div>
  )
}

/** Nothing typed is nothing stored. */
const orNone = (text: string): string | undefined => (text === '' ? undefined : text)

function About({ client, set }: DetailsProps): ReactNode {
  const t = useTexts(appsTexts)
  const may = useMay()
  return (
    <>
      <Field
        label={t('name')}
        hint={t(isPeoples(client) ? 'new.name.hint' : 'new.name.hint.own')}
        value={client.name ?? ''}
        onChange={(name) => set({ name })}
        isRequired
      />
      <Field
        label={t('all.description')}
        value={client.description ?? ''}
        onChange={(text) => set({ description: orNone(text) })}
        rows={2}
      />
      {isPeoples(client) && may('change_own_apps') ? (
        <Question
          label={t('new.owner')}
          options={(['own', 'other'] as const).map((value) => ({
            value,
            text: t(`new.owner.${value}`),
            hint: t(`new.owner.${value}.hint`),
          }))}
          value={client.firstParty === true ? 'own' : 'other'}
          onChange={(owner) => set({ firstParty: owner === 'own' })}
        />
      ) : null}
    </>
  )
}

function Tokens({ client, set }: DetailsProps): ReactNode {
  const t = useTexts(appsTexts)
  const { defaultScope = [], accessTokenLifetime = '', refreshTokenLifetime = '' } = client
  const access = lifetimeProblem('accessTokenLifetime', accessTokenLifetime)
  const refresh = lifetimeProblem('refreshTokenLifetime', refreshTokenLifetime)
  return (
    <>
      <Words
        label={t('all.scope')}
        hint={t('all.scope.hint')}
        words={defaultScope}
        between=" "
        onChange={(scopes) => set({ defaultScope: scopes })}
      />
      <Field
        label={t('all.access')}
        hint={t('all.access.hint')}
        value={accessTokenLifetime}
        onChange={(text) => set({ accessTokenLifetime: orNone(text.trim()) })}
        error={access && t('all.lifetime.wrong', access)}
      />
      {isPeoples(client) ? (
        <Field
          label={t('all.refresh')}
          hint={t('all.refresh.hint')}
          value={refreshTokenLifetime}
          onChange={(text) => set({ refreshTokenLifetime: orNone(text.trim()) })}
          error={refresh && t('all.lifetime.wrong', refresh)}
        />
      ) : null}
    </>
  )
}

const ADDRESSES = ['backChannelLogoutUri', 'frontChannelLogoutUri', 'launchUri'] as const

/** What counts where people sign in. */
function OfPeople({ client, set }: DetailsProps): ReactNode {
  const t = useTexts(appsTexts)
  const problems = addressProblems(client)
  const factor = factorOf(client)
  const told = (field: string): ReactNode => {
    const problem = problems.get(field)
    return problem === undefined ? undefined : t(`redirect.problem.${problem}`)
  }
  return (
    <>
      <Words
        label={t('all.logout')}
        hint={t('all.logout.hint')}
        words={client.postLogoutRedirectUris ?? []}
        between={'\n'}
        onChange={(uris) => set({ postLogoutRedirectUris: uris })}
        error={told('postLogoutRedirectUris')}
      />
      {ADDRESSES.map((field) => (
        <Field
          key={field}
          label={t(`all.${field}`)}
          hint={t(`all.${field}.hint`)}
          value={client[field] ?? ''}
          onChange={(uri) => set({ [field]: orNone(uri.trim()) })}
          error={told(field)}
          isMono
        />
      ))}
      <Choice
        label={t('all.factor')}
        hint={t('all.factor.hint')}
        value={factor}
        onChange={(next) => set(withFactor(next))}
        options={FACTORS.filter((one) => one !== 'aal1' || factor === 'aal1').map((value) => ({
          value,
          text: t(`all.factor.${value}`),
        }))}
      />
    </>
  )
}

interface WordsProps {
  readonly label: string
  readonly hint: string
  readonly words: readonly string[]
  readonly between: ' ' | '\n'
  readonly onChange: (words: string[] | undefined) => void
  readonly error?: ReactNode
}

/** Scopes, or addresses: neither has a space in it. It stays as it was typed, as long as it says the same. */
function Words({ words, between, onChange, ...field }: WordsProps): ReactNode {
  const [typed, setTyped] = useState('')
  const shown = words.join(between)
  return (
    <Field
      {...field}
      isMono
      rows={between === '\n' ? Math.max(2, words.length + 1) : 1}
      value={wordsIn(typed).join(between) === shown ? typed : shown}
      onChange={(text) => {
        setTyped(text)
        const next = wordsIn(text)
        onChange(next.length === 0 ? undefined : next)
      }}
    />
  )
}

const wordsIn = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')
