// The activation component comes back through App.onShow, more than once if the user leaves and returns.
import { type BackEndError, post } from './back-end'

const PENDING = 'activation'

App({
  onShow(options: WechatMiniprogram.App.LaunchShowOption) {
    // The whole options, for the back end to judge. Kept until it has answered: the next show has other options.
    if (options.referrerInfo?.extraData) wx.setStorageSync(PENDING, options)
    const shown = wx.getStorageSync(PENDING)
    if (!shown) return
    post('/activation/return', shown)
      .then(({ activated }) => {
        wx.removeStorageSync(PENDING)
        if (activated) wx.showToast({ title: '已开卡' })
      })
      .catch((error: BackEndError) => {
        // Nothing that could be read (400) never will be. Anything else: the next show tries again.
        if (error.statusCode === 400) wx.removeStorageSync(PENDING)
        console.error(error.message)
      })
  },
})
