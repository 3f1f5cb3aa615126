import { type ReactNode, useState } from 'react'
import { searchPath, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Answer, Button, Dialog, Find } from '#parts'
import type { Me } from '#session'
import { auditTexts } from './texts.ts'
import { type Kind, referencesIn } from './typed-reference.ts'

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

/** One person, patient or app, found by the beginning of the name, or by its id or reference. */
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

interface FindingProps {
  readonly of: Kind
  readonly label: string
  readonly onPick: (reference: string) => void
}

/** Names are looked for where the person may search what they stand in: to others no name is told by asking. */
function Finding({ of, label, onPick }: FindingProps): ReactNode {
  const t = useTexts(auditTexts)
  const me = useMe()
  const [text, setText] = useState('')
  const wanted = text.trim()
  const paths = namePaths(me, of, wanted)
  const references = referencesIn(of, wanted)
  const example = EXAMPLES[of]
  const hint = t(paths.length === 0 ? 'pick.noNames' : 'pick.hint', { example })
  return (
    <>
      <Find label={label} value={text} onChange={setText} />
      {references.length > 0 ? (
        <Items items={references.map((reference) => ({ reference, text: reference }))} onPick={onPick} />
      ) : wanted === '' || paths.length === 0 ? (
        <>
          {wanted === '' ? null : <p>{t('pick.noReference')}</p>}
          <p className="soft">{hint}</p>
        </>
      ) : (
        <Found paths={paths} onPick={onPick} />
      )}
    </>
  )
}

const EXAMPLES: Readonly<Record<Kind, string>> = {
  person: 'Practitioner/…',
  patient: 'Patient/…',
  app: 'ClientApplication/…',
}

/** What is found at one to three addresses, as they come. */
function Found({ paths, onPick }: Pick<FindingProps, 'onPick'> & { readonly paths: readonly string[] }): ReactNode {
  const t = useTexts(auditTexts)
  const [one, two, three] = paths
  const reads = [useRead<unknown>(one), useRead<unknown>(two), useRead<unknown>(three)].slice(0, paths.length)
  const items = reads.flatMap(({ data }) => (data === undefined ? [] : itemsOf(data.body)))
  const missing = reads.find(({ error }) => error !== null) ?? reads.find(({ data }) => data === undefined)
  return (
    <>
      {items.length === 0 ? null : <Items items={items} onPick={onPick} />}
      {missing === undefined ? (
        items.length === 0 && <p className="soft">{t('pick.none')}</p>
      ) : (
        <Answer of={missing}>{() => null}</Answer>
      )}
    </>
  )
}

function Items({ items, onPick }: { readonly items: readonly Item[]; onPick: FindingProps['onPick'] }): ReactNode {
  return (
    <ul className="plain">
      {items.map(({ reference, text, hint }) => (
        <li key={reference}>
          <Button kind="quiet" onPress={() => onPick(reference)}>
            <bdi>{text}</bdi> {hint === undefined ? null : <small>{hint}</small>}
          </Button>
        </li>
      ))}
    </ul>
  )
}

const PEOPLE = ['Practitioner', 'Patient', 'RelatedPerson'] as const

/** Where a name is looked for: owners ask for members, others as their access policy allows; nowhere if it allows nothing. */
function namePaths({ role, project, mayFind }: Me, of: Kind, text: string): readonly string[] {
  if (of === 'person' && role === 'owner' && mayFind('ProjectMembership'))
    return [`admin/projects/${project.id}/members?${new URLSearchParams({ name: text, _count: '20' }).toString()}`]
  if (of === 'app')
    return mayFind('ClientApplication')
      ? [searchPath('ClientApplication', { 'name:contains': text, _count: '20' })]
      : []
  const types = of === 'patient' ? (['Patient'] as const) : PEOPLE
  return types.filter(mayFind).map((type) => searchPath(type, { name: text, _count: '20' }))
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

function itemsOf(body: unknown): readonly Item[] {
  if (isOfMembers(body))
    return body.members.map(({ profile: { reference, display, email } }) => ({
      reference,
      text: display ?? email ?? reference,
      hint: display === undefined ? undefined : email,
    }))
  const { entry = [] } = body as { readonly entry?: readonly { readonly resource: Resource }[] }
  return entry.map(({ resource }) => ({
    reference: `${resource.resourceType}/${resource.id}`,
    text: nameIn(resource) ?? resource.id,
    hint: resource.birthDate,
  }))
}

const isOfMembers = (body: unknown): body is { readonly members: readonly Member[] } =>
  typeof body === 'object' && body !== null && 'members' in body

function nameIn({ name }: Resource): string | undefined {
  if (typeof name === 'string' || name === undefined) return name
  const [first] = name
  const text = first?.text ?? [...(first?.given ?? []), first?.family].filter(Boolean).join(' ')
  return text === '' ? undefined : text
}

/** The name of what a reference leads to; undefined while it is not known, and for those who may not read it. */
export function useNameAt(reference: string): string | undefined {
  const { mayFind } = useMe()
  // Elsewhere the refusal would stand in the audit, as if they had looked at the record.
  const isTold = mayFind(reference.split('/')[0] ?? '')
  const { data } = useRead<Resource>(isTold ? `fhir/R4/${reference}` : undefined)
  return data === undefined ? undefined : nameIn(data.body)
}

function NameAt({ reference }: { readonly reference: string }): ReactNode {
  return <bdi>{useNameAt(reference) ?? reference}</bdi>
}
