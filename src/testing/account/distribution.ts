// What leads users to cards: QR codes and landing pages.

import type { CardRecord } from './cards.js'
import type { SimulationContext } from './context.js'
import { ALPHABET } from './random.js'

/** A card behind a QR code, with what its claim will carry. */
export interface QrCodeEntry {
  readonly card: CardRecord
  readonly code: string | undefined
  readonly openid: string | undefined
  readonly isUniqueCode: boolean
  readonly outerId: number
  readonly outerStr: string | undefined
}

/** A QR code. */
export interface QrCode {
  readonly ticket: string
  /** What it says. */
  readonly url: string
  readonly entries: readonly QrCodeEntry[]
  /** Epoch seconds. */
  readonly expiresAt: number
  /** Claimed with: those with a code, an openid or `is_unique_code` work once. */
  used: boolean
}

/** A page with cards. */
export interface LandingPage {
  readonly id: number
  readonly url: string
  readonly title: string
  readonly scene: string
  readonly cards: readonly CardRecord[]
}

/** Holds the account's QR codes and landing pages. */
export class Distribution {
  readonly #context: SimulationContext
  readonly #qrCodes = new Map<string, QrCode>()
  readonly pages: LandingPage[] = []

  constructor(context: SimulationContext) {
    this.#context = context
  }

  addQrCode(entries: readonly QrCodeEntry[], lifetimeSeconds: number): QrCode {
    const { random } = this.#context
    const qrCode: QrCode = {
      ticket: `gQ${random.text(84, ALPHABET.id)}==`,
      url: `http://weixin.qq.com/q/${random.text(22, ALPHABET.id)}`,
      entries,
      expiresAt: this.#context.seconds() + lifetimeSeconds,
      used: false,
    }
    this.#qrCodes.set(qrCode.url, qrCode)
    return qrCode
  }

  /** The QR code that says this. */
  findQrCode(url: string): QrCode | undefined {
    return this.#qrCodes.get(url)
  }

  /** The QR code whose picture has this ticket. */
  findByTicket(ticket: string | null): QrCode | undefined {
    return [...this.#qrCodes.values()].find((qrCode) => qrCode.ticket === ticket)
  }

  /** The newest that somebody can claim with now, the newest last. */
  newestQrCodes(most: number): QrCode[] {
    return [...this.#qrCodes.values()].filter((qrCode) => this.isGood(qrCode)).slice(-most)
  }

  /** Whether somebody can claim with it now. */
  isGood(qrCode: QrCode): boolean {
    const once = qrCode.entries.some(
      (each) => each.isUniqueCode || each.code !== undefined || each.openid !== undefined,
    )
    return this.#context.seconds() < qrCode.expiresAt && !(once && qrCode.used)
  }

  addPage(title: string, scene: string, cards: readonly CardRecord[]): LandingPage {
    const id = this.pages.length + 1
    const url = `https://mp.weixin.qq.com/bizmall/cardlandingpage?page_id=${id}&scene=${encodeURIComponent(scene)}`
    const page = { id, url, title, scene, cards }
    this.pages.push(page)
    return page
  }
}
