import type { Parameters } from '@damson/sdk'
import { type ReactNode, useState } from 'react'
import { useRead } from '#api'
import { useQuery } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Page } from '#parts'
import { pathOf, type Question } from './question.ts'
import { QuestionForm } from './question-form.tsx'
import { policyTexts } from './texts.ts'
import { Told } from './told.tsx'

/** What somebody may do, and why: asked of the server, which decides the same for their requests. */
export default function Simulator(): ReactNode {
  const t = useTexts(policyTexts)
  const [question, change] = useAsked()
  const [asked, setAsked] = useState(() => pathOf(question))
  const path = pathOf(question)
  const read = useRead<Parameters>(asked)
  return (
    <Page title={t('simulator')} lead={t('simulator.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(path)
        }}
      >
        <QuestionForm question={question} onChange={change} />
        <Button kind="primary" type="submit" isDisabled={path === undefined} isBusy={read.isFetching}>
          {t('ask')}
        </Button>
      </form>
      {/* An answer to another question is none: the address may have changed since it was asked. */}
      {asked === undefined || asked !== path ? (
        <p className="card empty">{t('ask.empty')}</p>
      ) : (
        <div aria-live="polite">
          <Answer of={read}>{(told) => <Told told={told} />}</Answer>
        </div>
      )}
    </Page>
  )
}

/** The question, in the address. */
function useAsked(): readonly [Question, (change: Partial<Question>) => void] {
  const [interaction, setInteraction] = useQuery('interaction', 'read')
  const [type, setType] = useQuery('type')
  const [id, setId] = useQuery('id')
  const [membership, setMembership] = useQuery('membership')
  const [client, setClient] = useQuery('client')
  const [scope, setScope] = useQuery('scope')
  const [patient, setPatient] = useQuery('patient')
  const setters: { readonly [K in keyof Question]: (value: string) => void } = {
    interaction: setInteraction,
    type: setType,
    id: setId,
    membership: setMembership,
    client: setClient,
    scope: setScope,
    patient: setPatient,
  }
  const change = (values: Partial<Question>): void => {
    for (const [name, value] of Object.entries(values)) setters[name as keyof Question](value)
  }
  return [{ interaction, type, id, membership, client, scope, patient }, change]
}
