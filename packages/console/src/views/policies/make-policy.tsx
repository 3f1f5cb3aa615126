import type { AccessPolicy } from '@damson/sdk'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useMay } from '#frame'
import { useTexts } from '#language'
import { Button, Dialog, Loading } from '#parts'
import { policyTexts } from './texts.ts'

const Form = lazy(() => import('./make-form.tsx'))

export interface MakePolicyProps {
  /** What the policy allows to begin with; to read patients, where nothing is said. */
  readonly first?: NonNullable<AccessPolicy['resource']>
  /** `AccessPolicy/…` */
  readonly onMade: (reference: string) => void
}

/** Makes a policy where one is to be chosen, so that nothing typed there is lost. */
export function MakePolicy(props: MakePolicyProps): ReactNode {
  const t = useTexts(policyTexts)
  const mayMake = useMay()('change_policies')
  const [isOpen, open] = useState(false)
  const { onMade } = props
  if (!mayMake) return null
  return (
    <>
      <p>
        <Button size="small" onPress={() => open(true)}>
          {t('add')}
        </Button>
      </p>
      <Dialog title={t('add')} isOpen={isOpen} onClose={() => open(false)} isWide>
        <Suspense fallback={<Loading />}>
          <Form
            {...props}
            onMade={(reference) => {
              open(false)
              onMade(reference)
            }}
            onClose={() => open(false)}
          />
        </Suspense>
      </Dialog>
    </>
  )
}
