// The big button in the middle of a card, and cards inside mini programs of stores.
import type { CellsApi } from '../../api/cells.js'
import type { SimulatedAccount } from '../account/account.js'
import { type CardRecord, hasOwnButton, hasStore, isApproved } from '../account/cards.js'
import { need } from '../account/refusal.js'
import { type GroupEndpoints, optional, required } from '../http/endpoint.js'

const SWITCH = { card_id: required('string', 41012), is_open: required('boolean') }

/** Refuses a button on a card that nobody can use in a store. */
function needStore(card: CardRecord): void {
  need(isApproved(card), 40107, `the card is ${card.status}: it must be approved`)
  need(hasStore(card), 43017, 'the card has no store: neither location_id_list nor use_all_locations')
}

/** The id of a store that there is. */
function knownStore({ stores }: SimulatedAccount, poiId: string | number): string {
  const store = stores.find(Number(poiId))
  need(store !== undefined && !store.deleted, 40098, `poi_id: the account has no store ${poiId}`)
  return String(store.poiId)
}

/** Endpoints of the group `cells`. */
export const cellsEndpoints: GroupEndpoints<CellsApi> = {
  setPayCell: {
    fields: SWITCH,
    permission: 'card',
    respond: ({ account, request: { card_id, is_open } }) => {
      need(account.may('pay'), 43008, 'the account has no WeChat Pay')
      const card = account.cards.get(card_id)
      if (is_open) {
        needStore(card)
        need(!hasOwnButton(card.body.base_info), 40145, 'the middle button is of the center_ fields already')
        need(card.selfConsumeCell === undefined, 45046, 'the middle button is self-redemption already')
      }
      card.payCell = is_open
      return {}
    },
  },
  setSelfConsumeCell: {
    fields: { ...SWITCH, need_verify_cod: optional('boolean'), need_remark_amount: optional('boolean') },
    permission: 'card',
    respond: ({ account, request }) => {
      const {
        card_id,
        is_open,
        need_verify_cod: verifyCode = false,
        need_remark_amount: remarkAmount = false,
      } = request
      const card = account.cards.get(card_id)
      if (is_open) {
        needStore(card)
        const isFree = !hasOwnButton(card.body.base_info) && card.payCell !== true
        need(isFree, 45046, 'the middle button is of the center_ fields, or quick pay, already')
      }
      card.selfConsumeCell = is_open ? { verifyCode, remarkAmount } : undefined
      return {}
    },
  },
  setStoreCard: {
    fields: { poi_id: required('id', 40098), card_id: required('string', 41012) },
    permission: 'card',
    respond: ({ account, request: { poi_id, card_id } }) => {
      account.cards.ofStores.set(knownStore(account, poi_id), account.cards.get(card_id).cardId)
      return {}
    },
  },
  getStoreCard: {
    fields: { poi_id: required('id', 40098) },
    permission: 'card',
    respond: ({ account, request: { poi_id } }) => ({
      card_id: account.cards.ofStores.get(knownStore(account, poi_id)) ?? '',
    }),
  },
}
