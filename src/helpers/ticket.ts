// Three secrets that are all strings, told apart by the compiler alone.

declare const issuedAs: unique symbol

/** The Official Account's access token. Plain strings are accepted in its place; the two tickets are not. */
export type AccessToken = string & { readonly [issuedAs]?: 'accessToken' }

/**
 * The card ticket (`api_ticket`, type `wx_card`), which signs `cardExt` and `wx.chooseCard`. Plain strings are accepted
 * in its place; a {@link JsapiTicket} does not compile.
 */
export type CardTicket = string & { readonly [issuedAs]?: 'cardTicket' }

/**
 * The jsapi ticket (type `jsapi`), which signs `wx.config` and nothing else. Plain strings are accepted in its place; a
 * {@link CardTicket} does not compile.
 */
export type JsapiTicket = string & { readonly [issuedAs]?: 'jsapiTicket' }
