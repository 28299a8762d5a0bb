// The client and the shop as providers: one of each for the whole application.
import type { FactoryProvider } from '@nestjs/common'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createShop } from './shop.js'
import { openStore } from './store.js'

export type Shop = ReturnType<typeof createShop>
export const SHOP = Symbol('shop')

const { WECHAT_APP_ID = '', WECHAT_APP_SECRET = '', WECHAT_BASE_URL, WECHAT_CARD_ID, STORE = 'shop.json' } = process.env

export const wechatProvider: FactoryProvider<WeChatCardClient> = {
  provide: WeChatCardClient,
  useFactory: () =>
    new WeChatCardClient({
      appId: WECHAT_APP_ID,
      appSecret: WECHAT_APP_SECRET,
      ...(WECHAT_BASE_URL ? { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true } : {}),
    }),
}

export const shopProvider: FactoryProvider<Shop> = {
  provide: SHOP,
  inject: [WeChatCardClient],
  useFactory: (wechat: WeChatCardClient) => createShop({ wechat, store: openStore(STORE), cardId: WECHAT_CARD_ID }),
}
