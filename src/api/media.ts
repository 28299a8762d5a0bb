// Pictures for cards.
import type { CallOptions, FileRequest } from '../transport/route.js'
import { type RouteTable, upload } from '../transport/route.js'
import type { WeChatResponse } from './wire.js'

/** Request of {@link MediaApi.uploadImage}. */
export interface UploadImageRequest extends FileRequest {
  /**
   * The picture, a JPEG or PNG of at most 1 MB. A `Blob` says its type itself; where it has none, or one that says
   * nothing such as `application/octet-stream`, the ending of the file's name does, or else the first bytes.
   */
  file: Blob | Uint8Array
  /** The file's name, such as `logo.png`. */
  filename: string
}

/** Response of {@link MediaApi.uploadImage}. */
export interface UploadImageResponse extends WeChatResponse {
  /** The picture's address, on WeChat's servers and for use inside WeChat only. Keep it: it can be used again. */
  url: string
}

/** Pictures for cards. */
export interface MediaApi {
  /**
   * Uploads a picture and answers with its address. Cards take pictures from there only (`52000` otherwise), except
   * perhaps the logo. A logo is suggested to have 300 × 300 pixels.
   *
   * `POST /cgi-bin/media/uploadimg`
   *
   * Type and size are checked first; the picture itself is not read. Uploading the same picture again does no
   * harm and makes another address, so `retry: true` is safe.
   *
   * @throws An {@link InputError}: neither JPEG nor PNG, empty, or above 1 MB. An {@link ApiError}: `40005`, `40137`
   * WeChat does not read the picture; `40009` too large; `41005`, `44001` nothing arrived; `45101` too many uploads.
   * @see {@link https://developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html | 创建卡券}
   */
  uploadImage(request: UploadImageRequest, options?: CallOptions): Promise<UploadImageResponse>
}

/**
 * Where each {@link MediaApi} method goes on the wire. The part is named as the page of cards has it; `media` works
 * too.
 */
export const mediaRoutes: RouteTable<MediaApi> = {
  uploadImage: upload('/cgi-bin/media/uploadimg', 'buffer'),
}
