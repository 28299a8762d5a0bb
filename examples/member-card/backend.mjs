// The merchant's back end: plain node:http and the SDK. It knows nothing of simulators and runs unchanged in production.
import { createServer } from 'node:http'
import { buildOpenCardList, parseActivationReturn, WeChatCardError } from 'wechat-card-sdk'

/** The member card: activated through WeChat's component, with both kinds of buttons that open a mini program. */
const memberCard = ({ miniProgram, logoUrl }) => ({
  card_type: 'MEMBER_CARD',
  member_card: {
    base_info: {
      logo_url: logoUrl,
      brand_name: 'Tea House',
      code_type: 'CODE_TYPE_QRCODE',
      title: 'Tea Club',
      color: 'Color020',
      notice: 'Show before paying',
      description: 'One point per yuan',
      sku: { quantity: 100_000 },
      date_info: { type: 'DATE_TYPE_PERMANENT' },
      get_limit: 1,
      custom_url_name: 'My orders',
      custom_url: 'https://tea.example.com/orders',
      // The original id of the mini program with "@app" after it: not its AppID.
      custom_app_brand_user_name: `${miniProgram}@app`,
      custom_app_brand_pass: 'pages/orders/index',
    },
    prerogative: 'Points on every order',
    supply_bonus: true,
    bonus_cleared: 'Every 31 December',
    bonus_rules: 'One point per yuan',
    supply_balance: false,
    // The jump form: WeChat shows the form, then returns to the mini program, and this back end activates.
    wx_activate: true,
    wx_activate_after_submit: true,
    wx_activate_after_submit_url: 'https://tea.example.com/activate?from=card',
    activate_app_brand_user_name: `${miniProgram}@app`,
    activate_app_brand_pass: 'pages/activate/index',
  },
})

const activationForm = (cardId) => ({
  card_id: cardId,
  required_form: { can_modify: false, common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'] },
  optional_form: { can_modify: false, custom_field_list: ['Favourite tea'] },
})

/** What each path of the back end does: from the request's body to the answer's. */
export function createRoutes(wechat) {
  const members = new Map() // code → what we know. A database in real life.

  return {
    /** Once, by the merchant. */
    'POST /admin/card': async ({ miniProgram, logoUrl }) => {
      const { card_id } = await wechat.cards.create({ card: memberCard({ miniProgram, logoUrl }) })
      await wechat.members.setActivationForm(activationForm(card_id))
      return { cardId: card_id }
    },

    /** The mini program hands the result to wx.addCard as it is. */
    'POST /cards/add': async ({ cardId, outerStr }) => ({
      cardList: await wechat.buildAddCardList([{ cardId, outerStr }]),
    }),

    /** The mini program sends what wx.addCard brought, and hands the result to wx.openCard. */
    'POST /cards/added': async ({ cardList }) => {
      const cards = await wechat.decryptCardList(cardList)
      return {
        cardList: buildOpenCardList(cards.filter((card) => card.ok).map(({ cardId, code }) => ({ cardId, code }))),
      }
    },

    /** The mini program hands the result to wx.navigateToMiniProgram. */
    'POST /activation/open': async ({ cardId, outerStr }) => {
      const { appId, extraData } = await wechat.getActivationNavigation({ cardId, outerStr })
      return { appId, extraData }
    },

    /** The mini program sends the referrerInfo of App.onShow. It may do so more than once. */
    'POST /activation/return': async ({ referrerInfo }) => {
      const activation = parseActivationReturn(referrerInfo)
      if (activation === undefined) return { activated: false }
      const { cardId, code, activateTicket } = activation
      const known = members.get(code)
      if (known) return { activated: true, ...known }
      const { info } = await wechat.members.getActivationInfo({ activate_ticket: activateTicket })
      const membershipNumber = `M-${String(members.size + 1).padStart(4, '0')}`
      await wechat.members.activate({
        card_id: cardId,
        code,
        membership_number: membershipNumber,
        init_bonus: 100,
        init_bonus_record: 'Welcome',
      })
      const member = { membershipNumber, code, form: [...info.common_field_list, ...info.custom_field_list] }
      members.set(code, member)
      return { activated: true, ...member }
    },

    /** After an order. Sends the new total beside the difference, so that a repetition cannot add twice. */
    'POST /points': async ({ cardId, code, add, reason }) => {
      const { bonus } = await wechat.members.getInfo({ card_id: cardId, code })
      const { result_bonus } = await wechat.members.update({
        card_id: cardId,
        code,
        bonus: bonus + add,
        add_bonus: add,
        record_bonus: reason,
      })
      return { points: result_bonus }
    },
  }
}

/** Serves the routes. Errors of the SDK become readable answers; nothing of a secret is in them. */
export function createBackend(wechat) {
  const routes = createRoutes(wechat)
  return createServer(async (request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      response.end(JSON.stringify(body))
    }
    const route = routes[`${request.method} ${request.url}`]
    if (!route) return answer(404, { error: 'no such path' })
    try {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      answer(200, await route(JSON.parse(Buffer.concat(chunks).toString() || '{}')))
    } catch (error) {
      if (!WeChatCardError.is(error)) return answer(500, { error: 'internal error' })
      answer(error.code === 'ERR_INPUT' ? 400 : 502, { error: error.message, code: error.code })
    }
  })
}

/** Starts a server on a free port of this machine. */
export async function listen(server, port = 0) {
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}
