/** Owns: the frame around views, their addresses, and who is signed in. A view declares itself by `defineViews`. */

export { type ActionName, GIVEN_BY } from './actions.ts'
export { useGo, useGoOn, useParam, useQuery, useSetQuery } from './address.ts'
export { useMay } from './may.ts'
export { useMe } from './me.ts'
export { traceReferenceIn } from './trace-reference.ts'
export { defineViews, type View } from './view.ts'
