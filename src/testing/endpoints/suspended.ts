// What WeChat has closed, and with which code: friend coupons and their coins, coupons linked with payments, and
// predecessors of what is there today. No group of the API offers them.

import { refusal } from '../account/refusal.js'
import type { Endpoint, EndpointTable } from '../http/endpoint.js'

/** Refuses, however it is called. An empty body is as good as any. */
const closed = (errcode: number): Endpoint => ({
  body: 'none',
  respond: () => {
    throw refusal(errcode, 'WeChat has closed this endpoint')
  },
})

/** Endpoints that answer with a code and nothing else. */
export const suspendedEndpoints: EndpointTable = {
  // Coins: no account can be opened, so that there is none to ask about; none can be bought, and no stock with them.
  'GET /card/pay/activate': closed(73207),
  'GET /card/pay/getcoinsinfo': closed(73207),
  'POST /card/pay/getorder': closed(73207),
  'POST /card/pay/getorderlist': closed(73207),
  'POST /card/pay/recharge': closed(73206),
  'POST /card/pay/getpayprice': closed(73208),
  'POST /card/pay/confirm': closed(73208),
  // Friend coupons cannot be created, so that there is none to mark.
  'POST /card/code/mark': closed(73205),
  'POST /card/mkt/activity/create': closed(73215),
  // Rules that give a card after a payment: the older generation, and the update that there never was.
  'POST /card/paygiftmembercard/add': closed(40179),
  'POST /card/paygiftmembercard/delete': closed(40179),
  'POST /card/paygiftmembercard/get': closed(40179),
  'POST /card/paygiftcard/update': closed(40179),
  'POST /card/luckymoney/updateuserbalance': closed(45103),
}
