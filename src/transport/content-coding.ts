// Content codings of answers, undone while they are read and no faster.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Transform } from 'node:stream'
import { nodeZlib } from '../builtins.js'

/** Whether a body that says so has to be decoded. What is in an unknown coding stays as it is. */
export const isDecodable = (contentEncoding: string | undefined): boolean =>
  contentEncoding !== undefined && CODINGS.includes(contentEncoding.trim().toLowerCase())

const CODINGS = ['gzip', 'x-gzip', 'deflate', 'br']

/** The body of a message without its content coding. Ends no earlier than the message. */
export async function* decodedPieces(message: IncomingMessage): AsyncGenerator<Uint8Array, void, undefined> {
  const coding = message.headers['content-encoding']?.trim().toLowerCase() ?? ''
  const start = await firstPiece(message)
  if (start === null) return // nothing, in whatever coding, as of an error without a page
  message.unshift(start)
  const decoder = decoderOf(coding, start)
  decoder.on('error', ignore) // who reads it sees its errors
  message.on('error', (error) => decoder.destroy(error))
  yield* message.pipe(decoder)
  message.unpipe(decoder)
  await endOf(message)
}

const ignore = (): void => {}

async function firstPiece(message: IncomingMessage): Promise<Buffer | null> {
  for (;;) {
    const piece: Buffer | null = message.read()
    if (piece !== null || message.readableEnded || message.complete) return piece
    await once(message, 'readable') // also when the end has come
  }
}

function decoderOf(coding: string, start: Uint8Array): Transform {
  const zlib = nodeZlib()
  if (coding === 'br') return zlib.createBrotliDecompress()
  if (coding !== 'deflate') return zlib.createGunzip()
  // Some servers send the bare stream, others one with the frame of zlib, and both call it deflate.
  return hasZlibFrame(start) ? zlib.createInflate() : zlib.createInflateRaw()
}

/** Whether bytes begin as RFC 1950 says: with the method and a check sum. */
const hasZlibFrame = ([first = 0, second]: Uint8Array): boolean =>
  (first & 0x0f) === 8 && (second === undefined || ((first << 8) | second) % 31 === 0)

/** More than this does not follow the end of a coding by mistake. */
const MOST_SURPLUS_BYTES = 64 * 1024

/** An answer has ended when its message has, whatever its coding says: a server may go on with zeros for ever. */
function endOf(message: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    if (message.readableEnded) resolve()
    let surplus = 0
    message.on('data', (chunk: Buffer) => {
      surplus += chunk.length
      if (surplus > MOST_SURPLUS_BYTES) message.destroy(new Error('the answer goes on after its end'))
    })
    message.once('end', resolve)
    message.once('error', reject)
    message.once('close', () => reject(new Error('the answer broke off')))
    message.resume()
  })
}
