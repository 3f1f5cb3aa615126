import { type ReactNode, useState } from 'react'
import { fhirPages, searchPath, usePages } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Dialog, Find, Trouble } from '#parts'
import { askedFor, nameOf, PEOPLE } from '../members.ts'
import { type Profile, wordsOf } from '../profile-name.ts'
import { membershipTexts } from './texts.ts'

interface FindOneProps {
  /** Records of patients, or people who have a place in the project. */
  readonly kind: 'patients' | 'members'
  /** `Patient/…` */
  readonly onFound: (reference: string) => void
}

/** Finds a person by name. */
export function FindOne({ kind, onFound }: FindOneProps): ReactNode {
  const t = useTexts(membershipTexts)
  const [isOpen, open] = useState(false)
  const found = (reference: string): void => {
    open(false)
    onFound(reference)
  }
  return (
    <>
      <Button size="small" onPress={() => open(true)}>
        {t(`find.${kind}`)}
      </Button>
      <Dialog title={t(`find.${kind}`)} isOpen={isOpen} onClose={() => open(false)}>
        <Finding kind={kind} onFound={found} />
        <div className="actions">
          <Button onPress={() => open(false)}>{t('cancel')}</Button>
        </div>
      </Dialog>
    </>
  )
}

interface Row {
  readonly reference: string
  readonly name: string
  readonly hint: string | undefined
}

function Finding({ kind, onFound }: FindOneProps): ReactNode {
  const t = useTexts(membershipTexts)
  const [text, setText] = useState('')
  const { rows, error, isLoading, again } = useFound(kind, text.trim())
  return (
    <>
      <Find label={t('find')} value={text} onChange={setText} />
      <div aria-live="polite">
        {error === null ? null : <Trouble error={error} again={again} />}
        {text.trim() !== '' && !isLoading && error === null && rows.length === 0 ? <p>{t('find.none')}</p> : null}
        <ul className="plain">
          {rows.map(({ reference, name, hint }) => (
            <li key={reference}>
              <Button onPress={() => onFound(reference)}>{name}</Button> <small className="soft">{hint}</small>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

const PATIENTS = fhirPages('Patient')
const MOST = '8'

function useFound(kind: FindOneProps['kind'], text: string) {
  const { project } = useMe()
  const query = new URLSearchParams({ ...askedFor(text), _count: MOST })
  const members = usePages(
    kind === 'members' && text !== '' ? `admin/projects/${project.id}/members?${query.toString()}` : undefined,
    PEOPLE,
  )
  const patients = usePages(
    kind === 'patients' && text !== '' ? searchPath('Patient', { name: text, _count: MOST }) : undefined,
    PATIENTS,
  )
  const { isLoading, error, again } = kind === 'members' ? members : patients
  const rows: readonly Row[] =
    text === ''
      ? []
      : kind === 'members'
        ? members.rows.map((one) => ({
            reference: one.profile.reference,
            name: nameOf(one),
            hint: one.profile.email ?? one.user.email,
          }))
        : patients.rows.map((one) => ({ reference: `Patient/${one.id}`, name: fullName(one), hint: one.birthDate }))
  return { rows, isLoading, error, again }
}

/** The name of a profile in one line; empty where it has none. */
export function fullName(profile: Profile): string {
  const { given, family } = wordsOf(profile)
  return `${given} ${family}`.trim()
}
