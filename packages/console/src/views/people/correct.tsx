import { type FormEvent, type ReactNode, useState } from 'react'
import { Refusal, useAct, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useTexts } from '#language'
import {
  Answer,
  Button,
  type Changing,
  Check,
  Dialog,
  Field,
  LinkButton,
  Loading,
  notify,
  useChanging,
  Wrong,
} from '#parts'
import type { Member } from './members.ts'
import { changedName, type Profile, wordsOf } from './profile-name.ts'
import { peopleTexts } from './texts.ts'

/** Corrects the name and the e-mail address of a person. */
export function Correct({ member }: { readonly member: Member }): ReactNode {
  const may = useMay()
  const { membership } = useMe()
  // One's own address is changed on the account page, by a proof.
  const isOwn = member.user.reference === membership.user?.reference
  return (
    <>
      {may('correct_names') ? <CorrectName profile={member.profile.reference} /> : null}
      {may('change_addresses') && !isOwn ? <ChangeAddress member={member} /> : null}
    </>
  )
}

function CorrectName({ profile }: { readonly profile: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const [isOpen, setOpen] = useState(false)
  const changing = useChanging()
  const close = (): void => setOpen(false)
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('rename')}</Button>
      {isOpen || changing.error === null ? null : <Wrong error={changing.error} />}
      <Dialog title={t('rename')} isOpen={isOpen} onClose={close}>
        <NameForm path={`fhir/R4/${profile}`} changing={changing} onClose={close} />
      </Dialog>
      {changing.dialog}
    </>
  )
}

interface NameFormProps {
  readonly path: string
  readonly changing: Changing
  readonly onClose: () => void
}

function NameForm({ path, changing, onClose }: NameFormProps): ReactNode {
  const t = useTexts(peopleTexts)
  const found = useRead<Profile>(path)
  return (
    <>
      {/* What was read before may be of an earlier version. */}
      {found.isFetchedAfterMount ? (
        <Answer of={found}>
          {(body, { etag }) => (
            <NameFields path={path} profile={body} etag={etag} changing={changing} onClose={onClose} />
          )}
        </Answer>
      ) : (
        <Loading />
      )}
      {found.data === undefined || !found.isFetchedAfterMount ? (
        <div className="actions">
          <Button onPress={onClose}>{t('cancel')}</Button>
        </div>
      ) : null}
    </>
  )
}

interface NameFieldsProps extends NameFormProps {
  readonly profile: Profile
  readonly etag: string | undefined
}

function NameFields({ path, profile, etag, changing: { change, isBusy, error }, onClose }: NameFieldsProps): ReactNode {
  const t = useTexts(peopleTexts)
  // As it was when the person began: what is read meanwhile takes nothing away.
  const [begun] = useState({ profile, etag })
  const [words, setWords] = useState(() => wordsOf(profile))
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    const saved = await change(path, changedName(begun.profile, words), begun.etag)
    if (saved === undefined) return
    onClose()
    notify(t('rename.done'), () => void change(path, begun.profile, saved.etag))
  }
  return (
    <form onSubmit={(event) => void save(event)}>
      <p>{t('rename.lead')}</p>
      <Field label={t('firstName')} value={words.given} onChange={(given) => setWords({ ...words, given })} autoFocus />
      <Field
        label={t('lastName')}
        value={words.family}
        onChange={(family) => setWords({ ...words, family })}
        isRequired
      />
      {error === null ? null : <Wrong error={error} />}
      <div className="actions">
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t('rename.save')}
        </Button>
      </div>
    </form>
  )
}

function ChangeAddress({ member }: { readonly member: Member }): ReactNode {
  const t = useTexts(peopleTexts)
  const [isOpen, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <>
      <Button onPress={() => setOpen(true)}>{t('address')}</Button>
      <Dialog title={t('address')} isOpen={isOpen} onClose={close}>
        <Address member={member} onClose={close} />
      </Dialog>
    </>
  )
}

interface AddressProps {
  readonly member: Member
  readonly onClose: () => void
}

/** An account that is not this project's, whose administrators cannot read it, is changed by its owner alone. */
function Address(props: AddressProps): ReactNode {
  const t = useTexts(peopleTexts)
  const { isOperator } = useMe()
  const { data, error } = useRead<unknown>(isOperator ? undefined : `fhir/R4/${props.member.user.reference}`)
  if (isOperator || data !== undefined) return <AddressForm {...props} />
  if (error === null) return <Loading />
  return (
    <>
      {error instanceof Refusal && error.status < 500 ? <p>{t('address.theirs')}</p> : <Wrong error={error} />}
      <div className="actions">
        <Button onPress={props.onClose}>{t('cancel')}</Button>
      </div>
    </>
  )
}

function AddressForm({ member, onClose }: AddressProps): ReactNode {
  const t = useTexts(peopleTexts)
  const may = useMay()
  const [email, setEmail] = useState('')
  const [alsoInProfile, setAlsoInProfile] = useState(false)
  const act = useAct<{ readonly email?: string }>()
  const ask = (event: FormEvent): void => {
    event.preventDefault()
    const body = { email: email.trim(), ...(alsoInProfile && { updateProfileTelecom: true }) }
    act.mutate(
      { path: `fhir/R4/${member.user.reference}/$update-email`, body },
      {
        onSuccess: ({ body: user }) => {
          onClose()
          // Who has confirmed their address confirms the new one, too. Else the invitation goes there.
          const isMoved = user.email?.toLowerCase() === body.email.toLowerCase()
          notify(t(isMoved ? 'address.moved' : 'address.asked', { email: body.email }))
        },
      },
    )
  }
  return (
    <form onSubmit={ask}>
      <p>{t('address.lead')}</p>
      <Field label={t('address.new')} type="email" value={email} onChange={setEmail} isRequired autoFocus />
      {may('correct_names') ? (
        <Check isSelected={alsoInProfile} onChange={setAlsoInProfile}>
          {t('address.profile')}
        </Check>
      ) : null}
      {act.error === null ? null : (
        <>
          <Wrong error={act.error} />
          <WayOn error={act.error} email={email.trim()} />
        </>
      )}
      <div className="actions">
        <Button onPress={onClose}>{t('cancel')}</Button>
        <Button kind="primary" type="submit" isBusy={act.isPending}>
          {t('address.save')}
        </Button>
      </div>
    </form>
  )
}

/** Where the server's sentence leads to, if it is a view. */
function WayOn({ error, email }: { readonly error: Error; readonly email: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const may = useMay()
  const reason = error instanceof Refusal ? error.reason : undefined
  if (reason === 'opened' && may('invite')) return <LinkButton to="people/invite">{t('invite')}</LinkButton>
  if (reason !== 'email_taken') return null
  return (
    <LinkButton to="people" search={{ name: email }}>
      {t('address.holder')}
    </LinkButton>
  )
}
