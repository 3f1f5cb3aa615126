import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useDeferredValue, useRef, useState } from 'react'
import { Autocomplete, Header, Input, ListBox, ListBoxItem, ListBoxSection, SearchField } from 'react-aria-components'
import { useTexts } from '#language'
import { isOffered } from './actions.ts'
import { useGo } from './address.ts'
import { COMMANDS } from './commands/commands.ts'
import { commandTexts } from './commands/texts.ts'
import { type Found, findAll } from './finders.ts'
import { useMe } from './me.ts'
import { placesFor } from './places.ts'
import { frameTexts } from './texts.ts'
import { traceReferenceIn } from './trace-reference.ts'

export default function Search({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTexts(frameTexts)
  const does = useTexts(commandTexts)
  const me = useMe()
  const go = useGo()
  const [text, setText] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const asked = text.trim()
  const searched = useDeferredValue(asked)
  const found = useQuery({
    queryKey: ['palette', searched],
    queryFn: ({ signal }) => findAll(me, searched, signal),
    enabled: searched.length > 1,
  })
  const pages: readonly Found[] = placesFor(me)
    .map(({ path, title }) => ({ id: path, to: path, text: t(title) }))
    .filter(({ text: name }) => isNamed(name, asked))
  const commands: readonly Found[] = COMMANDS.filter(({ action }) => isOffered(me, action))
    .map(({ title, ...rest }) => ({ ...rest, id: `do ${title}`, text: does(title) }))
    .filter(({ text: name }) => isNamed(name, asked))
  const own = [
    { title: t('palette.pages'), items: pages },
    { title: does('heading'), items: commands },
    { title: t('nav.traces'), items: isOffered(me, 'read_traces') ? tracesOf(asked) : [] },
  ]
  const groups = [...own, ...(found.data ?? []).map(({ title, items }) => ({ title: t(title), items }))]
  const choose = (chosen: Found | undefined): void => {
    if (chosen === undefined) return
    go(chosen.to, chosen.search)
    onDone()
  }
  // Who types fast presses Enter before the mark is on the first: that one is meant, unless it was found for what was typed before.
  const takeFirst = ({ key, nativeEvent }: KeyboardEvent): void => {
    if (key !== 'Enter' || nativeEvent.isComposing || asked === '') return
    if (list.current?.querySelector('[data-focused]') == null) choose(itemsOf(searched === asked ? groups : own)[0])
  }
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField className="find" aria-label={t('palette.button')} autoFocus>
        <Input placeholder={t('palette.button')} onKeyDown={takeFirst} />
      </SearchField>
      <ListBox
        ref={list}
        className="palette"
        aria-label={t('palette.heading')}
        renderEmptyState={() => <p className="soft">{t('palette.none')}</p>}
        onAction={(key) => choose(itemsOf(groups).find(({ id }) => id === key))}
      >
        {groups
          .filter(({ items }) => items.length > 0)
          .map((group) => (
            <Section key={group.title} {...group} />
          ))}
      </ListBox>
    </Autocomplete>
  )
}

interface Group {
  readonly title: string
  readonly items: readonly Found[]
}

const itemsOf = (groups: readonly Group[]): readonly Found[] => groups.flatMap(({ items }) => items)

function Section({ title, items }: Group): ReactNode {
  return (
    <ListBoxSection>
      <Header>{title}</Header>
      {items.map((item) => (
        <ListBoxItem key={item.id} id={item.id} textValue={item.text}>
          {item.text}
          {item.hint === undefined ? null : <small> {item.hint}</small>}
        </ListBoxItem>
      ))}
    </ListBoxSection>
  )
}

/** Without marks over letters, which not everybody types. */
const bare = (text: string): string => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** Whether each word that is asked for stands in a name. */
function isNamed(name: string, asked: string): boolean {
  const own = bare(name)
  return bare(asked)
    .split(/\s+/)
    .every((word) => own.includes(word))
}

/** What somebody read on a page that refused them leads to why. */
function tracesOf(asked: string): readonly Found[] {
  const reference = traceReferenceIn(asked)
  return reference === undefined ? [] : [{ id: 'trace', to: `traces/${reference}`, text: reference }]
}
