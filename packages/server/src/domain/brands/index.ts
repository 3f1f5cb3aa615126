/**
 * Owns: user-access brands (SMART App Launch 2.2): what a project publishes about its organizations, so that people find
 * their care provider in an app. An administrator names the primary one in the setting `userAccessBrand`; everything else
 * is in the project's own Organization and Endpoint resources, whose writes publish invalidations. Does not own: those
 * resources. Has no table. Asked by: the metadata.
 */
export type { BrandBundle } from './brands.ts'
export { type Brands, brandGate, createBrands } from './published.ts'
