import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors.js'
import { uploadImage } from '../../../src/flows/media.js'
import type { CallOptions, FileRequest } from '../../../src/transport/route.js'

const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47])
const MOST_BYTES = 1024 * 1024

async function uploaded(request: unknown, options?: CallOptions) {
  const sent: { file: FileRequest['file']; filename: string; options: CallOptions | undefined }[] = []
  const upload = async ({ file, filename }: FileRequest, given?: CallOptions) => {
    sent.push({ file, filename, options: given })
    return { url: 'http://mmbiz.qpic.cn/a' }
  }
  const result: unknown = await uploadImage(upload, request as never, options).catch((reason: unknown) => reason)
  return { sent, result }
}

describe('uploadImage', () => {
  test.each([
    ['bytes, by the ending of the name', bytes, 'a.JPEG', 'image/jpeg'],
    ['a Blob without a type, by the ending of the name', new Blob([bytes]), 'a.jpg', 'image/jpeg'],
    ['a Blob by its own type, whatever its name', new Blob([bytes], { type: 'image/png' }), 'a.dat', 'image/png'],
    ['a Blob with the unregistered name of a type', new Blob([bytes], { type: 'image/jpg' }), 'a.png', 'image/jpeg'],
    [
      'a Blob of octets, by the ending of the name',
      new Blob([bytes], { type: 'application/octet-stream' }),
      'a.jpg',
      'image/jpeg',
    ],
    ['a Blob of some picture, by the ending of the name', new Blob([bytes], { type: 'image/*' }), 'a.png', 'image/png'],
    ['bytes whose ending says nothing, by the bytes', bytes, 'upload_1.tmp', 'image/png'],
    ['bytes whose name has no ending, by the bytes', bytes, 'logo', 'image/png'],
    [
      'a Blob whose name has no ending, by the bytes',
      new Blob([bytes], { type: 'binary/octet-stream' }),
      'logo',
      'image/png',
    ],
    ['a Blob whose type has a parameter', new Blob([bytes], { type: 'image/png ; name=a' }), 'a.jpg', 'image/png'],
    ['bytes of a PNG called by another ending than a picture has', bytes, 'a.png.tmp', 'image/png'],
    ['bytes, when its name is followed by white space', bytes, 'a.jpg ', 'image/jpeg'],
  ])('labels %s', async (_, file, filename, type) => {
    const options = { retry: true }
    const { sent, result } = await uploaded({ file, filename }, options)
    expect(result).toEqual({ url: 'http://mmbiz.qpic.cn/a' })
    expect(sent).toEqual([{ file: expect.any(Blob), filename, options }])
    const [{ file: labelled } = {}] = sent
    expect(labelled instanceof Blob && [labelled.type, new Uint8Array(await labelled.arrayBuffer())]).toEqual([
      type,
      bytes,
    ])
  })

  test.each(['jpg', 'jpeg', 'jpe', 'jfif'])('a name that ends in %s is that of a JPEG', async (ending) => {
    const { sent } = await uploaded({ file: bytes, filename: `a.${ending}` })
    expect(sent[0]?.file).toMatchObject({ type: 'image/jpeg' })
  })

  test.each(['image/jpeg', 'image/jpg', 'image/pjpeg', 'image/png', 'image/x-png'])(
    'takes the label %s',
    async (type) => {
      const { sent } = await uploaded({ file: new Blob([bytes], { type }), filename: 'a' })
      expect(sent[0]?.file).toMatchObject({ type: type.endsWith('png') ? 'image/png' : 'image/jpeg' })
    },
  )

  test.each(['gif', 'webp', 'bmp', 'svg', 'heic', 'heif', 'avif', 'tif', 'tiff'])(
    'a name that ends in %s is that of a picture WeChat does not take, whatever its bytes',
    async (ending) => {
      const { sent, result } = await uploaded({ file: bytes, filename: `a.${ending}` })
      expect(result).toBeInstanceOf(InputError)
      expect(sent).toEqual([])
    },
  )

  test.each([
    ['a JPEG', [0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
    ['a PNG', [0x89, 0x50, 0x4e, 0x47], 'image/png'],
    ['what begins as a JPEG alone', [0xff, 0xd8, 0x00, 0xe0], undefined],
    ['what begins as a PNG alone', [0x89, 0x50, 0x00, 0x47], undefined],
  ])('knows %s by its first bytes', async (_, start, type) => {
    const { sent } = await uploaded({ file: new Blob([new Uint8Array(start)]), filename: 'logo' })
    expect(sent.map(({ file }) => (file as Blob).type)).toEqual(type ? [type] : [])
  })

  test('says what came in the place of a picture', async () => {
    const receivedOf = async (file: Blob | Uint8Array, filename: unknown = 'a.gif') =>
      ((await uploaded({ file, filename })).result as InputError).problems.map(({ received }) => received)
    expect(await receivedOf(new Blob([bytes], { type: 'image/gif' }))).toEqual(['another type'])
    expect(await receivedOf(new Blob([bytes]))).not.toEqual(['another type'])
    expect(await receivedOf(new Uint8Array(), 'a.png')).toEqual(['an empty file'])
    expect(await receivedOf(new Uint8Array([1]), 7)).toHaveLength(2)
  })

  test('takes exactly 1 MB', async () => {
    const { sent } = await uploaded({ file: new Uint8Array(MOST_BYTES), filename: 'a.png' })
    expect(sent).toHaveLength(1)
  })

  test.each([
    ['a GIF by its name', { file: bytes, filename: 'a.gif' }, ['file']],
    ['unknown bytes whose name has no ending', { file: new Uint8Array([0x47, 0x49]), filename: 'logo' }, ['file']],
    [
      'octets called a GIF',
      { file: new Blob([bytes], { type: 'application/octet-stream' }), filename: 'a.gif' },
      ['file'],
    ],
    ['a Blob of another type', { file: new Blob([bytes], { type: 'image/gif' }), filename: 'a.png' }, ['file']],
    ['no bytes', { file: new Uint8Array(), filename: 'a.png' }, ['file']],
    ['more than 1 MB', { file: new Uint8Array(MOST_BYTES + 1), filename: 'a.png' }, ['file']],
    ['more than 1 MB in a Blob', { file: new Blob([new Uint8Array(MOST_BYTES + 1)]), filename: 'a.png' }, ['file']],
    ['no file and no name', {}, ['file', 'filename']],
    ['text', { file: 'text', filename: 'a.png' }, ['file']],
    ['an array buffer', { file: bytes.buffer, filename: 'a.png' }, ['file']],
    ['nothing', undefined, ['request']],
    ['null', null, ['request']],
    ['a path', './logo.png', ['request']],
    ['a path for a file', { file: './logo.png', filename: 'logo.png' }, ['file']],
    ['a member too many', { file: bytes, filename: 'a.png', type: 'image' }, ['type']],
  ])('refuses %s before sending', async (_, request, fields) => {
    const { sent, result } = await uploaded(request)
    expect(result).toBeInstanceOf(InputError)
    expect((result as InputError).problems.map(({ field }) => field)).toEqual(fields)
    expect(sent).toEqual([])
  })

  test('says how large a picture is that is too large', async () => {
    const { result } = await uploaded({ file: new Uint8Array(2 * MOST_BYTES), filename: 'a.png' })
    expect((result as InputError).message).toContain('got 2097152 bytes (2.00 MB)')
  })

  test('says to read the file first to who passed its path', async () => {
    for (const request of ['./logo.png', { file: './logo.png', filename: 'logo.png' }]) {
      const { message } = (await uploaded(request)).result as InputError
      expect(message).toMatch(/^media\.uploadImage .*read the file first/)
      expect(message).not.toContain('./logo')
    }
  })
})
