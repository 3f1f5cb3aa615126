/** Begins with the words of the wire. */
export const BLOCKED_ADDRESS =
  'IP address not allowed: send the request from a network that the project allows, or ask an administrator to allow ' +
  'this one.'
