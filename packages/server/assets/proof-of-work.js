// Solves the challenge of a form before it is sent: finds a number that makes the hash begin with zeros.
'use strict'
{
  const form = document.querySelector('form[data-challenge]')
  const K = new Uint32Array(64)
  const H = new Uint32Array(8)
  // The constants of SHA-256: the fractions of roots of the first primes (FIPS 180-4 §4.2.2, §5.3.3).
  for (let n = 2, found = 0; found < 64; n += 1) {
    let isPrime = true
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) isPrime = false
    if (!isPrime) continue
    if (found < 8) H[found] = Math.floor((Math.sqrt(n) % 1) * 4294967296)
    K[found] = Math.floor((Math.cbrt(n) % 1) * 4294967296)
    found += 1
  }
  const W = new Uint32Array(64)
  const compress = (state, bytes, at) => {
    for (let i = 0; i < 16; i += 1) {
      const j = at + 4 * i
      W[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3]
    }
    for (let i = 16; i < 64; i += 1) {
      const x = W[i - 15]
      const y = W[i - 2]
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0
    }
    let [a, b, c, d, e, f, g, h] = state
    for (let i = 0; i < 64; i += 1) {
      const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (h + S1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
      const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    const sums = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i += 1) state[i] = (state[i] + sums[i]) | 0
  }
  const firstWord = (text) => {
    const length = text.length
    const bytes = new Uint8Array(((length + 8) >> 6) * 64 + 64)
    for (let i = 0; i < length; i += 1) bytes[i] = text.charCodeAt(i)
    bytes[length] = 128
    const bits = length * 8
    for (let i = 0; i < 4; i += 1) bytes[bytes.length - 1 - i] = bits >>> (8 * i)
    const state = new Uint32Array(H)
    for (let at = 0; at < bytes.length; at += 64) compress(state, bytes, at)
    return state[0]
  }
  const solve = (challenge, bits, done) => {
    let number = 0
    const some = () => {
      // In parts, so that the page stays usable.
      for (const end = number + 5000; number < end; number += 1) {
        const text = `${challenge}.${number}`
        if (firstWord(text) >>> (32 - bits) === 0) return done(text)
      }
      setTimeout(some)
    }
    some()
  }
  if (form !== null) {
    let solution
    let waits = false
    const field = form.querySelector('input[name=solution]')
    const send = () => {
      field.value = solution
      form.submit()
    }
    solve(form.dataset.challenge, Number(form.dataset.bits), (text) => {
      solution = text
      if (waits) send()
    })
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (solution !== undefined) return send()
      waits = true
      form.querySelector('button').setAttribute('aria-busy', 'true')
    })
  }
}
