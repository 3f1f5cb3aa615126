import { DamsonClient, formatHumanName, type Patient, type ProfileResource } from '@damson/sdk'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const client = new DamsonClient({
  baseUrl: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  scope: 'openid profile offline_access',
})

function App() {
  const [profile, setProfile] = useState<ProfileResource>()
  const [patients, setPatients] = useState<Patient[]>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const begin = async (): Promise<void> => {
      const isBack = new URLSearchParams(location.search).has('state')
      const found = isBack ? await client.signInWithRedirect() : await client.getProfileAsync()
      setProfile(found)
      if (found !== undefined) setPatients(await client.searchResources('Patient'))
    }
    begin().catch((error: unknown) => setProblem(String(error)))
  }, [])
  if (problem !== undefined) return <pre id="shown">failed: {problem}</pre>
  if (profile === undefined)
    return (
      <>
        <pre id="shown">Signed out</pre>
        <button type="button" onClick={() => void client.signInWithRedirect()}>
          Sign in
        </button>
      </>
    )
  const name = profile.resourceType === 'Practitioner' ? formatHumanName(profile.name?.[0]) : ''
  return (
    <>
      <pre id="shown">
        {patients === undefined ? '' : JSON.stringify({ name, patients: patients.map((one) => one.name?.[0]?.family) })}
      </pre>
      <button
        type="button"
        onClick={() => void client.refreshIfExpired(1e9).then(() => setProfile(client.getProfile()))}
      >
        Renew
      </button>
      <button type="button" onClick={() => void client.signOut().then(() => setProfile(undefined))}>
        Sign out
      </button>
    </>
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
