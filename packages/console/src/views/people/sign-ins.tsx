import type { ReactNode } from 'react'
import { useAct, useRead } from '#api'
import { useMay, useMe } from '#frame'
import { useFormat, useTexts } from '#language'
import { Answer, Browser, type BrowserProps, Button, Card, Empty, notify, Section } from '#parts'
import { peopleTexts } from './texts.ts'

interface SignIn extends BrowserProps {
  readonly id: string
  readonly client?: { readonly reference: string; readonly display?: string }
  readonly startedAt: string
  readonly lastUsedAt: string
}

/** Where the person is signed in now. */
export function SignIns({ membershipId }: { readonly membershipId: string }): ReactNode {
  const t = useTexts(peopleTexts)
  const { project } = useMe()
  const path = `admin/projects/${project.id}/members/${membershipId}/sign-ins`
  const signIns = useRead<{ readonly signIns: readonly SignIn[] }>(path)
  return (
    <Section title={t('signIns')}>
      <Answer of={signIns}>
        {(body) =>
          body.signIns.length === 0 ? <Empty>{t('signIns.none')}</Empty> : <Rows path={path} signIns={body.signIns} />
        }
      </Answer>
    </Section>
  )
}

function Rows({ path, signIns }: { readonly path: string; readonly signIns: readonly SignIn[] }): ReactNode {
  const t = useTexts(peopleTexts)
  const format = useFormat()
  const act = useAct()
  const mayEnd = useMay()('end_sign_ins')
  return (
    <Card className="rows">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('signIns.since')}</th>
            <th scope="col">{t('signIns.used')}</th>
            <th scope="col">{t('signIns.app')}</th>
            {mayEnd ? <th scope="col">{t('signIns.end')}</th> : null}
          </tr>
        </thead>
        <tbody>
          {signIns.map(({ id, client, ...signIn }) => (
            <tr key={id}>
              <td>{format.time(signIn.startedAt)}</td>
              <td>{format.ago(signIn.lastUsedAt)}</td>
              <td>
                {client?.display ?? client?.reference ?? '–'}{' '}
                <small>
                  <Browser {...signIn} />
                </small>
              </td>
              {mayEnd ? (
                <td>
                  <Button
                    size="small"
                    isBusy={act.isPending && act.variables?.path.endsWith(id) === true}
                    onPress={() =>
                      act.mutate(
                        { path: `${path}/${id}`, method: 'DELETE' },
                        { onSuccess: () => notify(t('signIns.ended')) },
                      )
                    }
                  >
                    {t('signIns.end')}
                  </Button>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
