// The documentation site: guide pages in two languages, the API reference, and a search that works offline.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DefaultTheme, defineConfig, type UserConfig } from 'vitepress'

/** The guide, by task. The same pages in both languages; a test compares them. */
const GUIDE: readonly (readonly [
  heading: string,
  headingZh: string,
  pages: readonly (readonly [string, string, string])[],
])[] = [
  [
    'Start',
    '入门',
    [
      ['getting-started', 'Getting started', '快速开始'],
      ['member-card', 'Member cards from A to Z', '会员卡全流程'],
      ['points', 'Points after an order', '下单后加积分'],
      ['whose-card', 'Whose card is this?', '这是谁的卡？'],
    ],
  ],
  [
    'Cards',
    '卡券',
    [
      ['coupons', 'Coupons', '优惠券'],
      ['gift-cards', 'Gift cards', '礼品卡'],
      ['tickets', 'Tickets', '票证'],
      ['invoices', 'Invoices', '电子发票'],
      ['stores', 'Stores', '门店'],
      ['web-pages', 'Web pages', '网页（H5）'],
    ],
  ],
  [
    'Run it',
    '运行',
    [
      ['events', 'Events', '事件推送'],
      ['caches', 'Redis, Keyv, Upstash, your own', '缓存：Redis、Keyv、Upstash、自定义'],
      ['hosting', 'Hosting', '部署'],
      ['several-accounts', 'Several accounts', '多个公众号'],
      ['errors', 'Errors', '错误处理'],
      ['error-codes', 'Error codes', '错误码'],
      ['observability', 'Observability', '可观测性'],
      ['security', 'Security', '安全'],
    ],
  ],
  [
    'Test it',
    '测试',
    [
      ['testing', 'The simulator', '模拟器'],
      ['console', 'A phone you can see', '看得见的手机'],
      ['fidelity', 'How faithful it is', '仿真程度'],
    ],
  ],
  [
    'Look up',
    '查阅',
    [
      ['endpoints', 'Endpoints', '接口一览'],
      ['migration', 'Migration', '迁移'],
      ['faq', 'FAQ', '常见问题'],
      ['uncertain', 'What is uncertain', '不确定的事'],
      ['versions', 'Versions and support', '版本与支持'],
    ],
  ],
]

/** What TypeDoc wrote, if it ran. */
const apiSidebarFile = join(import.meta.dirname, '../api/typedoc-sidebar.json')
const apiSidebar: DefaultTheme.SidebarItem[] = existsSync(apiSidebarFile)
  ? JSON.parse(readFileSync(apiSidebarFile, 'utf8'))
  : []

const sidebar = (chinese: boolean): DefaultTheme.SidebarItem[] =>
  GUIDE.map(([heading, headingZh, pages]) => ({
    text: chinese ? headingZh : heading,
    items: pages.map(([page, title, titleZh]) => ({
      text: chinese ? titleZh : title,
      link: `${chinese ? '/zh' : ''}/guide/${page}`,
    })),
  }))

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  title: 'wechat-card-sdk',
  description: 'WeChat cards (微信卡券) for Node back ends, with a simulator of WeChat to test against',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: false,
  lastUpdated: false,
  srcExclude: ['wechat/**', 'decisions/**', 'architecture.md'],
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        locales: {
          zh: {
            translations: {
              button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
              modal: {
                noResultsText: '没有结果',
                resetButtonTitle: '清除',
                footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
              },
            },
          },
        },
      },
    },
  },
  locales: {
    root: {
      label: 'English',
      lang: 'en',
      themeConfig: {
        nav: [
          { text: 'Guide', link: '/guide/getting-started' },
          { text: 'API', link: '/api/' },
        ],
        sidebar: { '/guide/': sidebar(false), '/api/': apiSidebar },
      },
    },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '面向 Node 后端的微信卡券 SDK，自带可离线测试的微信模拟器',
      themeConfig: {
        nav: [
          { text: '指南', link: '/zh/guide/getting-started' },
          { text: 'API', link: '/api/' },
        ],
        sidebar: { '/zh/guide/': sidebar(true), '/api/': apiSidebar },
        outline: { label: '本页内容' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '外观',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
      },
    },
  },
})

export default config
