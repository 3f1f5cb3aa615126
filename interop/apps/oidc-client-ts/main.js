import { UserManager, WebStorageStateStore } from 'oidc-client-ts'

const manager = new UserManager({
  authority: import.meta.env.VITE_ISSUER,
  client_id: import.meta.env.VITE_CLIENT_ID,
  redirect_uri: `${location.origin}/`,
  post_logout_redirect_uri: `${location.origin}/`,
  scope: 'openid profile email offline_access user/Patient.rs',
  userStore: new WebStorageStateStore({ store: localStorage }),
})
const shown = document.getElementById('shown')
const fail = (error) => {
  shown.textContent = `failed: ${String(error)}`
}
const on = (id, work) => {
  document.getElementById(id).addEventListener('click', () => work().catch(fail))
}
async function show(user, what) {
  if (!user) return (shown.textContent = 'Signed out')
  const headers = { Authorization: `${user.token_type} ${user.access_token}` }
  const answer = await fetch(`${import.meta.env.VITE_ISSUER}fhir/R4/Patient`, { headers })
  const patients = (await answer.json()).entry?.length
  shown.textContent = JSON.stringify({ what, profile: user.profile, patients, token: user.access_token })
}
on('in', () => manager.signinRedirect())
on('renew', async () => show(await manager.signinSilent(), 'renewed'))
on('out', () => manager.signoutRedirect())

try {
  if (new URLSearchParams(location.search).has('code')) {
    const user = await manager.signinCallback()
    history.replaceState(null, '', '/')
    await show(user, 'signed in')
  } else await show(await manager.getUser(), 'kept')
} catch (error) {
  fail(error)
}
