import { describe, expect, test } from 'vitest'
import { InputError, WeChatCardClient } from '../../../src/index.js'
import { createSimulator } from '../../../src/testing/index.js'
import { caught, errcodeOf, openAccount } from '../../support/wire.js'

const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
const MOST_BYTES = 1024 * 1024

async function uploaded(file: Blob | Uint8Array, filename: string) {
  const { wechat, sent } = caught({ url: 'http://mmbiz.qpic.cn/mmbiz_png/a/0' })
  expect(await wechat.media.uploadImage({ file, filename })).toEqual({ url: 'http://mmbiz.qpic.cn/mmbiz_png/a/0' })
  const [call] = sent
  const { body = '', contentType } = call ?? {}
  const form = await new Response(Buffer.from(body, 'latin1'), {
    headers: { 'content-type': contentType ?? '' },
  }).formData()
  const parts = [...form].map(([name, part]) => (typeof part === 'string' ? [name] : [name, part.name, part.type]))
  const part = form.get('buffer')
  return { call, parts, content: part instanceof Blob ? new Uint8Array(await part.arrayBuffer()) : undefined }
}

describe('media.uploadImage on the wire', () => {
  test('is a form with one part named buffer', async () => {
    const { call, parts, content } = await uploaded(bytes, '标志.png')
    expect(call).toMatchObject({ method: 'POST', target: '/cgi-bin/media/uploadimg' })
    expect(call?.contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(parts).toEqual([['buffer', '标志.png', 'image/png']])
    expect(content).toEqual(bytes)
  })

  test('sends the part of a buffer that the bytes are, and no more', async () => {
    const whole = new Uint8Array([1, 2, 3, 4, 5])
    expect((await uploaded(whole.subarray(1, 3), 'a.png')).content).toEqual(new Uint8Array([2, 3]))
  })
})

describe('media.uploadImage', () => {
  test('brings an address that cards take', async () => {
    const { wechat } = openAccount()
    const { url } = await wechat.media.uploadImage({ file: bytes, filename: 'logo.png' })
    expect(url).toMatch(/^http:\/\/mmbiz\.qpic\.cn\/mmbiz_png\//)
    expect((await wechat.media.uploadImage({ file: bytes, filename: 'logo.jpg' })).url).toContain('/mmbiz_jpg/')
  })

  test('is refused before sending when it is no picture', async () => {
    const { wechat, sent } = caught()
    await expect(wechat.media.uploadImage({ file: bytes, filename: 'a.gif' })).rejects.toThrow(InputError)
    expect(sent).toEqual([])
  })

  test('takes exactly 1 MB', async () => {
    const { wechat } = openAccount()
    const file = new Uint8Array(MOST_BYTES)
    expect(await wechat.media.uploadImage({ file, filename: 'a.png' })).toMatchObject({ url: expect.any(String) })
  })

  test('meets a full account as WeChat words it', async () => {
    const simulator = createSimulator()
    const wechat = new WeChatCardClient(simulator.clientOptions())
    simulator.faults.add({ path: '/cgi-bin/media/uploadimg', errcode: 45101 })
    expect(await errcodeOf(wechat.media.uploadImage({ file: bytes, filename: 'a.png' }))).toBe(45101)
  })
})

describe('what the simulator refuses of others', () => {
  async function upload(part: string, file: Blob, name: string): Promise<unknown> {
    const simulator = createSimulator()
    const token = await new WeChatCardClient(simulator.clientOptions()).getAccessToken()
    const form = new FormData()
    form.append(part, file, name)
    const packed = new Response(form)
    const reply = await simulator.fetch(`https://api.weixin.qq.com/cgi-bin/media/uploadimg?access_token=${token}`, {
      method: 'POST',
      headers: { 'content-type': packed.headers.get('content-type') ?? '' },
      body: new Uint8Array(await packed.arrayBuffer()),
    })
    return await reply.json()
  }

  test.each([
    ['a part of another name', 41005, 'file', new Blob([bytes]), 'a.png'],
    ['a file without bytes', 44001, 'media', new Blob([]), 'a.png'],
    ['no picture', 40005, 'media', new Blob([bytes]), 'a.txt'],
    ['another kind of picture', 40137, 'media', new Blob([bytes], { type: 'image/gif' }), 'a.png'],
    ['more than 1 MB', 40009, 'media', new Blob([new Uint8Array(MOST_BYTES + 1)]), 'a.png'],
  ])('%s: %i', async (_, errcode, part, file, name) => {
    expect(await upload(part, file, name)).toMatchObject({ errcode })
  })

  test.each(['buffer', 'media'])('but takes the part %s', async (part) => {
    expect(Object.keys((await upload(part, new Blob([bytes]), 'a.png')) as object)).toEqual(['url'])
  })
})
