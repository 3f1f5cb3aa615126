/**
 * Owns: user-access brands (SMART App Launch 2.2): what a project publishes of its organizations, so that people find
 * their care in an app. An administrator names the primary one in the setting `userAccessBrand`; all else is in the
 * project's own Organization and Endpoint resources, whose writes publish invalidations. Does not own: those. Has no table. Asked by:
 * the metadata.
 */
export type { BrandBundle } from './brands.ts'
export { type Brands, brandGate, createBrands } from './published.ts'
