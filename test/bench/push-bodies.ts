const SENTENCES = [
  '测绘地理信息部门围绕经济社会发展需求，持续推进基础测绘、地理国情监测和应急测绘保障服务。',
  '会议要求，各单位要切实加强涉密测绘成果管理，做到责任到人、措施到位、检查到底。',
  '本次更新共完成一比一万地形图三百二十幅，覆盖全省重点城镇和主要交通干线。',
  '遥感影像显示，汛期前后湖区水面变化明显，监测结果已报送有关部门参考。',
  '省局与气象、水利、交通等部门签订共享协议，数据按季度交换，紧急情况下随时提供。',
  '培训班为期五天，来自十四个市州的八十名技术人员参加，全部通过考核并取得证书。',
  '下一步将加快成果社会化应用，为重大工程选址、防灾减灾和公众出行提供可靠的地图服务。',
];

/** 2 KB of JSON as a unit's system sends it; no two numbers give the same article. */
export function pushBody(number: string): string {
  return JSON.stringify({
    externalId: `push-${number}`,
    url: `https://unit.example.cn/art/2026/11/23/art_12_${number}.html`,
    title: `第${number}号工作动态：推进测绘成果社会化应用`,
    summary: '全省测绘工作会议召开，部署年度重点任务，通报成果汇交和应用情况。',
    bodyHtml: [...SENTENCES, ...SENTENCES]
      .slice(0, 10)
      .map((sentence, at) => `<p style="text-indent: 2em">第${number}号第${at + 1}段。${sentence}</p>`)
      .join(''),
    author: '张明',
    contentSource: '省测绘局办公室',
    responsiblePerson: '李华',
    publishedAt: '2026-11-23 09:05',
    column: '工作动态',
    keywords: ['测绘', '成果应用'],
  });
}
