// `wechat-card-sdk/testing`: WeChat in memory, and what a cache adapter has to do.
export type { Clock } from '../clock.js'
export { type CacheAdapterReport, testCacheAdapter } from './cache-contract.js'
export type { Permission } from './endpoint.js'
export type {
  ActivationExtraData,
  ActivationReturn,
  FormAnswers,
  Phone,
  PhoneAddCardItem,
  PhoneAddCardResult,
  PhoneFailure,
} from './phone.js'
export type { ArrivedRequest, ArrivedRequests } from './requests.js'
export type { Listening, ListenOptions } from './server.js'
export type { SimulatorOptions } from './settings.js'
export { createSimulator, type Simulator, type SimulatorClientOptions, type SimulatorFetchInit } from './simulator.js'
export type { SimulatedUser } from './world.js'
