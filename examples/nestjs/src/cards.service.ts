// What is known about cards in users' hands.
import { Injectable } from '@nestjs/common'

@Injectable()
export class CardsService {
  readonly #cards = new Map<string, { openid: string }>() // a database in real life

  remember(cardId: string, code: string, openid: string): void {
    this.#cards.set(`${cardId}:${code}`, { openid })
  }

  find(cardId: string, code: string): { openid?: string } {
    return this.#cards.get(`${cardId}:${code}`) ?? {}
  }
}
