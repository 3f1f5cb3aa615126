import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useDeferredValue, useState } from 'react'
import { Autocomplete, Header, Input, ListBox, ListBoxItem, ListBoxSection, SearchField } from 'react-aria-components'
import { useTexts } from '#language'
import { isOffered } from './actions.ts'
import { useGo } from './address.ts'
import { type Found, findAll } from './finders.ts'
import { useMe } from './me.ts'
import { placesFor } from './places.ts'
import { frameTexts } from './texts.ts'
import { traceReferenceIn } from './trace-reference.ts'

export default function Search({ onDone }: { readonly onDone: () => void }): ReactNode {
  const t = useTexts(frameTexts)
  const me = useMe()
  const go = useGo()
  const [text, setText] = useState('')
  const asked = useDeferredValue(text.trim())
  const found = useQuery({
    queryKey: ['palette', asked],
    queryFn: ({ signal }) => findAll(me, asked, signal),
    enabled: asked.length > 1,
  })
  const pages: readonly Found[] = placesFor(me)
    .map(({ path, title }) => ({ id: path, to: path, text: t(title) }))
    .filter((page) => page.text.toLowerCase().includes(asked.toLowerCase()))
  const groups = [
    { title: t('palette.pages'), items: pages },
    { title: t('nav.traces'), items: isOffered(me, 'read_traces') ? tracesOf(asked) : [] },
    ...(found.data ?? []).map(({ title, items }) => ({ title: t(title), items })),
  ]
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField className="find" aria-label={t('palette.button')} autoFocus>
        <Input placeholder={t('palette.button')} />
      </SearchField>
      <ListBox
        className="palette"
        aria-label={t('palette.heading')}
        renderEmptyState={() => <p className="soft">{t('palette.none')}</p>}
        onAction={(to) => {
          go(String(to))
          onDone()
        }}
      >
        {groups
          .filter(({ items }) => items.length > 0)
          .map(({ title, items }) => (
            <ListBoxSection key={title}>
              <Header>{title}</Header>
              {items.map((item) => (
                <ListBoxItem key={item.id} id={item.to} textValue={item.text}>
                  {item.text}
                  {item.hint === undefined ? null : <small> {item.hint}</small>}
                </ListBoxItem>
              ))}
            </ListBoxSection>
          ))}
      </ListBox>
    </Autocomplete>
  )
}

/** What somebody read on a page that refused them leads to why. */
function tracesOf(asked: string): readonly Found[] {
  const reference = traceReferenceIn(asked)
  return reference === undefined ? [] : [{ id: 'trace', to: `traces/${reference}`, text: reference }]
}
