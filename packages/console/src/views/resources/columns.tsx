import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Check, Dialog } from '#parts'
import { resourceTexts } from './texts.ts'

/** Chooses which elements of the resources are columns. */
export function ColumnsButton({
  elements,
  chosen,
  onChange,
}: {
  readonly elements: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (names: readonly string[]) => void
}): ReactNode {
  const t = useTexts(resourceTexts)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" isDisabled={elements.length === 0} onPress={() => setOpen(true)}>
        {t('columns')}
      </Button>
      <Dialog title={t('columns')} isOpen={isOpen} onClose={() => setOpen(false)} isDismissable>
        <p className="soft">{t('columns.lead')}</p>
        <div className="checks">
          {elements.map((name) => (
            <Check
              key={name}
              isSelected={chosen.includes(name)}
              onChange={(isSelected) =>
                onChange(isSelected ? [...chosen, name] : chosen.filter((other) => other !== name))
              }
            >
              <span className="mono">{name}</span>
            </Check>
          ))}
        </div>
        <div className="actions">
          <Button kind="primary" onPress={() => setOpen(false)}>
            {t('columns.done')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}
