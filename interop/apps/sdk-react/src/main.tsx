import { Provider, RequireSignIn, useClient, useProfile, useResource, useSearch } from '@damson/react'
import { DamsonClient, getDisplayString, normalizeErrorString } from '@damson/sdk'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

const client = new DamsonClient({
  baseUrl: import.meta.env.VITE_ISSUER,
  clientId: import.meta.env.VITE_CLIENT_ID,
  scope: 'openid fhirUser online_access user/Patient.rus',
})

function App() {
  const client = useClient()
  const profile = useProfile()
  const [chosen, setChosen] = useState(new URLSearchParams(location.search).get('patient') ?? undefined)
  return (
    <>
      <h1>{profile && getDisplayString(profile)}</h1>
      <Patients choose={setChosen} />
      <Patient id={chosen} />
      <button type="button" onClick={() => void client.signOut()}>
        Sign out
      </button>
    </>
  )
}

function Patients({ choose }: { choose: (id: string) => void }) {
  const [name, setName] = useState('')
  const { data = [], error, isLoading } = useSearch('Patient', { name: name || undefined, _sort: 'family', _count: 20 })
  if (error !== undefined) return <p role="alert">{normalizeErrorString(error)}</p>
  return (
    <>
      <input aria-label="Name" value={name} onChange={(event) => setName(event.target.value)} />
      <ul aria-busy={isLoading}>
        {data.map((patient) => (
          <li key={patient.id}>
            <button type="button" onClick={() => choose(patient.id)}>
              {getDisplayString(patient)}
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Patient({ id }: { id: string | undefined }) {
  const client = useClient()
  const { data: patient, error, reload } = useResource('Patient', id)
  if (error !== undefined) return <p role="alert">{normalizeErrorString(error)}</p>
  if (patient === undefined) return null
  const toggle = () =>
    client.updateWith('Patient', patient.id, (current) => ({ ...current, active: current.active === false }))
  return (
    <section aria-label={getDisplayString(patient)}>
      <p>{patient.active === false ? 'Not in our care' : 'In our care'}</p>
      <button type="button" onClick={() => void toggle().then(reload)}>
        Change
      </button>
    </section>
  )
}

createRoot(document.body.appendChild(document.createElement('div'))).render(
  <StrictMode>
    <Provider client={client}>
      <RequireSignIn fallback={<p>One moment …</p>}>
        <App />
      </RequireSignIn>
    </Provider>
  </StrictMode>,
)
