// The main entry: the client, its errors and types, the memory cache, and every helper.

export type {
  AccountApi,
  ClearApiQuotaRequest,
  ClearQuotaRequest,
  GetQuotaRequest,
  GetQuotaResponse,
  GetRidRequest,
  GetRidResponse,
  QuotaPath,
  RateLimit,
  ServerAddresses,
} from './api/account.js'
export type {
  AgentMerchant,
  AgentsApi,
  AgentsPaging,
  GetAgentMerchantRequest,
  GetAgentMerchantResponse,
  GetAgentQualificationResponse,
  GetMerchantQualificationRequest,
  GetMerchantQualificationResponse,
  ListAgentMerchantsRequest,
  ListAgentMerchantsResponse,
  QualificationResult,
  SubmitAgentQualificationRequest,
  SubmitMerchantQualificationRequest,
} from './api/agents.js'
export type {
  CardAdvancedInfo,
  CardBaseInfo,
  CardBody,
  CardColor,
  CodeType,
  DateInfo,
  FixedTerm,
  FixedTimeRange,
  FormerFixedTerm,
  FormerFixedTimeRange,
  PermanentTerm,
  StoredDateInfo,
  TimeLimit,
} from './api/card-base-info.js'
export type {
  BoardingPass,
  BonusRule,
  CardBodies,
  Cash,
  CustomCell,
  CustomField,
  Discount,
  GeneralCard,
  GeneralCardBaseInfo,
  GeneralCoupon,
  Gift,
  Groupon,
  MeetingTicket,
  MemberCard,
  MovieTicket,
  ScenicTicket,
} from './api/card-bodies.js'
export type {
  CardBaseInfoUpdate,
  CardBodyUpdates,
  CardUpdate,
  GeneralCardUpdate,
  MemberCardMessages,
  MemberCardUpdate,
  MessageOperation,
} from './api/card-updates.js'
export type {
  CardStatus,
  CardsApi,
  CardsPaging,
  CardType,
  CreateCardRequest,
  CreateCardResponse,
  DeleteCardRequest,
  GetCardRequest,
  GetCardResponse,
  GetColorsResponse,
  ListCardsRequest,
  ListCardsResponse,
  ModifyStockRequest,
  NewCard,
  StoredAdvancedInfo,
  StoredBaseInfo,
  StoredBody,
  StoredCard,
  UpdateCardRequest,
  UpdateCardResponse,
} from './api/cards.js'
export type {
  CellsApi,
  GetStoreCardRequest,
  GetStoreCardResponse,
  SetPayCellRequest,
  SetSelfConsumeCellRequest,
  SetStoreCardRequest,
} from './api/cells.js'
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
  CreateLandingPageRequest,
  CreateLandingPageResponse,
  CreateQrCodeRequest,
  CreateQrCodeResponse,
  DistributionApi,
  GetArticleHtmlRequest,
  GetArticleHtmlResponse,
  LandingPageScene,
  QrCodeCard,
  SetTestWhitelistRequest,
  SetTestWhitelistResponse,
  SeveralCardsQrCode,
  SingleCardQrCode,
} from './api/distribution.js'
export type {
  ActivateGeneralCardRequest,
  DeactivateGeneralCardRequest,
  GeneralCardsApi,
  UpdateGeneralCardRequest,
  UpdateGeneralCardResponse,
} from './api/general-cards.js'
export type {
  AllGiftPages,
  ApplyForGiftPaymentRequest,
  ApplyForGiftPaymentResponse,
  BindGiftSubMerchantRequest,
  CreateGiftPageRequest,
  CreateGiftPageResponse,
  GetGiftOrderRequest,
  GetGiftOrderResponse,
  GetGiftPageRequest,
  GetGiftPageResponse,
  GiftCardsApi,
  GiftOrder,
  GiftOrderCard,
  GiftPageControl,
  ListGiftOrdersRequest,
  ListGiftOrdersResponse,
  ListGiftPagesResponse,
  OneGiftPage,
  RefundGiftOrderRequest,
  SetGiftMiniProgramRequest,
  SetGiftPageMaintenanceRequest,
  SetGiftPageMaintenanceResponse,
  UpdateGiftPageRequest,
} from './api/gift-cards.js'
export type {
  GiftPage,
  GiftPageCell,
  GiftPageItem,
  GiftPagePicture,
  GiftPageTheme,
} from './api/gift-pages.js'
export type {
  GetInvoiceAuthDataRequest,
  GetInvoiceAuthDataResponse,
  GetInvoiceAuthFieldsResponse,
  GetInvoiceAuthUrlRequest,
  GetInvoiceAuthUrlResponse,
  GetInvoiceContactResponse,
  GetInvoicePayMerchantResponse,
  InvoiceAuthFields,
  InvoiceContact,
  InvoiceCustomField,
  InvoiceCustomValue,
  InvoicePayMerchant,
  InvoiceUserAuthInfo,
  RejectInvoiceInsertRequest,
  SetInvoiceAuthFieldsRequest,
  SetInvoiceContactRequest,
  SetInvoicePayMerchantRequest,
  SetInvoiceUrlResponse,
} from './api/invoice-authorization.js'
export type {
  CreateInvoiceCardRequest,
  CreateInvoiceCardResponse,
  GetInvoicePdfRequest,
  GetInvoicePdfResponse,
  InsertInvoiceRequest,
  InsertInvoiceResponse,
  InvoiceCardInfo,
  InvoiceFace,
  InvoiceItem,
  InvoiceUserData,
  ReimburseStatus,
  UpdateInvoiceStatusRequest,
  UploadInvoicePdfResponse,
} from './api/invoice-cards.js'
export type {
  ClearOutInvoiceRequest,
  GetMadeOutInvoiceRequest,
  GetMadeOutInvoiceResponse,
  InvoiceLine,
  InvoiceToMakeOut,
  MakeOutInvoiceRequest,
} from './api/invoice-issuing.js'
export type {
  GetInvoiceInfoRequest,
  GetInvoiceInfoResponse,
  InvoiceAddress,
  InvoiceInfo,
  InvoiceUserInfo,
  ListInvoiceInfoRequest,
  ListInvoiceInfoResponse,
  SetInvoiceReimbursementRequest,
  SetInvoiceReimbursementsRequest,
} from './api/invoice-reimbursement.js'
export type {
  GetSelectTitleUrlRequest,
  GetSelectTitleUrlResponse,
  GetUserTitleUrlRequest,
  GetUserTitleUrlResponse,
  ScanInvoiceTitleRequest,
  ScanInvoiceTitleResponse,
} from './api/invoice-titles.js'
export type { InvoicesApi } from './api/invoices.js'
export type {
  MediaApi,
  UploadImageRequest,
  UploadImageResponse,
} from './api/media.js'
export type {
  ActivateMemberRequest,
  ActivationFormFields,
  ActivationFormLink,
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
  CardMessage,
  MassMessageResponse,
  MessagesApi,
  PreviewMessageRequest,
  PreviewMessageResponse,
  SendCustomMessageRequest,
  SendMassMessageRequest,
  SendMessageToAllRequest,
} from './api/messages.js'
export type { AllPages } from './api/pages.js'
export type {
  CreatePayGiftRequest,
  CreatePayGiftResponse,
  DeletePayGiftRequest,
  FailedMerchant,
  GetPayGiftRequest,
  GetPayGiftResponse,
  ListPayGiftsRequest,
  ListPayGiftsResponse,
  PayGiftMemberRule,
  PayGiftRule,
  PayGiftRuleBaseInfo,
  PayGiftRuleType,
  PayGiftsApi,
  PayGiftsPaging,
  StoredPayGiftRule,
} from './api/pay-gifts.js'
export type {
  BoardingPassCancellation,
  BoardingPassCheckIn,
  BoardingPassDetails,
  CheckInBoardingPassRequest,
  SpecialTicketsApi,
  UpdateMeetingTicketRequest,
  UpdateMovieTicketRequest,
} from './api/special-tickets.js'
export type {
  CardFigures,
  CardFiguresByCard,
  DateRange,
  ListCardFiguresRequest,
  ListCardFiguresResponse,
  ListMemberCardDetailsRequest,
  ListMemberCardDetailsResponse,
  ListMemberCardFiguresRequest,
  ListMemberCardFiguresResponse,
  ListSummaryRequest,
  ListSummaryResponse,
  MemberCardDetail,
  MemberCardFigures,
  StatisticsApi,
} from './api/statistics.js'
export type {
  CreateStoreRequest,
  CreateStoreResponse,
  DeleteStoreRequest,
  GetStoreCategoriesResponse,
  GetStoreRequest,
  GetStoreResponse,
  ListStoresRequest,
  ListStoresResponse,
  NewStore,
  StoredStore,
  StorePhoto,
  StoreService,
  StoreState,
  StoresApi,
  StoresPaging,
  UpdateStoreRequest,
} from './api/stores.js'
export type {
  CreateSubMerchantRequest,
  CreateSubMerchantResponse,
  GetApplyProtocolResponse,
  GetSubMerchantRequest,
  GetSubMerchantResponse,
  ListSubMerchantsRequest,
  ListSubMerchantsResponse,
  NewSubMerchant,
  SubMerchant,
  SubMerchantCategory,
  SubMerchantStatus,
  SubMerchantSubcategory,
  SubMerchantsApi,
  SubMerchantsPaging,
  UpdateSubMerchantRequest,
  UpdateSubMerchantResponse,
} from './api/sub-merchants.js'
export type {
  GetUserCardListRequest,
  GetUserCardListResponse,
  UsersApi,
} from './api/users.js'
export type {
  CommonFormField,
  CommonFormValue,
  CustomFormValue,
  FormValues,
  UserCardStatus,
  WeChatResponse,
} from './api/wire.js'
export type { CacheAdapter, DedupeState, DedupeStore } from './cache/adapter.js'
export { type MemoryCacheOptions, memoryCache } from './cache/memory.js'
export {
  type ChooseCardFilter,
  type ChooseInvoiceRequest,
  WeChatCardClient,
  type WxConfigRequest,
} from './client.js'
export type { Clock } from './clock.js'
export type { Diagnostic, DiagnosticListener } from './diagnostics.js'
export {
  ApiError,
  CredentialError,
  type CredentialKind,
  type ErrorCategory,
  type ErrorCode,
  EventError,
  type EventErrorCode,
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
export type { CodesImport, DepositAllOptions, DepositedCode, DepositProgress } from './flows/deposit.js'
export type { GiftCardsFlows, GiftPageUrlInput, ListAllGiftOrdersRequest } from './flows/gift-cards.js'
export type { StatisticsRanges } from './flows/statistics.js'
export {
  ACTIVATION_APP_ID,
  type ActivationExtraData,
  type ActivationNavigation,
  type ActivationQuery,
  type ActivationReturn,
  buildActivationNavigation,
  buildCardOpenNavigation,
  type CardOpenInput,
  type CardOpenNavigation,
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
export {
  buildChooseInvoiceParams,
  type ChooseInvoiceInput,
  type ChooseInvoiceParams,
} from './helpers/choose-invoice.js'
export { normalizeEncryptCode } from './helpers/encrypt-code.js'
export { createNonce } from './helpers/nonce.js'
export { buildOpenCardList, type OpenCardItem } from './helpers/open-card.js'
export { cardSignature, type JsapiSignatureInput, jsapiSignature } from './helpers/signature.js'
export type { AccessToken, CardTicket, JsapiTicket } from './helpers/ticket.js'
export { buildWxConfig, type WxConfig, type WxConfigInput } from './helpers/wx-config.js'
export type { WeChatCardClientOptions } from './options.js'
export type { FetchLike } from './transport/fetch-like.js'
export type { CredentialSource } from './transport/issuers.js'
export { type NodeFetch, type NodeFetchOptions, nodeFetch } from './transport/node-fetch.js'
export type { CallOptions, CallRoute, EmptyRequest, FileRequest } from './transport/route.js'
