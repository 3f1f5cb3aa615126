import type { ReactNode } from 'react'
import { fhirPages, searchPath, usePages, useRead } from '#api'
import { useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Check, Choice, Field, Named, refusedAt, Suggest } from '#parts'
import type { Profile } from '../profile-name.ts'
import {
  type ActForItem,
  actForProblem,
  forPerson,
  isForAll,
  MOST_GROUPS,
  MOST_ITEMS,
  onePerson,
  PERSON_TYPES,
} from './act-for.ts'
import { FindOne, fullName } from './find-one.tsx'
import { membershipTexts } from './texts.ts'

interface ActForProps {
  readonly value: readonly ActForItem[]
  readonly onChange: (value: ActForItem[]) => void
  /** Why it was not saved. */
  readonly error: Error | null
}

/** For whom an app or Bot acts: each item is for all whom everything in it fits. */
export function ActForFields({ value, onChange, error }: ActForProps): ReactNode {
  const t = useTexts(membershipTexts)
  const isFull = value.length >= MOST_ITEMS
  const wrong = isForAll(value) ? t('actFor.all') : refusedAt(error, 'ProjectMembership.actFor')
  return (
    <fieldset>
      <legend>{t('actFor')}</legend>
      <p className="soft">{t('actFor.lead')}</p>
      {value.length === 0 ? <p>{t('none')}</p> : null}
      <ol className="plain">
        {value.map((item, at) => (
          // They have no names of their own: their place is what they are known by.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={at}>
            <Item
              item={item}
              at={at}
              error={error}
              onChange={(next) => onChange(value.with(at, next))}
              onRemove={() => onChange(value.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ol>
      {wrong === undefined ? null : (
        <p className="wrong" role="alert">
          {wrong}
        </p>
      )}
      <div className="actions">
        <Button size="small" isDisabled={isFull} onPress={() => onChange([...value, { how: 'proven' }])}>
          {t('actFor.add')}
        </Button>
        {isFull ? null : (
          <FindOne kind="members" onFound={(profile) => onChange([...value, forPerson({ how: 'proven' }, profile)])} />
        )}
      </div>
    </fieldset>
  )
}

interface ItemProps {
  readonly item: ActForItem
  readonly at: number
  readonly error: Error | null
  readonly onChange: (item: ActForItem) => void
  readonly onRemove: () => void
}

function Item(props: ItemProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { item, at, onChange, onRemove } = props
  const person = onePerson(item)
  return (
    <div className="card padded" role="group" aria-label={t('actFor.rule', { count: at + 1 })}>
      <Choice
        label={t('actFor.how', { count: at + 1 })}
        value={item.how}
        onChange={(how) => onChange({ ...item, how })}
        options={(['proven', 'asserted'] as const).map((value) => ({
          value,
          text: t(`actFor.how.${value}`),
          hint: t(`actFor.how.${value}.hint`),
        }))}
      />
      {person === undefined ? <Whom {...props} /> : <One {...props} person={person} />}
      <div className="actions">
        <Button size="small" label={`${t('actFor.remove')}: ${t('actFor.rule', { count: at + 1 })}`} onPress={onRemove}>
          {t('actFor.remove')}
        </Button>
      </div>
    </div>
  )
}

/** An item for one person says who that is. */
function One({ person, at, error }: ItemProps & { readonly person: string }): ReactNode {
  const t = useTexts(membershipTexts)
  const { mayRead } = useMe()
  const [type = ''] = person.split('/')
  const { data } = useRead<Profile>(mayRead(type) ? `fhir/R4/${person}` : undefined)
  const name = data === undefined ? '' : fullName(data.body)
  const wrong = refusedAt(error, `ProjectMembership.actFor[${at}].criteria`)
  return (
    <>
      <p>
        {t('actFor.one')} <Named reference={person} name={name === '' ? undefined : name} />
      </p>
      {wrong === undefined ? null : <p className="wrong">{wrong}</p>}
    </>
  )
}

/** By kind of person, by group and by what is in their profile. */
function Whom({ item, at, error, onChange }: ItemProps): ReactNode {
  const t = useTexts(membershipTexts)
  const { profileType = [], criteria = '' } = item
  const problem = actForProblem(item)
  const setTypes = (type: (typeof PERSON_TYPES)[number], isIn: boolean): void => {
    const next = PERSON_TYPES.filter((one) => (one === type ? isIn : profileType.includes(one)))
    onChange({ ...item, profileType: next.length === 0 ? undefined : next })
  }
  const isOfCriteria = problem === 'criteria' || problem === 'criteriaType'
  const expression = `ProjectMembership.actFor[${at}]`
  return (
    <>
      <div className="boxes" role="group" aria-label={t('actFor.types')}>
        {PERSON_TYPES.map((type) => (
          <Check key={type} isSelected={profileType.includes(type)} onChange={(isIn) => setTypes(type, isIn)}>
            {t(`actFor.type.${type}`)}
          </Check>
        ))}
      </div>
      <Groups item={item} at={at} error={error} onChange={onChange} />
      <Field
        label={t('actFor.criteria')}
        hint={t('actFor.criteria.hint')}
        value={criteria}
        onChange={(text) => onChange({ ...item, criteria: text === '' ? undefined : text })}
        error={
          isOfCriteria
            ? t(problem === 'criteria' ? 'actFor.criteria.wrong' : 'actFor.criteriaType')
            : refusedAt(error, `${expression}.criteria`)
        }
        isMono
      />
      {problem === 'everybody' ? <p className="soft">{t('actFor.everybody')}</p> : null}
    </>
  )
}

const GROUPS = fhirPages('Group')

function Groups({ item, at, error, onChange }: Omit<ItemProps, 'onRemove'>): ReactNode {
  const t = useTexts(membershipTexts)
  const { mayFind } = useMe()
  const { rows } = usePages(mayFind('Group') ? searchPath('Group', { _count: '100' }) : undefined, GROUPS)
  const { group = [] } = item
  const set = (next: typeof group): void => onChange({ ...item, group: next.length === 0 ? undefined : next })
  const nameOf = (reference: string) => rows.find(({ id }) => reference === `Group/${id}`)?.name
  const refused = refusedAt(error, `ProjectMembership.actFor[${at}].group`)
  return (
    <>
      {group.map(({ reference = '' }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same group may be there twice until it is corrected
        <div key={index} className="filters">
          <Suggest
            label={t('actFor.group', { count: index + 1 })}
            hint={nameOf(reference)}
            value={reference}
            options={rows.map(({ id, name }) => ({ value: `Group/${id}`, text: name ?? id }))}
            onChange={(next) => set(group.with(index, { reference: next.trim() }))}
            error={
              actForProblem({ how: 'proven', group: [{ reference }] }) === 'group' ? t('actFor.group.wrong') : refused
            }
            isMono
            waits
          />
          <Button
            size="small"
            label={`${t('remove')}: ${t('actFor.group', { count: index + 1 })}`}
            onPress={() => set(group.toSpliced(index, 1))}
          >
            {t('remove')}
          </Button>
        </div>
      ))}
      <p>
        <Button size="small" isDisabled={group.length >= MOST_GROUPS} onPress={() => set([...group, {}])}>
          {t('actFor.group.add')}
        </Button>
      </p>
    </>
  )
}
