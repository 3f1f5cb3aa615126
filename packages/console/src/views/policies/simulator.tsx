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
  const { question, change, path, asked, ask } = useAsked()
  const read = useRead<Parameters>(asked)
  return (
    <Page title={t('simulator')} lead={t('simulator.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          ask(path)
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

/**
 * The question, and the path that was asked: by the button, or by a link that led here. What is typed into the address asks
 * nothing yet.
 */
function useAsked() {
  const [question, write] = useQuestion()
  const path = pathOf(question)
  const [asked, ask] = useState(path)
  // Paths that were typed stand in the address a little later.
  const [met, setMet] = useState<{ readonly path: Path; readonly typed: readonly Path[] }>({ path, typed: [] })
  if (met.path !== path) {
    const at = met.typed.indexOf(path)
    setMet({ path, typed: at === -1 ? [] : met.typed.slice(at + 1) })
    if (at === -1) ask(path)
  }
  const change = (values: Partial<Question>): void => {
    const next = pathOf({ ...question, ...values })
    setMet((now) => (next === [now.path, ...now.typed].at(-1) ? now : { ...now, typed: [...now.typed, next] }))
    write(values)
  }
  return { question, change, path, asked, ask }
}

type Path = ReturnType<typeof pathOf>

/** The question, in the address. */
function useQuestion(): readonly [Question, (change: Partial<Question>) => void] {
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
