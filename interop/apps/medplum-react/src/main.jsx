// As the documentation of @medplum/react sets it up: https://www.medplum.com/docs/ui-components
import { MantineProvider } from '@mantine/core'
import '@mantine/core/styles.css'
import { Notifications } from '@mantine/notifications'
import { MedplumClient } from '@medplum/core'
import { MedplumProvider, SignInForm, useMedplum, useMedplumProfile } from '@medplum/react'
import { createRoot } from 'react-dom/client'

const { VITE_ISSUER: baseUrl, VITE_CLIENT_ID: clientId, VITE_PROJECT: projectId } = import.meta.env
const medplum = new MedplumClient({
  baseUrl,
  clientId,
  onUnauthenticated: () => {
    window.location.href = '/'
  },
})
// For the questions that the test asks as an app would.
window.medplum = medplum

function App() {
  const client = useMedplum()
  const profile = useMedplumProfile()
  if (profile === undefined)
    return (
      <SignInForm projectId={projectId} clientId={clientId} scope="openid offline_access" onSuccess={() => undefined}>
        Riverside Clinic
      </SignInForm>
    )
  return (
    <>
      <pre id="shown">{profile.name?.[0]?.family}</pre>
      <button type="button" onClick={() => void client.signOut().then(() => location.reload())}>
        Sign out
      </button>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <MedplumProvider medplum={medplum}>
    <MantineProvider>
      <Notifications />
      <App />
    </MantineProvider>
  </MedplumProvider>,
)
