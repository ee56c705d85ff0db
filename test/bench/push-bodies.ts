const SENTENCES = [
  '测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘、地理国情监测和应急测绘保障服务。',
  '会议要求，各单位要切实加强涉密测绘成果管理，做到责任到人、措施到位、检查到底。',
  '本次更新共完成一比一万地形图三百二十幅，覆盖全省重点城镇和主要交通干线。',
  '遥感影像显示，汛期前后湖区水面变化明显，监测结果已报送有关部门参考。',
];

/** About 2 KB of JSON as a unit's system sends it; no two numbers give the same article. */
export function pushBody(number: string): string {
  const paragraphs = SENTENCES.map((sentence, at) => `<p>第${number}号第${at + 1}段。${sentence}</p>`);
  return JSON.stringify({
    externalId: `push-${number}`,
    url: `https://unit.example.cn/art/2026/11/23/art_12_${number}.html`,
    title: `第${number}号工作动态：推进测绘成果社会化应用`,
    bodyHtml: [...paragraphs, ...paragraphs.slice(0, 2).map((text) => text.replace('本次', '上次'))].join(''),
    author: '张明',
    contentSource: '省测绘局办公室',
    responsiblePerson: '李华',
    publishedAt: '2026-11-23 09:05',
    column: '工作动态',
    keywords: ['测绘', '成果应用'],
  });
}
