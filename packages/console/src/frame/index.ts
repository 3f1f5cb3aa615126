/** Owns: the frame around views, their addresses, and who is signed in. A view declares itself by `defineViews`. */
export { useGo, useParam, useQuery } from './address.ts'
export { type OfferedAct, useMay } from './may.ts'
export { useMe } from './me.ts'
export { defineViews, type View } from './view.ts'
