// Uploads of pictures.
import type { MediaApi } from '../../api/media.js'
import { ALPHABET } from '../account/random.js'
import { need, refusal } from '../account/refusal.js'
import type { GroupEndpoints } from '../http/endpoint.js'

const MOST_BYTES = 1024 * 1024

const TYPES: Readonly<Record<string, string>> = { jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' }

/** As browsers and other software label them. */
const IMAGE_TYPES = [...Object.values(TYPES), 'image/jpg', 'image/pjpeg', 'image/x-png']

/** Endpoints of the group `media`. */
export const mediaEndpoints: GroupEndpoints<MediaApi> = {
  uploadImage: {
    body: 'form',
    bare: true,
    respond: ({ account, file }) => {
      // The page of cards calls the part `buffer`, the page of media `media`: both work in practice (cards-228).
      if (file === undefined || !['buffer', 'media'].includes(file.part)) {
        throw refusal(41005, 'the form has no file in a part named buffer or media')
      }
      need(file.bytes.length > 0, 44001, 'the file is empty')
      const byName = TYPES[/\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '']
      const labelled = file.type.startsWith('image/')
      need(
        labelled || byName !== undefined,
        40005,
        `neither the type ${file.type} nor the name ${file.name} is one of a picture`,
      )
      const isKnown = !labelled || IMAGE_TYPES.includes(file.type)
      need(isKnown, 40137, `the type ${file.type} is neither JPEG nor PNG`)
      need(
        file.bytes.length <= MOST_BYTES,
        40009,
        `the file has ${file.bytes.length} bytes, and at most ${MOST_BYTES} are allowed`,
      )
      const isPng = (labelled ? file.type : byName)?.endsWith('png') === true
      // About as long as those of 2024 (reports-31).
      return {
        url: `http://mmbiz.qpic.cn/${isPng ? 'mmbiz_png' : 'mmbiz_jpg'}/${account.random.text(102, ALPHABET.id)}/0`,
      }
    },
  },
}
