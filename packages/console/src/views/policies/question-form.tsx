import { type ReactNode, useState } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Choice, Field, Find, Loading, Suggest, Trouble } from '#parts'
import { nameOf, useMemberName, useMembers } from './members.ts'
import { useModel } from './model.ts'
import { ASKABLE, type Question } from './question.ts'
import { policyTexts } from './texts.ts'

interface QuestionFormProps {
  readonly question: Question
  readonly onChange: (change: Partial<Question>) => void
  /** A draft is tried for one membership: no client acts for it. */
  readonly isDraft?: boolean
}

/** Who, what and which resource. Whatever is asked stands in the address, so it can be sent. */
export function QuestionForm({ question, onChange, isDraft }: QuestionFormProps): ReactNode {
  const t = useTexts(policyTexts)
  const model = useModel()
  const { interaction, type, id, scope, patient } = question
  const isKnown = type === '' || model === undefined || model.types.includes(type)
  const interactions = ASKABLE.map((value) => ({ value, text: capital(t(`interaction.${value}`)) }))
  return (
    <div className="split">
      <div>
        <Member {...question} onChange={onChange} />
        {isDraft === true ? null : <Acting {...question} onChange={onChange} />}
        <Field
          label={t('ask.scope')}
          value={scope}
          onChange={(next) => onChange({ scope: next })}
          hint={t('ask.scope.hint')}
          isMono
        />
        {scope.includes('patient/') || patient !== '' ? (
          <Field
            label={t('ask.patient')}
            value={patient}
            onChange={(next) => onChange({ patient: next.trim() })}
            hint={t('ask.patient.hint')}
            isMono
          />
        ) : null}
      </div>
      <div>
        <Choice
          label={t('ask.interaction')}
          options={interactions}
          value={ASKABLE.find((one) => one === interaction)}
          onChange={(next) => onChange({ interaction: next })}
        />
        <Suggest
          label={t('ask.type')}
          value={type}
          options={(model?.types ?? []).map((value) => ({ value }))}
          onChange={(next) => onChange({ type: next })}
          error={isKnown ? undefined : t('entry.type.unknown')}
          isMono
        />
        <Field
          label={t('ask.id')}
          value={id}
          onChange={(next) => onChange({ id: next })}
          hint={t('ask.id.hint')}
          isMono
        />
      </div>
    </div>
  )
}

/** Among boxes and in sentences the interactions are written small. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

type PartProps = Question & { readonly onChange: (change: Partial<Question>) => void }

const CLIENTS = fhirPages('ClientApplication')

/** The first members; where there are more, those whose names begin as is typed. */
function Member({ membership, onChange }: PartProps): ReactNode {
  const t = useTexts(policyTexts)
  const [name, setName] = useState('')
  const { rows, isLoading, error, again, hasMore } = useMembers(name.trim())
  const options = rows.map((row) => ({ value: row.id, text: nameOf(row) }))
  const other = membership === '' || options.some(({ value }) => value === membership) ? undefined : membership
  const otherName = useMemberName(isLoading ? undefined : other)
  const others = other === undefined ? [] : [{ value: other, text: otherName ?? other }]
  const choice = (
    <Choice
      label={t('ask.who')}
      options={[{ value: '', text: t('ask.who.self') }, ...others, ...options]}
      value={membership}
      onChange={(next) => onChange({ membership: next })}
    />
  )
  return (
    <>
      {hasMore || name !== '' ? <Find label={t('ask.who.find')} value={name} onChange={setName} /> : null}
      {error !== null && rows.length === 0 ? <Trouble error={error} again={again} /> : isLoading ? <Loading /> : choice}
    </>
  )
}

function Acting({ client, onChange }: PartProps): ReactNode {
  const t = useTexts(policyTexts)
  const mayRead = useMay()('manage_clients')
  const pages = usePages(
    mayRead ? searchPath('ClientApplication', { _count: '200', _sort: 'name' }) : undefined,
    CLIENTS,
  )
  const { rows, error, again } = pages
  if (error !== null && rows.length === 0) return <Trouble error={error} again={again} />
  if (rows.length === 0 && client === '') return null
  return (
    <Choice
      label={t('ask.client')}
      hint={t('ask.client.hint')}
      options={[
        { value: '', text: t('ask.client.none') },
        ...rows.map(({ id, name }) => ({ value: id, text: name ?? id })),
      ]}
      value={client}
      onChange={(next) => onChange({ client: next })}
    />
  )
}
