// What the mini program calls, and what the order service calls.
import type { IncomingHttpHeaders } from 'node:http'
import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common'
import { needOrderService, userOf } from './session.js'
import { SHOP, type Shop } from './shop.provider.js'

interface PaidOrder {
  orderId: string
  code: string
  points: number
  reason: string
}

@Controller()
export class CardsController {
  constructor(@Inject(SHOP) private readonly shop: Shop) {}

  @Post('cards/add')
  @HttpCode(200)
  add() {
    return this.shop.add()
  }

  @Post('cards/added')
  @HttpCode(200)
  added(@Body() result: unknown) {
    return this.shop.added(result)
  }

  @Post('activation/open')
  @HttpCode(200)
  openActivation() {
    return this.shop.openActivation()
  }

  @Post('activation/return')
  @HttpCode(200)
  activationReturned(@Headers() headers: IncomingHttpHeaders, @Body() shown: unknown) {
    return this.shop.activationReturned(userOf(headers), shown)
  }

  @Post('cards/show')
  @HttpCode(200)
  show(@Headers() headers: IncomingHttpHeaders, @Body() body: { code?: string } | undefined) {
    return this.shop.card(userOf(headers), body?.code)
  }

  @Post('internal/orders/paid')
  @HttpCode(200)
  orderPaid(@Headers() headers: IncomingHttpHeaders, @Body() order: PaidOrder) {
    needOrderService(headers)
    return this.shop.orderPaid(order)
  }
}
