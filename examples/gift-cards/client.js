// The client, from the environment.
import { WeChatCardClient } from 'wechat-card-sdk'

const { WECHAT_APP_ID, WECHAT_APP_SECRET, WECHAT_BASE_URL } = process.env

export const wechat = new WeChatCardClient({
  appId: WECHAT_APP_ID,
  appSecret: WECHAT_APP_SECRET,
  ...(WECHAT_BASE_URL && { baseUrl: WECHAT_BASE_URL, allowUnsafeBaseUrl: true }),
})
