// Garden: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light } from '../palette.mjs';

const clay = ['#dd9a76', '#c2714f', '#924c31'];
const ash = ['#ecd6ab', '#cfae78', '#9d7b48'];
const iron = ['#a3abb0', '#6b7378', '#454b50'];
const leaf = (p, x, y, turn, colour = '#6f9152', size = 1) => p.group(`translate(${x} ${y}) rotate(${turn}) scale(${size})`, p.path('M0 0q22-26 0-64q-22 38 0 64', colour) + p.line('M0 0v-48', '#e6eed2', 1.5, { opacity: 0.6 }));

export const drawings = {
  'dewpoint-watering-can': (p) => [
    p.shadow(200, 322, 126), p.line('M144 150C150 50 276 76 268 190', p.lo, 12), p.path('M250 262q50-20 82-122l16 6q-18 110-90 158z', p.across(p.base, p.lo)), p.path('M310 120l52 22-8 16-56-20z', p.across('#dcb45c', '#a67a34')),
    p.path('M110 176h150v124q-4 20-75 20t-75-20z', p.body()), p.oval(185, 176, 75, 17, p.hi), p.oval(185, 178, 64, 12, p.deep), p.path('M110 176q20-40 76-40t40 20q-90-6-100 24z', p.hi, { opacity: 0.9 }), p.line('M110 218q75 18 150 0M110 284q75 18 150 0', p.deep, 3, { opacity: 0.35 }), p.line('M128 206v86', '#fff', 6, { opacity: 0.35 }),
    p.repeat(6, (i) => p.path(`M${352 + (i % 3) * 14} ${172 + Math.floor(i / 3) * 34 + (i % 3) * 10}q7 12 0 16q-7-4 0-16`, '#8fbacd')),
  ],
  'terrace-terracotta-pot': (p) => [
    p.shadow(200, 334, 118), p.oval(200, 322, 112, 17, clay[2]), p.oval(200, 316, 112, 16, clay[0]),
    p.repeat(9, (i) => leaf(p, 200 + (i - 4) * 10, 176, (i - 4) * 19, i % 2 ? '#8aa96a' : '#587a47', 1.5 - Math.abs(i - 4) * 0.1)), p.repeat(5, (i) => p.disc(140 + i * 30, 96 + ((i * 31) % 44), 8, '#c99bd0') + p.disc(140 + i * 30, 96 + ((i * 31) % 44), 3, '#f6e7a6')),
    p.path('M116 196h168l-22 118q-62 14-124 0z', p.across(...clay)), p.path('M104 164h192v36q-96 20-192 0z', p.across(...clay)), p.line('M106 200q94 20 188 0', '#7c3f29', 3, { opacity: 0.5 }), p.line('M140 222l10 76', '#fff', 6, { opacity: 0.25 }),
  ],
  'ash-hand-trowel': (p) => [
    p.shadow(206, 330, 92), p.group('rotate(24 200 200)', p.path('M188 208h24v-40h-24z', p.across(...iron)), p.path('M182 40q18-14 36 0l-5 132q-13 6-26 0z', p.across(...ash)), p.disc(200, 52, 4, '#8a6534'), p.box(184, 160, 32, 16, 4, p.across('#dcb45c', '#a67a34')),
      p.path('M152 204q48-20 96 0q6 80-48 138q-54-58-48-138', p.across(...iron)), p.path('M176 212q24-10 48 0q2 60-24 106q-26-46-24-106', '#3c4247', { opacity: 0.45 }), p.line('M168 240h12M170 262h12M174 284h12', '#eef2f3', 3)),
    p.path('M60 330q60-50 140-14q60-30 130 14z', '#6b4f3a'), leaf(p, 300, 318, 14), leaf(p, 312, 320, 44, '#8aa96a'), leaf(p, 92, 322, -20, '#8aa96a'),
  ],
  'clean-cut-secateurs': (p) => [
    p.shadow(200, 334, 110), p.group('rotate(-22 200 190)', p.path('M194 176q-66 50-46 160q4 14 18 10q10-4 6-18q-8-90 44-132z', p.across('#cf5a3c', '#8f3421')), p.path('M206 176q66 50 46 160q-4 14-18 10q-10-4-6-18q8-90-44-132z', p.across('#b84a30', '#7c2b1b')),
      p.path('M186 186q-30-90 34-146q18 80-2 146z', p.across('#f2f5f6', '#9aa5aa')), p.path('M214 190q46-60 20-118q-12 70-42 104z', p.across('#8b969b', '#566067')), p.disc(202, 184, 17, p.round('#f2f5f6', '#7c868b')), p.disc(202, 184, 6, '#454b50'), p.line('M192 216q14 12 0 22t8 22', '#9aa5aa', 5)),
    p.line('M250 60q50 10 80 70', '#6b7d4c', 7), leaf(p, 290, 86, 40), leaf(p, 318, 110, 90, '#8aa96a'), p.disc(336, 142, 17, p.round('#f0b5b5', '#c96a78')), p.disc(334, 140, 8, '#b0505f', { opacity: 0.6 }),
  ],
  'hedgerow-gloves': (p) => {
    const glove = (colour, cuff) => p.path('M-52 130l-6-110q-38-24-30-46q10-12 40 12l-2-58q2-18 16-18t16 18l2 34l4-58q2-16 16-16t15 17l-2 58l10-46q4-14 17-11t11 17l-8 54l8-18q8-12 18-6t5 18l-28 90l-6 69z', colour) + p.path('M-56 122h102l8 66q-58 14-116 0z', cuff) + p.line('M-52 142q50 10 98 0', '#fffaf0', 3, { opacity: 0.6, 'stroke-dasharray': '5 5' });
    return [p.shadow(204, 342, 132), p.group('translate(142 142) rotate(-10) scale(-1 1)', glove(p.across('#b98e5c', '#8f6a3e'), '#596540')), p.group('translate(258 146) rotate(10)', glove(p.across('#e0b985', '#b78c58'), p.across('#8a9a63', '#5d6b42')))];
  },
  'kitchen-garden-seed-box': (p) => {
    const packets = ['#b2502f', '#d79b35', '#74804f', '#6b3f57', '#9db08f', '#c2714f'];
    return [
      p.shadow(200, 330, 142), p.path('M76 80h248l10 96H66z', p.across('#dfb98a', '#b98a58')), p.path('M92 92h216l6 72H86z', '#f7efdd'), p.repeat(12, (i) => p.box(104 + (i % 6) * 33, 102 + Math.floor(i / 6) * 28, 26, 20, 2, i % 3 ? '#e9dcc0' : '#cfdcb8')),
      p.repeat(6, (i) => p.group(`translate(${84 + i * 39} ${172 + (i % 2) * 10})`, p.box(0, 0, 36, 92, 3, packets[i]), p.box(5, 8, 26, 14, 2, '#fbf6ea'), p.path('M18 66q14-16 0-36q-14 20 0 36', '#fbf6ea', { opacity: 0.85 }))),
      p.path('M60 232h280l-8 92H68z', p.across('#e6c397', '#c4965f', '#976b3c')), p.line('M80 252h150M120 290h180', '#9a6f40', 2, { opacity: 0.4 }), p.box(158, 258, 84, 36, 4, '#f7efdd'), leaf(p, 200, 292, -24, '#587a47', 0.5), leaf(p, 200, 292, 24, '#8aa96a', 0.5),
    ];
  },
  'wren-bird-feeder': (p) => [
    p.line('M200 0v70', '#4a4a4e', 4), p.line('M0 34q120-30 400 10', '#7a5c40', 12), leaf(p, 90, 22, 150, '#8aa96a'), leaf(p, 300, 30, 200), leaf(p, 330, 34, 160, '#8aa96a'),
    p.path('M200 64L300 152H100z', p.across(p.hi, p.base, p.lo)), p.line('M94 154L200 62L306 154', p.deep, 7), p.box(126, 152, 148, 110, 4, p.across('#eef4f0', '#cfdcd6'), { opacity: 0.9 }), p.path('M130 206q34-20 70-6t70-4v64H130z', '#c99a52'), p.repeat(22, (i) => p.oval(138 + ((i * 41) % 124), 214 + ((i * 17) % 42), 4, 2.6, i % 2 ? '#8f6a32' : '#e8c884')), p.box(122, 150, 12, 116, 4, p.base), p.box(266, 150, 12, 116, 4, p.lo), p.box(96, 260, 208, 16, 6, p.down(p.hi, p.lo)),
    p.path('M286 256q-6-40 28-46q22-2 26 16l12 4-12 6q0 22-26 26l-30 12z', '#9a6b42'), p.path('M300 250q14-24 36-10q-12 20-36 10', '#e8d3b0'), p.disc(326, 224, 3, '#2a2a2e'), p.line('M290 258l-22-26', '#7a5030', 8), p.shadow(200, 356, 80),
  ],
  'beacon-fire-bowl': (p) => [
    p.glow(200, 150, 150), p.shadow(200, 338, 140), p.path('M200 30q90 90 44 172h-92q-46-76 48-172', p.down('#ffd76a', '#ee7b26')), p.path('M150 112q50 40 26 92h-34q-28-40 8-92M252 120q36 46 10 86h-30q-20-40 20-86', '#f3982f', { opacity: 0.9 }), p.path('M200 104q40 50 14 96h-30q-24-40 16-96', '#fff1b0'),
    p.group('rotate(12 200 200)', p.box(130, 188, 140, 22, 10, '#5f4634'), p.disc(268, 199, 11, '#c99f68')), p.group('rotate(-14 200 200)', p.box(126, 190, 140, 22, 10, '#7a5a40'), p.disc(130, 201, 11, '#d9b27a')),
    p.path('M128 250l-26 88h14l34-76zM272 250l26 88h-14l-34-76z', '#4b3128'), p.path('M60 200q140 34 280 0q-8 84-140 88T60 200', p.across('#a8623f', '#7c4129', '#54291b')), p.oval(200, 200, 140, 17, 'none', { stroke: '#c27a52', 'stroke-width': 6 }), p.repeat(6, (i) => p.disc(120 + ((i * 67) % 170), 40 + ((i * 53) % 110), 2.4, light('#f3982f', 0.3))), p.line('M92 232q40 34 90 40', dark('#c27a52', 0), 5, { opacity: 0.5 }),
  ],
};
