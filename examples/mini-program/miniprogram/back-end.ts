// The merchant's back end, as the mini program sees it. The types are the SDK's own, so that what the server returns is
// proven to be what wx.* takes. Only types are imported: no line of the SDK belongs into a mini program.
import type { ActivationNavigation, AddCardItem, OpenCardItem } from 'wechat-card-sdk/helpers'
import { session } from './session'

const BACK_END = 'https://shop.example.com'

interface Paths {
  '/cards/add': { request: object; answer: { cardList: AddCardItem[] } }
  '/cards/added': { request: { cardList: unknown[] }; answer: { cardList: OpenCardItem[] } }
  '/activation/open': { request: object; answer: ActivationNavigation }
  /** The whole options of App.onShow. */
  '/activation/return': { request: object; answer: { activated: boolean; code?: string } }
  '/cards/show': { request: { code: string }; answer: { code: string; active: boolean; points: number } }
}

/** Why a request failed. Without a status nobody knows whether it arrived. */
export interface BackEndError extends Error {
  statusCode?: number
}

export async function post<Path extends keyof Paths>(
  path: Path,
  data: Paths[Path]['request'],
): Promise<Paths[Path]['answer']> {
  const header = await session()
  return await new Promise((resolve, reject) => {
    wx.request({
      url: BACK_END + path,
      method: 'POST',
      header,
      data,
      success: ({ data: answer, statusCode }) => {
        if (statusCode === 200) resolve(answer as Paths[Path]['answer'])
        else reject(Object.assign(new Error(`the back end answered ${statusCode}`), { statusCode }))
      },
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    })
  })
}
