const YEAR = String.raw`(?:\d{4}|[〇○零一二三四五六七八九]{4})`;
const SHORT_NUMBER = String.raw`(?:\d{1,2}|[一二三四五六七八九十]{1,3})`;
/** A date and nothing else, also in brackets under a title. */
const WHOLE_DATE = new RegExp(
  String.raw`^[（(〔[]?\s*${YEAR}\s*(?:年\s*${SHORT_NUMBER}\s*月\s*${SHORT_NUMBER}\s*[日号]?|[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2})(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?\s*[)）〕\]]?$`,
);
const DOCUMENT_NUMBER = new RegExp(
  String.raw`^[（(]?[\u4e00-\u9fff]{1,20}\s*[〔[﹝（(【［]\s*${YEAR}\s*年?\s*[〕\]﹞）)】］]\s*[—–\-]*\s*第?\s*\d{1,6}\s*号[)）]?$`,
);
const BY_YEAR = new RegExp(
  String.raw`^[（(]?[\u4e00-\u9fff]{0,20}\s*${YEAR}\s*年\s*第\s*\d{1,6}\s*号[)）]?$`,
);
const LETTERHEAD = /^[\u4e00-\u9fff（）()\s]{2,40}(?:文件|简报|专报|公报)$/;
const ORGANIZATION =
  /^[\u4e00-\u9fff（）()·\s]{2,40}(?:局|厅|部|委|委员会|办公室|办公厅|中心|院|所|司|处|科|站|馆|署|总署|政府|公司|协会|学会|学校|大学|指挥部|领导小组)$/;

/** 2026年11月23日, 二〇二六年十一月二十三日, （2026-11-23） on a line of its own. */
export function isWholeDate(text: string): boolean {
  return text.length <= 40 && WHOLE_DATE.test(text);
}

/** 国测图发〔2026〕9号, 2026年第3号 on a line of its own. */
export function isDocumentNumber(text: string): boolean {
  return text.length <= 60 && (DOCUMENT_NUMBER.test(text) || BY_YEAR.test(text));
}

/** 国家测绘局文件: the red head of an official document, which is not its title. */
export function isLetterhead(text: string): boolean {
  return LETTERHEAD.test(text) && !/关于|印发/.test(text);
}

/** The name of an organization and nothing else, as it stands above the date of a signature. */
export function isOrganization(text: string): boolean {
  return text.length <= 44 && ORGANIZATION.test(text);
}
