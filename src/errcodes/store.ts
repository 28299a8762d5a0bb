// Codes of the store API, whose ids go into location_id_list.
import type { CodeKnowledge, CodeTable } from './types.js'

const BAD_FIELD: CodeKnowledge = {
  category: 'request',
  en: 'WeChat does not accept the field of the store that errmsg names. Correct it under business.base_info and send the store again.',
  zh: '门店的某个字段不合法（见 errmsg），请修改 business.base_info 中的对应字段后重新提交。',
}

/** Stores. */
export const STORE_ERRCODES: CodeTable = {
  40093: {
    category: 'request',
    en: 'Some stores were not imported: they have -1 in location_id_list, and err_item says why. Correct those and send only them again.',
    zh: '部分门店导入失败，在 location_id_list 中为 -1，原因见 err_item。请修正后只重新提交这些门店。',
  },
  41025: {
    category: 'request',
    en: 'The list of stores is empty. Name at least one.',
    zh: '门店列表为空，请至少填写一个门店。',
  },
  46005: {
    category: 'not_found',
    en: 'There is no such store. Take its id from /cgi-bin/poi/getpoilist of the same account.',
    zh: '门店不存在，请从同一账号的 /cgi-bin/poi/getpoilist 获取门店 ID。',
  },
  65104: {
    category: 'request',
    en: 'categories holds a name that WeChat does not know. Take the names from /cgi-bin/poi/getwxcategory.',
    zh: 'categories 中有不存在的类目，请使用 /cgi-bin/poi/getwxcategory 返回的名称。',
  },
  65105: {
    category: 'request',
    en: "A photo's URL is not accepted. Upload the photo with /cgi-bin/media/uploadimg and use the URL that comes back.",
    zh: '门店照片的 URL 不合法，请用 /cgi-bin/media/uploadimg 上传后使用返回的 URL。',
  },
  65106: {
    category: 'state',
    en: 'The store is not approved yet. Wait until available_state in /cgi-bin/poi/getpoi is 3.',
    zh: '门店尚未审核通过，请等 /cgi-bin/poi/getpoi 返回的 available_state 变为 3。',
  },
  65107: {
    category: 'state',
    en: 'The store cannot be changed now, probably because an earlier change is still under review (update_status 1 in /cgi-bin/poi/getpoi). Wait for its result.',
    zh: '门店暂不能修改，上一次修改可能还在审核中（/cgi-bin/poi/getpoi 返回的 update_status 为 1），请等待结果。',
  },
  65109: BAD_FIELD,
  65110: BAD_FIELD,
  65111: BAD_FIELD,
  65112: BAD_FIELD,
  65113: BAD_FIELD,
  65114: {
    category: 'request',
    en: 'photo_list is empty. Give at least one photo_url; on an update the list replaces the old one.',
    zh: 'photo_list 为空，请至少填写一个 photo_url；更新时会整体覆盖原有列表。',
  },
  65115: {
    category: 'not_found',
    en: 'This account has no store with that poi_id. List its stores with /cgi-bin/poi/getpoilist.',
    zh: '该账号下没有此 poi_id 的门店，请用 /cgi-bin/poi/getpoilist 查询。',
  },
  65116: {
    category: 'not_found',
    en: 'The store was deleted. Take its poi_id out of your cards (location_id_list).',
    zh: '门店已被删除，请把它的 poi_id 从卡券的 location_id_list 中移除。',
  },
  65117: {
    category: 'state',
    en: 'The store cannot be deleted in its present state. Read available_state with /cgi-bin/poi/getpoi.',
    zh: '门店当前状态不能删除，请用 /cgi-bin/poi/getpoi 查看 available_state。',
  },
  65118: {
    category: 'state',
    en: 'The state of the store forbids this. available_state tells: 1 system error, 2 under review, 3 approved, 4 rejected.',
    zh: '门店状态不允许此操作，见 available_state：1 系统错误，2 审核中，3 审核通过，4 审核驳回。',
  },
  65119: {
    category: 'permission',
    en: 'The account lacks a qualification of the legal entity for such a store. Complete it in the console.',
    zh: '账号缺少相应主体的资质，请在公众号后台补齐。',
  },
  65120: {
    category: 'not_found',
    en: 'WeChat has no such category. The list is at /cgi-bin/poi/getwxcategory.',
    zh: '类目信息不存在，可用 /cgi-bin/poi/getwxcategory 查询全部类目。',
  },
}
