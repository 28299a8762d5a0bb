// Makes the link for a customer: node --env-file=.env link.js ORDER CENTS
import { wechat } from './client.js'
import { authorisationUrl } from './invoices.js'

const [orderId, cents] = process.argv.slice(2)
const platform = process.env.INVOICE_PLATFORM
console.log(await authorisationUrl(wechat, { platform, orderId, cents: Number(cents), now: Date.now() }))
