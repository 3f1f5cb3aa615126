/** Sent mail, for tests to read. */
export interface InboxReader {
  send(message: { readonly to: string; readonly subject: string; readonly text: string }): Promise<void>
  to(address: string): readonly { readonly subject: string; readonly text: string }[]
  /** Id and secret of the newest link mailed to an address. */
  link(address: string): { readonly id: string; readonly secret: string; readonly url: string }
}

/** Sent text messages, for tests to read. */
export interface PhoneReader {
  send(message: { readonly to: string; readonly text: string }): Promise<void>
  to(number: string): readonly string[]
  /** The newest code that was sent to a number. */
  code(number: string): string
}

export function createPhoneReader(): PhoneReader {
  const messages: { readonly to: string; readonly text: string }[] = []
  const to = (number: string): readonly string[] =>
    messages.flatMap((message) => (message.to === number ? [message.text] : []))
  return {
    send(message) {
      messages.push({ ...message })
      return Promise.resolve()
    },
    to,
    code: (number) =>
      to(number)
        .map((text) => /#(\d{6})$/.exec(text)?.[1])
        .findLast((code) => code !== undefined) ?? '',
  }
}

export function createInboxReader(): InboxReader {
  const mails: { to: string; subject: string; text: string }[] = []
  const to = (address: string): { to: string; subject: string; text: string }[] =>
    mails.filter((message) => message.to === address)
  return {
    send(message) {
      mails.push({ ...message })
      return Promise.resolve()
    },
    to,
    link(address) {
      const url = to(address)
        .map(({ text }) => /https?:\/\/\S+\/auth\/(?:setpassword|verifyemail)\/\S+/.exec(text)?.[0])
        .findLast((found) => found !== undefined)
      const [secret, id] = (url ?? '').split('/').reverse()
      if (url === undefined || id === undefined || secret === undefined)
        throw new Error(`no link was mailed to ${address}`)
      return { id, secret, url }
    },
  }
}
