import { describe, expectTypeOf, test } from 'vitest'
import type { UploadImageResponse } from '../../src/api/media.js'
import type { WeChatCardClient } from '../../src/index.js'

declare const wechat: WeChatCardClient
const { media } = wechat

describe('what must not compile', () => {
  test('a picture without a name, and a name without a picture', () => {
    // @ts-expect-error: its name is missing
    media.uploadImage({ file: new Uint8Array(1) })
    // @ts-expect-error: the picture is missing
    media.uploadImage({ filename: 'logo.png' })
  })

  test('a picture in another form', () => {
    // @ts-expect-error: a path is no picture
    media.uploadImage({ file: './logo.png', filename: 'logo.png' })
    // @ts-expect-error: an ArrayBuffer has to be looked at through a Uint8Array
    media.uploadImage({ file: new ArrayBuffer(1), filename: 'logo.png' })
    // @ts-expect-error: the type is the Blob's or the name's
    media.uploadImage({ file: new Uint8Array(1), filename: 'logo.png', type: 'image/png' })
  })
})

describe('what must compile', () => {
  test('bytes, buffers and Blobs', () => {
    const reply = media.uploadImage({ file: new Uint8Array(1), filename: 'logo.png' })
    expectTypeOf(reply).resolves.toEqualTypeOf<UploadImageResponse>()
    media.uploadImage({ file: Buffer.from('x'), filename: 'logo.png' }, { retry: true })
    media.uploadImage({ file: new Blob(['x'], { type: 'image/png' }), filename: 'logo' })
  })
})
