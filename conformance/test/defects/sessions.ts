/** Defects of single sign-on. */
import { type Defect, defectsIn } from './defect.ts'

const resume = defectsIn('server/src/domain/signin/resume.ts')
const proofAge = defectsIn('server/src/domain/signin/proof-age.ts')
const password = defectsIn('server/src/domain/signin/password.ts')
const roots = defectsIn('server/src/domain/logins/roots.ts')
const store = defectsIn('server/src/domain/logins/roots.store.ts')
const logins = defectsIn('server/src/domain/logins/open-login.ts')
const continueFlow = defectsIn('server/src/endpoints/signin/steps/continue-flow.ts')
const metadata = defectsIn('server/src/endpoints/oauth/discovery.ts')
const demands = defectsIn('server/src/endpoints/signin/authorize/authorize-demands.ts')

export const SESSION_DEFECTS: readonly Defect[] = [
  continueFlow(
    'whoever asks for a new account is shown the sign-in page',
    'prompt-create-4-shown',
    "(shown === undefined && asked.prompts.includes('create'))",
    "(shown === undefined && asked.prompts.includes('none'))",
  ),
  demands(
    'a new account is asked for beside something else',
    'prompt-create-4.1-alone',
    "words.find((word) => word === 'none' || word === 'create')",
    "words.find((word) => word === 'none')",
  ),
  metadata(
    'nobody is told that apps may ask for a new account',
    'prompt-create-4.2-announced',
    "'select_account', 'create'],\n    acr_values_supported",
    "'select_account'],\n    acr_values_supported",
  ),
  proofAge(
    'max_age is ignored',
    'oidc-core-3.1.2.1-max-age',
    'return toNumericDate(proof.authenticatedAt) + maxAgeSeconds > now.getTime() / 1000',
    'return toNumericDate(proof.authenticatedAt) > 0 || now.getTime() > 0',
  ),
  resume(
    'whoever is signed in will do, whom the app expects or not',
    'oidc-core-3.1.2.1-id-token-hint-other-person',
    '  if (expectedUser !== undefined && expectedUser !== root.userId) return false\n',
    "  if (expectedUser === '') return false\n",
  ),
  password(
    'anybody’s password will do, whom the app expects or not',
    'oidc-core-3.1.2.1-id-token-hint-other-password',
    'if (given.expectedUser !== undefined && given.expectedUser !== account.user.id)',
    "if (given.expectedUser === '')",
  ),
  demands(
    'an id token of any app is a hint',
    'oidc-core-3.1.2.1-id-token-hint-other-client',
    'if (idTokenHint !== undefined && hint?.clientId !== clientIdOnWire(client.id))',
    'if (idTokenHint !== undefined && hint === undefined)',
  ),
  continueFlow(
    'prompt=login asks nobody who is signed in',
    'oidc-core-3.1.2.3-sign-in-asked',
    "prompts.includes('login')",
    "prompts.includes('none') && prompts.includes('login')",
  ),
  store(
    'a root cookie is good in any browser',
    'oidc-core-16-cookie-elsewhere',
    'where h.handle_hash = ${handleHash} and h.browser_hash = ${browserHash} and ${within(now)}',
    'where h.handle_hash = ${handleHash} and (h.browser_hash = ${browserHash} or true) and ${within(now)}',
  ),
  roots(
    'the hash of a root cookie is taken for the cookie',
    'oidc-core-16-cookie-hashed',
    'return rootsOfBrowser.rows(tx, sha256Text(handle), browserHash, now)',
    'return rootsOfBrowser.rows(tx, handle, browserHash, now)',
  ),
  roots(
    'the root cookie stays when the person is proven again',
    'oidc-core-16-cookie-renewed',
    '  await dropHandles.run(tx, browserHash, userId)\n' +
      '  const row = known === undefined ? newRoot(keyring, settings, proof, rootHandle, now) : undefined\n' +
      '  if (known !== undefined) await',
    "  const row = userId === '' ? undefined : newRoot(keyring, settings, proof, rootHandle, now)\n" +
      '  if (row === undefined && known !== undefined) await',
  ),
  logins(
    'the time of the proof is that of the request',
    'oidc-core-2-auth-time-kept',
    '    authenticated_at: root.provenAt,\n',
    '    authenticated_at: now,\n',
  ),
]
