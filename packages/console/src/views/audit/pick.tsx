import { type ReactNode, useState } from 'react'
import { searchPath, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Dialog, Find } from '#parts'
import { auditTexts } from './texts.ts'

type Kind = 'person' | 'patient' | 'app'

interface Item {
  readonly reference: string
  readonly text: string
  readonly hint?: string | undefined
}

interface PickedProps {
  readonly label: string
  readonly of: Kind
  /** A reference, or nothing. */
  readonly value: string
  readonly onChange: (reference: string) => void
  /** Said while none is chosen. */
  readonly none?: string
}

/** One person, patient or app, found by the beginning of the name. */
export function Picked({ label, of, value, onChange, none }: PickedProps): ReactNode {
  const t = useTexts(auditTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="field">
      <span aria-hidden="true">{label}</span>
      <div className="actions">
        <Button onPress={() => setOpen(true)}>
          <span className="apart">{label}: </span>
          {value === '' ? (none ?? t(of === 'app' ? 'anyApp' : 'anybody')) : <NameAt reference={value} />}
        </Button>
        {value === '' ? null : (
          <Button kind="quiet" label={`${label}: ${t('clear')}`} onPress={() => onChange('')}>
            ✕
          </Button>
        )}
      </div>
      <Dialog title={label} isOpen={isOpen} onClose={() => setOpen(false)} isDismissable>
        <Finding
          of={of}
          label={label}
          onPick={(reference) => {
            setOpen(false)
            onChange(reference)
          }}
        />
        <div className="actions">
          <Button onPress={() => setOpen(false)}>{t('close')}</Button>
        </div>
      </Dialog>
    </div>
  )
}

function Finding({ of, label, onPick }: { of: Kind; label: string; onPick: (reference: string) => void }): ReactNode {
  const t = useTexts(auditTexts)
  const { project } = useMe()
  const [text, setText] = useState('')
  const found = useRead<unknown>(text.trim() === '' ? undefined : pathOf(of, project.id, text.trim()))
  return (
    <>
      <Find label={label} value={text} onChange={setText} />
      {text.trim() === '' ? (
        <p className="soft">{t('pick.hint')}</p>
      ) : (
        <Answer of={found}>
          {(body) => {
            const items = itemsOf(of, body)
            return items.length === 0 ? (
              <p className="soft">{t('pick.none')}</p>
            ) : (
              <ul className="plain">
                {items.map(({ reference, text: name, hint }) => (
                  <li key={reference}>
                    <Button kind="quiet" onPress={() => onPick(reference)}>
                      <bdi>{name}</bdi> {hint === undefined ? null : <small>{hint}</small>}
                    </Button>
                  </li>
                ))}
              </ul>
            )
          }}
        </Answer>
      )}
    </>
  )
}

function pathOf(of: Kind, project: string, text: string): string {
  if (of === 'person') return `admin/projects/${project}/members?${new URLSearchParams({ name: text, _count: '20' })}`
  return of === 'patient'
    ? searchPath('Patient', { name: text, _count: '20' })
    : searchPath('ClientApplication', { 'name:contains': text, _count: '20' })
}

interface Member {
  readonly profile: { readonly reference: string; readonly display?: string; readonly email?: string }
}
interface Resource {
  readonly resourceType: string
  readonly id: string
  readonly name?: string | readonly HumanName[]
  readonly birthDate?: string
}
interface HumanName {
  readonly text?: string
  readonly given?: readonly string[]
  readonly family?: string
}

function itemsOf(of: Kind, body: unknown): readonly Item[] {
  if (of === 'person') {
    const { members } = body as { readonly members: readonly Member[] }
    return members.map(({ profile: { reference, display, email } }) => ({
      reference,
      text: display ?? email ?? reference,
      hint: display === undefined ? undefined : email,
    }))
  }
  const { entry = [] } = body as { readonly entry?: readonly { readonly resource: Resource }[] }
  return entry.map(({ resource }) => ({
    reference: `${resource.resourceType}/${resource.id}`,
    text: nameIn(resource) ?? resource.id,
    hint: resource.birthDate,
  }))
}

function nameIn({ name }: Resource): string | undefined {
  if (typeof name === 'string' || name === undefined) return name
  const [first] = name
  const text = first?.text ?? [...(first?.given ?? []), first?.family].filter(Boolean).join(' ')
  return text === '' ? undefined : text
}

/** The name of what a reference leads to; undefined while it is not known, and for those who may not read it. */
export function useNameAt(reference: string): string | undefined {
  const { data } = useRead<Resource>(`fhir/R4/${reference}`)
  return data === undefined ? undefined : nameIn(data.body)
}

function NameAt({ reference }: { readonly reference: string }): ReactNode {
  return <bdi>{useNameAt(reference) ?? reference}</bdi>
}
