import { type ReactNode, useState } from 'react'
import { type Act, useAct } from '#api'
import { useGoOn, useMe } from '#frame'
import { useTexts } from '#language'
import { Button, Confirm, notify, Removing, type Version } from '#parts'
import { useMailed } from './mailed.ts'
import { peopleTexts } from './texts.ts'

export interface Befallen {
  readonly membershipId: string
  readonly name: string
}

interface AskedProps extends Befallen {
  readonly act: 'reset' | 'end' | 'again' | 'recover' | 'shorten' | 'stop'
  readonly request: (base: string) => Act
  /** What cannot be undone asks for the name. */
  readonly isFinal?: boolean
  readonly onDone?: () => void
  /** It sends an e-mail. */
  readonly isMailed?: boolean
}

/** A button, the question before it, and the notice afterwards. */
export function Asked({ act, membershipId, name, request, isFinal, onDone, isMailed }: AskedProps): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const [isOpen, setOpen] = useState(false)
  const mailed = useMailed()
  const mutation = useAct()
  const confirm = (): void =>
    mutation.mutate(request(`admin/projects/${project.id}/members/${membershipId}`), {
      onSuccess: () => {
        setOpen(false)
        const done = t(`${act}.done`, { name })
        if (isMailed === true) mailed(done, name)
        else notify(done)
        onDone?.()
      },
    })
  return (
    <>
      <Button kind={isFinal === true ? 'danger' : 'plain'} onPress={() => setOpen(true)}>
        {t(`${act}.button`)}
      </Button>
      <Confirm
        title={t(`${act}.heading`, { name })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        action={t(`${act}.button`)}
        isBusy={mutation.isPending}
        error={mutation.error}
        onConfirm={confirm}
        {...(isFinal === true ? { name } : {})}
      >
        <p>{t(`${act}.lead`)}</p>
      </Confirm>
    </>
  )
}

/** Sends a link by which the person chooses a new password. */
export function Reset(props: Befallen): ReactNode {
  return <Asked {...props} act="reset" isMailed request={(base) => ({ path: `${base}/resetpassword`, body: {} })} />
}

export function EndSignIns(props: Befallen): ReactNode {
  return <Asked {...props} act="end" isFinal request={(base) => ({ path: `${base}/sign-ins`, method: 'DELETE' })} />
}

/** Sends an invitation that nobody has accepted once more. */
export function InviteAgain(props: Befallen): ReactNode {
  return <Asked {...props} act="again" isMailed request={(base) => ({ path: `${base}/invitation`, body: {} })} />
}

interface Leaver {
  /** The membership that the person saw when they began. */
  readonly of: Version<{ readonly id: string }>
  readonly name: string
}

/** Ends an invitation that nobody has accepted. */
export function Withdraw(leaver: Leaver): ReactNode {
  return <Ending {...leaver} act="withdraw" at="/invitation" />
}

export function Remove(leaver: Leaver): ReactNode {
  return <Ending {...leaver} act="remove" at="" />
}

/** The end of a membership. Where somebody has changed it meanwhile, the change is shown first. */
function Ending({
  of,
  name,
  act,
  at,
}: Leaver & { readonly act: 'withdraw' | 'remove'; readonly at: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const go = useGoOn()
  const { project } = useMe()
  return (
    <Removing
      path={`admin/projects/${project.id}/members/${of.body.id}${at}`}
      of={of}
      readAt={`fhir/R4/ProjectMembership/${of.body.id}`}
      name={name}
      button={t(`${act}.button`)}
      title={t(`${act}.heading`, { name })}
      onRemoved={() => {
        notify(t(`${act}.done`, { name }))
        go('people')
      }}
    >
      <p>{t(`${act}.lead`)}</p>
    </Removing>
  )
}
