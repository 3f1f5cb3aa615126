/** Owns: markup made from templates, with every text escaped. Does not own: pages (`#pages`) and e-mails. */
export { type Html, html } from './html.ts'
