import { describeOidcPage } from '../src/oidc-page.ts'

describeOidcPage('react-oidc-context')
