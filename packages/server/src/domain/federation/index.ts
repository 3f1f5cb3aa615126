/** Documents that others publish: moves to `base/published`. */
export { createPublished, MOST_ANSWER_BYTES, type Published, type Reader, type Unpublished } from './published.ts'
