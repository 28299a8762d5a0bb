// Plays a user and the order service: against the running server, and the simulated WeChat of
// `npx wechat-card-sdk simulate`. The same file lies in each example that has a shop.
const { WECHAT_BASE_URL, ORDER_SERVICE_KEY, SHOP = 'http://127.0.0.1:3000' } = process.env

async function post(url, body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer.error}`)
  return answer
}

// Lin has one openid under the Official Account, and a unionid, by which her session in the mini program knows her.
const user = { openid: `oLin${Date.now()}`, unionid: `uLin${Date.now()}` }
const ask = (path, body = {}) => post(SHOP + path, body, { 'x-demo-unionid': user.unionid })
const phone = async (action, ...args) => {
  const answer = await post(`${WECHAT_BASE_URL}/_simulator/phone/${action}`, { user, arguments: args })
  return answer
}

const added = await phone('addCard', (await ask('/cards/add')).cardList)
const [{ code }] = (await ask('/cards/added', added)).cardList
console.log(`Lin has the card ${code}.`)

const { extraData } = await ask('/activation/open')
const shown = await phone('openActivation', extraData, { USER_FORM_INFO_FLAG_MOBILE: '13800000000' })
const { form } = await ask('/activation/return', shown)
console.log(`She is a member: ${form[0].value}.`)

const order = { orderId: `order ${Date.now()}`, code, points: 30, reason: 'Longjing' }
await post(`${SHOP}/internal/orders/paid`, order, { authorization: `Bearer ${ORDER_SERVICE_KEY}` })
console.log(`She has ${(await ask('/cards/show', { code })).points} points.`)
