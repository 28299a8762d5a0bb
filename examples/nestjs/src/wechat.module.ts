// Member cards as a module.
import { Module } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { WeChatCardClient } from 'wechat-card-sdk'
import { CardsController } from './cards.controller.js'
import { ErrorsFilter } from './errors.filter.js'
import { EventsController } from './events.controller.js'
import { SHOP, shopProvider, wechatProvider } from './shop.provider.js'

@Module({
  controllers: [CardsController, EventsController],
  providers: [wechatProvider, shopProvider, { provide: APP_FILTER, useClass: ErrorsFilter }],
  exports: [WeChatCardClient, SHOP],
})
export class WeChatModule {}
