/** Months by their names in the languages that feeds are dated in: full and short, without accents, lower case. */
const NAMES: readonly string[] = [
  'january jan januar janvier janv enero ene gennaio gen janeiro januari januar jaenner januarja ιανουαριου ιαν января янв',
  'february feb februar fevrier fevr fev febrero febbraio fevereiro februari februar fevruar φεβρουαριου φεβ февраля фев',
  'march mar marz mrz mars marzo marco maart marcius μαρτιου μαρ марта мар',
  'april apr avril avr abril abr aprile aprilis απριλιου απρ апреля апр',
  'may mai mayo maggio mag maio mei maj majus μαιου μαι μαϊ мая май',
  'june jun juni juin jui junio giugno giu junho junius ιουνιου ιουν июня июн',
  'july jul juli juillet juil julio luglio lug julho julius ιουλιου ιουλ июля июл',
  'august aug aout agosto ago ags augustus augusztus αυγουστου αυγ августа авг',
  'september sep sept septembre septiembre settembre set setembro septembrie szeptember σεπτεμβριου σεπ сентября сен',
  'october oct oktober okt octobre octubre ottobre ott outubro out oktober οκτωβριου οκτ октября окт',
  'november nov novembre noviembre novembro νοεμβριου νοε ноября ноя',
  'december dec dezember dez decembre diciembre dic dicembre dezembro δεκεμβριου δεκ декабря дек',
];

const ACCENTED = /\p{M}/gu;

/** Lower case without accents: as `MONTH_NAME` and `monthOf` take names. Hangul and ideographs stay whole. */
export function foldAccents(text: string): string {
  return text.normalize('NFD').replace(ACCENTED, '').normalize('NFC').toLowerCase();
}

const byName = new Map(
  NAMES.flatMap((names, index) => names.split(' ').map((name) => [foldAccents(name), index + 1] as const)),
);
'一二三四五六七八九十'.split('').forEach((sign, index) => byName.set(`${sign}月`, index + 1));
byName.set('十一月', 11).set('十二月', 12);

/** Source of a pattern for a month's name in folded text; `11月`, as Java prints it beside an English order, is one too. */
export const MONTH_NAME = `(?:${[...byName.keys()].sort((a, b) => b.length - a.length).join('|')}|(?:1[0-2]|0?[1-9])月)`;

export function monthOf(name: string): number | undefined {
  return byName.get(name) ?? (/^\d{1,2}月$/.test(name) ? Number.parseInt(name, 10) : undefined);
}
