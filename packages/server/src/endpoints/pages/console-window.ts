/**
 * A window that opened the console cannot reach it; one that the console opens, it can. The answer that sends the browser back
 * to the console says the same: else the browser switches its browsing context group twice, which takes longer than the sign-in.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies
 */
export const IN_CONSOLE_WINDOW = { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' } as const
