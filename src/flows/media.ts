// Uploads of pictures: checked and labelled before they are sent.
import type { MediaApi, UploadImageRequest, UploadImageResponse } from '../api/media.js'
import type { InputProblem } from '../errors.js'
import type { CallOptions } from '../transport/route.js'
import { describe, isObject, text, throwIfInvalid, validate, validateObject } from '../validate.js'

/** What WeChat calls 1 MB. */
const MOST_BYTES = 1024 * 1024

/** The types of pictures that WeChat's page names. */
type PictureType = 'image/jpeg' | 'image/png'

/**
 * Uploads a picture after a look at its type and size. What has no label, or one that says nothing, is labelled by the
 * ending of its name, or else by its first bytes.
 */
export async function uploadImage(
  upload: MediaApi['uploadImage'],
  request: UploadImageRequest,
  options?: CallOptions,
): Promise<UploadImageResponse> {
  if (!isObject(request)) throwIfInvalid(METHOD, [{ field: 'request', expected: TAKES, received: describe(request) }])
  const { file, filename } = request
  const type = isFile(file) ? await typeOf(file, filename) : undefined
  throwIfInvalid(METHOD, [
    ...problemsOfPicture(file, type),
    ...validate('filename', filename, text),
    ...validateObject('', request, { file: () => undefined, filename: () => undefined }),
  ])
  const labelled =
    file instanceof Blob && file.type === type ? file : new Blob([file as Blob], { type: type as string })
  return await upload({ file: labelled, filename }, options)
}

const METHOD = 'media.uploadImage (POST /cgi-bin/media/uploadimg)'

const TAKES = '{ file, filename } with the bytes of the picture: read the file first'

const isFile = (file: unknown): file is Blob | Uint8Array => file instanceof Blob || file instanceof Uint8Array

function problemsOfPicture(file: unknown, type: PictureType | undefined): InputProblem[] {
  if (!isFile(file)) {
    const expected = 'a Blob or a Uint8Array with the bytes of the picture: read the file first'
    return [{ field: 'file', expected, received: describe(file) }]
  }
  if (type === undefined) {
    const expected = 'a JPEG or PNG by its type, the ending of filename, or its first bytes'
    return [{ field: 'file', expected, received: file instanceof Blob && file.type ? 'another type' : describe(file) }]
  }
  const size = file instanceof Blob ? file.size : file.byteLength
  if (size > 0 && size <= MOST_BYTES) return []
  const received = size === 0 ? 'an empty file' : `${size} bytes (${(size / MOST_BYTES).toFixed(2)} MB)`
  return [{ field: 'file', expected: `of 1 to ${MOST_BYTES} bytes (1 MB)`, received }]
}

/** Labels that say nothing about what is in a file: who made them did not look. */
const GENERIC: ReadonlySet<string> = new Set([
  '',
  'application/octet-stream',
  'application/x-binary',
  'application/unknown',
  'binary/octet-stream',
  'image/*',
  'multipart/form-data',
])

/** Names of the two types, those beside the registered ones too. */
const LABELS: Readonly<Record<string, PictureType>> = {
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/png': 'image/png',
  'image/x-png': 'image/png',
}

const ENDINGS: Readonly<Record<string, PictureType>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpe: 'image/jpeg',
  jfif: 'image/jpeg',
  png: 'image/png',
}

/** Endings of pictures that WeChat's page does not name. Any other ending, such as `.tmp`, says nothing. */
const OTHER_PICTURES: ReadonlySet<string> = new Set([
  'gif',
  'webp',
  'bmp',
  'svg',
  'heic',
  'heif',
  'avif',
  'tif',
  'tiff',
])

/** The type of a picture, `undefined` when it is another than WeChat takes. */
async function typeOf(file: Blob | Uint8Array, filename: unknown): Promise<PictureType | undefined> {
  const label = file instanceof Blob ? (file.type.split(';')[0] ?? '').trim().toLowerCase() : ''
  if (!GENERIC.has(label)) return Object.hasOwn(LABELS, label) ? LABELS[label] : undefined
  const ending = typeof filename === 'string' ? /\.(\w+)$/.exec(filename.trim())?.[1]?.toLowerCase() : undefined
  if (ending !== undefined && Object.hasOwn(ENDINGS, ending)) return ENDINGS[ending]
  if (ending !== undefined && OTHER_PICTURES.has(ending)) return undefined
  const start = file instanceof Blob ? new Uint8Array(await file.slice(0, 8).arrayBuffer()) : file
  if (beginsWith(start, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  return beginsWith(start, [0x89, 0x50, 0x4e, 0x47]) ? 'image/png' : undefined
}

const beginsWith = (bytes: Uint8Array, start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte)
