// `wechat-card-sdk/testing`: WeChat in memory, and what a cache adapter has to do.

export { type CacheAdapterReport, testCacheAdapter } from '../cache/cache-conformance.js'
export { type DedupeStoreReport, testDedupeStore } from '../cache/dedupe-conformance.js'
export type { Clock } from '../clock.js'
export { InputError, type InputProblem, WeChatCardError } from '../errors.js'
export type {
  Effect,
  EffectType,
  HappenedEffect,
  HappenedEvent,
  OutgoingEvent,
  SimulatedUser,
} from './account/context.js'
export type { InvoiceTitle } from './account/invoices.js'
export type { Log } from './account/log.js'
export type { ReceivedCardMessage } from './account/messages.js'
export type { Permission, SimulatorOptions } from './account/options.js'
export type { ArrivedRequest } from './account/request-log.js'
export type { ReviewKind } from './account/reviews.js'
export type { SimulatorSnapshot } from './account/snapshot.js'
export type { Simulator, SimulatorClientOptions } from './contract.js'
export type { Fault, Faults } from './http/faults.js'
export type { SimulatedPath } from './http/paths.js'
export type { SimulatorFetchInit } from './http/request.js'
export type { ControlCall, Listening, ListenOptions } from './http/server.js'
export type { ActivationReturnData, ActivationValues } from './phone/component.js'
export type { PhoneFailure } from './phone/failure.js'
export type { FormAnswers } from './phone/form.js'
export type { PendingGift } from './phone/gift.js'
export type { GiftPurchase, PaidGiftOrder, PhoneGiftCards } from './phone/gift-cards.js'
export type { PhoneInvoices } from './phone/invoices.js'
export type { Payment, SelfRedemption } from './phone/payment.js'
export type {
  ActivationManner,
  Phone,
  PhoneActivationReturn,
  PhoneAddCardItem,
  PhoneAddCardResult,
  PhoneChooseCardResult,
  PhoneChooseInvoiceResult,
  WalletCard,
} from './phone/phone.js'
export type { HeldCard } from './phone/wallet.js'
export type { WalletActivation } from './phone/wallet-activation.js'
export type { PushHandler, PushOptions, PushReport, PushTarget, Verification } from './pushes/pushes.js'
export { createSimulator } from './simulator.js'
