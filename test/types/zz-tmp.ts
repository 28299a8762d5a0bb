import type { WeChatCardClient } from '../../src/index.js'
export async function f(wechat: WeChatCardClient) {
  await wechat.cards.create({"card":{"card_type":"CASH","cash":{"base_info":{"logo_url":"http://mmbiz.qpic.cn/mmbiz_png/sim/0","brand_name":"Sim Tea","code_type":"CODE_TYPE_QRCODE","title":"5 off 30","color":"Color010","notice":"Show to the cashier","description":"One per order","sku":{"quantity":1000},"date_info":{"type":"DATE_TYPE_FIX_TERM","fixed_term":30,"fixed_begin_term":0},"get_limit":1,"can_share":false,"can_give_friend":true},"advanced_info":{"use_condition":{"can_use_with_other_discount":false},"time_limit":[{"type":"MONDAY","begin_hour":9,"begin_minute":0,"end_hour":18,"end_minute":0}]},"least_cost":3000,"reduce_cost":500}}})
  await wechat.cards.create({"card":{"card_type":"MEMBER_CARD","member_card":{"base_info":{"logo_url":"http://mmbiz.qpic.cn/mmbiz_png/sim/0","brand_name":"Sim Tea","code_type":"CODE_TYPE_BARCODE","title":"Sim Member","color":"Color020","notice":"Show before paying","description":"See terms","sku":{"quantity":100000},"date_info":{"type":"DATE_TYPE_PERMANENT"},"get_limit":1,"can_give_friend":false,"need_push_on_view":true},"prerogative":"Points on every order","wx_activate":true,"wx_activate_after_submit":true,"wx_activate_after_submit_url":"https://m.example.test/activate?from=card","activate_app_brand_user_name":"gh_0123456789ab@app","activate_app_brand_pass":"pages/activate/index","supply_bonus":true,"bonus_cleared":"Every 31 December","bonus_rules":"1 point per yuan","supply_balance":false,"custom_field1":{"name_type":"FIELD_NAME_TYPE_LEVEL","url":"https://m.example.test/level"},"custom_cell1":{"name":"Orders","tips":"Latest","url":"https://m.example.test/orders"},"bonus_rule":{"cost_money_unit":100,"increase_bonus":1,"init_increase_bonus":10}}}})
  void wechat.cards.get
  await wechat.cards.update({"card_id":"pSimCard0000000000000000001a","cash":{"base_info":{"service_phone":"400-000-0000","get_limit":2}}})
  await wechat.distribution.createQrCode({"action_name":"QR_CARD","expire_seconds":1800,"action_info":{"card":{"card_id":"pSimCard0000000000000000001a","is_unique_code":false,"outer_str":"door-1"}}})
  await wechat.codes.deposit({"card_id":"pSimCard0000000000000000002b","code":["SIM001","SIM002"]})
  await wechat.codes.get({"card_id":"pSimCard0000000000000000001a","code":"480019283746","check_consume":false})
  void wechat.users.getCardList
  await wechat.cards.list({"offset":0,"count":10,"status_list":["CARD_STATUS_VERIFY_OK"]})
  await wechat.cards.modifyStock({"card_id":"pSimCard0000000000000000001a","increase_stock_value":500})
  await wechat.cards.delete({"card_id":"pSimCard0000000000000000001a"})
  await wechat.cells.setPayCell({"card_id":"pSimCard0000000000000000001a","is_open":true})
  await wechat.cells.setSelfConsumeCell({"card_id":"pSimCard0000000000000000001a","is_open":true,"need_verify_cod":false,"need_remark_amount":false})
  await wechat.distribution.setTestWhitelist({"openid":["oSimOpen1"],"username":["simuser"]})
  void wechat.cards.getColors
  await wechat.distribution.createLandingPage({"banner":"http://mmbiz.qpic.cn/mmbiz_png/sim0002/0","page_title":"Offers","can_share":true,"scene":"SCENE_H5","card_list":[{"card_id":"pSimCard0000000000000000001a","thumb_url":"http://mmbiz.qpic.cn/mmbiz_png/sim0003/0"}]})
  await wechat.distribution.getArticleHtml({"card_id":"pSimCard0000000000000000001a"})
  await wechat.codes.getDepositCount({"card_id":"pSimCard0000000000000000002b"})
  await wechat.codes.check({"card_id":"pSimCard0000000000000000002b","code":["SIM001","SIM009"]})
  await wechat.codes.consume({"code":"480019283746"})
  await wechat.codes.consume({"code":"480019283746"})
  await wechat.codes.update({"card_id":"pSimCard0000000000000000002b","code":"SIM001","new_code":"SIM001-B"})
  await wechat.codes.setUnavailable({"code":"480019283747","reason":"refund"})
  await wechat.cards.create({"card":{"card_type":"GENERAL_CARD","general_card":{"sub_card_type":"GIFT_CARD","background_pic_url":"https://mmbiz.example/face.png","base_info":{"giftcard_info":{"price":10000},"max_give_friend_times":1,"logo_url":"https://mmbiz.example/logo.png","brand_name":"Demo Store","code_type":"CODE_TYPE_QRCODE","title":"100 yuan card","color":"Color020","notice":"Show at the desk","service_phone":"020-00000000","description":"Not exchangeable for cash","date_info":{"type":"DATE_TYPE_PERMANENT"},"sku":{"quantity":1000},"get_limit":0,"use_custom_code":false,"can_give_friend":true},"supply_bonus":false,"supply_balance":true,"init_balance":10000,"prerogative":"Pay with the card in all shops","auto_activate":true}}})
  await wechat.giftCards.createPage({"page":{"page_title":"Gift cards","support_multi":true,"support_buy_for_self":true,"banner_pic_url":"https://mmbiz.example/b.png","theme_list":[{"theme_pic_url":"https://mmbiz.example/t.png","title":"Thanks","title_color":"#FB966E","category_index":0,"item_list":[{"card_id":"pDEMOgift0000000000000000001","title":"100 yuan"}],"pic_item_list":[{"background_pic_url":"https://mmbiz.example/f.png","outer_img_id":"img1","default_gifting_msg":"Enjoy"}]}],"category_list":[{"title":"Festival"}],"address":"1 Demo Road","service_phone":"020-00000000","biz_description":"Refund by phone","cell_1":{"title":"Invoice","url":"https://shop.example/inv"},"cell_2":{"title":"Refund","url":"https://shop.example/ref"}}})
  await wechat.giftCards.listPages({})
  void wechat.giftCards.getOrder
  await wechat.payGifts.create({"rule_info":{"type":"RULE_TYPE_PAY_MEMBER_CARD","base_info":{"mchid_list":["1900000001"],"begin_time":1764000000,"end_time":1795536000},"member_rule":{"card_id":"pDEMOmember00000000000000001","least_cost":1,"max_cost":2000000}}})
  await wechat.subMerchants.create({"info":{"brand_name":"Demo Cafe","logo_url":"https://mmbiz.example/l.png","protocol":"MEDIA1","end_time":1795536000,"primary_category_id":1,"secondary_category_id":101}})
  await wechat.specialTickets.updateMovieTicket({"code":"277200000001","card_id":"pDEMOmovie000000000000000001","ticket_class":"3D","show_time":1764100000,"duration":120,"screening_room":"Hall 5","seat_number":["5-14","5-15"]})
  await wechat.statistics.listCards({"begin_date":"2026-11-01","end_date":"2026-11-20","cond_source":1})
  await wechat.codes.decrypt({"encrypt_code":"kS9sYh1T0d2mJxq+Zc7u4Q=="})
  void wechat.members.getActivationUrl
  await wechat.members.setActivationForm({"card_id":"pSimCard0001","service_statement":{"name":"Terms","url":"https://m.example.test/terms"},"required_form":{"can_modify":false,"common_field_id_list":["USER_FORM_INFO_FLAG_MOBILE"],"rich_field_list":[{"type":"FORM_FIELD_RADIO","name":"Shop","values":["North","South"]}]},"optional_form":{"can_modify":false,"common_field_id_list":["USER_FORM_INFO_FLAG_BIRTHDAY"],"custom_field_list":["Favourite tea"]}})
  void wechat.members.getActivationInfo
  void wechat.members.getInfo
  await wechat.members.activate({"membership_number":"M-0007","code":"480019283746","card_id":"pSimCard0001","init_bonus":100,"init_bonus_record":"Welcome"})
  await wechat.members.update({"code":"480019283746","card_id":"pSimCard0001","bonus":150,"add_bonus":50,"record_bonus":"Order 88","notify_optional":{"is_notify_bonus":true}})
  void wechat.account.getQuota
  await wechat.account.clearQuota({"appid":"wx00000000000000a1"})
  await wechat.account.clearApiQuota({"cgi_path":"/channels/ec/product/get"})
  await wechat.account.getQuota({"cgi_path":"/card/create"})
  await wechat.account.getRid({"rid":"65a1b2c3-0a0b0c0d-11223344"})
  void wechat.account.getCallbackAddresses
  void wechat.account.getApiAddresses
}
