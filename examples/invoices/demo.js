// Plays an invoice from the order to the wallet, and to the employer, against a simulated WeChat, over HTTP.
import assert from 'node:assert/strict'
import { WeChatCardClient } from 'wechat-card-sdk'
import { createSimulator } from 'wechat-card-sdk/testing'
import { authorisationUrl, authorised, deliver, prepare } from './invoices.js'

const simulator = createSimulator()
const { url: baseUrl, close } = await simulator.listen({ port: 0 })
const { appId, appSecret } = simulator
const wechat = new WeChatCardClient({ appId, appSecret, baseUrl, allowUnsafeBaseUrl: true })

const logoUrl = 'http://mmbiz.qpic.cn/mmbiz_png/tea/0'
const { cardId, platform } = await prepare(wechat, {
  logoUrl,
  title: '茶语',
  payee: '茶语有限公司',
  phone: '020-00000000',
})

const order = { orderId: 'A-1', cents: 10_600, platform, now: Date.now() }
const url = await authorisationUrl(wechat, order)
assert.equal(await authorised(wechat, order), undefined)
const lin = simulator.phone({ openid: 'oLin' })
await lin.invoices.authorise(url, { biz_field: { title: '林氏有限公司', tax_no: '91440101MA5ZZZZZ1X' } })
const { title, taxNo } = await authorised(wechat, order)
console.log(`Lin asks for an invoice to ${title}, ${taxNo}.`)

// What the tax system says. It is saved before WeChat is asked.
const invoice = {
  fee: order.cents,
  title,
  buyer_number: taxNo,
  billing_time: Math.floor(order.now / 1000),
  billing_no: '00000001',
  billing_code: '044001900411',
  fee_without_tax: 10_000,
  tax: 600,
  check_code: '01234567890123456789',
}
const pdf = new TextEncoder().encode('%PDF-1.7 …')
const delivery = { appId, cardId, orderId: order.orderId, invoice, pdf }
simulator.faults.add({ path: '/card/invoice/insert', reset: true, executes: true })
await assert.rejects(deliver(wechat, delivery), { code: 'ERR_NETWORK', outcome: 'unknown' })
console.log('The answer gets lost, and the invoice is delivered again.')
await deliver(wechat, delivery)

// Her employer reimburses it: looked at, locked, settled. The code stays encrypted as it came.
const list = JSON.parse((await lin.chooseInvoice()).choose_invoice_info)
assert.equal(list.length, 1)
const [chosen] = list
const address = { card_id: chosen.card_id, encrypt_code: chosen.encrypt_code }
assert.equal((await wechat.invoices.getInfo(address)).user_info.fee, order.cents)
await wechat.invoices.setReimbursement({ ...address, reimburse_status: 'INVOICE_REIMBURSE_LOCK' })
await wechat.invoices.setReimbursement({ ...address, reimburse_status: 'INVOICE_REIMBURSE_CLOSURE' })
console.log('Her employer has reimbursed it.')

await close()
console.log('Done.')
