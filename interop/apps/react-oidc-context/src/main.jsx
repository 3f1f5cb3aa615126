import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { AuthProvider, useAuth } from 'react-oidc-context'

const ISSUER = import.meta.env.VITE_ISSUER
const oidcConfig = {
  authority: ISSUER,
  client_id: import.meta.env.VITE_CLIENT_ID,
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: 'openid profile email offline_access user/Patient.rs',
  onSigninCallback: () => history.replaceState({}, document.title, location.pathname),
}

function App() {
  const auth = useAuth()
  const [patients, setPatients] = useState()
  const token = auth.user?.access_token
  useEffect(() => {
    if (token === undefined) return
    void fetch(`${ISSUER}fhir/R4/Patient`, { headers: { Authorization: `Bearer ${token}` } })
      .then((answer) => answer.json())
      .then(({ entry }) => setPatients(entry?.length))
  }, [token])
  if (auth.error) return <pre id="shown">failed: {auth.error.message}</pre>
  if (auth.activeNavigator || auth.isLoading) return <p>One moment</p>
  if (!auth.isAuthenticated)
    return (
      <>
        <pre id="shown">Signed out</pre>
        <button type="button" onClick={() => void auth.signinRedirect()}>
          Sign in
        </button>
      </>
    )
  return (
    <>
      <pre id="shown">
        {patients === undefined ? '' : JSON.stringify({ profile: auth.user.profile, patients, token })}
      </pre>
      <button type="button" onClick={() => void auth.signinSilent()}>
        Renew
      </button>
      <button type="button" onClick={() => void auth.signoutRedirect()}>
        Sign out
      </button>
    </>
  )
}

createRoot(document.getElementById('root')).render(
  <AuthProvider {...oidcConfig}>
    <App />
  </AuthProvider>,
)
