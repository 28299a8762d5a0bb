// Codes about cards: making, changing and distributing them, and the permissions that single features need.
import type { CodeTable } from './types.js'

/** The card as a whole. */
export const CARD_ERRCODES: CodeTable = {
  40070: {
    category: 'request',
    en: 'The sku object is wrong. It needs quantity, an integer from 0 to 100000000; cards with imported codes start at 0.',
    zh: 'sku 不合法：需要整数 quantity，范围 0 到 100000000；预存 code 的卡券创建时必须填 0。',
  },
  40071: {
    category: 'request',
    // cards-298, reports-32
    en: 'The card_type is unknown, or the call does not suit this type. Reported for /card/code/consume on a member card: member cards are not redeemed, their points and balance are changed with /card/membercard/updateuser.',
    zh: 'card_type 不认识，或该操作不适用于此类卡券。据开发者反馈，对会员卡调用 /card/code/consume 会返回此码：会员卡不用核销，积分和余额请用 /card/membercard/updateuser 更新。',
  },
  40072: {
    category: 'request',
    en: 'Sources disagree about this code: the card page says that code_type is wrong, the text on the wire speaks of a location id. Check code_type and every entry of location_id_list.',
    zh: '官方说法不一：卡券文档指 code_type 不合法，接口返回的文字则指门店 ID 不合法。请同时检查 code_type 和 location_id_list。',
  },
  40073: {
    category: 'not_found',
    en: 'This account has no such card_id. A card is visible only to the account that created it, so check the AppID as well as the id, which has 28 characters and starts with p.',
    zh: '该账号下没有这个 card_id。卡券只对制卡账号可见，请同时核对 AppID 和 card_id（28 个字符，以 p 开头）。',
  },
  40074: {
    category: 'request',
    en: 'The pay template does not exist or does not fit this card. Check its id.',
    zh: '支付模板 ID 不合法，请核对。',
  },
  40076: {
    category: 'request',
    en: 'The color is not one of the named ones: send a name such as Color010, not the hex value that /card/get answers.',
    zh: '颜色不在可选范围内：请传 Color010 这样的名称，不要传 /card/get 返回的十六进制色值。',
  },
  40077: {
    category: 'request',
    en: 'The type of points is not known. Check the fields about points in the card.',
    zh: '积分类型不合法，请检查卡券里与积分有关的字段。',
  },
  40078: {
    category: 'state',
    en: 'The state of the card forbids this: it is still under review, was rejected, or is deleted. Read base_info.status with /card/get and wait for the event card_pass_check, or use another card.',
    zh: '卡券当前状态不允许此操作：审核中、审核未通过或已删除。请用 /card/get 查看 base_info.status，等收到 card_pass_check 事件再试，或换一张卡券。',
  },
  40079: {
    category: 'request',
    en: 'A time is not allowed: an end before its begin, a time in the past, milliseconds instead of seconds, a date_info without the members that its type wants, or a redemption outside the validity of the code. Check date_info; times are epoch seconds.',
    zh: '时间不合法：结束早于开始、已是过去的时间、把毫秒当成了秒、date_info 缺少其 type 所需的成员，或不在 code 的有效期内核销。请检查 date_info，时间单位为秒。',
  },
  40098: {
    category: 'not_found',
    en: 'WeChat does not know this poi_id for this account. Take store ids from /cgi-bin/poi/getpoilist.',
    zh: '该账号下没有这个 poi_id，请从 /cgi-bin/poi/getpoilist 获取门店 ID。',
  },
  40100: {
    category: 'request',
    en: 'The validity of an existing card can only be widened: keep date_info.type, begin no later and end no earlier than now set. Only DATE_TYPE_FIX_TIME_RANGE can be changed at all.',
    zh: '已有卡券的有效期只能放宽：date_info.type 不能变，开始时间不能更晚，结束时间不能更早，且只有 DATE_TYPE_FIX_TIME_RANGE 可以修改。',
  },
  40107: {
    category: 'state',
    en: 'This button needs a card that is approved and has a store. Wait for the review, and set location_id_list first.',
    zh: '设置该按钮要求卡券已审核通过并关联门店，请等审核通过，并先设置 location_id_list。',
  },
  40122: {
    category: 'request',
    en: 'The stock is not allowed: an integer up to 100000000 in total. Cards with imported codes are created with quantity 0, and their stock is raised after the import.',
    zh: '库存数量不合法：须为整数，总量不超过 100000000。预存 code 的卡券创建时填 0，导入 code 后再增加库存。',
  },
  40124: {
    category: 'request',
    en: 'Too many fields on the face of the card: at most three among custom_field1 to 3, balance and level together. Remove a custom field.',
    zh: '卡面栏位过多：custom_field1~3 与余额、等级合计最多三个，请去掉多余的自定义栏位。',
  },
  40135: {
    category: 'request',
    en: 'A card that has points keeps them: supply_bonus cannot be set back to false. Leave it out of the update, or create another card.',
    zh: '已开启积分的卡券不能再关闭，supply_bonus 不能改回 false。更新时不要传该字段，或者另建一张卡。',
  },
  40136: {
    category: 'request',
    en: 'With imported codes the stock may not exceed the number of codes imported. Create the card with quantity 0, import, compare /card/code/getdepositcount, then raise the stock up to that number.',
    zh: '预存模式下库存不能超过已导入的 code 数量。请先以库存 0 创建，导入 code，用 /card/code/getdepositcount 核对数量，再把库存增加到该数量以内。',
  },
  40143: {
    category: 'request',
    en: 'This card may have no minimum spend: set least_cost to 0 or leave it out.',
    zh: '该卡券不能设置起用金额，least_cost 请填 0 或不填。',
  },
  40145: {
    category: 'request',
    en: 'Quick pay and the middle button (center_title, center_sub_title, center_url) exclude each other. Turn one of them off before setting the other.',
    zh: '快速买单与中部按钮（center_title、center_sub_title、center_url）互斥，请先关闭其中一个再设置另一个。',
  },
  40149: {
    category: 'request',
    en: 'An entry of time_limit is malformed: type MONDAY to SUNDAY, hours 0 to 23, minutes 0 to 59.',
    zh: 'time_limit 结构不合法：type 为 MONDAY 到 SUNDAY，小时 0~23，分钟 0~59。',
  },
  40150: {
    category: 'request',
    // gifts-4
    en: 'The fields of the card do not go together. Compare them one by one with the page of this card type; reported for a gift card with max_give_friend_times 0 and the members of two kinds of date_info.',
    zh: '卡券字段的组合不合法，请对照该类型的文档逐个核对。据开发者反馈，礼品卡的 max_give_friend_times 填 0、date_info 混用两种类型的字段时会出现。',
  },
  40151: {
    category: 'request',
    en: 'A text or picture was stopped by content review. Change the wording or the picture; sending the same again does not help.',
    zh: '文字或图片未通过内容安全审核，请修改后再提交，原样重发没有用。',
  },
  40158: {
    category: 'request',
    // activation-189
    en: 'This needs a card with use_custom_code: false, and a card keeps its kind of code for life: create one whose codes WeChat makes. Reported for cards with custom codes in the activation component of the mini program, which no official page confirms.',
    zh: '这里要求 use_custom_code 为 false，而卡券创建后不能更换 code 模式，请新建一张由微信生成 code 的卡券。据开发者反馈，自定义 code 的会员卡用于小程序开卡组件时会返回此码，官方文档未证实。',
  },
  40165: {
    category: 'request',
    en: 'The mini-program path is not allowed. Write a page that is published in that mini program, such as pages/index/index.',
    zh: '小程序页面路径不合法，请填该小程序已发布的页面，如 pages/index/index。',
  },
  40166: {
    category: 'request',
    en: "The mini program's id is not allowed. Fields ending in user_name want the original id followed by @app (gh_…@app), those named wxa_appid the AppID.",
    zh: '小程序 ID 不合法。以 user_name 结尾的字段要填“原始 ID@app”（gh_…@app），wxa_appid 填 AppID。',
  },
  40168: {
    category: 'request',
    en: "The mini program named in the card is not linked with the Official Account. Link it in the account's console, then create the card again.",
    zh: '卡券中填写的小程序没有与公众号关联，请先在公众号后台关联，再创建卡券。',
  },
  40179: {
    category: 'permission',
    en: 'WeChat has changed this function and no longer lets rules of this kind be added or changed. Existing rules can still be read; for new ones use the successor in WeChat Pay.',
    zh: '该功能已调整，不再允许新增或修改此类规则。已有规则仍可查询，新需求请改用微信支付的替代产品。',
  },
  41011: {
    category: 'request',
    en: 'A required field is missing. WeChat often names it at the end of errmsg; otherwise compare the request with the documentation of this card type.',
    zh: '缺少必填字段，errmsg 末尾常会给出字段名；如果没有，请对照该类型卡券的文档检查。',
  },
  41012: {
    category: 'request',
    en: 'card_id is missing. Cards with custom or imported codes always need it next to the code, because two cards may share a code.',
    zh: '缺少 card_id。自定义 code 或预存 code 的卡券必须同时传 card_id，因为不同卡券的 code 可能相同。',
  },
  45021: {
    category: 'request',
    en: 'A text is too long. WeChat counts a Chinese character as 3: title 27 (9 characters), brand_name 36 (12), notice 48 (16), custom_url_name 15 (5).',
    zh: '有字段超长。一个汉字按 3 计：title 27（9 个汉字）、brand_name 36（12 个）、notice 48（16 个）、custom_url_name 15（5 个）。',
  },
  45025: {
    category: 'request',
    en: 'location_id_list names too many stores. Shorten it, or set use_all_locations instead.',
    zh: 'location_id_list 中的门店过多，请减少，或改用 use_all_locations。',
  },
  45030: {
    category: 'permission',
    // activation-30, activation-115
    en: 'This card_id does not have the function: it may be made in the console or be of a kind that is not open to the account. Reported for auto_activate without its permission, and for an activation form on a card created with auto_activate or activate_url.',
    zh: '该 card_id 没有此功能的权限，可能是后台创建的卡券，或账号未开通该类功能。据开发者反馈，没有权限却使用 auto_activate，或卡券创建时带了 auto_activate、activate_url 再设置开卡字段，都会返回此码。',
  },
  45031: {
    category: 'state',
    en: 'The stock is used up, or the change would take it below 0 or above its limit. Read sku.quantity with /card/get and raise the stock with /card/modifystock.',
    zh: '库存为 0，或调整后会小于 0 或超出上限。请用 /card/get 查看 sku.quantity，再用 /card/modifystock 增加库存。',
  },
  45033: {
    category: 'state',
    en: 'The user already has as many of this card as get_limit allows. Tell the user so; /card/user/getcardlist shows which ones are still usable.',
    zh: '用户领取数量已达 get_limit。请提示用户已领取，可用 /card/user/getcardlist 查看其手中仍可用的卡券。',
  },
  45041: {
    category: 'quota',
    en: 'The card has reached the largest total stock that it can have. Create another card_id.',
    zh: '该卡券的总库存已达上限，请另建一个 card_id。',
  },
  45044: {
    category: 'request',
    en: 'abstract.icon_url_list holds too many pictures. One is allowed.',
    zh: 'abstract.icon_url_list 的图片过多，只能放一张。',
  },
  45046: {
    category: 'request',
    en: 'Middle button, quick pay and self-redemption exclude one another. Keep one of them and turn the others off first.',
    zh: '中部按钮、快速买单、自助核销三者互斥，只能保留一个，请先关闭其他的。',
  },
  45076: {
    category: 'request',
    en: 'The count is not allowed. Pages have their own limits: 50 for /card/batchget, 100 for gift card orders and sub-merchants.',
    zh: 'count 不合法。各接口的每页上限不同：/card/batchget 为 50，礼品卡订单和子商户为 100。',
  },
  45095: {
    category: 'state',
    en: 'The card is used for an advertisement, which freezes its stock. Nothing in the request is wrong: stop, and ask support with the rid if the stock has to change.',
    zh: '该卡券正用于广告投放，库存被冻结，不能修改。请求本身没有问题，请停止调用；确需修改时，带上 rid 联系微信客服。',
  },
  45160: {
    category: 'request',
    en: 'The category of the account or of the sub-merchant does not allow this kind of card. Choose an approved category, or for a sub-merchant one from /card/getapplyprotocol.',
    zh: '账号或子商户的类目不允许创建此类卡券。请使用已通过的类目，子商户的类目从 /card/getapplyprotocol 中选择。',
  },
  72006: {
    category: 'request',
    en: 'The title is not allowed. It has at most 9 Chinese characters (27 bytes).',
    zh: '标题不合法，最多 9 个汉字（27 字节）。',
  },
  72007: {
    category: 'request',
    en: 'reduce_cost is given in cents and is at least 100, one yuan.',
    zh: 'reduce_cost 单位为分，不能小于 100（1 元）。',
  },
  72008: {
    category: 'request',
    en: 'least_cost must be larger than reduce_cost; both are in cents.',
    zh: 'least_cost 必须大于 reduce_cost，单位都是分。',
  },
  72009: {
    category: 'request',
    en: 'get_limit, the number that one user may claim, is 50 at most.',
    zh: 'get_limit（每人可领取的数量）最大为 50。',
  },
  72014: {
    category: 'state',
    en: 'The card shares its stock with a task, so its own stock cannot be changed. The request itself is right; support can tell more with the rid.',
    zh: '该卡券与任务共享库存，不能单独修改库存。请求本身没有问题，可带上 rid 咨询微信客服。',
  },
  72066: {
    category: 'state',
    en: 'The card is used for an advertisement, so its times and budget cannot be changed. Leave them as they are; support can tell more with the rid.',
    zh: '该卡券正用于广告投放，不能修改时间和预算。请保持不变，可带上 rid 咨询微信客服。',
  },
  73205: {
    category: 'permission',
    en: 'Friend coupons can no longer be created. Use another type of card.',
    zh: '朋友的券已暂停创建，请改用其他类型的卡券。',
  },
  73208: {
    category: 'permission',
    en: 'The stock of friend coupons can no longer be changed, since WeChat has frozen the product. Use another type of card.',
    zh: '朋友的券已停止更新，不支持修改库存，请改用其他类型的卡券。',
  },
  73209: {
    category: 'permission',
    en: 'The validity of friend coupons can no longer be changed, since WeChat has frozen the product. Use another type of card.',
    zh: '朋友的券已停止更新，不支持修改有效期，请改用其他类型的卡券。',
  },
  73210: {
    category: 'state',
    en: 'The stock of this batch cannot be changed. Create another card_id if more are needed.',
    zh: '该批次不支持修改库存，如需更多请另建 card_id。',
  },
  73211: {
    category: 'permission',
    en: 'Cards no longer take web pages as targets of their links here. Use a mini-program page instead (the fields ending in app_brand_user_name and app_brand_pass).',
    zh: '这里不再支持跳转网页链接，请改为跳转小程序页面（以 app_brand_user_name 和 app_brand_pass 结尾的字段）。',
  },
  73213: {
    category: 'request',
    en: 'code_type is not one of CODE_TYPE_TEXT, CODE_TYPE_BARCODE, CODE_TYPE_QRCODE, CODE_TYPE_ONLY_QRCODE, CODE_TYPE_ONLY_BARCODE and CODE_TYPE_NONE.',
    zh: 'code_type 不合法，可选 CODE_TYPE_TEXT、CODE_TYPE_BARCODE、CODE_TYPE_QRCODE、CODE_TYPE_ONLY_QRCODE、CODE_TYPE_ONLY_BARCODE、CODE_TYPE_NONE。',
  },
}

/** How cards get to people: QR codes, landing pages, cardExt, the test whitelist. */
export const DISTRIBUTION_ERRCODES: CodeTable = {
  40052: {
    category: 'request',
    en: 'action_name is QR_CARD for one card or QR_MULTIPLE_CARD for several.',
    zh: 'action_name 只能是 QR_CARD（单张）或 QR_MULTIPLE_CARD（多张）。',
  },
  40053: {
    category: 'request',
    en: 'action_info does not fit action_name: QR_CARD wants action_info.card, QR_MULTIPLE_CARD wants action_info.multiple_card.card_list.',
    zh: 'action_info 与 action_name 不匹配：QR_CARD 要传 action_info.card，QR_MULTIPLE_CARD 要传 action_info.multiple_card.card_list。',
  },
  40080: {
    category: 'request',
    en: 'cardExt is not accepted: a wrong signature (often made with the jsapi ticket instead of the wx_card one), a timestamp or nonce_str used before, or a code or openid that this card does not take. Build a new one for every claim and examine it with checkCardExt.',
    zh: 'cardExt 不合法：签名不对（常见原因是用了 jsapi_ticket 而不是 wx_card 的 api_ticket）、timestamp 或 nonce_str 重复使用，或带了该卡券不该带的 code、openid。每次领取都要重新生成，可用 checkCardExt 排查。',
  },
  40082: {
    category: 'request',
    en: 'The banner of the landing page has the wrong size: 640 × 300 pixels are recommended.',
    zh: '货架 banner 图片尺寸不对，建议 640 × 300 像素。',
  },
  40083: {
    category: 'request',
    en: "The banner's URL is too long. Use the one that /cgi-bin/media/uploadimg returns.",
    zh: 'banner 的 URL 过长，请使用 /cgi-bin/media/uploadimg 返回的地址。',
  },
  40129: {
    category: 'request',
    en: 'scene is not one of the documented values, such as SCENE_H5, SCENE_QRCODE or SCENE_ARTICLE.',
    zh: 'scene 不是文档列出的取值，如 SCENE_H5、SCENE_QRCODE、SCENE_ARTICLE。',
  },
  40132: {
    category: 'request',
    en: 'username wants a WeChat id (微信号), not a nickname, phone number or openid. Use the field openid if you do not know it.',
    zh: 'username 要填微信号，不是昵称、手机号或 openid；不知道微信号时请改用 openid 字段。',
  },
  45029: {
    category: 'quota',
    en: 'No more permanent QR codes can be made. Use temporary ones by setting expire_seconds.',
    zh: '永久二维码数量已达上限，请设置 expire_seconds 改用临时二维码。',
  },
  45039: {
    category: 'request',
    en: 'The list names too many cards: a QR code takes at most 5.',
    zh: '列表中的卡券过多：二维码最多 5 张。',
  },
  72022: {
    category: 'permission',
    en: 'The card is not approved yet, and until then only testers can claim it. Put the user on the list with /card/testwhitelist/set (10 users, each call replaces the list), or wait for the review.',
    zh: '卡券尚未审核通过，此时只有测试白名单里的用户能领取。请用 /card/testwhitelist/set 添加该用户（最多 10 人，每次调用覆盖整个名单），或等待审核通过。',
  },
}

/** Features that an account has to apply for. */
export const FEATURE_ERRCODES: CodeTable = {
  43008: {
    category: 'permission',
    en: 'Quick pay needs WeChat Pay: the account has not opened it, or has not applied for quick pay.',
    zh: '快速买单需要微信支付：账号未开通微信支付，或没有申请快速买单。',
  },
  43009: {
    category: 'permission',
    en: 'The account may not use custom codes, which includes importing them. Apply for the permission, or create the card with use_custom_code: false and let WeChat make the codes.',
    zh: '账号没有自定义 code 的权限（导入 code 也需要）。请申请权限，或把 use_custom_code 设为 false，由微信生成 code。',
  },
  43010: {
    category: 'permission',
    en: 'The account may not use stored value. supply_balance needs the filing for prepaid cards (单用途预付卡备案); without it set supply_balance to false.',
    zh: '账号没有储值权限。使用 supply_balance 需要完成单用途预付卡备案，否则请将其设为 false。',
  },
  43011: {
    category: 'permission',
    en: 'The account may not use points. Apply for the permission, or set supply_bonus to false.',
    zh: '账号没有积分权限，请申请权限，或将 supply_bonus 设为 false。',
  },
  43012: {
    category: 'permission',
    en: 'The account may not use custom links. Apply for the permission, or leave custom_url and its fellows out.',
    zh: '账号没有自定义链接的权限，请申请权限，或去掉 custom_url 等字段。',
  },
  43013: {
    category: 'permission',
    en: 'The account may not use cards of the shake feature (摇一摇). Apply for the permission.',
    zh: '账号没有摇一摇卡券的权限，需要先申请。',
  },
  43014: {
    category: 'permission',
    en: 'The agent qualification has to be completed first. See the merchant information in the console of the parent account.',
    zh: '需要先完成代制商户（第三方代制）的资质审核，请在母商户公众号后台的商户信息中处理。',
  },
  43015: {
    category: 'permission',
    en: 'WeChat opens this function by hand, account by account. Apply for it, and leave its fields out until then.',
    zh: '该功能需要微信团队单独开通，请申请；开通之前不要传相关字段。',
  },
  43016: {
    category: 'permission',
    en: 'The account, or the mini program that is named, is not verified. Complete the verification first.',
    zh: '账号（或涉及的小程序）未认证，请先完成认证。',
  },
  43017: {
    category: 'request',
    en: 'The card needs a store for this: set location_id_list first.',
    zh: '该功能要求卡券关联门店，请先设置 location_id_list。',
  },
  45043: {
    category: 'request',
    en: 'A friend coupon needs an abstract and pictures with valid URLs. The product is frozen, so another type of card is the way forward.',
    zh: '朋友的券需要封面摘要和有效的图文图片。该产品已冻结，请改用其他类型的卡券。',
  },
  45045: {
    category: 'permission',
    en: 'The account may not make friend coupons, a product that WeChat has frozen. Use another type of card.',
    zh: '账号没有朋友的券的权限，且该产品已冻结，请改用其他类型的卡券。',
  },
  45053: {
    category: 'request',
    en: 'Too many check codes for self-redemption. Remove some.',
    zh: '自助核销的验证码数量过多，请减少。',
  },
  45054: {
    category: 'request',
    en: 'Too few check codes for self-redemption. Add some.',
    zh: '自助核销的验证码数量过少，请增加。',
  },
  45055: {
    category: 'request',
    en: 'A check code for self-redemption holds a character that is not allowed.',
    zh: '自助核销的验证码包含不允许的字符。',
  },
  45154: {
    category: 'not_found',
    en: 'There is no such check code for self-redemption on this card.',
    zh: '该卡券没有这个自助核销验证码。',
  },
  45155: {
    category: 'state',
    en: 'This check code for self-redemption exists already; nothing remains to be done.',
    zh: '该自助核销验证码已存在，无需重复添加。',
  },
  45156: {
    category: 'request',
    en: 'A check code for self-redemption has the wrong length.',
    zh: '自助核销验证码的长度不对。',
  },
}
