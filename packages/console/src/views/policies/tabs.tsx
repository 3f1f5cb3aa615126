import type { ReactNode } from 'react'
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components'
import { useTexts } from '#language'
import { policyTexts } from './texts.ts'

interface TabsProps {
  readonly tabs: readonly { readonly name: string; readonly title: string }[]
  readonly value: string
  readonly onChange: (name: string) => void
  /** The part that is shown. */
  readonly children: ReactNode
}

/** The parts of a view, of which one is shown. Which, stands in the address. */
export function Tabs({ tabs, value, onChange, children }: TabsProps): ReactNode {
  const t = useTexts(policyTexts)
  return (
    <AriaTabs selectedKey={value} onSelectionChange={(key) => onChange(String(key))}>
      <TabList className="policy-tabs" aria-label={t('tabs')}>
        {tabs.map(({ name, title }) => (
          <Tab key={name} id={name} className="policy-tab">
            {title}
          </Tab>
        ))}
      </TabList>
      <TabPanel key={value} id={value}>
        {children}
      </TabPanel>
    </AriaTabs>
  )
}
