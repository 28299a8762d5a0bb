// The main entry: the client, its errors and types, the memory cache, and every helper.

export type {
  BoardingPass,
  BonusRule,
  CardAdvancedInfo,
  CardBaseInfo,
  CardBodies,
  CardBody,
  Cash,
  CodeType,
  CustomCell,
  CustomField,
  DateInfo,
  Discount,
  FixedTerm,
  FixedTimeRange,
  GeneralCard,
  GeneralCardBaseInfo,
  GeneralCoupon,
  Gift,
  Groupon,
  MeetingTicket,
  MemberCard,
  MovieTicket,
  PermanentTerm,
  ScenicTicket,
  TimeLimit,
} from './api/card-bodies.js'
export type {
  CardBaseInfoUpdate,
  CardStatus,
  CardsApi,
  CardType,
  CardUpdate,
  CreateCardRequest,
  CreateCardResponse,
  DeleteCardRequest,
  GetCardRequest,
  GetCardResponse,
  GetColorsResponse,
  ListCardsRequest,
  ListCardsResponse,
  MemberCardMessages,
  MessageOperation,
  ModifyStockRequest,
  NewCard,
  StoredBaseInfo,
  StoredBody,
  StoredCard,
  UpdateCardRequest,
  UpdateCardResponse,
} from './api/cards.js'
export type {
  CheckCodesRequest,
  CheckCodesResponse,
  CodeAddress,
  CodesApi,
  ConsumeCodeRequest,
  ConsumeCodeResponse,
  DecryptCodeRequest,
  DecryptCodeResponse,
  DepositCodesRequest,
  DepositCodesResponse,
  GetCodeRequest,
  GetCodeResponse,
  GetDepositCountRequest,
  GetDepositCountResponse,
  SetCodeUnavailableRequest,
  UpdateCodeRequest,
} from './api/codes.js'
export type {
  ActivateMemberRequest,
  ActivationFormFields,
  DeactivateMemberRequest,
  GetActivationInfoRequest,
  GetActivationInfoResponse,
  GetActivationUrlRequest,
  GetActivationUrlResponse,
  GetMemberInfoRequest,
  GetMemberInfoResponse,
  MembersApi,
  RichFormField,
  SetActivationFormRequest,
  UpdateMemberRequest,
  UpdateMemberResponse,
} from './api/members.js'
export type {
  CommonFormField,
  CommonFormValue,
  CustomFormValue,
  UserCardStatus,
  WeChatResponse,
} from './api/wire.js'
export type { CacheAdapter, DedupeStore } from './cache/adapter.js'
export { type MemoryCacheOptions, memoryCache } from './cache/memory.js'
export { type CallRoute, type ChooseCardFilter, WeChatCardClient, type WxConfigRequest } from './client.js'
export type { Clock } from './clock.js'
export type { Diagnostic, DiagnosticListener } from './diagnostics.js'
export {
  ApiError,
  CredentialError,
  type CredentialKind,
  type ErrorCategory,
  type ErrorCode,
  InputError,
  type InputProblem,
  type Outcome,
  type Refusal,
  TransportError,
  type TransportErrorCode,
  WeChatCardError,
  type WireFacts,
} from './errors.js'
export type { ActivationNavigationRequest } from './flows/activation-navigation.js'
export type { AddedCard, ChosenCard, DecryptedCard, EncryptedCardList } from './flows/decryption.js'
export {
  ACTIVATION_APP_ID,
  type ActivationExtraData,
  type ActivationNavigation,
  type ActivationQuery,
  type ActivationReturn,
  buildActivationNavigation,
  parseActivateUrl,
  parseActivationQuery,
  parseActivationReturn,
} from './helpers/activation.js'
export {
  type AddCardInput,
  type AddCardItem,
  buildAddCardList,
  buildCardExt,
  type CardExtInput,
} from './helpers/card-ext.js'
export type { CardExtProblem, CardExtProblemCode } from './helpers/card-ext-problem.js'
export { type CardExtReport, type CheckCardExtInput, checkCardExt } from './helpers/check-card-ext.js'
export { buildChooseCardParams, type ChooseCardInput, type ChooseCardParams } from './helpers/choose-card.js'
export { normalizeEncryptCode } from './helpers/encrypt-code.js'
export { createNonce } from './helpers/nonce.js'
export { buildOpenCardList, type OpenCardItem } from './helpers/open-card.js'
export { cardSignature, type JsapiSignatureInput, jsapiSignature } from './helpers/signature.js'
export type { AccessToken, CardTicket, JsapiTicket } from './helpers/ticket.js'
export { buildWxConfig, type WxConfig, type WxConfigInput } from './helpers/wx-config.js'
export type { WeChatCardClientOptions } from './options.js'
export type { FetchLike } from './transport/http.js'
export type { CredentialSource } from './transport/issuers.js'
export type { CallOptions, EmptyRequest } from './transport/route.js'
