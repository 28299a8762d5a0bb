// The page: takes the card, opens it, activates it, and shows the points. It runs in WeChat's browser as it stands.

async function ask(path, body) {
  const response = await fetch(path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error)
  return answer
}

const $ = (id) => document.querySelector(`#${id}`)
const say = (text) => {
  $('state').textContent = text
}

/** The callbacks of WeChat's JS-SDK as a promise. */
const call = (name, params) =>
  new Promise((resolve, reject) =>
    wx[name]({ ...params, success: resolve, fail: reject, cancel: () => reject({ errMsg: 'cancel' }) }),
  )

let held = JSON.parse(localStorage.getItem('card') ?? 'null') // { cardId, code }: the server checks whose it is

async function show() {
  $('get').hidden = held !== null
  $('open').hidden = held === null
  if (held === null) return
  const { active, points } = await ask('cards/show', { code: held.code })
  $('activate').hidden = active
  $('points').hidden = !active
  $('points').value = points
  say(active ? '积分' : '会员卡还没有激活')
}

async function start() {
  // The address as it was when the page was loaded, without its fragment: this is what gets signed.
  wx.config(await ask(`wx/config?url=${encodeURIComponent(location.href.split('#')[0])}`))
  await new Promise((resolve, reject) => {
    wx.ready(resolve)
    wx.error(reject)
  })
  const query = new URLSearchParams(location.search)
  if (query.has('activate_ticket')) {
    const { code } = await ask('activation/return', { url: location.href })
    held = { cardId: query.get('card_id'), code }
    localStorage.setItem('card', JSON.stringify(held))
  }
  await show()
}

const failed = (error) => say(error.errMsg ?? error.message)

$('get').addEventListener('click', async () => {
  try {
    const { cardList } = await call('addCard', await ask('cards/add', {}))
    const opened = await ask('cards/added', { cardList })
    held = opened.cardList[0]
    localStorage.setItem('card', JSON.stringify(held))
    await show()
  } catch (error) {
    failed(error)
  }
})

$('open').addEventListener('click', () => call('openCard', { cardList: [held] }).catch(failed))

$('activate').addEventListener('click', async () => {
  try {
    const { url } = await ask('activation/open', {})
    location.href = url // WeChat's form; it comes back to this page with a ticket in the address
  } catch (error) {
    failed(error)
  }
})

start().catch(failed)
