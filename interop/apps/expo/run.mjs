import { client, start } from './session.js'

const profile = await start()
const patients = profile === undefined ? [] : await client.searchResources('Patient')
console.log(JSON.stringify({ profile: profile?.id, patients: patients.length }))
if (process.argv.includes('--sign-out')) await client.signOut()
