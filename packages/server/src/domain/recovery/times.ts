/** NIST SP 800-63B-4 §4.2.1.2: a recovery code by e-mail is valid for 24 hours at most. The link is one. */
export const LINK_SECONDS = 86_400
/** A link in a file on the host is read at once. */
export const HOST_LINK_SECONDS = 3_600
/** Long enough for the person to read the notices, and to stop somebody else's recovery. */
export const WAIT_SECONDS = 86_400
/** A recovery that nobody completes ends after two weeks. */
export const RECOVERY_SECONDS = 14 * 86_400
