// One message of every event, from the fields that the specification lists; where it has a sample, that sample.
import type { CardEventName, CardEventOf } from '../../../src/events/types.js'
import { xmlOf } from '../../support/event-push.js'

/** A message, and what it has to become. */
export interface Sample<Name extends CardEventName = CardEventName> {
  readonly xml: string
  readonly event: CardEventOf<Name>
}

const user = 'oDEMOuser0000000000000000001'
const CardId = 'pDEMOcard0000000000000000001'
const UserCardCode = '318020000001'

/** Builds a message from what it has to become. */
function built<Name extends CardEventName>(
  Event: Name,
  fields: Omit<CardEventOf<Name>, 'ToUserName' | 'FromUserName' | 'CreateTime' | 'MsgType' | 'Event'>,
): Sample<Name> {
  const head = { ToUserName: 'gh_00aa11bb22cc', FromUserName: user, CreateTime: '1764000000', MsgType: 'event', Event }
  const event = { ...head, ...fields } as unknown as CardEventOf<Name> // the parts make the whole
  return { xml: xmlOf(event as unknown as Record<string, string>), event }
}

export const samples: { readonly [Name in CardEventName]: Sample<Name> } = {
  card_pass_check: built('card_pass_check', { CardId }),
  card_not_pass_check: {
    xml: `<xml>
  <ToUserName><![CDATA[gh_00aa11bb22cc]]></ToUserName>
  <FromUserName><![CDATA[oSYSTEM0000000000000000000aa]]></FromUserName>
  <CreateTime>1764000000</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[card_not_pass_check]]></Event>
  <CardId><![CDATA[pDEMOcard0000000000000000001]]></CardId>
  <RefuseReason><![CDATA[logo unclear]]></RefuseReason>
</xml>`,
    event: {
      ToUserName: 'gh_00aa11bb22cc',
      FromUserName: 'oSYSTEM0000000000000000000aa',
      CreateTime: '1764000000',
      MsgType: 'event',
      Event: 'card_not_pass_check',
      CardId: 'pDEMOcard0000000000000000001',
      RefuseReason: 'logo unclear',
    },
  },
  user_get_card: {
    xml: `<xml>
  <ToUserName><![CDATA[gh_00aa11bb22cc]]></ToUserName>
  <FromUserName><![CDATA[oDEMOuser0000000000000000001]]></FromUserName>
  <CreateTime>1764000011</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[user_get_card]]></Event>
  <CardId><![CDATA[pDEMOcard0000000000000000001]]></CardId>
  <IsGiveByFriend>0</IsGiveByFriend>
  <UserCardCode><![CDATA[318020000001]]></UserCardCode>
  <FriendUserName><![CDATA[]]></FriendUserName>
  <OuterId>0</OuterId>
  <OldUserCardCode><![CDATA[]]></OldUserCardCode>
  <OuterStr><![CDATA[shop42]]></OuterStr>
  <IsRestoreMemberCard>0</IsRestoreMemberCard>
  <IsRecommendByFriend>0</IsRecommendByFriend>
  <SourceScene><![CDATA[SOURCE_SCENE_QRCODE]]></SourceScene>
  <UnionId><![CDATA[oDEMOunion000000000000000001]]></UnionId>
</xml>`,
    event: {
      ToUserName: 'gh_00aa11bb22cc',
      FromUserName: 'oDEMOuser0000000000000000001',
      CreateTime: '1764000011',
      MsgType: 'event',
      Event: 'user_get_card',
      CardId: 'pDEMOcard0000000000000000001',
      IsGiveByFriend: '0',
      UserCardCode: '318020000001',
      FriendUserName: '',
      OuterId: '0',
      OldUserCardCode: '',
      OuterStr: 'shop42',
      IsRestoreMemberCard: '0',
      IsRecommendByFriend: '0',
      SourceScene: 'SOURCE_SCENE_QRCODE',
      UnionId: 'oDEMOunion000000000000000001',
    },
  },
  user_gifting_card: built('user_gifting_card', {
    CardId,
    UserCardCode,
    IsReturnBack: '1',
    FriendUserName: 'oDEMOfriend00000000000000001',
    IsChatRoom: '',
  }),
  user_del_card: built('user_del_card', { CardId, UserCardCode }),
  user_consume_card: {
    xml: `<xml>
  <ToUserName><![CDATA[gh_00aa11bb22cc]]></ToUserName>
  <FromUserName><![CDATA[oDEMOuser0000000000000000001]]></FromUserName>
  <CreateTime>1764000050</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[user_consume_card]]></Event>
  <CardId><![CDATA[pDEMOcard0000000000000000001]]></CardId>
  <UserCardCode><![CDATA[318020000001]]></UserCardCode>
  <ConsumeSource><![CDATA[FROM_API]]></ConsumeSource>
  <LocationName><![CDATA[]]></LocationName>
  <StaffOpenId><![CDATA[]]></StaffOpenId>
  <VerifyCode><![CDATA[]]></VerifyCode>
  <RemarkAmount><![CDATA[]]></RemarkAmount>
  <OuterStr><![CDATA[shop42]]></OuterStr>
  <LocationId>0</LocationId>
</xml>`,
    event: {
      ToUserName: 'gh_00aa11bb22cc',
      FromUserName: 'oDEMOuser0000000000000000001',
      CreateTime: '1764000050',
      MsgType: 'event',
      Event: 'user_consume_card',
      CardId: 'pDEMOcard0000000000000000001',
      UserCardCode: '318020000001',
      ConsumeSource: 'FROM_API',
      LocationName: '',
      StaffOpenId: '',
      VerifyCode: '',
      RemarkAmount: '',
      OuterStr: 'shop42',
      LocationId: '0',
    },
  },
  user_pay_from_pay_cell: built('user_pay_from_pay_cell', {
    CardId,
    UserCardCode,
    TransId: '4200000000202511240000000001',
    LocationId: '291710000',
    Fee: '10000',
    OriginalFee: '12000',
  }),
  user_view_card: built('user_view_card', { CardId, UserCardCode, OuterStr: 'shop42' }),
  user_enter_session_from_card: built('user_enter_session_from_card', { CardId, UserCardCode }),
  update_member_card: built('update_member_card', { CardId, UserCardCode, ModifyBonus: '-3', ModifyBalance: '0' }),
  card_sku_remind: built('card_sku_remind', { CardId, Detail: "the card's quantity is equal to 0" }),
  submit_membercard_user_info: built('submit_membercard_user_info', { CardId, UserCardCode }),
  card_pay_order: built('card_pay_order', {
    OrderId: '404091456',
    Status: 'ORDER_STATUS_FINANCE_SUCC',
    CreateOrderTime: '1764000001',
    PayFinishTime: '1764000002',
    Desc: '',
    FreeCoinCount: '200',
    PayCoinCount: '0',
    RefundFreeCoinCount: '0',
    RefundPayCoinCount: '0',
    OrderType: 'ORDER_TYPE_SYS_ADD',
    Memo: '开通账户奖励',
    ReceiptInfo: '',
  }),
  card_merchant_check_result: built('card_merchant_check_result', {
    MerchantId: '100000123',
    IsPass: '0',
    Reason: '不符',
  }),
  card_merchant_auth_check_result: built('card_merchant_auth_check_result', {
    AppId: 'wx0123456789abcdef',
    SubMerchantAppId: 'wxfedcba9876543210',
    IsPass: '1',
  }),
  giftcard_pay_done: built('giftcard_pay_done', { PageId: 'demoPage+0001=', OrderId: 'Zdemo0001' }),
  giftcard_send_to_friend: {
    xml: `<xml>
  <ToUserName><![CDATA[gh_00aa11bb22cc]]></ToUserName>
  <FromUserName><![CDATA[oDEMObuyer000000000000000001]]></FromUserName>
  <CreateTime>1764000090</CreateTime>
  <MsgType><![CDATA[event]]></MsgType>
  <Event><![CDATA[giftcard_send_to_friend]]></Event>
  <PageId><![CDATA[demoPage+0001=]]></PageId>
  <OrderId><![CDATA[Zdemo0001]]></OrderId>
  <IsChatRoom><![CDATA[false]]></IsChatRoom>
  <IsReturnBack><![CDATA[true]]></IsReturnBack>
</xml>`,
    event: {
      ToUserName: 'gh_00aa11bb22cc',
      FromUserName: 'oDEMObuyer000000000000000001',
      CreateTime: '1764000090',
      MsgType: 'event',
      Event: 'giftcard_send_to_friend',
      PageId: 'demoPage+0001=',
      OrderId: 'Zdemo0001',
      IsChatRoom: 'false',
      IsReturnBack: 'true',
    },
  },
  giftcard_user_accept: built('giftcard_user_accept', {
    PageId: 'demoPage+0001=',
    OrderId: 'Zdemo0001',
    IsChatRoom: 'true',
    UnionId: 'uDEMO00000000000000000000001',
  }),
  user_authorize_invoice: built('user_authorize_invoice', {
    SuccOrderId: 'order-1',
    FailOrderId: '',
    AuthorizeAppId: 'wx0123456789abcdef',
    SPAppId: 'd3JFTkFBYmVyV0dJVWVJM0VCV3hvZz09',
    Source: 'web',
  }),
  update_invoice_status: built('update_invoice_status', {
    Status: 'INVOICE_REIMBURSE_LOCK',
    CardId,
    Code: '256693758000',
  }),
  cloud_invoice_invoiceresult_event: built('cloud_invoice_invoiceresult_event', {
    fpqqlsh: 'request-1',
    status: '2',
    nsrsbh: '150003529999224',
  }),
  submit_invoice_title: built('submit_invoice_title', {
    title: '某某公司',
    tax_no: '91440000000000000X',
    addr: '',
    phone: '',
    bank_type: '',
    bank_no: '',
    attach: 'table-7',
    title_type: 'InvoiceUserTitleBusinessType',
  }),
  poi_check_notify: built('poi_check_notify', { UniqId: '123adb', PoiId: '123123', result: 'fail', msg: '地址不清' }),
  apply_merchant_audit_info: built('apply_merchant_audit_info', { audit_id: '11111', status: '3', reason: '不符' }),
  create_map_poi_audit_info: built('create_map_poi_audit_info', {
    audit_id: '11111',
    status: '1',
    map_poi_id: '2880741500279549033',
    name: '茶铺',
    address: '新港中路397号',
    latitude: '23.099994',
    longitude: '113.324520',
    sh_remark: '',
  }),
  add_store_audit_info: built('add_store_audit_info', {
    audit_id: '11111',
    status: '3',
    reason: '',
    is_upgrade: '0',
    poiid: '12344',
  }),
  modify_store_audit_info: built('modify_store_audit_info', { audit_id: '11111', status: '3', reason: '不符' }),
  user_info_modified: built('user_info_modified', { OpenID: user, AppID: 'wx0123456789abcdef', RevokeInfo: '205' }),
  user_authorization_revoke: built('user_authorization_revoke', {
    OpenID: user,
    UnionID: 'oDEMOunion000000000000000001',
    AppID: 'wx0123456789abcdef',
    RevokeInfo: '203',
  }),
  user_authorization_cancellation: built('user_authorization_cancellation', { OpenID: user, RevokeInfo: '203' }),
}
