// Starts the shop against a simulated WeChat: for the demonstration, and for tests.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'

/** The member card, as the merchant makes it once. */
const memberCard = (shopUrl) => ({
  card_type: 'MEMBER_CARD',
  member_card: {
    base_info: {
      logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
      brand_name: '茶语',
      title: '茶语会员卡',
      color: 'Color020',
      code_type: 'CODE_TYPE_QRCODE',
      notice: '结账前请出示',
      description: '消费一元积一分',
      sku: { quantity: 1000 },
      date_info: { type: 'DATE_TYPE_PERMANENT' },
      get_limit: 1,
    },
    prerogative: '消费一元积一分',
    supply_bonus: true,
    bonus_rules: '一元一分',
    bonus_cleared: '每年底清零',
    supply_balance: false,
    wx_activate: true,
    wx_activate_after_submit: true,
    wx_activate_after_submit_url: `${shopUrl}/?from=card`,
  },
})

/** Starts simulator and shop. `auto` lets the phone answer its dialogs by itself. */
export async function startShop({ auto = false, port = 0, simulatorPort = 0 } = {}) {
  const simulator = createSimulator()
  const folder = await mkdtemp(join(tmpdir(), 'web-shop-'))
  // The port is asked for first, because the card and the JS-safe domain name the shop's address.
  const shopPort = port || (await freePort())
  const shopUrl = `http://localhost:${shopPort}`
  const wechat = await simulator.listen({ port: simulatorPort, control: true, allowOrigins: [shopUrl] })

  const merchant = new WeChatCardClient(simulator.clientOptions())
  const { card_id: cardId } = await merchant.cards.create({ card: memberCard(shopUrl) })
  await merchant.members.setActivationForm({
    card_id: cardId,
    required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  })

  const token = 'webShopToken'
  const encodingAESKey = randomBytes(64)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, 43)
  const orderServiceKey = randomBytes(16).toString('hex')
  const child = spawn(process.execPath, ['server.js'], {
    cwd: import.meta.dirname,
    env: {
      PATH: process.env.PATH,
      PORT: String(shopPort),
      STORE: join(folder, 'shop.json'),
      WECHAT_APP_ID: simulator.appId,
      WECHAT_APP_SECRET: simulator.appSecret,
      WECHAT_TOKEN: token,
      WECHAT_AES_KEY: encodingAESKey,
      WECHAT_CARD_ID: cardId,
      WECHAT_BASE_URL: wechat.url,
      WX_SCRIPT: `${wechat.url}/_simulator/wx.js?user={{user}}${auto ? '&auto=1' : ''}`,
      ORDER_SERVICE_KEY: orderServiceKey,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`the shop ended with ${code}`)))
  })
  simulator.pushTo(`${shopUrl}/wechat`, { token, encodingAESKey })

  return {
    simulator,
    cardId,
    shopUrl,
    consoleUrl: `${wechat.url}/_simulator/`,
    /** What the order service does when a customer has paid. */
    async orderPaid(order) {
      const response = await fetch(`${shopUrl}/internal/orders/paid`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${orderServiceKey}` },
        body: JSON.stringify(order),
      })
      return await response.json()
    },
    async stop() {
      child.removeAllListeners('exit')
      child.kill()
      await wechat.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort() {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
