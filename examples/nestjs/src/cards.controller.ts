// What the mini program calls.
import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common'
import { type AddCardItem, type DecryptedCard, type EncryptedCardList, WeChatCardClient } from 'wechat-card-sdk'
import { CardsService } from './cards.service.js'

@Controller('cards')
export class CardsController {
  constructor(
    @Inject(WeChatCardClient) private readonly wechat: WeChatCardClient,
    @Inject(CardsService) private readonly cards: CardsService,
  ) {}

  @Post('add')
  @HttpCode(200)
  async add(@Body() { cardId }: { cardId: string }): Promise<{ cardList: AddCardItem[] }> {
    return { cardList: await this.wechat.buildAddCardList([{ cardId, outerStr: 'nestjs' }]) }
  }

  @Post('added')
  @HttpCode(200)
  async added(@Body() { cardList }: { cardList: EncryptedCardList }): Promise<{ cards: DecryptedCard[] }> {
    return { cards: await this.wechat.decryptCardList(cardList) }
  }

  @Get(':cardId/:code')
  find(@Param('cardId') cardId: string, @Param('code') code: string): { openid?: string } {
    return this.cards.find(cardId, code)
  }
}
