import { useTexts } from '#language'
import { notify } from '#parts'
import { configuration } from '#session'
import { peopleTexts } from './texts.ts'

/** Says that an e-mail is on its way, or, of a server in development, where it is instead. */
export function useMailed(): (done: string, name: string) => void {
  const t = useTexts(peopleTexts)
  const { inboxUrl } = configuration
  return (done, name) => {
    if (inboxUrl === undefined) notify(done)
    else notify(t('kept', { name }), undefined, { href: inboxUrl, text: t('kept.open') })
  }
}
