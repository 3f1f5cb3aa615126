import { Link as RouterLink } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useTexts } from '#language'
import { useOffers } from './offered.ts'
import { ownWay } from './page.tsx'
import { partTexts } from './texts.ts'

export interface ButtonProps {
  readonly children: ReactNode
  readonly onPress?: () => void
  readonly kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  readonly type?: 'button' | 'submit'
  readonly isBusy?: boolean
  readonly isDisabled?: boolean
  readonly label?: string
  readonly size?: 'small'
}

/** A button says what happens. While it is busy it says so, and a second press does nothing. */
export function Button({
  children,
  onPress,
  kind = 'plain',
  type = 'button',
  isBusy,
  isDisabled,
  label,
  size,
}: ButtonProps): ReactNode {
  return (
    <AriaButton
      className={`button ${kind} ${size ?? ''}`}
      type={type}
      isPending={isBusy ?? false}
      isDisabled={isDisabled ?? false}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(onPress === undefined ? {} : { onPress })}
    >
      {children}
    </AriaButton>
  )
}

export interface LinkProps {
  /** A path below the console, without a slash in front: `people/123`. */
  readonly to: string
  readonly search?: Readonly<Record<string, string | undefined>>
  readonly children: ReactNode
  readonly className?: string
  /** It leads to what is shown. */
  readonly isCurrent?: boolean
}

/** A link to a view of the console; only its text for those who are not offered the view. */
export function Link({ to, search, children, className, isCurrent }: LinkProps): ReactNode {
  const offers = useOffers()
  if (!offers(to)) return children
  return (
    <RouterLink
      to={`/${to}`}
      search={search ?? {}}
      {...(className === undefined ? {} : { className })}
      {...(isCurrent === undefined ? {} : { 'aria-current': isCurrent ? ('true' as const) : ('false' as const) })}
    >
      {ownWay(children)}
    </RouterLink>
  )
}

/** Nothing for those who are not offered the view. */
export function LinkButton({
  kind = 'plain',
  ...props
}: LinkProps & { readonly kind?: 'primary' | 'plain' }): ReactNode {
  const offers = useOffers()
  return offers(props.to) ? <Link {...props} className={`button ${kind}`} /> : null
}

/** Copies a text, and says that it did. */
export function Copy({ text, label }: { readonly text: string; readonly label?: string }): ReactNode {
  const t = useTexts(partTexts)
  const [isDone, setDone] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), 2_000)
  }
  return (
    <Button size="small" onPress={() => void copy()} {...(label === undefined ? {} : { label })}>
      <span aria-live="polite">{isDone ? t('copied') : t('copy')}</span>
    </Button>
  )
}

export interface SnippetProps {
  readonly text: string
  readonly label: string
  /** The label is seen, too, above the text. */
  readonly isTitled?: boolean
  /** It has many lines, and what comes after it must be near: it scrolls within itself. */
  readonly isLong?: boolean
}

/** Something to copy as it stands: an id, a snippet, a DNS record. */
export function Snippet({ text, label, isTitled, isLong }: SnippetProps): ReactNode {
  return (
    <>
      {isTitled === true ? <p className="soft snippet-title">{label}</p> : null}
      <div className={isLong === true ? 'card snippet long' : 'card snippet'}>
        <pre tabIndex={0} aria-label={label} role="group">
          {text}
        </pre>
        <Copy text={text} />
      </div>
    </>
  )
}
