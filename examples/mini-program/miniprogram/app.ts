// The activation component comes back through App.onShow, more than once if the user leaves and returns.
import { post } from './back-end'

App({
  onShow(options: WechatMiniprogram.App.LaunchShowOption) {
    // Where the user came from is for the back end to judge: it gets everything, and does not mind being told twice.
    post('/activation/return', options)
      .then(({ activated }) => {
        if (activated) wx.showToast({ title: '已开卡' })
      })
      // Not lost: the back end has saved the form, and the next show tries again.
      .catch((error: Error) => console.error(error.message))
  },
})
