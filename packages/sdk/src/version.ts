/** The version of this package, as `npm run release` writes it. */
export const VERSION = '0.1.0'
