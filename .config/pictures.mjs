// Makes the pictures of the documentation: the console as it looks after a flow, in both languages. Needs `npm run build` and a browser.
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'

const TO = join(import.meta.dirname, '../docs/public')
const WORDS = {
  en: { locale: 'en-US', brand: 'Tea House', title: 'Tea Club', rule: 'One point per yuan', coupon: 'Jasmine Club' },
  zh: { locale: 'zh-CN', brand: '茶语', title: '茶语会员卡', rule: '一元一分', coupon: '茉莉会员卡' },
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
})
for (const [language, { locale, brand, title, rule, coupon }] of Object.entries(WORDS)) {
  const simulator = createSimulator({ clock: { now: () => Date.parse('2026-11-28T10:00:00+08:00') } })
  const wechat = new WeChatCardClient(simulator.clientOptions())
  const server = await simulator.listen({ control: true })
  const create = async (name, color, more) => {
    const { card_id: cardId } = await wechat.cards.create({
      card: {
        card_type: 'MEMBER_CARD',
        member_card: {
          base_info: {
            logo_url: 'http://mmbiz.qpic.cn/mmbiz_png/tea/0',
            brand_name: brand,
            title: name,
            color,
            code_type: 'CODE_TYPE_QRCODE',
            notice: rule,
            description: rule,
            sku: { quantity: 1000 },
            date_info: { type: 'DATE_TYPE_PERMANENT' },
            get_limit: 1,
          },
          prerogative: rule,
          supply_bonus: true,
          bonus_rules: rule,
          bonus_cleared: rule,
          supply_balance: false,
          ...more,
        },
      },
    })
    return cardId
  }
  const cardId = await create(title, 'Color020', { wx_activate: true })
  await create(coupon, 'Color060', { auto_activate: true })
  await wechat.members.setActivationForm({
    card_id: cardId,
    required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  })
  for (const openid of ['oLin', 'oWang']) {
    const phone = simulator.phone({ openid })
    await phone.addCard(await wechat.buildAddCardList([{ cardId }]))
    const { extraData } = await wechat.getActivationNavigation({ cardId })
    if (openid === 'oLin') await phone.openActivation(extraData, { USER_FORM_INFO_FLAG_MOBILE: '13800138000' })
  }
  const [{ code }] = simulator.phone({ openid: 'oLin' }).wallet()
  await wechat.members.update({ card_id: cardId, code, bonus: 130, add_bonus: 30 })
  await wechat.codes.get({ code: '123456789012', check_consume: true }).catch(() => {})

  const context = await browser.newContext({ viewport: { width: 1280, height: 760 }, locale, colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto(`${server.url}/_simulator/`)
  await page.locator('[data-phone=oWang] [data-card]').waitFor()
  await page.screenshot({ path: join(TO, `console-${language}.png`) })
  await page.locator('[data-phone=oLin] [data-card] button').click()
  await page.locator('[role=dialog] .qr').waitFor()
  await page.locator('[role=dialog]').screenshot({ path: join(TO, `card-${language}.png`) })
  await context.close()
  await server.close()
}
await browser.close()
