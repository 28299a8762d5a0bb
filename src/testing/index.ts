// `wechat-card-sdk/testing`: WeChat in memory, and what a cache adapter has to do.
export type { Clock } from '../clock.js'
export { InputError, type InputProblem, WeChatCardError } from '../errors.js'
export { type CacheAdapterReport, testCacheAdapter } from './cache-contract.js'
export type { Simulator, SimulatorClientOptions, SimulatorFetchInit } from './contract.js'
export { type DedupeStoreReport, testDedupeStore } from './dedupe-contract.js'
export type { Fault, Faults } from './faults.js'
export type { Effect, EffectType, HappenedEffect, HappenedEvent, OutgoingEvent, SimulatedUser } from './ground.js'
export type { Log } from './log.js'
export type { SimulatedPath } from './paths.js'
export type { ActivationExtraData, ActivationValues } from './phone/component.js'
export type { PhoneFailure } from './phone/failure.js'
export type { FormAnswers } from './phone/form.js'
export type { Gift } from './phone/gift.js'
export type { GiftOrder, GiftPurchase, PhoneGiftCards } from './phone/gift-cards.js'
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
export type { ArrivedRequest } from './requests.js'
export type { ReviewKind } from './reviews.js'
export type { ControlCall, Listening, ListenOptions } from './server.js'
export type { Permission, SimulatorOptions } from './settings.js'
export { createSimulator } from './simulator.js'
export type { SimulatorSnapshot } from './snapshot.js'
export type { InvoiceTitle } from './state/invoices.js'
export type { ReceivedCardMessage } from './state/messages.js'
