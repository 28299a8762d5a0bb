// Uploads of pictures.
import type { MediaApi } from '../../api/media.js'
import { ALPHABET } from '../chance.js'
import { type EndpointTable, endpoint } from '../endpoint.js'
import { need, refusal } from '../refusal.js'

const MOST_BYTES = 1024 * 1024

const TYPES: Readonly<Record<string, string>> = { jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' }

/** Endpoints of the group `media`. */
export const mediaEndpoints: EndpointTable = {
  'POST /cgi-bin/media/uploadimg': endpoint<MediaApi['uploadImage']>({
    body: 'form',
    bare: true,
    respond: ({ world, file }) => {
      // The page of cards calls the part `buffer`, the page of media `media`: both work in practice.
      if (file === undefined || !['buffer', 'media'].includes(file.part)) throw refusal(41005)
      need(file.bytes.length > 0, 44001)
      const byName = TYPES[/\.(\w+)$/.exec(file.name)?.[1]?.toLowerCase() ?? '']
      const labelled = file.type.startsWith('image/')
      need(labelled || byName !== undefined, 40005)
      need(!labelled || Object.values(TYPES).includes(file.type), 40137)
      need(file.bytes.length <= MOST_BYTES, 40009)
      const kind = (labelled ? file.type : byName) === 'image/png' ? 'mmbiz_png' : 'mmbiz_jpg'
      return { url: `http://mmbiz.qpic.cn/${kind}/${world.chance.text(40, ALPHABET.id)}/0` }
    },
  }),
}
