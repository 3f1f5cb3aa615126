/**
 * A window that opened the console cannot reach it; one that the console opens, it can. Browsers move to another window's
 * surroundings and back, which takes longer than the sign-in, for an answer on the way to the console that says otherwise.
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#cross-origin-opener-policies
 */
export const IN_CONSOLE_WINDOW = { 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' } as const
