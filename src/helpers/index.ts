// The helpers' own entry: pure, synchronous, and without any package.
export { type ErrorCode, InputError, type InputProblem, WeChatCardError } from '../errors.js'
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
} from './activation.js'
export { type AddCardInput, type AddCardItem, buildAddCardList, buildCardExt, type CardExtInput } from './card-ext.js'
export type { CardExtProblem, CardExtProblemCode } from './card-ext-problem.js'
export { type CardExtReport, type CheckCardExtInput, checkCardExt } from './check-card-ext.js'
export { buildChooseCardParams, type ChooseCardInput, type ChooseCardParams } from './choose-card.js'
export { buildChooseInvoiceParams, type ChooseInvoiceInput, type ChooseInvoiceParams } from './choose-invoice.js'
export { normalizeEncryptCode } from './encrypt-code.js'
export { createNonce } from './nonce.js'
export { buildOpenCardList, type OpenCardItem } from './open-card.js'
export { cardSignature, type JsapiSignatureInput, jsapiSignature } from './signature.js'
export type { AccessToken, CardTicket, JsapiTicket } from './ticket.js'
export { buildWxConfig, type WxConfig, type WxConfigInput } from './wx-config.js'
