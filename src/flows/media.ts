// Uploads of pictures: checked and labelled before they are sent.
import type { MediaApi, UploadImageRequest, UploadImageResponse } from '../api/media.js'
import { type Check, checkObject, text } from '../input.js'
import type { CallOptions } from '../transport/route.js'

/** What WeChat calls 1 MB. */
const MOST_BYTES = 1024 * 1024

const TYPES = ['image/jpeg', 'image/png']

/**
 * Uploads a picture after a look at its type and size. A part without a type of its own is labelled by the file's name.
 */
export async function uploadImage(
  upload: MediaApi['uploadImage'],
  request: UploadImageRequest,
  options?: CallOptions,
): Promise<UploadImageResponse> {
  checkObject('POST /cgi-bin/media/uploadimg', request, { file: picture(request?.filename), filename: text })
  const { file, filename } = request
  const labelled =
    file instanceof Blob && file.type
      ? file
      : new Blob([file as Blob | Uint8Array<ArrayBuffer>], { type: typeOf(filename) })
  return await upload({ file: labelled, filename }, options)
}

const picture =
  (filename: unknown): Check =>
  (file) => {
    if (!(file instanceof Blob || file instanceof Uint8Array)) return 'a Blob or a Uint8Array'
    const type = file instanceof Blob && file.type ? file.type : typeOf(filename)
    if (!TYPES.includes(type)) return 'a JPEG or PNG, by its type or else by the ending of filename'
    const size = file instanceof Blob ? file.size : file.byteLength
    return size > 0 && size <= MOST_BYTES ? undefined : 'of 1 byte to 1 MB'
  }

function typeOf(filename: unknown): string {
  const ending = typeof filename === 'string' ? /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase() : undefined
  if (ending === 'jpg' || ending === 'jpeg') return 'image/jpeg'
  return ending === 'png' ? 'image/png' : ''
}
