'use client'
import { DamsonClient } from '@damson/sdk'
import { useEffect, useState } from 'react'

/** In the page: the SDK with a token that the server handed over. */
export function Browser({ issuer, token }) {
  const [shown, setShown] = useState('')
  useEffect(() => {
    const client = new DamsonClient({ baseUrl: issuer, accessToken: token })
    client.searchResources('Patient').then(
      (patients) => setShown(JSON.stringify(patients.map(({ name }) => name[0].family))),
      (error) => setShown(`failed: ${String(error)}`),
    )
  }, [issuer, token])
  return <pre id="browser">{shown}</pre>
}
