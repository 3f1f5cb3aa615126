import { describeOidcPage } from '../src/oidc-page.ts'

describeOidcPage('oidc-client-ts')
