// The entry `wechat-card-sdk/events`: receiving what WeChat tells.
export type { DedupeState, DedupeStore } from '../cache/adapter.js'
export { type MemoryDedupeOptions, memoryDedupe } from '../cache/memory-dedupe.js'
export type { Clock } from '../clock.js'
export type { Diagnostic, DiagnosticListener } from '../diagnostics.js'
export {
  type ErrorCode,
  EventError,
  type EventErrorCode,
  InputError,
  type InputProblem,
  WeChatCardError,
} from '../errors.js'
export { createEventHandler } from './create-event-handler.js'
export { readBoolean, readConsumeSource, readInteger, readOuterStr, readTime } from './fields.js'
export type { EventHandler, EventHandlerOptions, EventHandlers } from './handler.js'
export type { EventRequest } from './message.js'
export { type NodeHandler, type NodeRequest, toNodeHandler } from './node-handler.js'
export type { EventReceiverOptions } from './options.js'
export type { EventQuery } from './query.js'
export {
  EventReceiver,
  type Receipt,
  type Received,
  type ReceivedCardEvent,
  type ReceivedOtherEvent,
} from './receive.js'
export type {
  CardCodeEvent,
  CardNotPassCheckEvent,
  CardPassCheckEvent,
  CardSkuRemindEvent,
  CardTemplateEvent,
  SubmitMembercardUserInfoEvent,
  UpdateMemberCardEvent,
  UserConsumeCardEvent,
  UserDelCardEvent,
  UserEnterSessionFromCardEvent,
  UserGetCardEvent,
  UserGiftingCardEvent,
  UserPayFromPayCellEvent,
  UserViewCardEvent,
} from './types/cards.js'
export type { EventEnvelope, TrueOrFalse, ZeroOrOne } from './types/envelope.js'
export type {
  GiftCardOrderEvent,
  GiftcardPayDoneEvent,
  GiftcardSendToFriendEvent,
  GiftcardUserAcceptEvent,
} from './types/gift-cards.js'
export type {
  CardMerchantAuthCheckResultEvent,
  CardMerchantCheckResultEvent,
  CardPayOrderEvent,
  CoinOrderStatus,
  CoinOrderType,
} from './types/merchants.js'
export type {
  AddStoreAuditInfoEvent,
  ApplyMerchantAuditInfoEvent,
  CloudInvoiceResultEvent,
  CreateMapPoiAuditInfoEvent,
  ModifyStoreAuditInfoEvent,
  PoiCheckNotifyEvent,
  StoreAuditEvent,
  SubmitInvoiceTitleEvent,
  UpdateInvoiceStatusEvent,
  UserAuthorizeInvoiceEvent,
} from './types/neighbours.js'
export type {
  SharedDataEvent,
  UserAuthorizationCancellationEvent,
  UserAuthorizationRevokeEvent,
  UserInfoModifiedEvent,
} from './types/privacy.js'
export type {
  CardEvent,
  CardEventName,
  CardEventOf,
  MessageFields,
  MessageValue,
  OtherEvent,
} from './types.js'
