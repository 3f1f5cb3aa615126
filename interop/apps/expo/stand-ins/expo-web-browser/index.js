const { PLAIN_BROWSER, EXPO_PUBLIC_ISSUER, EMAIL, PASSWORD } = process.env

/** As Expo's module, with a person at the browser; or one who closes it. */
export async function openAuthSessionAsync(url, redirectUri) {
  if (EMAIL === '') return { type: 'cancel' }
  const { createPlainBrowser, signInAt } = await import(PLAIN_BROWSER)
  const opened = await createPlainBrowser().open(url)
  const page = await signInAt(EXPO_PUBLIC_ISSUER, opened, { email: EMAIL, password: PASSWORD })
  return page.url.href.startsWith(redirectUri) ? { type: 'success', url: page.url.href } : { type: 'dismiss' }
}
