import { error } from '#base/findings'

export const REPEATED = error('A parameter was sent more than once.', 'Send each parameter once.')
export const NO_TOKEN = error('The request has no token.', 'Send the token.')
