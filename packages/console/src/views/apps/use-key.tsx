import { type ReactNode, useState } from 'react'
import { useTexts } from '#language'
import { Button, Confirm, notify, useChanging } from '#parts'
import { clientPath } from './clients.ts'
import type { PartProps } from './known.ts'
import { type KeyProof, makePair, publicKeysIn } from './proof.ts'
import { ProofChoice } from './proof-choice.tsx'
import { appsTexts } from './texts.ts'

interface UseKeyProps extends PartProps {
  /** What was made here is shown once. */
  readonly setKey: (privateKey: string) => void
}

const PROOFS = ['made', 'own'] as const

/** From a secret to a key: the secret ends with the change, and cannot come back. */
export function UseKey({ client, etag, setKey }: UseKeyProps): ReactNode {
  const t = useTexts(appsTexts)
  const [isOpen, open] = useState(false)
  const [{ proof, typed }, choose] = useState<{ readonly proof: KeyProof; readonly typed: string }>({
    proof: 'made',
    typed: '',
  })
  const { change, isBusy, error, clear, dialog } = useChanging(() => open(false))
  const name = client.name ?? client.id
  const own = publicKeysIn(typed)
  const save = async (): Promise<void> => {
    const pair = proof === 'made' ? await makePair() : undefined
    // Basic sends a secret.
    const { basicAllowed: _basic, ...kept } = client
    const body = { ...kept, tokenEndpointAuthMethod: 'private_key_jwt', ...(pair?.keys ?? own) }
    if ((await change(clientPath(client.id), body, etag)) === undefined) return
    if (pair !== undefined) setKey(pair.privateKey)
    notify(t('by.key.done', { name }))
  }
  return (
    <>
      <Button onPress={() => open(true)}>{t('by.key')}</Button>
      {isOpen ? (
        <Confirm
          title={t('by.key.title', { name })}
          isOpen
          onClose={() => {
            clear()
            open(false)
          }}
          action={t('by.key')}
          name={name}
          isBusy={isBusy}
          isDisabled={proof === 'own' && own === undefined}
          error={error}
          onConfirm={() => void save()}
        >
          <p>{t('by.key.will')}</p>
          <ProofChoice
            label={t('new.proof')}
            proofs={PROOFS}
            value={proof}
            typed={typed}
            onChange={(next, text) => choose({ proof: next, typed: text })}
          />
        </Confirm>
      ) : null}
      {dialog}
    </>
  )
}
