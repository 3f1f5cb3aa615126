/** Made by the build: the address of what `declarations/make.ts` makes. */
declare module 'virtual:bot-declarations' {
  const url: string
  export default url
}
