// Codes about what users hold: single codes, member cards, gift cards, and what hangs on them.
import type { CodeTable } from './types.js'

/** Single codes: importing, reading, redeeming. */
export const ISSUED_CODE_ERRCODES: CodeTable = {
  40056: {
    category: 'not_found',
    // activation-149, reports-9
    en: 'WeChat does not know this code: it was never claimed (an imported code counts only once claimed), a friend has accepted it, it is still encrypted, or card_id is missing for a custom code. Reported also for a moment right after claiming, so ask again a second later, and for the 18-digit dynamic code that some member cards show; use the token of the account that owns the card.',
    zh: '查不到该 code：尚未被领取（导入的 code 领取后才算）、已转赠给好友、仍是加密的 code，或自定义 code 没有传 card_id。据开发者反馈，刚领取时也会短暂返回此码，隔一秒再试即可；部分会员卡显示的 18 位动态码也查不到；另外要用制卡公众号的 token。',
  },
  40075: {
    category: 'request',
    en: 'The encrypted code cannot be decrypted. Decode it exactly once if it came from a URL (a + that became a space and a leftover %3D both break it), pass it whole, and use the token of the account that owns the card; a plain code of 12 digits needs no decryption.',
    zh: '加密 code 无法解密。来自 URL 的值要且只要解码一次（+ 变成空格、残留 %3D 都会出错），传完整的值，并使用制卡公众号的 token；12 位数字是明文 code，无需解密。',
  },
  40099: {
    category: 'state',
    en: 'The code has been redeemed. After a timed-out call this usually means that the first attempt worked: compare with your own record, and read the state with /card/code/get and check_consume: false.',
    zh: '该 code 已核销。如果上一次核销超时，多半是那次已经成功，请核对自己的记录；可用 /card/code/get 并传 check_consume: false 查询状态。',
  },
  40109: {
    category: 'request',
    en: 'One call takes at most 100 codes. Split the list, or let codes.depositAll do it.',
    zh: '一次最多 100 个 code，请分批提交，或使用会自动分批的 codes.depositAll。',
  },
  40110: {
    category: 'request',
    en: 'The list holds an empty code. Remove it; nothing may have been imported, so check with /card/code/checkcode and send the list again.',
    zh: '列表中有空的 code，请去掉。这批可能没有导入，请用 /card/code/checkcode 核对后重新提交。',
  },
  40111: {
    category: 'request',
    en: 'The list holds the same code twice. Remove the duplicate, check with /card/code/checkcode what was imported, and send the rest again.',
    zh: '列表中有重复的 code，请去重，用 /card/code/checkcode 核对已导入的部分，再提交其余的。',
  },
  40112: {
    category: 'request',
    en: 'bind_openid cannot be set on this card. Leave it out.',
    zh: '该卡券不能设置 bind_openid，请去掉该字段。',
  },
  40116: {
    category: 'not_found',
    en: 'WeChat does not accept this code. It has at most 20 characters and must belong to this card; /card/code/get tells whether it is known.',
    zh: 'code 不合法。它最多 20 个字符，且必须属于该卡券，可用 /card/code/get 查询。',
  },
  40127: {
    category: 'state',
    en: 'The code exists but cannot be used: the holder deleted it or is giving it away, it has expired, or it was made unavailable. Read user_card_status with /card/code/get and check_consume: false, and decide by that.',
    zh: '该 code 存在但不可用：用户已删除、正在转赠、已过期或已被设为失效。请用 /card/code/get 并传 check_consume: false，根据 user_card_status 处理。',
  },
  40146: {
    category: 'state',
    en: 'Another user has marked this code. A mark ends by itself after 5 minutes; until then only the openid that set it can redeem or release it.',
    zh: '该 code 已被其他用户占用。占用 5 分钟后自动释放，在此之前只能由占用它的 openid 核销或取消占用。',
  },
  40147: {
    category: 'state',
    en: 'The code may not be redeemed at this time. Check the validity of the code and the conditions of the card.',
    zh: '当前时间不允许核销，请检查该 code 的有效期和卡券的使用条件。',
  },
  40174: {
    category: 'state',
    en: 'This user does not hold the card. Check that openid and code belong together and that the card was not given away.',
    zh: '该用户没有持有这张卡券，请确认 openid 与 code 对应，且卡券没有被转赠。',
  },
  41013: {
    category: 'request',
    en: 'The code is missing or empty. Send the code of the card in plain, as decryptCode answers it.',
    zh: '缺少 code，或其值为空。请传解密后的卡券 Code（decryptCode 的结果）。',
  },
  43018: {
    category: 'state',
    en: 'A friend coupon has to be marked before it is redeemed. Call /card/code/mark for this code and openid first.',
    zh: '朋友的券要先占用再核销，请先对该 code 和 openid 调用 /card/code/mark。',
  },
  72020: {
    category: 'state',
    en: 'The user has redeemed as many of this card as use_limit allows. Tell the user so.',
    zh: '该用户的核销次数已达 use_limit，请提示用户。',
  },
}

/** Member cards and their activation. */
export const MEMBER_ERRCODES: CodeTable = {
  45022: {
    category: 'request',
    en: 'The points are out of range. Send an integer, not below 0 after the change, and not above what the card allows.',
    zh: '积分超出范围。请传整数，变更后不能小于 0，也不能超过上限。',
  },
  45023: {
    category: 'request',
    en: 'The balance is out of range. Send an integer number of cents that does not make it negative.',
    zh: '余额超出范围。请传以分为单位的整数，变更后不能为负。',
  },
  72001: {
    category: 'not_found',
    en: 'No card fits the request. Check card_id, and that the account that asks is the one that created the card.',
    zh: '没有匹配的卡券，请核对 card_id，并确认调用账号就是制卡账号。',
  },
  72003: {
    category: 'request',
    en: 'This call is for member cards only, and the card_id or code belongs to another type. Read card_type with /card/get.',
    zh: '该接口只支持会员卡，而 card_id 或 code 属于其他类型的卡券，请用 /card/get 查看 card_type。',
  },
  72011: {
    category: 'request',
    en: "The activate_ticket is damaged or belongs to another account. Take it from App.onShow as it is, or decode it exactly once if it came from a URL, and call with the account that created the card, not with the mini program's.",
    zh: 'activate_ticket 已损坏或属于其他账号。从 App.onShow 取到的直接使用，来自 URL 的只解码一次，并用制卡公众号（不是小程序）的 token 调用。',
  },
  72012: {
    category: 'state',
    // activation-121, reports-3
    en: 'The activate_ticket has expired. Reported now and then for a ticket only seconds old, where asking again once or twice succeeds. If it stays, let the user try once more; where the component shows the card and no form any more, activate with the code of the claim event and ask in a form of your own.',
    zh: 'activate_ticket 已过期。据开发者反馈，几秒前刚拿到的 ticket 偶尔也会返回此码，重试一两次即可成功。如果一直失败，请让用户再试一次；若组件只显示卡片、不再出现表单，请用领卡事件里的 code 激活，并用自己的表单收集资料。',
  },
  72016: {
    category: 'permission',
    en: 'The account may not create member cards: the permission is missing or its industry is not among the admitted ones. Check the card feature and the category in the console.',
    zh: '账号没有创建会员卡的权限，或所属行业类目不在开放范围内，请在后台检查卡券功能和类目。',
  },
  72019: {
    category: 'request',
    en: 'card_id_list in modify_msg_operation or activate_msg_operation takes at most 5 cards.',
    zh: 'modify_msg_operation、activate_msg_operation 中的 card_id_list 最多 5 张卡券。',
  },
  72026: {
    category: 'request',
    // activation-28
    en: 'The card is not set up for one-click activation. Create it with wx_activate: true and without auto_activate and activate_url, either of which switches wx_activate off; set the form afterwards and fetch the activation link last. Developers report that an existing card often cannot be switched, so that only a new one helps.',
    zh: '该卡没有开启一键激活。创建时要设 wx_activate: true，且不要传 auto_activate 和 activate_url（任意一个都会使 wx_activate 失效），之后再设置开卡字段，最后获取开卡链接。据开发者反馈，已有的卡往往无法切换，只能新建。',
  },
  73103: {
    category: 'request',
    en: 'The mini program in url_cell is not linked with the Official Account. Link it in the console first.',
    zh: 'url_cell 中的小程序没有与公众号关联，请先在公众号后台关联。',
  },
  73212: {
    category: 'permission',
    en: 'The account has no permission for backup members. Leave that feature out, or ask support with the rid how to get it.',
    zh: '账号没有备用会员（backup member）的权限。请不要使用该功能，或带上 rid 向微信客服咨询如何开通。',
  },
  73214: {
    category: 'state',
    en: 'The user is a member already, so there is nothing left to do. Read the member with /card/membercard/userinfo/get.',
    zh: '用户已经是会员，无需再处理，可用 /card/membercard/userinfo/get 读取会员信息。',
  },
}

/** Gift cards and rules that give a card after a payment. */
export const GIFT_ERRCODES: CodeTable = {
  72002: {
    category: 'permission',
    en: 'The merchant number is not bound to this AppID. Bind it in the WeChat Pay merchant platform.',
    zh: '商户号没有绑定该 AppID，请在微信支付商户平台绑定。',
  },
  72004: {
    category: 'state',
    en: 'Another account has a rule for this merchant number. occupy_appid and occupy_rule_id in fail_mchid_list say which; that rule has to be deleted or end first.',
    zh: '该商户号已被其他账号的规则占用，fail_mchid_list 中的 occupy_appid、occupy_rule_id 指明是哪一个，需先删除该规则或等其结束。',
  },
  72005: {
    category: 'quota',
    en: 'The rule names too many merchant numbers. Spread them over several rules.',
    zh: '规则中的商户号过多，请分到多条规则里。',
  },
  72010: {
    category: 'request',
    en: 'A merchant number in mchid_list is malformed. Write it as a string of digits.',
    zh: 'mchid_list 中的商户号格式不对，请用数字字符串填写。',
  },
  72013: {
    category: 'permission',
    en: 'The order was not authorised for this account, or the authorisation has expired. Check order_id and the AppID.',
    zh: '该订单没有授权给此账号，或授权已过期，请核对 order_id 和 AppID。',
  },
  72021: {
    category: 'permission',
    en: 'The account may not create gift cards. They are open to some categories only, such as shopping, food, hotels and leisure, and cards with stored value also need the prepaid card filing (单用途预付卡备案). GIFT is the exchange coupon, not this type (GENERAL_CARD).',
    zh: '账号没有创建礼品卡的权限。礼品卡只对购物、餐饮、酒店、休闲等部分类目开放，储值类还需要单用途预付卡备案。注意 GIFT 是兑换券，与礼品卡（GENERAL_CARD）不同。',
  },
  72030: {
    category: 'request',
    en: 'The merchant number is not valid for this rule. Check that it exists and is bound to this AppID.',
    zh: '商户号对该规则无效，请确认它存在且已绑定该 AppID。',
  },
  72031: {
    category: 'request',
    en: 'WeChat does not accept a value. In a rule for gifts after payment check type, the times in seconds, and least_cost and max_cost in cents; at an invoice check that appid is not the s_pappid, order_id is not empty, and no key has a blank in it.',
    zh: '参数值不合法。支付即会员规则请检查 type、以秒为单位的时间，以及以分为单位的 least_cost、max_cost；发票接口请检查 appid 是否误填了 s_pappid、order_id 是否为空、JSON 键名里是否带了空格。',
  },
  72032: {
    category: 'state',
    en: 'The rule that gives a card after payment has ended. Add a new one.',
    zh: '该支付后送卡规则已过期，请新建。',
  },
  72033: {
    category: 'state',
    en: 'The state of the rule forbids this. Read it with /card/paygiftcard/getbyid; a rule is changed by deleting it and adding another.',
    zh: '规则当前状态不允许此操作，请用 /card/paygiftcard/getbyid 查看；规则不能修改，只能删除后新建。',
  },
  72034: {
    category: 'not_found',
    en: 'There is no such rule_id in this account. List the rules with /card/paygiftcard/batchget.',
    zh: '该账号下没有这个 rule_id，请用 /card/paygiftcard/batchget 查询已有规则。',
  },
  73215: {
    category: 'permission',
    en: 'Coupons linked with payments have been taken offline. Use the vouchers (代金券) of WeChat Pay.',
    zh: '支付打通券已下线，请改用微信支付代金券。',
  },
  73216: {
    category: 'request',
    en: "The gift card's button may only be called 使用礼品卡, 立即使用 or 去点外卖.",
    zh: '礼品卡的按钮名称只能是“使用礼品卡”“立即使用”“去点外卖”之一。',
  },
  73217: {
    category: 'request',
    en: 'A gift card made without a mini-program target cannot get one by an update. Set it when creating the card.',
    zh: '创建时没有设置小程序跳转的礼品卡，不能通过更新接口补设，请在创建时设置。',
  },
  73218: {
    category: 'permission',
    en: "The account may not let a gift card's landing page jump to a mini program. Apply for the permission, or leave the target out.",
    zh: '账号没有礼品卡落地页跳转小程序的权限，请申请，或去掉跳转设置。',
  },
}

/** Coins for friend coupons: a product that WeChat has frozen. */
export const COIN_ERRCODES: CodeTable = {
  71001: {
    category: 'request',
    en: 'A parameter of this coin call is missing or zero.',
    zh: '券点接口的某个参数缺失或为 0。',
  },
  71002: {
    category: 'not_found',
    en: 'The order does not fit the card and quantity of this call. Ask for a new price and confirm that order.',
    zh: '订单号与卡券、数量不匹配，请重新询价，再用新订单确认。',
  },
  71003: {
    category: 'state',
    en: 'The account has too few coins, and recharging is suspended.',
    zh: '券点不足，且充值功能已暂停。',
  },
  71004: {
    category: 'state',
    en: 'The card has expired, so no stock can be bought for it.',
    zh: '卡券已过期，不能再为它兑换库存。',
  },
  71005: {
    category: 'quota',
    en: 'Coin calls are limited in number. Wait before the next one.',
    zh: '券点接口的执行次数受限，请稍后再试。',
  },
  71006: {
    category: 'request',
    en: 'coin_count is an integer from 1 to 100000.',
    zh: 'coin_count 须为 1 到 100000 的整数。',
  },
  71007: {
    category: 'state',
    en: 'The coin order is finished. After a timed-out confirmation this means that it worked: do not confirm again.',
    zh: '券点订单已完成。如果之前确认超时，说明已经成功，不要再次确认。',
  },
  71008: {
    category: 'state',
    en: 'The coin order has expired: a price holds for 60 seconds. Ask for a new one.',
    zh: '券点订单已超时，询价结果只有 60 秒有效，请重新询价。',
  },
  73206: {
    category: 'permission',
    en: 'Recharging coins is suspended together with friend coupons. Use another type of card.',
    zh: '券点充值已随朋友的券暂停，请改用其他类型的卡券。',
  },
  73207: {
    category: 'permission',
    en: 'Coin accounts can no longer be opened. They belong to friend coupons, which WeChat has frozen: use another type of card.',
    zh: '已暂停开通券点账户。券点属于朋友的券，该产品已停止更新，请改用其他类型的卡券。',
  },
}

/** Sub-merchants of an agent, and the fields of special tickets. */
export const SUB_MERCHANT_AND_TICKET_ERRCODES: CodeTable = {
  40139: {
    category: 'not_found',
    en: 'This parent account has no such sub-merchant. Take merchant_id from /card/submerchant/batchget.',
    zh: '该母商户下没有这个子商户，请从 /card/submerchant/batchget 获取 merchant_id。',
  },
  40140: {
    category: 'state',
    en: 'The sub-merchant is not approved, or its letter of authorisation has expired. Read status with /card/submerchant/get; after a rejection or expiry send new material with /card/submerchant/update.',
    zh: '子商户未审核通过，或授权函已过期。请用 /card/submerchant/get 查看 status，被驳回或过期时用 /card/submerchant/update 重新提交资料。',
  },
  45042: {
    category: 'permission',
    en: 'Cards of this type cannot be created for a sub-merchant. Choose another type.',
    zh: '子商户不能创建此类卡券，请换一种类型。',
  },
  41014: {
    category: 'request',
    en: 'ticket_class is missing: the kind of film ticket, such as 3D.',
    zh: '缺少 ticket_class（电影票类别，如 3D）。',
  },
  41015: {
    category: 'request',
    en: 'show_time is missing: when the film starts, in epoch seconds.',
    zh: '缺少 show_time（开场时间，单位为秒的时间戳）。',
  },
  41016: {
    category: 'request',
    en: 'screening_room is missing: the hall in which the film is shown.',
    zh: '缺少 screening_room（放映厅）。',
  },
  41017: {
    category: 'request',
    en: 'seat_number is missing. For a film ticket it is a list of strings, for a meeting ticket one string.',
    zh: '缺少 seat_number（座位号）。电影票为字符串数组，会议门票为单个字符串。',
  },
}
