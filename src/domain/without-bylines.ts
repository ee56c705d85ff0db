/**
 * Lines that a site sets around an article, and that the next site sets differently: where it is from, who edited it,
 * how often it was read. Only lines that are nothing else: the label, a colon and a short value.
 */
const BYLINE =
  /^[^\S\n]*[（(【[]?(?:文章来源|信息来源|稿件来源|来源|文章作者|作者|撰稿人?|撰文|供稿单位|供稿人?|通讯员|摄影|责任编辑|责编|编辑|编审|审核人?|校对|监制|发布时间|发布日期|更新时间|发布单位|浏览次数|浏览量|阅读次数|阅读量|点击数|点击率|访问量|字号|字体|分享到|打印|关闭窗口)[^\S\n]*[:：][^\n]{0,60}$/gmu;

/** The text without such lines. */
export function withoutBylines(text: string): string {
  return text.replace(BYLINE, '');
}
