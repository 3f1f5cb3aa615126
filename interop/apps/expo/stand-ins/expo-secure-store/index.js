import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** As Expo's module, in a file: with its rule for keys. */
const FILE = process.env.SECURE_STORE

const all = () => (existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {})
const checked = (key) => {
  if (!/^[\w.-]+$/.test(key)) throw new Error('Invalid key provided to SecureStore.')
  return key
}
export const getItemAsync = async (key) => all()[checked(key)] ?? null
export const setItemAsync = async (key, value) => {
  if (typeof value !== 'string') throw new Error('Invalid value provided to SecureStore.')
  writeFileSync(FILE, JSON.stringify({ ...all(), [checked(key)]: value }))
}
export const deleteItemAsync = async (key) => {
  const { [checked(key)]: _gone, ...rest } = all()
  writeFileSync(FILE, JSON.stringify(rest))
}
