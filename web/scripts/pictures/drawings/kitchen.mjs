// Kitchen & Table: each function draws one product on a 400 x 400 sheet whose floor is at y = 300.
import { dark, light, mix } from '../palette.mjs';

const wood = '#c99f68';

export const drawings = {
  'tideline-stoneware-mug': (p) => [
    p.shadow(205, 322, 105),
    p.line('M265 205c52-6 62 72-6 74', p.across(p.base, p.lo), 19),
    p.path('M122 158q2 120 16 150q8 16 62 16t62-16q14-30 16-150z', p.body()),
    p.path('M124 200q26 16 52 4t52 4t48-6l2-44H122z', light(p.base, 0.5), { opacity: 0.75 }),
    p.oval(200, 158, 78, 19, light(p.base, 0.4)), p.oval(200, 160, 67, 14, dark(p.base, 0.4)), p.oval(200, 164, 58, 10, '#5b3a26'),
    p.line('M184 128c-12-14 12-22 0-38M214 130c-12-14 12-22 0-38', '#fff', 5, { opacity: 0.65 }),
  ],
  'quiet-morning-pour-over': (p) => [
    p.shadow(200, 326, 92),
    p.path('M146 244h108l8 70q2 12-62 12t-62-12z', '#dfe9e6', { opacity: 0.9 }), p.path('M143 278h114l5 38q0 10-62 10t-62-10z', '#6b4128', { opacity: 0.9 }),
    p.line('M254 256c38-4 36 46 4 50', '#c8d8d4', 8),
    p.oval(200, 236, 84, 15, p.lo), p.oval(200, 231, 84, 15, p.hi),
    p.path('M118 128q6 78 56 102h52q50-24 56-102z', p.body()),
    p.line('M280 150c40-4 38 48-14 52', p.lo, 13),
    p.repeat(5, (i) => p.line(`M${144 + i * 28} 146q${8 - i * 4} 44 ${22 - i * 11} 74`, p.deep, 3, { opacity: 0.25 })),
    p.oval(200, 128, 82, 20, p.hi), p.oval(200, 130, 70, 15, '#e9d9bd'), p.oval(200, 133, 48, 9, '#5b3a26'),
  ],
  'harvest-serving-bowl': (p) => [
    p.shadow(200, 318, 128),
    p.disc(158, 176, 34, p.round('#e0a04a', '#b5622b')), p.disc(212, 164, 38, p.round('#a44a5a', '#642840')), p.disc(258, 182, 30, p.round('#c9c35a', '#85913a')),
    p.line('M212 128q4-18 18-22', '#5a6b3a', 4), p.path('M230 106q22-12 34 2q-20 12-34-2', '#7d9150'),
    p.path('M66 188q8 112 96 126h76q88-14 96-126q-134 34-268 0', p.body()),
    p.path('M66 188q134 34 268 0q-2 22-10 44q-62-22-128-10t-120 8q-8-20-10-42', light(p.base, 0.45), { opacity: 0.6 }),
    p.box(160, 306, 80, 16, 7, p.deep),
  ],
  'bramble-chopping-board': (p) => [
    p.shadow(200, 322, 120),
    p.path('M108 92q0-16 16-16h152q16 0 16 16v210q0 16-16 16H124q-16 0-16-16z', p.body(wood)),
    p.repeat(20, (i) => p.box(114 + (i % 4) * 43.5, 84 + Math.floor(i / 4) * 46, 41, 43, 3, mix(wood, i % 3 ? '#8a5a35' : '#f0d4a4', ((i * 7) % 5) * 0.11 + 0.06))),
    p.line('M126 104v188q0 8 8 8h132q8 0 8-8V104q0-8-8-8H134q-8 0-8 8', '#7a4c2a', 4, { opacity: 0.5 }),
    p.disc(200, 112, 11, '#f3e6d3'), p.line('M200 112q26-46 6-62q-20 6-10 52', '#8a6a4a', 5),
    p.group('rotate(18 290 250)', p.path('M282 120q26 50 16 118h-16z', p.across('#e8eef0', '#aab8bd')), p.box(280, 238, 20, 76, 8, p.down('#5c4030', '#3b2a22'))),
  ],
  'ridge-enamel-kettle': (p) => [
    p.shadow(200, 318, 118),
    p.line('M128 180C126 70 274 70 272 180', '#4a4a4e', 8), p.line('M164 108q36-18 72 0', wood, 17),
    p.path('M288 214q40-6 58-58q16 2 12 14q-12 58-64 92z', p.across(p.base, p.lo)),
    p.path('M96 306Q90 186 150 172h100q60 14 54 134q-2 14-18 14H114q-16 0-18-14', p.body()),
    p.path('M98 286h204l1 22q-2 12-17 12H114q-16 0-17-12z', '#33353a', { opacity: 0.75 }),
    p.oval(200, 174, 60, 14, p.lo), p.oval(200, 168, 56, 14, p.hi), p.disc(200, 148, 13, p.round('#e6c391', '#9a7044')),
    p.line('M126 216q4-20 20-28', '#fff', 7, { opacity: 0.6 }),
  ],
  'forge-carbon-steel-pan': (p) => [
    p.shadow(180, 312, 140),
    p.group('rotate(-14 200 250)',
      p.path('M270 232L392 214q12 0 10 14t-12 14L272 262z', p.down('#6f747a', '#3e4146')), p.oval(386, 229, 6, 5, '#cfc6b6'),
      p.oval(160, 252, 134, 62, p.across('#5d6268', '#2d2f33')), p.oval(160, 240, 134, 60, p.across('#8d949a', '#4b4f55')), p.oval(160, 242, 120, 51, p.round('#62676d', '#26282c')),
      p.path('M96 240q20-38 70-30t62 26q-4 32-62 34t-70-30', '#fdf8ec'), p.disc(160, 236, 20, p.round('#ffd15c', '#ee9a26')),
      p.repeat(7, (i) => p.disc(112 + ((i * 37) % 96), 224 + ((i * 23) % 36), 1.8, '#4a3a2a'))),
  ],
  'cairn-salt-cellar': (p) => [
    p.shadow(205, 322, 100),
    p.group('rotate(-24 262 190)', p.oval(258, 176, 82, 20, p.deep), p.oval(258, 168, 82, 20, p.hi), p.oval(258, 166, 60, 13, p.base, { opacity: 0.6 })),
    p.path('M116 214q-8 74 20 102q20 10 64 10t64-10q28-28 20-102z', p.body()),
    p.repeat(4, (i) => p.line(`M${118 + i} ${238 + i * 20}q82 ${24 - i * 2} ${164 - i * 3} 0`, p.deep, 2, { opacity: 0.28 })),
    p.oval(200, 214, 84, 21, p.hi), p.oval(200, 216, 72, 16, p.deep), p.oval(200, 216, 64, 14, '#faf7f0'),
    p.repeat(14, (i) => p.box(146 + ((i * 53) % 106), 206 + ((i * 29) % 16), 6, 5, 1, i % 2 ? '#fff' : '#d8d8d8')),
  ],
  'brook-glass-carafe': (p) => [
    p.shadow(200, 324, 82),
    p.box(182, 62, 36, 46, 9, p.across('#dcb98a', '#a98150')),
    p.path('M172 96h56l-6 74q58 40 46 132q-4 22-68 22t-68-22q-12-92 46-132z', p.across('#dff0e6', '#b4d6c6', '#8fb8a8'), { opacity: 0.8 }),
    p.path('M138 236h124q10 34 6 64q-4 20-68 20t-68-20q-4-30 6-64', p.across('#a9d3cf', '#74aab0'), { opacity: 0.75 }), p.oval(200, 236, 62, 11, '#d6eeea'),
    p.disc(168, 282, 16, '#f3d45c', { opacity: 0.9 }), p.disc(168, 282, 11, '#fbe89a', { opacity: 0.9 }), p.path('M214 300q20-40 32-20q-6 24-32 20', '#6f9a56'),
    p.line('M158 196q-16 22-15 70', '#fff', 7, { opacity: 0.7 }),
  ],
};
